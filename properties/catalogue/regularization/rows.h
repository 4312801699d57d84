// The parts of the family, and an attribute that they share.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::regularization {

inline AttributeCard sigma(std::vector<AttributeValue> draws, double least) {
  return {.name = "sigma",
          .fallback = 1.0,
          .draws = std::move(draws),
          .meaning = "the noise's standard deviation",
          .lower = least,
          .upper = 0x1p+20};
}

/// Noise and adversarial steps on inputs.
std::vector<Operator> noise_rows();
/// What noise on inputs does to least squares.
std::vector<Operator> noise_ridge_rows();

}  // namespace assay::regularization
