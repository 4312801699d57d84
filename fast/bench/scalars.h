// The C library's functions, one number at a time. Each file that includes this has its own copy,
// under its own compile options.
#pragma once

#include <cmath>

#include "fast/bench/formulas.h"

namespace assay::fast::bench {
namespace {

struct Scalars {
  using V = float;
  static constexpr std::size_t lanes = 1;
  static V load(const float* x) { return *x; }
  static void store(V y, float* to) { *to = y; }
  static V max(V a, V b) { return a > b ? a : b; }
  static V abs(V x) { return std::fabs(x); }
  static V exp(V x) { return std::exp(x); }
  static V tanh(V x) { return std::tanh(x); }
  static V log1p(V x) { return std::log1p(x); }
  static V erf(V x) { return std::erf(x); }
};

}  // namespace
}  // namespace assay::fast::bench
