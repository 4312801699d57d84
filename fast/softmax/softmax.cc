// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/softmax/softmax.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/softmax/softmax.h"

#include "fast/precondition.h"
#include "fast/softmax/log_softmax-inl.h"
#include "fast/softmax/logsumexp-inl.h"
#include "fast/softmax/softargmax_weighted_sum-inl.h"
#include "fast/softmax/softmax-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

void logsumexp_rows(const float* x, float* y, RowExtents e) {
  for (std::size_t r = 0; r < e.rows; ++r) y[r] = logsumexp_row(x + r * e.n, e.n);
}

void logsumexp_pullback(const float* x, const float* g, float* dx, RowExtents e) {
  for (std::size_t r = 0; r < e.rows; ++r) {
    logsumexp_gradient_row(x + r * e.n, g[r], dx + r * e.n, e.n);
  }
}

void softmax_rows(const float* x, float* y, RowExtents e) {
  for (std::size_t r = 0; r < e.rows; ++r) softmax_row(x + r * e.n, y + r * e.n, e.n);
}

void softmax_pullback(const float* x, const float* g, float* dx, RowExtents e) {
  for (std::size_t at = 0; at < e.rows * e.n; at += e.n) {
    softmax_gradient_row(x + at, g + at, dx + at, e.n);
  }
}

void log_softmax_rows(const float* x, float* y, RowExtents e) {
  for (std::size_t r = 0; r < e.rows; ++r) log_softmax_row(x + r * e.n, y + r * e.n, e.n);
}

void log_softmax_pullback(const float* x, const float* g, float* dx, RowExtents e) {
  for (std::size_t at = 0; at < e.rows * e.n; at += e.n) {
    log_softmax_gradient_row(x + at, g + at, dx + at, e.n);
  }
}

void weighted_sum_rows(const float* x, const float* v, float* y, RowExtents e) {
  for (std::size_t r = 0; r < e.rows; ++r) {
    y[r] = softargmax_weighted_sum_row(x + r * e.n, v + r * e.n, e.n);
  }
}

void weighted_sum_pullback(const float* x, const float* v, const float* g, float* dx, float* dv,
                           RowExtents e) {
  for (std::size_t r = 0; r < e.rows; ++r) {
    const std::size_t at = r * e.n;
    softargmax_weighted_sum_gradient_row(x + at, v + at, g[r], dx + at, dv + at, e.n);
  }
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(logsumexp_rows);
HWY_EXPORT(logsumexp_pullback);
HWY_EXPORT(softmax_rows);
HWY_EXPORT(softmax_pullback);
HWY_EXPORT(log_softmax_rows);
HWY_EXPORT(log_softmax_pullback);
HWY_EXPORT(weighted_sum_rows);
HWY_EXPORT(weighted_sum_pullback);

namespace {

struct Operand {
  const char* name;
  std::size_t size;
};

void require_matrix(const char* op, RowExtents e, std::initializer_list<Operand> operands) {
  const std::size_t elements = element_count(op, e.rows, e.n);
  for (const auto& [name, size] : operands) require_same_size(op, name, size, elements);
}

}  // namespace

void logsumexp(std::span<const float> x, std::span<float> y, RowExtents e) {
  require_matrix("logsumexp", e, {{"x", x.size()}});
  require_same_size("logsumexp", "y", y.size(), e.rows);
  HWY_DYNAMIC_DISPATCH(logsumexp_rows)(x.data(), y.data(), e);
}

void logsumexp_gradient(std::span<const float> x, std::span<const float> upstream,
                        std::span<float> dx, RowExtents e) {
  require_matrix("logsumexp_gradient", e, {{"x", x.size()}, {"dx", dx.size()}});
  require_same_size("logsumexp_gradient", "upstream", upstream.size(), e.rows);
  HWY_DYNAMIC_DISPATCH(logsumexp_pullback)(x.data(), upstream.data(), dx.data(), e);
}

void softmax(std::span<const float> x, std::span<float> y, RowExtents e) {
  require_matrix("softmax", e, {{"x", x.size()}, {"y", y.size()}});
  HWY_DYNAMIC_DISPATCH(softmax_rows)(x.data(), y.data(), e);
}

void softmax_gradient(std::span<const float> x, std::span<const float> upstream,
                      std::span<float> dx, RowExtents e) {
  require_matrix("softmax_gradient", e,
                 {{"x", x.size()}, {"upstream", upstream.size()}, {"dx", dx.size()}});
  HWY_DYNAMIC_DISPATCH(softmax_pullback)(x.data(), upstream.data(), dx.data(), e);
}

void log_softmax(std::span<const float> x, std::span<float> y, RowExtents e) {
  require_matrix("log_softmax", e, {{"x", x.size()}, {"y", y.size()}});
  HWY_DYNAMIC_DISPATCH(log_softmax_rows)(x.data(), y.data(), e);
}

void log_softmax_gradient(std::span<const float> x, std::span<const float> upstream,
                          std::span<float> dx, RowExtents e) {
  require_matrix("log_softmax_gradient", e,
                 {{"x", x.size()}, {"upstream", upstream.size()}, {"dx", dx.size()}});
  HWY_DYNAMIC_DISPATCH(log_softmax_pullback)(x.data(), upstream.data(), dx.data(), e);
}

void softargmax_weighted_sum(std::span<const float> x, std::span<const float> v, std::span<float> y,
                             RowExtents e) {
  require_matrix("softargmax_weighted_sum", e, {{"x", x.size()}, {"v", v.size()}});
  require_same_size("softargmax_weighted_sum", "y", y.size(), e.rows);
  HWY_DYNAMIC_DISPATCH(weighted_sum_rows)(x.data(), v.data(), y.data(), e);
}

void softargmax_weighted_sum_gradient(std::span<const float> x, std::span<const float> v,
                                      std::span<const float> upstream, std::span<float> dx,
                                      std::span<float> dv, RowExtents e) {
  const char* const op = "softargmax_weighted_sum_gradient";
  require_matrix(op, e, {{"x", x.size()}, {"v", v.size()}, {"dx", dx.size()}, {"dv", dv.size()}});
  require_same_size(op, "upstream", upstream.size(), e.rows);
  HWY_DYNAMIC_DISPATCH(weighted_sum_pullback)
  (x.data(), v.data(), upstream.data(), dx.data(), dv.data(), e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
