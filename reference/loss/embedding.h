// The losses of word vectors.
#pragma once

#include <span>
#include <vector>

#include "reference/activation/softplus.h"
#include "reference/contract/tensor.h"
#include "reference/loss/softmax_cross_entropy.h"

namespace assay {

template <class T>
T inner_product(std::span<const T> a, std::span<const T> b) {
  T sum(0);
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// The vector at `index` along the leading axes of a tensor, whose last axis it fills.
template <class T>
std::span<const T> vector_at(const Tensor<T>& x, std::int64_t index) {
  const auto d = static_cast<std::size_t>(x.extent(-1));
  return std::span<const T>(x.data).subspan(static_cast<std::size_t>(index) * d, d);
}

/// into += factor x, for the vector of `into` at `index`.
template <class T>
void add_vector(Tensor<T>& into, std::int64_t index, const T& factor, std::span<const T> x) {
  const auto at = static_cast<std::size_t>(index) * x.size();
  for (std::size_t i = 0; i < x.size(); ++i) into.data[at + i] += factor * x[i];
}

// skip_gram: -log softmax(U v)_o for the vector v of a centre word, the matrix U of all words'
// context vectors and the context word o that was seen. [Mikolov et al. 2013, arXiv 1310.4546, eq.
// 2]
template <class T>
std::vector<T> skip_gram_logits(std::span<const T> centre, const Tensor<T>& context) {
  std::vector<T> logits;
  for (std::int64_t w = 0; w < context.extent(0); ++w)
    logits.push_back(inner_product(vector_at(context, w), centre));
  return logits;
}

template <class T>
struct SkipGramGradient {
  Tensor<T> centre, context;
};

// dv += g sum_w (p_w - [w = o]) u_w, du_w += g (p_w - [w = o]) v
template <class T>
void add_skip_gram_gradient(const Tensor<T>& centre, std::int64_t n, const Tensor<T>& context,
                            std::size_t seen, const T& g, SkipGramGradient<T>& gradient) {
  const std::vector<T> logits = skip_gram_logits(vector_at(centre, n), context);
  const std::vector<T> dz = softmax_cross_entropy_gradient<T>(logits, seen);
  for (std::int64_t w = 0; w < context.extent(0); ++w) {
    const T factor = g * dz[static_cast<std::size_t>(w)];
    add_vector(gradient.centre, n, factor, vector_at(context, w));
    add_vector(gradient.context, w, factor, vector_at(centre, n));
  }
}

// negative_sampling: -log sigmoid(u_o . v) - sum_k log sigmoid(-u_k . v) for the word o that was
// seen and words k that were drawn. [ibid., eq. 4]
template <class T>
T negative_sampling(const Tensor<T>& centre, const Tensor<T>& seen, const Tensor<T>& drawn,
                    std::int64_t n) {
  T sum = softplus(T(-inner_product(vector_at(seen, n), vector_at(centre, n))));
  const std::int64_t count = drawn.extent(1);
  for (std::int64_t k = n * count; k < (n + 1) * count; ++k)
    sum += softplus(inner_product(vector_at(drawn, k), vector_at(centre, n)));
  return sum;
}

template <class T>
struct NegativeSamplingGradient {
  Tensor<T> centre, seen, drawn;
};

template <class T>
void add_negative_sampling_gradient(const Tensor<T>& centre, const Tensor<T>& seen,
                                    const Tensor<T>& drawn, std::int64_t n, const T& g,
                                    NegativeSamplingGradient<T>& gradient) {
  const auto v = vector_at(centre, n), u = vector_at(seen, n);
  const T pull = -g * sigmoid(T(-inner_product(u, v)));
  add_vector(gradient.centre, n, pull, u);
  add_vector(gradient.seen, n, pull, v);
  const std::int64_t count = drawn.extent(1);
  for (std::int64_t k = n * count; k < (n + 1) * count; ++k) {
    const auto word = vector_at(drawn, k);
    const T push = g * sigmoid(inner_product(word, v));
    add_vector(gradient.centre, n, push, word);
    add_vector(gradient.drawn, k, push, v);
  }
}

}  // namespace assay
