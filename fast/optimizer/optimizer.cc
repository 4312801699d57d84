// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/optimizer/optimizer.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/optimizer/optimizer.h"

#include <cmath>

#include "fast/optimizer/adadelta-inl.h"
#include "fast/optimizer/adagrad-inl.h"
#include "fast/optimizer/adam-inl.h"
#include "fast/optimizer/adamax-inl.h"
#include "fast/optimizer/nadam-inl.h"
#include "fast/optimizer/radam-inl.h"
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

void sgd_dampened_step(float* theta, const float* gradient, float* velocity,
                       const SgdDampenedSettings& settings, std::size_t n) {
  float* const y[2] = {theta, velocity};
  map(SgdDampened{settings}, n, y, static_cast<const float*>(theta), gradient,
      static_cast<const float*>(velocity));
}

void adagrad_step(float* theta, const float* gradient, float* sum, const AdagradSettings& settings,
                  std::size_t n) {
  float* const y[2] = {theta, sum};
  map(Adagrad{settings}, n, y, static_cast<const float*>(theta), gradient,
      static_cast<const float*>(sum));
}

/// The step of any rule with two tensors of state.
template <class Rule>
void step_of(const Rule& rule, float* theta, const float* gradient, float* first, float* second,
             std::size_t n) {
  float* const y[3] = {theta, first, second};
  map(rule, n, y, static_cast<const float*>(theta), gradient, static_cast<const float*>(first),
      static_cast<const float*>(second));
}

void adadelta_step(float* theta, const float* gradient, float* square, float* square_step,
                   const AdadeltaSettings& settings, std::size_t n) {
  step_of(Adadelta{settings}, theta, gradient, square, square_step, n);
}

void adamax_step(float* theta, const float* gradient, float* m, float* u,
                 const AdamaxSettings& settings, double correction1, std::size_t n) {
  step_of(Adamax{settings, correction1}, theta, gradient, m, u, n);
}

void nadam_step(float* theta, const float* gradient, float* m, float* v,
                const NadamSettings& settings, double momentum_weight, double gradient_weight,
                double correction2, std::size_t n) {
  step_of(Nadam{settings, momentum_weight, gradient_weight, correction2}, theta, gradient, m, v, n);
}

void radam_step(float* theta, const float* gradient, float* m, float* v,
                const RadamSettings& settings, double rate, double correction2, bool rectified,
                std::size_t n) {
  step_of(Radam{settings, {rate, correction2, rectified}}, theta, gradient, m, v, n);
}

void rmsprop_step(float* theta, const float* gradient, float* mean_square, float* mean_gradient,
                  const RmspropSettings& settings, std::size_t n) {
  step_of(Rmsprop{settings}, theta, gradient, mean_square, mean_gradient, n);
}

void adam_step(float* theta, const float* gradient, float* m, float* v,
               const AdamSettings& settings, double correction1, double correction2,
               std::size_t n) {
  step_of(Adam{settings, correction1, correction2}, theta, gradient, m, v, n);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(sgd_step);
HWY_EXPORT(sgd_dampened_step);
HWY_EXPORT(adagrad_step);
HWY_EXPORT(adadelta_step);
HWY_EXPORT(rmsprop_step);
HWY_EXPORT(adamax_step);
HWY_EXPORT(nadam_step);
HWY_EXPORT(radam_step);
HWY_EXPORT(adam_step);

namespace {

void require_sizes(const char* op, std::size_t expected, std::initializer_list<std::size_t> sizes) {
  for (const std::size_t size : sizes) require_same_size(op, "an operand", size, expected);
}

/// 1 - beta^t without cancellation for beta near 1.
double bias_correction(float beta, int t) {
  return beta == 0 ? 1 : -std::expm1(t * std::log(static_cast<double>(beta)));
}

void require_step(const char* op, int t) {
  if (t < 1) precondition_failed(op, "t", t, "1 or more");
}

/// mu_t = beta1 (1 - 0.96^(t psi) / 2)
double nadam_momentum(const NadamSettings& s, int t) {
  return s.beta1 * (1 - std::pow(0.96, t * static_cast<double>(s.decay)) / 2);
}

/// rho_inf - 2 t beta2^t / (1 - beta2^t) for a corrected 1 - beta2^t
double average_length(double limit, int t, double correction) {
  return limit - 2 * t * (1 - correction) / correction;
}

}  // namespace

void sgd(std::span<float> theta, std::span<const float> gradient, std::span<float> velocity,
         const SgdSettings& settings) {
  require_sizes("sgd", theta.size(), {gradient.size(), velocity.size()});
  HWY_DYNAMIC_DISPATCH(sgd_step)
  (theta.data(), gradient.data(), velocity.data(), settings, theta.size());
}

void sgd_dampened(std::span<float> theta, std::span<const float> gradient,
                  std::span<float> velocity, const SgdDampenedSettings& settings) {
  require_sizes("sgd_dampened", theta.size(), {gradient.size(), velocity.size()});
  HWY_DYNAMIC_DISPATCH(sgd_dampened_step)
  (theta.data(), gradient.data(), velocity.data(), settings, theta.size());
}

void adagrad(std::span<float> theta, std::span<const float> gradient, std::span<float> sum,
             const AdagradSettings& settings) {
  require_sizes("adagrad", theta.size(), {gradient.size(), sum.size()});
  require_step("adagrad", settings.t);
  HWY_DYNAMIC_DISPATCH(adagrad_step)
  (theta.data(), gradient.data(), sum.data(), settings, theta.size());
}

void adadelta(std::span<float> theta, std::span<const float> gradient, std::span<float> mean_square,
              std::span<float> mean_square_step, const AdadeltaSettings& settings) {
  require_sizes("adadelta", theta.size(),
                {gradient.size(), mean_square.size(), mean_square_step.size()});
  HWY_DYNAMIC_DISPATCH(adadelta_step)
  (theta.data(), gradient.data(), mean_square.data(), mean_square_step.data(), settings,
   theta.size());
}

void rmsprop(std::span<float> theta, std::span<const float> gradient, std::span<float> mean_square,
             std::span<float> mean_gradient, const RmspropSettings& settings) {
  require_sizes("rmsprop", theta.size(),
                {gradient.size(), mean_square.size(), mean_gradient.size()});
  HWY_DYNAMIC_DISPATCH(rmsprop_step)
  (theta.data(), gradient.data(), mean_square.data(), mean_gradient.data(), settings, theta.size());
}

void adam(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
          std::span<float> v, const AdamSettings& settings) {
  require_sizes("adam", theta.size(), {gradient.size(), m.size(), v.size()});
  require_step("adam", settings.t);
  HWY_DYNAMIC_DISPATCH(adam_step)
  (theta.data(), gradient.data(), m.data(), v.data(), settings,
   bias_correction(settings.beta1, settings.t), bias_correction(settings.beta2, settings.t),
   theta.size());
}

void adamax(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
            std::span<float> u, const AdamaxSettings& settings) {
  require_sizes("adamax", theta.size(), {gradient.size(), m.size(), u.size()});
  require_step("adamax", settings.t);
  HWY_DYNAMIC_DISPATCH(adamax_step)
  (theta.data(), gradient.data(), m.data(), u.data(), settings,
   bias_correction(settings.beta1, settings.t), theta.size());
}

void nadam(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
           std::span<float> v, const NadamSettings& settings) {
  require_sizes("nadam", theta.size(), {gradient.size(), m.size(), v.size()});
  require_step("nadam", settings.t);
  double product = 1;
  for (int i = 1; i <= settings.t; ++i) product *= nadam_momentum(settings, i);
  const double now = nadam_momentum(settings, settings.t);
  const double next = nadam_momentum(settings, settings.t + 1);
  HWY_DYNAMIC_DISPATCH(nadam_step)
  (theta.data(), gradient.data(), m.data(), v.data(), settings, next / (1 - product * next),
   (1 - now) / (1 - product), bias_correction(settings.beta2, settings.t), theta.size());
}

void radam(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
           std::span<float> v, const RadamSettings& settings) {
  require_sizes("radam", theta.size(), {gradient.size(), m.size(), v.size()});
  require_step("radam", settings.t);
  const double limit = 2 / (1 - static_cast<double>(settings.beta2)) - 1;
  const double correction = bias_correction(settings.beta2, settings.t);
  const double rho = average_length(limit, settings.t, correction);
  const bool rectified = rho > settings.threshold;
  const double rectifier =
      rectified ? std::sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho)) : 1;
  const double moved = settings.epsilon_hat ? std::sqrt(correction) : 1;
  HWY_DYNAMIC_DISPATCH(radam_step)
  (theta.data(), gradient.data(), m.data(), v.data(), settings,
   settings.lr * rectifier * (rectified ? moved : 1) / bias_correction(settings.beta1, settings.t),
   settings.epsilon_hat ? 1 : correction, rectified, theta.size());
}

}  // namespace assay::fast
#endif  // HWY_ONCE
