// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/vae.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/vae.h"

#include <utility>

#include "fast/loss/vae-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double vae_sum(const VaeOperands<const float>& in, double beta) {
  return sum(SquaredError{}, in.x.size(), in.x.data(), in.reconstruction.data()) +
         beta * sum(LatentDivergence{}, in.mean.size(), in.mean.data(), in.log_variance.data());
}

void vae_pullback(const VaeOperands<const float>& in, double beta, double factor,
                  const VaeOperands<float>& out) {
  const auto pair = std::make_index_sequence<2>();
  const float* const data[] = {in.x.data(), in.reconstruction.data()};
  float* const ddata[] = {out.x.data(), out.reconstruction.data()};
  pull_back(SquaredError{}, data, factor, ddata, in.x.size(), pair);
  const float* const latent[] = {in.mean.data(), in.log_variance.data()};
  float* const dlatent[] = {out.mean.data(), out.log_variance.data()};
  pull_back(LatentDivergence{}, latent, factor * beta, dlatent, in.mean.size(), pair);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(vae_sum);
HWY_EXPORT(vae_pullback);

float vae(const VaeOperands<const float>& in, double beta, double scale) {
  require_same_size("vae", "reconstruction", in.reconstruction.size(), in.x.size());
  require_same_size("vae", "log_variance", in.log_variance.size(), in.mean.size());
  return static_cast<float>(scale * HWY_DYNAMIC_DISPATCH(vae_sum)(in, beta));
}

void vae_gradient(const VaeOperands<const float>& in, double beta, float upstream, double scale,
                  const VaeOperands<float>& out) {
  for (const std::size_t size : {in.reconstruction.size(), out.x.size(), out.reconstruction.size()})
    require_same_size("vae_gradient", "an operand", size, in.x.size());
  for (const std::size_t size : {in.log_variance.size(), out.mean.size(), out.log_variance.size()})
    require_same_size("vae_gradient", "a latent operand", size, in.mean.size());
  HWY_DYNAMIC_DISPATCH(vae_pullback)(in, beta, scale * static_cast<double>(upstream), out);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
