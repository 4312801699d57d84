// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/elementwise.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/elementwise.h"

#include <utility>

#include "fast/loss/classification-inl.h"
#include "fast/loss/regression-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

#define ASSAY_KERNELS(name, Functor, N, ...)                                            \
  double name##_sum(const float* const* in, std::size_t n ASSAY_FLOATS(__VA_ARGS__)) {  \
    return sum_of(Functor{__VA_ARGS__}, in, n, std::make_index_sequence<N>());          \
  }                                                                                     \
  void name##_pullback(const float* const* in, double factor, float* const* out,        \
                       std::size_t n ASSAY_FLOATS(__VA_ARGS__)) {                       \
    pull_back(Functor{__VA_ARGS__}, in, factor, out, n, std::make_index_sequence<N>()); \
  }
ASSAY_FAST_ELEMENTWISE_LOSSES(ASSAY_KERNELS)
#undef ASSAY_KERNELS

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

namespace {

/// The addresses of spans of one size. Aborts where one differs.
template <class T, std::size_t N>
std::array<T*, N> addresses(const char* op, const std::array<std::span<T>, N>& spans,
                            std::size_t size) {
  std::array<T*, N> pointers;
  for (std::size_t k = 0; k < N; ++k) {
    require_same_size(op, "an operand", spans[k].size(), size);
    pointers[k] = spans[k].data();
  }
  return pointers;
}

}  // namespace

#define ASSAY_DEFINE(name, Functor, N, ...)                                                     \
  HWY_EXPORT(name##_sum);                                                                       \
  HWY_EXPORT(name##_pullback);                                                                  \
  float name(const Operands<N>& in, double scale ASSAY_FLOATS(__VA_ARGS__)) {                   \
    const std::size_t n = in[0].size();                                                         \
    const auto x = addresses(#name, in, n);                                                     \
    return static_cast<float>(                                                                  \
        scale * HWY_DYNAMIC_DISPATCH(name##_sum)(x.data(), n __VA_OPT__(, ) __VA_ARGS__));      \
  }                                                                                             \
  void name##_gradient(const Operands<N>& in, float upstream, double scale,                     \
                       const Results<N>& out ASSAY_FLOATS(__VA_ARGS__)) {                       \
    const std::size_t n = in[0].size();                                                         \
    const auto x = addresses(#name "_gradient", in, n);                                         \
    const auto dx = addresses(#name "_gradient", out, n);                                       \
    HWY_DYNAMIC_DISPATCH(name##_pullback)                                                       \
    (x.data(), scale * static_cast<double>(upstream), dx.data(), n __VA_OPT__(, ) __VA_ARGS__); \
  }
ASSAY_FAST_ELEMENTWISE_LOSSES(ASSAY_DEFINE)
#undef ASSAY_DEFINE

}  // namespace assay::fast
#endif  // HWY_ONCE
