// The pattern of a family: this file is read once for each instruction set (foreach_target.h reads
// it again through HWY_TARGET_INCLUDE), so that every lane functor is compiled for each; then, in
// the part under HWY_ONCE, the public functions look up the best one for this CPU.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/activation/activation.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/activation/activation.h"

#include "fast/activation/erf-inl.h"
#include "fast/activation/exp-inl.h"
#include "fast/activation/gelu_erf-inl.h"
#include "fast/activation/gelu_tanh-inl.h"
#include "fast/activation/identity-inl.h"
#include "fast/activation/leaky_relu-inl.h"
#include "fast/activation/relu-inl.h"
#include "fast/activation/scaled_relu-inl.h"
#include "fast/activation/sigmoid-inl.h"
#include "fast/activation/silu-inl.h"
#include "fast/activation/softplus-inl.h"
#include "fast/activation/tanh-inl.h"
#include "fast/lanes/map-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

#define ASSAY_KERNELS(name, Functor, ...)                                              \
  void name##_map(const float* x, float* y, std::size_t n ASSAY_FLOATS(__VA_ARGS__)) { \
    map(Functor{__VA_ARGS__}, n, y, x);                                                \
  }                                                                                    \
  void name##_pullback(const float* x, const float* upstream, float* dx,               \
                       std::size_t n ASSAY_FLOATS(__VA_ARGS__)) {                      \
    map(Pullback<Functor>{{__VA_ARGS__}}, n, dx, x, upstream);                         \
  }
ASSAY_FAST_ACTIVATIONS(ASSAY_KERNELS)
#undef ASSAY_KERNELS

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

#define ASSAY_DEFINE(name, Functor, ...)                                              \
  HWY_EXPORT(name##_map);                                                             \
  HWY_EXPORT(name##_pullback);                                                        \
  void name(std::span<const float> x, std::span<float> y ASSAY_FLOATS(__VA_ARGS__)) { \
    require_same_size(#name, "y", y.size(), x.size());                                \
    HWY_DYNAMIC_DISPATCH(name##_map)                                                  \
    (x.data(), y.data(), x.size() __VA_OPT__(, ) __VA_ARGS__);                        \
  }                                                                                   \
  void name##_gradient(std::span<const float> x, std::span<const float> upstream,     \
                       std::span<float> dx ASSAY_FLOATS(__VA_ARGS__)) {               \
    require_same_size(#name "_gradient", "upstream", upstream.size(), x.size());      \
    require_same_size(#name "_gradient", "dx", dx.size(), x.size());                  \
    HWY_DYNAMIC_DISPATCH(name##_pullback)                                             \
    (x.data(), upstream.data(), dx.data(), x.size() __VA_OPT__(, ) __VA_ARGS__);      \
  }
ASSAY_FAST_ACTIVATIONS(ASSAY_DEFINE)
#undef ASSAY_DEFINE

}  // namespace assay::fast
#endif  // HWY_ONCE
