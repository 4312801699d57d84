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
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

ASSAY_FAST_ACTIVATIONS(ASSAY_KERNELS_OF)

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

ASSAY_FAST_ACTIVATIONS(ASSAY_FUNCTIONS_OF)

}  // namespace assay::fast
#endif  // HWY_ONCE
