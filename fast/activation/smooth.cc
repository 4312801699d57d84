// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/activation/smooth.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/activation/smooth.h"

#include "fast/activation/exponential-inl.h"
#include "fast/activation/gates-inl.h"
#include "fast/lanes/map-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

ASSAY_FAST_SMOOTH_ACTIVATIONS(ASSAY_KERNELS_OF)

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

ASSAY_FAST_SMOOTH_ACTIVATIONS(ASSAY_FUNCTIONS_OF)

}  // namespace assay::fast
#endif  // HWY_ONCE
