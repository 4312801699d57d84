// How convolutions are declared, and the parts of the family.
#pragma once

#include <string>
#include <vector>

#include "properties/catalogue/kinds.h"

namespace assay::convolution {

inline const Domain products = reals(0x1p+60);  // sums of products stay finite

inline AttributeCard integer_attribute(const std::string& name, std::int64_t fallback,
                                       const std::vector<std::int64_t>& draws,
                                       const std::string& meaning, double lower, double upper) {
  return {.name = name,
          .fallback = fallback,
          .draws = {draws.begin(), draws.end()},
          .meaning = meaning,
          .lower = lower,
          .upper = upper};
}

inline const Convention data_layout = {
    "data_layout", "(batch, channel, position)",
    "the same in PyTorch and ONNX; channels last in TensorFlow, Keras, Flax, MATLAB"};

std::vector<Operator> transposed_rows();
Operator fir_boxcar_response_row();

}  // namespace assay::convolution
