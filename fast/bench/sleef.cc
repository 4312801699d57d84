#include <immintrin.h>
#include <sleef.h>

#include "fast/bench/formulas.h"

namespace assay::fast::bench {

namespace {

/// The variants within 1.0 ulp, on AVX vectors; SLEEF looks for the best instruction set itself.
struct Sleef {
  using V = __m256;
  static constexpr std::size_t lanes = 8;
  static V load(const float* x) { return _mm256_loadu_ps(x); }
  static void store(V y, float* to) { _mm256_storeu_ps(to, y); }
  static V max(V a, V b) { return _mm256_max_ps(a, b); }
  static V abs(V x) { return Sleef_fabsf8(x); }
  static V exp(V x) { return Sleef_expf8_u10(x); }
  static V tanh(V x) { return Sleef_tanhf8_u10(x); }
  static V log1p(V x) { return Sleef_log1pf8_u10(x); }
  static V erf(V x) { return Sleef_erff8_u10(x); }
};

}  // namespace

std::vector<Elementwise> sleef_functions() { return functions_of<Sleef>(); }

}  // namespace assay::fast::bench
