// What divergences and entropies share: sums over classes or dimensions, and covariances.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "properties/catalogue/kinds.h"

namespace assay {

inline const std::vector<Dim> classes_or_dimensions = {{"n", 1, 19}};
inline const Convention nats = {"log_base", "natural", "bits where a text takes base-2 logarithms"};

inline Input vector_input(const std::string& name, const Domain& domain,
                          const std::string& meaning) {
  return {.name = name, .dims = {"n"}, .domain = domain, .meaning = meaning};
}

/// A covariance [d, d]: a symmetric positive definite matrix, given in full.
Input covariance_input(const std::string& name, const std::string& meaning);

/// Makes a drawn matrix [d, d] a covariance: L L^T for the lower triangle L that its numbers give,
/// with 1/2 to 5/2 on the diagonal. One that is well conditioned already stays.
void make_covariance(Tensor<double>& matrix);

/// The sum over dimensions of f(parameters of one dimension).
template <class F>
Reference summed(F f) {
  return tensorwise([f]<class T>(const Bag<T>& in, const Attributes&) {
    T sum(0);
    for (std::size_t i = 0; i < in[0].data.size(); ++i) sum += f(in, i);
    return Bag<T>{Tensor<T>::scalar(sum)};
  });
}

/// The gradients of such a sum: f(inputs, i) gives an array of derivatives, one an input.
template <class F>
GradientReference summed_gradient(F f) {
  return tensorwise_gradient(
      [f]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
        Bag<T> gradient = in;
        for (std::size_t i = 0; i < in[0].data.size(); ++i) {
          const auto derivatives = f(in, i);
          for (std::size_t k = 0; k < in.size(); ++k)
            gradient[k].data[i] = upstream[0].data[0] * derivatives[k];
        }
        return gradient;
      });
}

using TwoKernel = float (*)(std::span<const float>, std::span<const float>);
using TwoGradientKernel = void (*)(std::span<const float>, std::span<const float>, float,
                                   std::span<float>, std::span<float>);

inline Function<double> fast_two(TwoKernel kernel) {
  return fast_tensorwise([kernel](const Bag<float>& in, const Attributes&) {
    return Bag<float>{Tensor<float>::scalar(kernel(in[0].data, in[1].data))};
  });
}

inline Pullback<double> fast_two_gradient(TwoGradientKernel kernel) {
  return fast_tensorwise_gradient(
      [kernel](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
        Bag<float> gradient = in;
        kernel(in[0].data, in[1].data, upstream[0].data[0], gradient[0].data, gradient[1].data);
        return gradient;
      });
}

Operator normal_fit_row();

}  // namespace assay
