// Slips in attention.

#include <cmath>

#include "reference/attention/scaled_dot_product_attention.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string op = "attention/scaled_dot_product_attention";

template <class T>
Tensor<T> attend(const Bag<T>& in) {
  return scaled_dot_product_attention(in.at(0), in.at(1), in.at(2), in.at(3));
}

template <class T>
Bag<T> right_gradient(const Bag<T>& in, const Bag<T>& upstream) {
  return scaled_dot_product_attention_gradient(in.at(0), in.at(1), in.at(2), in.at(3),
                                               upstream.at(0));
}

/// The scores multiplied by factor(in), by way of the queries.
template <class F>
auto with_scores_times(F factor) {
  return [factor]<class T>(const Bag<T>& in, const Attributes&) {
    Bag<T> scaled = in;
    for (T& element : scaled[0].data) element *= factor(in);
    return Bag<T>{attend(scaled)};
  };
}

template <class T>
T number(std::int64_t count) {
  return T(static_cast<int>(count));
}

template <class F>
Mutant everywhere(const std::string& slip, F f) {
  return {op, "everywhere: " + slip, [f](Operator& row) { plant_everywhere(row, f); }};
}

template <class F>
Mutant kernel(const std::string& slip, F f) {
  return {op, "kernel: " + slip, [f](Operator& row) { row.fast = tensor_kernel(f); }};
}

template <class F>
Mutant gradient(const std::string& slip, F f) {
  return {op, "gradient: " + slip, [f](Operator& row) { row.gradient = tensorwise_gradient(f); }};
}

std::vector<Mutant> mistaken_everywhere() {
  return {
      everywhere("1 / sqrt(d) forgotten", with_scores_times([]<class T>(const Bag<T>& in) {
                   return T(sqrt(number<T>(in[0].extent(1))));
                 })),
      everywhere("divided by d", with_scores_times([]<class T>(const Bag<T>& in) {
                   return T(1 / sqrt(number<T>(in[0].extent(1))));
                 })),
      everywhere("1 / sqrt(m), the number of keys for their width",
                 with_scores_times([]<class T>(const Bag<T>& in) {
                   const T keys = number<T>(std::max<std::int64_t>(in[1].extent(0), 1));
                   return T(sqrt(number<T>(in[0].extent(1)) / keys));
                 })),
      everywhere("the mask read as what to hide",
                 []<class T>(const Bag<T>& in, const Attributes&) {
                   Bag<T> inverted = in;
                   for (T& element : inverted[3].data) element = 1 - element;
                   return Bag<T>{attend(inverted)};
                 }),
      everywhere("masked after the softmax, weights that no longer sum to one",
                 []<class T>(const Bag<T>& in, const Attributes&) {
                   const Tensor<T> all(in[3].shape, T(1));
                   Tensor<T> out({in[0].extent(0), in[2].extent(1)});
                   for (std::int64_t n = 0; n < in[0].extent(0); ++n) {
                     const auto p = attention_weights(in[0], in[1], n, admitted_keys(all, n));
                     for (std::int64_t j = 0; j < in[1].extent(0); ++j)
                       for (std::int64_t c = 0; c < out.extent(1); ++c)
                         out.at(n, c) +=
                             in[3].at(n, j) * p[static_cast<std::size_t>(j)] * in[2].at(j, c);
                   }
                   return Bag<T>{out};
                 }),
  };
}

/// In float, as `score` has it, masked where `score` says so; weights by row.
template <class F>
auto in_float(F weight) {
  return [weight](const Bag<double>& in, const Attributes&) {
    Tensor<double> out({in[0].extent(0), in[2].extent(1)});
    for (std::int64_t n = 0; n < in[0].extent(0); ++n) {
      float total = 0;
      for (std::int64_t j = 0; j < in[1].extent(0); ++j) total += weight(in, n, j);
      for (std::int64_t j = 0; j < in[1].extent(0) && total != 0; ++j)
        for (std::int64_t c = 0; c < out.extent(1); ++c)
          out.at(n, c) += static_cast<double>(weight(in, n, j) / total) * in[2].at(j, c);
    }
    return Bag<double>{out};
  };
}

float score(const Bag<double>& in, std::int64_t n, std::int64_t j) {
  return static_cast<float>(row_product(in[0], n, in[1], j) /
                            std::sqrt(static_cast<double>(in[0].extent(1))));
}

/// The softmax over the queries of each key.
Bag<double> normalised_over_queries(const Bag<double>& in, const Attributes&) {
  Tensor<double> out({in[0].extent(0), in[2].extent(1)});
  for (std::int64_t j = 0; j < in[1].extent(0); ++j) {
    std::vector<double> scores;
    for (std::int64_t n = 0; n < in[0].extent(0); ++n)
      scores.push_back(in[3].at(n, j) != 0 ? static_cast<double>(score(in, n, j)) : -1e30);
    if (scores.empty()) continue;
    const std::vector<double> p = softmax(std::span<const double>(scores));
    for (std::int64_t n = 0; n < in[0].extent(0); ++n)
      for (std::int64_t c = 0; c < out.extent(1); ++c)
        out.at(n, c) += in[3].at(n, j) * p[static_cast<std::size_t>(n)] * in[2].at(j, c);
  }
  return {out};
}

std::vector<Mutant> mistaken_kernels() {
  return {
      kernel("no shift by the largest score, overflows in float",
             in_float([](const Bag<double>& in, std::int64_t n, std::int64_t j) {
               return in[3].at(n, j) != 0 ? std::exp(score(in, n, j)) : 0.0f;
             })),
      kernel("the softmax over the queries", normalised_over_queries),
      kernel("the mean of the values where nothing is seen",
             [](const Bag<double>& in, const Attributes&) {
               Bag<double> open = in;
               for (std::int64_t n = 0; n < in[0].extent(0); ++n)
                 if (admitted_keys(in[3], n).empty())
                   for (std::int64_t j = 0; j < in[1].extent(0); ++j) open[3].at(n, j) = 1;
               for (std::int64_t n = 0; n < in[0].extent(0); ++n)
                 if (admitted_keys(in[3], n).empty())
                   for (std::int64_t c = 0; c < in[0].extent(1); ++c) open[0].at(n, c) = 0;
               return Bag<double>{attend(open)};
             }),
      kernel("the mask of the first query for all",
             [](const Bag<double>& in, const Attributes&) {
               Bag<double> alike = in;
               for (std::int64_t n = 1; n < in[0].extent(0); ++n)
                 for (std::int64_t j = 0; j < in[1].extent(0); ++j)
                   alike[3].at(n, j) = in[3].at(std::int64_t{0}, j);
               return Bag<double>{attend(alike)};
             }),
      {op, "kernel: a masked value is multiplied by 0 instead of skipped",
       [](Operator& row) {
         row.fast = [right = row.fast](const Bag<double>& in, const Attributes& attributes) {
           Bag<double> y = right(in, attributes);
           for (std::int64_t n = 0; n < in[0].extent(0); ++n)
             for (std::int64_t j = 0; j < in[1].extent(0); ++j)
               for (std::int64_t c = 0; c < y[0].extent(1); ++c)
                 y[0].at(n, c) += 0 * in[2].at(j, c);
           return y;
         };
       }},
  };
}

std::vector<Mutant> mistaken_gradients() {
  return {
      gradient("the softmax's p p^T left out",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                 Bag<T> wrong = right_gradient(in, upstream);
                 wrong[0] = Tensor<T>(in[0].shape);
                 for (std::int64_t n = 0; n < in[0].extent(0); ++n) {
                   const auto keys = admitted_keys(in[3], n);
                   const auto p = attention_weights(in[0], in[1], n, keys);
                   for (std::size_t i = 0; i < keys.size(); ++i)
                     for (std::int64_t c = 0; c < in[0].extent(1); ++c)
                       wrong[0].at(n, c) += p[i] * row_product(upstream[0], n, in[2], keys[i]) *
                                            in[1].at(keys[i], c) / sqrt(number<T>(in[0].extent(1)));
                 }
                 return wrong;
               }),
      gradient("dK without 1 / sqrt(d)",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                 Bag<T> wrong = right_gradient(in, upstream);
                 for (T& element : wrong[1].data) element *= sqrt(number<T>(in[0].extent(1)));
                 return wrong;
               }),
      gradient("dV as if every admitted key weighed the same",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                 Bag<T> level = in;
                 level[0] = Tensor<T>(in[0].shape);
                 Bag<T> wrong = right_gradient(in, upstream);
                 wrong[2] = right_gradient(level, upstream).at(2);
                 return wrong;
               }),
      {op, "gradient kernel: 1 - p by subtraction in float",
       [](Operator& row) {
         row.fast_gradient = tensor_gradient_kernel(
             [](const Bag<double>& in, const Bag<double>& upstream, const Attributes&) {
               Bag<double> wrong = right_gradient(in, upstream);
               wrong[0] = Tensor<double>(in[0].shape);
               const double root = std::sqrt(static_cast<double>(in[0].extent(1)));
               for (std::int64_t n = 0; n < in[0].extent(0); ++n) {
                 const auto keys = admitted_keys(in[3], n);
                 const auto p = attention_weights(in[0], in[1], n, keys);
                 float mean = 0;
                 for (std::size_t i = 0; i < keys.size(); ++i)
                   mean += static_cast<float>(p[i] * row_product(upstream[0], n, in[2], keys[i]));
                 for (std::size_t i = 0; i < keys.size(); ++i) {
                   const auto g = static_cast<float>(row_product(upstream[0], n, in[2], keys[i]));
                   for (std::int64_t c = 0; c < in[0].extent(1); ++c)
                     wrong[0].at(n, c) +=
                         p[i] * static_cast<double>(g - mean) * in[1].at(keys[i], c) / root;
                 }
               }
               return wrong;
             });
       }},
  };
}

}  // namespace

std::vector<Mutant> attention_mutants() {
  std::vector<Mutant> all = mistaken_everywhere();
  for (const auto& more : {mistaken_kernels(), mistaken_gradients()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
