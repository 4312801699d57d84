// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/regularization/noise.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/regularization/noise.h"

#include "fast/precondition.h"
#include "fast/regularization/noise-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

void add_noise(const float* x, const float* noise, double sigma, float* y, std::size_t n) {
  map(GaussianNoise{sigma}, n, y, x, noise);
}

void times(const float* x, double factor, float* y, std::size_t n) {
  map(Multiple{factor}, n, y, x);
}

void sign_step(const float* x, const float* slope, float epsilon, float* y, std::size_t n) {
  map(FastGradientSign{epsilon}, n, y, x, slope);
}

double ridge_sum(const RidgePointers& in, double lambda, const RidgeExtents& e) {
  return noise_ridge_sum(in, lambda, e);
}

void ridge_pullback(const RidgePointers& in, double lambda, double factor, float* dx, float* dw,
                    float* dy, const RidgeExtents& e) {
  noise_ridge_data_pullback(in, factor, dx, dy, e);
  noise_ridge_weight_pullback(in, lambda, factor, dw, e);
}

void ridge_solution(const float* x, const float* y, double lambda, float* w, double* workspace,
                    const RidgeExtents& e) {
  const RidgeWork work = ridge_work(workspace, e);
  ridge_minimiser(x, y, lambda, work, e);
  for (std::size_t j = 0; j < e.features; ++j) w[j] = static_cast<float>(work.w[j]);
}

void ridge_solution_pullback(const float* x, const float* y, double lambda, const float* g,
                             float* dx, float* dy, double* workspace, const RidgeExtents& e) {
  ridge_minimiser_pullback(x, y, lambda, g, dx, dy, workspace, e);
}

Descent descent_of(const NoisyDescentSettings& s) {
  return {s.lr, s.variance, static_cast<double>(s.steps)};
}

void descent_values(const float* x, const float* y, const float* start,
                    const NoisyDescentSettings& s, float* const (&out)[3], std::size_t n) {
  map(DescentValue{descent_of(s)}, n, out, x, y, start);
}

void descent_slopes(const float* const (&in)[6], const NoisyDescentSettings& s,
                    float* const (&out)[3], std::size_t n) {
  map(DescentSlopes{descent_of(s)}, n, out, in[0], in[1], in[2], in[3], in[4], in[5]);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(add_noise);
HWY_EXPORT(times);
HWY_EXPORT(sign_step);
HWY_EXPORT(ridge_sum);
HWY_EXPORT(ridge_pullback);
HWY_EXPORT(ridge_solution);
HWY_EXPORT(ridge_solution_pullback);
HWY_EXPORT(descent_values);
HWY_EXPORT(descent_slopes);

namespace {

void require_sizes(const char* op, std::size_t expected, std::initializer_list<std::size_t> sizes) {
  for (const std::size_t size : sizes) require_same_size(op, "an operand", size, expected);
}

void require_workspace(const char* op, std::span<double> workspace, const RidgeExtents& e) {
  require_same_size(op, "the workspace", workspace.size(), noise_ridge_workspace(e));
}

}  // namespace

void gaussian_noise(std::span<const float> x, std::span<const float> noise, double sigma,
                    std::span<float> y) {
  require_sizes("gaussian_noise", x.size(), {noise.size(), y.size()});
  HWY_DYNAMIC_DISPATCH(add_noise)(x.data(), noise.data(), sigma, y.data(), x.size());
}

void gaussian_noise_gradient(std::span<const float> upstream, double sigma, std::span<float> dx,
                             std::span<float> dnoise) {
  require_sizes("gaussian_noise_gradient", upstream.size(), {dx.size(), dnoise.size()});
  HWY_DYNAMIC_DISPATCH(times)(upstream.data(), 1, dx.data(), upstream.size());
  HWY_DYNAMIC_DISPATCH(times)(upstream.data(), sigma, dnoise.data(), upstream.size());
}

void fast_gradient_sign(std::span<const float> x, std::span<const float> slope, float epsilon,
                        std::span<float> y) {
  require_sizes("fast_gradient_sign", x.size(), {slope.size(), y.size()});
  HWY_DYNAMIC_DISPATCH(sign_step)(x.data(), slope.data(), epsilon, y.data(), x.size());
}

float noise_ridge(std::span<const float> x, std::span<const float> w, std::span<const float> y,
                  double lambda, double scale, const RidgeExtents& e) {
  require_sizes("noise_ridge", e.features, {w.size()});
  require_sizes("noise_ridge", e.examples, {y.size()});
  require_sizes("noise_ridge", element_count("noise_ridge", e.examples, e.features), {x.size()});
  return static_cast<float>(
      scale * HWY_DYNAMIC_DISPATCH(ridge_sum)({x.data(), w.data(), y.data()}, lambda, e));
}

void noise_ridge_gradient(std::span<const float> x, std::span<const float> w,
                          std::span<const float> y, double lambda, double scale, float upstream,
                          std::span<float> dx, std::span<float> dw, std::span<float> dy,
                          const RidgeExtents& e) {
  const char* const op = "noise_ridge_gradient";
  require_sizes(op, e.features, {w.size(), dw.size()});
  require_sizes(op, e.examples, {y.size(), dy.size()});
  require_sizes(op, element_count(op, e.examples, e.features), {x.size(), dx.size()});
  HWY_DYNAMIC_DISPATCH(ridge_pullback)
  ({x.data(), w.data(), y.data()}, lambda, scale * static_cast<double>(upstream), dx.data(),
   dw.data(), dy.data(), e);
}

std::size_t noise_ridge_workspace(const RidgeExtents& e) {
  return element_count("noise_ridge_workspace", e.features, e.features + 2);
}

void noise_ridge_minimiser(std::span<const float> x, std::span<const float> y, double lambda,
                           std::span<float> w, std::span<double> workspace, const RidgeExtents& e) {
  const char* const op = "noise_ridge_minimiser";
  require_sizes(op, e.features, {w.size()});
  require_sizes(op, e.examples, {y.size()});
  require_sizes(op, element_count(op, e.examples, e.features), {x.size()});
  require_workspace(op, workspace, e);
  HWY_DYNAMIC_DISPATCH(ridge_solution)(x.data(), y.data(), lambda, w.data(), workspace.data(), e);
}

void noise_ridge_minimiser_gradient(std::span<const float> x, std::span<const float> y,
                                    double lambda, std::span<const float> upstream,
                                    std::span<float> dx, std::span<float> dy,
                                    std::span<double> workspace, const RidgeExtents& e) {
  const char* const op = "noise_ridge_minimiser_gradient";
  require_sizes(op, e.features, {upstream.size()});
  require_sizes(op, e.examples, {y.size(), dy.size()});
  require_sizes(op, element_count(op, e.examples, e.features), {x.size(), dx.size()});
  require_workspace(op, workspace, e);
  HWY_DYNAMIC_DISPATCH(ridge_solution_pullback)
  (x.data(), y.data(), lambda, upstream.data(), dx.data(), dy.data(), workspace.data(), e);
}

void noise_ridge_descent(std::span<const float> x, std::span<const float> y,
                         std::span<const float> start, const NoisyDescentSettings& settings,
                         std::span<float> weight, std::span<float> limit,
                         std::span<float> largest_rate) {
  require_sizes("noise_ridge_descent", x.size(),
                {y.size(), start.size(), weight.size(), limit.size(), largest_rate.size()});
  float* const out[] = {weight.data(), limit.data(), largest_rate.data()};
  HWY_DYNAMIC_DISPATCH(descent_values)
  (x.data(), y.data(), start.data(), settings, out, x.size());
}

void noise_ridge_descent_gradient(std::span<const float> x, std::span<const float> y,
                                  std::span<const float> start,
                                  const NoisyDescentSettings& settings,
                                  const DescentUpstream& upstream, std::span<float> dx,
                                  std::span<float> dy, std::span<float> dstart) {
  require_sizes("noise_ridge_descent_gradient", x.size(),
                {y.size(), start.size(), upstream.weight.size(), upstream.limit.size(),
                 upstream.largest_rate.size(), dx.size(), dy.size(), dstart.size()});
  const float* const in[] = {x.data(),
                             y.data(),
                             start.data(),
                             upstream.weight.data(),
                             upstream.limit.data(),
                             upstream.largest_rate.data()};
  float* const out[] = {dx.data(), dy.data(), dstart.data()};
  HWY_DYNAMIC_DISPATCH(descent_slopes)(in, settings, out, x.size());
}

}  // namespace assay::fast
#endif  // HWY_ONCE
