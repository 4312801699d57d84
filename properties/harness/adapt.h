// From somebody's kernel to the catalogue's common signature.
#pragma once

#include "properties/catalogue/operator.h"
#include "properties/harness/kernel.h"

namespace assay::harness {

/// Throw std::invalid_argument when the spans do not fit the card. What they return throws
/// LawBroken when the kernel gives other shapes than are due, or writes outside its outputs.
Function<double> adapt(const Operator& op, const Kernel& kernel);
Pullback<double> adapt(const Operator& op, const GradientKernel& gradient);

}  // namespace assay::harness
