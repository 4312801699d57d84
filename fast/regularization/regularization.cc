// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/regularization/regularization.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/regularization/regularization.h"

#include "fast/precondition.h"
#include "fast/regularization/dropout-inl.h"
#include "fast/regularization/elastic_net-inl.h"
#include "fast/regularization/l1_penalty-inl.h"
#include "fast/regularization/l2_penalty-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

void scaled_mask(const float* x, const float* mask, double scale, float* y, std::size_t n) {
  map(ScaledMask{scale}, n, y, x, mask);
}

void multiple(const float* x, double factor, float* y, std::size_t n) {
  map(Multiple{factor}, n, y, x);
}

double l2_sum(const float* w, std::size_t n) { return sum_of_squares(w, n); }

void l2_pullback(const float* w, double twice, float* dw, std::size_t n) {
  map(L2Slope{twice}, n, dw, w);
}

double l1_sum(const float* w, std::size_t n) { return sum_of_magnitudes(w, n); }

void l1_pullback(const float* w, double magnitude, float* dw, std::size_t n) {
  map(L1Slope{magnitude}, n, dw, w);
}

double elastic_sum(const float* w, double lambda1, double lambda2, std::size_t n) {
  return elastic_net_sum(w, lambda1, lambda2, n);
}

void elastic_pullback(const float* w, double magnitude, double twice, float* dw, std::size_t n) {
  map(ElasticNetSlope{magnitude, twice}, n, dw, w);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(scaled_mask);
HWY_EXPORT(multiple);
HWY_EXPORT(l2_sum);
HWY_EXPORT(l2_pullback);
HWY_EXPORT(l1_sum);
HWY_EXPORT(l1_pullback);
HWY_EXPORT(elastic_sum);
HWY_EXPORT(elastic_pullback);

namespace {

double training_scale(DropoutScaling scaling) {
  if (!scaling.inverted) return 1;
  return scaling.keep == 0 ? 0 : 1 / scaling.keep;
}

/// y = scale mask x. Being linear in x, dropout is its own pullback.
void apply_mask(const char* op, std::span<const float> x, std::span<const float> mask,
                DropoutScaling scaling, std::span<float> y) {
  require_same_size(op, "mask", mask.size(), x.size());
  require_same_size(op, "the result", y.size(), x.size());
  HWY_DYNAMIC_DISPATCH(scaled_mask)
  (x.data(), mask.data(), training_scale(scaling), y.data(), x.size());
}

void apply_expectation(const char* op, std::span<const float> x, DropoutScaling scaling,
                       std::span<float> y) {
  require_same_size(op, "the result", y.size(), x.size());
  HWY_DYNAMIC_DISPATCH(multiple)
  (x.data(), scaling.inverted ? 1 : scaling.keep, y.data(), x.size());
}

}  // namespace

void dropout(std::span<const float> x, std::span<const float> mask, DropoutScaling scaling,
             std::span<float> y) {
  apply_mask("dropout", x, mask, scaling, y);
}

void dropout_gradient(std::span<const float> mask, std::span<const float> upstream,
                      DropoutScaling scaling, std::span<float> dx) {
  apply_mask("dropout_gradient", upstream, mask, scaling, dx);
}

void dropout_evaluation(std::span<const float> x, DropoutScaling scaling, std::span<float> y) {
  apply_expectation("dropout_evaluation", x, scaling, y);
}

void dropout_evaluation_gradient(std::span<const float> upstream, DropoutScaling scaling,
                                 std::span<float> dx) {
  apply_expectation("dropout_evaluation_gradient", upstream, scaling, dx);
}

float l2_penalty(std::span<const float> w, double factor) {
  return static_cast<float>(factor * HWY_DYNAMIC_DISPATCH(l2_sum)(w.data(), w.size()));
}

void l2_penalty_gradient(std::span<const float> w, float upstream, double factor,
                         std::span<float> dw) {
  require_same_size("l2_penalty_gradient", "dw", dw.size(), w.size());
  HWY_DYNAMIC_DISPATCH(l2_pullback)
  (w.data(), 2 * factor * static_cast<double>(upstream), dw.data(), w.size());
}

float l1_penalty(std::span<const float> w, double lambda) {
  return static_cast<float>(lambda * HWY_DYNAMIC_DISPATCH(l1_sum)(w.data(), w.size()));
}

void l1_penalty_gradient(std::span<const float> w, float upstream, double lambda,
                         std::span<float> dw) {
  require_same_size("l1_penalty_gradient", "dw", dw.size(), w.size());
  HWY_DYNAMIC_DISPATCH(l1_pullback)
  (w.data(), lambda * static_cast<double>(upstream), dw.data(), w.size());
}

float elastic_net(std::span<const float> w, double lambda1, double lambda2) {
  const auto run = HWY_DYNAMIC_DISPATCH(elastic_sum);
  return static_cast<float>(run(w.data(), lambda1, lambda2, w.size()));
}

void elastic_net_gradient(std::span<const float> w, float upstream, double lambda1, double lambda2,
                          std::span<float> dw) {
  require_same_size("elastic_net_gradient", "dw", dw.size(), w.size());
  const double g = upstream;
  HWY_DYNAMIC_DISPATCH(elastic_pullback)
  (w.data(), lambda1 * g, 2 * lambda2 * g, dw.data(), w.size());
}

}  // namespace assay::fast
#endif  // HWY_ONCE
