// How slips in a function of one number are written down, and their tables.
#pragma once

#include <algorithm>
#include <cmath>

#include "tests/mutants/mutants.h"

namespace assay {

std::vector<Mutant> piecewise_mutants();
std::vector<Mutant> smooth_mutants();
std::vector<Mutant> channelwise_mutants();

inline Mutant kernel(const std::string& op, const std::string& slip,
                     std::function<double(double, const Attributes&)> f) {
  return {op, "kernel: " + slip, [f](Operator& row) { row.fast = pointwise_kernel(f); }};
}

inline Mutant gradient_kernel(const std::string& op, const std::string& slip,
                              std::function<double(double, const Attributes&)> slope) {
  return {op, "gradient kernel: " + slip,
          [slope](Operator& row) { row.fast_gradient = pointwise_gradient_kernel(slope); }};
}

/// `slope` is a generic callable (x) or (x, attributes).
template <class F>
Mutant gradient(const std::string& op, const std::string& slip, F slope) {
  return {op, "gradient: " + slip,
          [slope](Operator& row) { row.gradient = pointwise_gradient(slope); }};
}

/// `wrong` is a generic callable (x) or (x, attributes).
template <class F>
Mutant everywhere(const std::string& op, const std::string& slip, F wrong) {
  return {op, "everywhere: " + slip,
          [wrong](Operator& row) { plant_everywhere(row, elementwise(wrong)); }};
}

inline double sigma(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace assay
