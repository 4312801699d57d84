// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/activation/piecewise.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/activation/piecewise.h"

#include "fast/activation/piecewise-inl.h"
#include "fast/lanes/map-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

ASSAY_FAST_PIECEWISE_ACTIVATIONS(ASSAY_KERNELS_OF)
ASSAY_VALUE_KERNEL(heaviside, Heaviside, at_zero)

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

ASSAY_FAST_PIECEWISE_ACTIVATIONS(ASSAY_FUNCTIONS_OF)
ASSAY_VALUE_FUNCTION(heaviside, Heaviside, at_zero)

}  // namespace assay::fast
#endif  // HWY_ONCE
