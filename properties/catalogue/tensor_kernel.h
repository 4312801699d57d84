// A fast twin on tensors as it is, on floats. It travels inside the common signature on doubles,
// whose conversions would cost a benchmark more than the kernel itself.
#pragma once

#include "properties/catalogue/kinds.h"

namespace assay {

/// What Operator::fast holds where the kernel takes and gives tensors of float.
struct FloatTensorKernel {
  Function<double> doubles;
  Function<float> floats;
  Bag<double> operator()(const Bag<double>& inputs, const Attributes& attributes) const {
    return doubles(inputs, attributes);
  }
};

/// The same of Operator::fast_gradient.
struct FloatTensorGradientKernel {
  Pullback<double> doubles;
  Pullback<float> floats;
  Bag<double> operator()(const Bag<double>& inputs, const Bag<double>& upstream,
                         const Attributes& attributes) const {
    return doubles(inputs, upstream, attributes);
  }
};

/// fast_tensorwise(kernel) that remembers the kernel.
template <class F>
Function<double> fast_on_tensors(F kernel) {
  return FloatTensorKernel{fast_tensorwise(kernel), kernel};
}

/// fast_tensorwise_gradient(kernel) that remembers the kernel.
template <class F>
Pullback<double> fast_gradient_on_tensors(F kernel) {
  return FloatTensorGradientKernel{fast_tensorwise_gradient(kernel), kernel};
}

}  // namespace assay
