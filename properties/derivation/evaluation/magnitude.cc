#include "properties/derivation/evaluation/magnitude.h"

#include <algorithm>
#include <cmath>

namespace assay::derivation {

double log2_largest(const Value& value) {
  double size = -INFINITY;
  for (const Number& entry : value.data) size = std::max(size, entry.log2_magnitude());
  return size;
}

double log2_radius(const Value& value) {
  double radius = -INFINITY;
  for (const Number& entry : value.data) radius = std::max(radius, entry.log2_radius());
  return radius;
}

}  // namespace assay::derivation
