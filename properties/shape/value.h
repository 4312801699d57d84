// What a shape rule gives.
#pragma once

#include "properties/catalogue/operator.h"

namespace assay::shape_laws {

inline std::int64_t value(const Operator& op, const Bag<double>& inputs,
                          const Attributes& attributes) {
  return static_cast<std::int64_t>(op.reference.plain(inputs, attributes).at(0).data.at(0));
}

}  // namespace assay::shape_laws
