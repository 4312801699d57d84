// Y = X W^T + b, row by row: y[o] = x . w[o] + b[o], accumulated in double and rounded once.
#if defined(ASSAY_FAST_LINEAR_LINEAR_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LINEAR_LINEAR_INL_H
#undef ASSAY_FAST_LINEAR_LINEAR_INL_H
#else
#define ASSAY_FAST_LINEAR_LINEAR_INL_H
#endif

#include "fast/lanes/columns-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "fast/linear/linear.h"
#include "fast/operand.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline void linear_forward(const float* x, const float* weight, const float* bias, float* y,
                           LinearExtents e) {
  for (std::size_t b = 0; b < e.batch; ++b) {
    for (std::size_t o = 0; o < e.out; ++o) {
      const double product = sum(Product{}, e.in, x + b * e.in, weight + o * e.in);
      const double offset = bias != nullptr ? bias[o] : 0.0;
      y[b * e.out + o] = static_cast<float>(product + offset);
    }
  }
}

/// dX = G W
inline void linear_dx(const float* upstream, const float* weight, float* dx, LinearExtents e) {
  for (std::size_t b = 0; b < e.batch; ++b) {
    const Strided<float> row = {upstream + b * e.out, 1};
    weighted_row_sum(row, weight, e.out, e.in, dx + b * e.in);
  }
}

/// dW = G^T X
inline void linear_dweight(const float* x, const float* upstream, float* dweight, LinearExtents e) {
  for (std::size_t o = 0; o < e.out; ++o) {
    const Strided<float> column = {place(upstream, o), e.out};
    weighted_row_sum(column, x, e.batch, e.in, dweight + o * e.in);
  }
}

/// db = the sum of G over the batch
inline void linear_dbias(const float* upstream, float* dbias, LinearExtents e) {
  const float one = 1;
  weighted_row_sum(Strided<float>{&one, 0}, upstream, e.batch, e.out, dbias);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
