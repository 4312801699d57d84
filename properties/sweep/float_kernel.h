// The fast twin of a pointwise row as it is, on floats. It travels inside the common signature on
// doubles, which would cost a sweep more than the kernel itself.
#pragma once

#include "properties/catalogue/kinds.h"

namespace assay {

/// What Operator::fast holds where the kernel maps floats to floats.
struct FloatKernel {
  Function<double> doubles;
  std::function<void(std::span<const float> x, std::span<float> y, const Attributes& attributes)>
      floats;
  Bag<double> operator()(const Bag<double>& inputs, const Attributes& attributes) const {
    return doubles(inputs, attributes);
  }
};

/// The same of Operator::fast_gradient.
struct FloatGradientKernel {
  Pullback<double> doubles;
  std::function<void(std::span<const float> x, std::span<const float> upstream, std::span<float> dx,
                     const Attributes& attributes)>
      floats;
  Bag<double> operator()(const Bag<double>& inputs, const Bag<double>& upstream,
                         const Attributes& attributes) const {
    return doubles(inputs, upstream, attributes);
  }
};

/// fast_pointwise(kernel) that remembers the kernel (x, y, attributes).
template <class F>
Function<double> fast_on_floats(F kernel) {
  return FloatKernel{fast_pointwise(kernel), kernel};
}

/// fast_pointwise_gradient(kernel) that remembers the kernel (x, upstream, dx, attributes).
template <class F>
Pullback<double> fast_gradient_on_floats(F kernel) {
  return FloatGradientKernel{fast_pointwise_gradient(kernel), kernel};
}

}  // namespace assay
