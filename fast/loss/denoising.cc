// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/denoising.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/denoising.h"

#include "fast/loss/denoising-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double denoising_total(const AutoencoderOperands<const float>& in, Encoder encoder,
                       double* workspace, const AutoencoderExtents& e) {
  return denoising_sum(in, encoder, workspace, e);
}

void denoising_back(const AutoencoderOperands<const float>& in, Encoder encoder, double factor,
                    const AutoencoderOperands<float>& out, std::span<double> workspace,
                    const AutoencoderExtents& e) {
  denoising_pullback(in, encoder, factor, out, workspace, e);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(denoising_total);
HWY_EXPORT(denoising_back);

namespace {

template <class T>
void require_operands(const char* op, const AutoencoderOperands<T>& a,
                      const AutoencoderExtents& e) {
  const std::size_t data = element_count(op, e.examples, e.features);
  const std::size_t weights = element_count(op, e.units, e.features);
  require_same_size(op, "x", a.x.size(), data);
  require_same_size(op, "noise", a.noise.size(), data);
  require_same_size(op, "w", a.w.size(), weights);
  require_same_size(op, "b", a.b.size(), e.units);
  require_same_size(op, "v", a.v.size(), weights);
  require_same_size(op, "c", a.c.size(), e.features);
}

}  // namespace

std::size_t denoising_autoencoder_workspace(const AutoencoderExtents& e) {
  return 2 * e.features + 3 * e.units;
}

std::size_t denoising_autoencoder_gradient_workspace(const AutoencoderExtents& e) {
  const std::size_t weights =
      element_count("denoising_autoencoder_gradient_workspace", e.units, e.features);
  return denoising_autoencoder_workspace(e) + 2 * weights + e.units + 2 * e.features;
}

float denoising_autoencoder(const AutoencoderOperands<const float>& in, Encoder encoder,
                            double scale, std::span<double> workspace,
                            const AutoencoderExtents& e) {
  require_operands("denoising_autoencoder", in, e);
  require_same_size("denoising_autoencoder", "the workspace", workspace.size(),
                    denoising_autoencoder_workspace(e));
  return static_cast<float>(
      scale * HWY_DYNAMIC_DISPATCH(denoising_total)(in, encoder, workspace.data(), e));
}

void denoising_autoencoder_gradient(const AutoencoderOperands<const float>& in, Encoder encoder,
                                    float upstream, double scale,
                                    const AutoencoderOperands<float>& out,
                                    std::span<double> workspace, const AutoencoderExtents& e) {
  const char* const op = "denoising_autoencoder_gradient";
  require_operands(op, in, e);
  require_operands(op, out, e);
  require_same_size(op, "the workspace", workspace.size(),
                    denoising_autoencoder_gradient_workspace(e));
  HWY_DYNAMIC_DISPATCH(denoising_back)
  (in, encoder, 2 * scale * static_cast<double>(upstream), out, workspace, e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
