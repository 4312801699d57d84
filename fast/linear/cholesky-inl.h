// Cholesky factors in float64, of covariances in float32.
#if defined(ASSAY_FAST_LINEAR_CHOLESKY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LINEAR_CHOLESKY_INL_H
#undef ASSAY_FAST_LINEAR_CHOLESKY_INL_H
#else
#define ASSAY_FAST_LINEAR_CHOLESKY_INL_H
#endif

#include <cmath>
#include <cstddef>

#include "fast/lanes/doubles-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The lower triangle L, row by row, with L L^T = (S + S^T) / 2; zeros above it.
inline void cholesky(const float* s, std::size_t d, double* l) {
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) l[i * d + j] = 0;
    for (std::size_t j = 0; j <= i; ++j) {
      const double mean =
          0.5 * (static_cast<double>(s[i * d + j]) + static_cast<double>(s[j * d + i]));
      const double rest = mean - dot(l + i * d, l + j * d, j);
      l[i * d + j] = i == j ? std::sqrt(rest) : rest / l[j * d + j];
    }
  }
}

/// x = L^-1 x in place.
inline void solve_lower(const double* l, std::size_t d, double* x) {
  for (std::size_t i = 0; i < d; ++i) x[i] = (x[i] - dot(l + i * d, x, i)) / l[i * d + i];
}

/// The columns of L^-1, one after the other.
inline void invert_lower(const double* l, std::size_t d, double* columns) {
  for (std::size_t c = 0; c < d; ++c) {
    for (std::size_t i = 0; i < d; ++i) columns[c * d + i] = i == c ? 1 : 0;
    solve_lower(l, d, columns + c * d);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
