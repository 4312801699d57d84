// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/optimizer/optimizer.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/optimizer/optimizer.h"

#include <cmath>

#include "fast/optimizer/adam-inl.h"
#include "fast/optimizer/rmsprop-inl.h"
#include "fast/optimizer/sgd-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

void sgd_step(float* theta, const float* gradient, float* velocity, const SgdSettings& settings,
              std::size_t n) {
  float* const y[2] = {theta, velocity};
  map(Sgd{settings}, n, y, static_cast<const float*>(theta), gradient,
      static_cast<const float*>(velocity));
}

void rmsprop_step(float* theta, const float* gradient, float* mean_square, float* mean_gradient,
                  const RmspropSettings& settings, std::size_t n) {
  float* const y[3] = {theta, mean_square, mean_gradient};
  map(Rmsprop{settings}, n, y, static_cast<const float*>(theta), gradient,
      static_cast<const float*>(mean_square), static_cast<const float*>(mean_gradient));
}

void adam_step(float* theta, const float* gradient, float* m, float* v,
               const AdamSettings& settings, double correction1, double correction2,
               std::size_t n) {
  float* const y[3] = {theta, m, v};
  map(Adam{settings, correction1, correction2}, n, y, static_cast<const float*>(theta), gradient,
      static_cast<const float*>(m), static_cast<const float*>(v));
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(sgd_step);
HWY_EXPORT(rmsprop_step);
HWY_EXPORT(adam_step);

namespace {

void require_sizes(const char* op, std::size_t expected, std::initializer_list<std::size_t> sizes) {
  for (const std::size_t size : sizes) require_same_size(op, "an operand", size, expected);
}

/// 1 - beta^t without cancellation for beta near 1.
double bias_correction(float beta, int t) {
  return beta == 0 ? 1 : -std::expm1(t * std::log(static_cast<double>(beta)));
}

}  // namespace

void sgd(std::span<float> theta, std::span<const float> gradient, std::span<float> velocity,
         const SgdSettings& settings) {
  require_sizes("sgd", theta.size(), {gradient.size(), velocity.size()});
  HWY_DYNAMIC_DISPATCH(sgd_step)
  (theta.data(), gradient.data(), velocity.data(), settings, theta.size());
}

void rmsprop(std::span<float> theta, std::span<const float> gradient, std::span<float> mean_square,
             std::span<float> mean_gradient, const RmspropSettings& settings) {
  require_sizes("rmsprop", theta.size(),
                {gradient.size(), mean_square.size(), mean_gradient.size()});
  HWY_DYNAMIC_DISPATCH(rmsprop_step)
  (theta.data(), gradient.data(), mean_square.data(), mean_gradient.data(), settings,
   theta.size());
}

void adam(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
          std::span<float> v, const AdamSettings& settings) {
  require_sizes("adam", theta.size(), {gradient.size(), m.size(), v.size()});
  if (settings.t < 1) precondition_failed("adam", "t", settings.t, "1 or more");
  HWY_DYNAMIC_DISPATCH(adam_step)
  (theta.data(), gradient.data(), m.data(), v.data(), settings,
   bias_correction(settings.beta1, settings.t), bias_correction(settings.beta2, settings.t),
   theta.size());
}

}  // namespace assay::fast
#endif  // HWY_ONCE
