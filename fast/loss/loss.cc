// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/loss.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/loss.h"

#include "fast/loss/binary_cross_entropy-inl.h"
#include "fast/loss/binary_cross_entropy_with_logits-inl.h"
#include "fast/loss/mean_squared_error-inl.h"
#include "fast/loss/softmax_cross_entropy-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double squared_error_sum(const float* prediction, const float* target, std::size_t n) {
  return sum(SquaredError{}, n, prediction, target);
}

void squared_error_pullback(const float* prediction, const float* target, double factor, float* dp,
                            float* dt, std::size_t n) {
  map(ScaledDifference{2 * factor}, n, dp, prediction, target);
  map(ScaledDifference{2 * factor}, n, dt, target, prediction);
}

double bce_sum(const float* p, const float* t, std::size_t n) {
  return sum(BinaryCrossEntropy{}, n, p, t);
}

void bce_pullback(const float* p, const float* t, double factor, float* dp, float* dt,
                  std::size_t n) {
  map(BinaryCrossEntropySlope{factor}, n, dp, p, t);
  map(BinaryCrossEntropyTargetSlope{factor}, n, dt, p);
}

double bce_logits_sum(const float* z, const float* t, std::size_t n) {
  return sum(BinaryCrossEntropyWithLogits{}, n, z, t);
}

void bce_logits_pullback(const float* z, const float* t, double factor, float* dz, float* dt,
                         std::size_t n) {
  map(BinaryCrossEntropyWithLogitsSlope{factor}, n, dz, z, t);
  map(Scaled{-factor}, n, dt, z);
}

double cross_entropy_sum(const float* x, const std::int32_t* label, std::size_t rows,
                         std::size_t n) {
  double total = 0;
  for (std::size_t r = 0; r < rows; ++r)
    total += softmax_cross_entropy_row(x + r * n, static_cast<std::size_t>(label[r]), n);
  return total;
}

void cross_entropy_pullback(const float* x, const std::int32_t* label, double factor, float* dx,
                            std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r)
    softmax_cross_entropy_gradient_row(x + r * n, static_cast<std::size_t>(label[r]), factor,
                                       dx + r * n, n);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(squared_error_sum);
HWY_EXPORT(squared_error_pullback);
HWY_EXPORT(bce_sum);
HWY_EXPORT(bce_pullback);
HWY_EXPORT(bce_logits_sum);
HWY_EXPORT(bce_logits_pullback);
HWY_EXPORT(cross_entropy_sum);
HWY_EXPORT(cross_entropy_pullback);

namespace {

void require_labels(const char* op, std::span<const std::int32_t> label, std::size_t classes) {
  for (const std::int32_t y : label)
    if (y < 0 || static_cast<std::size_t>(y) >= classes)
      precondition_failed(op, "a label", y, "0 .. classes-1");
}

}  // namespace

float squared_error(std::span<const float> prediction, std::span<const float> target,
                    double scale) {
  require_same_size("squared_error", "target", target.size(), prediction.size());
  const auto run = HWY_DYNAMIC_DISPATCH(squared_error_sum);
  return static_cast<float>(scale * run(prediction.data(), target.data(), prediction.size()));
}

void squared_error_gradient(std::span<const float> prediction, std::span<const float> target,
                            float upstream, double scale, std::span<float> dprediction,
                            std::span<float> dtarget) {
  for (const std::size_t size : {target.size(), dprediction.size(), dtarget.size()})
    require_same_size("squared_error_gradient", "an operand", size, prediction.size());
  HWY_DYNAMIC_DISPATCH(squared_error_pullback)
  (prediction.data(), target.data(), scale * static_cast<double>(upstream), dprediction.data(),
   dtarget.data(), prediction.size());
}

float binary_cross_entropy(std::span<const float> probability, std::span<const float> target,
                           double scale) {
  require_same_size("binary_cross_entropy", "target", target.size(), probability.size());
  const auto run = HWY_DYNAMIC_DISPATCH(bce_sum);
  return static_cast<float>(scale * run(probability.data(), target.data(), probability.size()));
}

void binary_cross_entropy_gradient(std::span<const float> probability,
                                   std::span<const float> target, float upstream, double scale,
                                   std::span<float> dprobability, std::span<float> dtarget) {
  for (const std::size_t size : {target.size(), dprobability.size(), dtarget.size()})
    require_same_size("binary_cross_entropy_gradient", "an operand", size, probability.size());
  HWY_DYNAMIC_DISPATCH(bce_pullback)
  (probability.data(), target.data(), scale * static_cast<double>(upstream), dprobability.data(),
   dtarget.data(), probability.size());
}

float binary_cross_entropy_with_logits(std::span<const float> logit, std::span<const float> target,
                                       double scale) {
  require_same_size("binary_cross_entropy_with_logits", "target", target.size(), logit.size());
  const auto run = HWY_DYNAMIC_DISPATCH(bce_logits_sum);
  return static_cast<float>(scale * run(logit.data(), target.data(), logit.size()));
}

void binary_cross_entropy_with_logits_gradient(std::span<const float> logit,
                                               std::span<const float> target, float upstream,
                                               double scale, std::span<float> dlogit,
                                               std::span<float> dtarget) {
  for (const std::size_t size : {target.size(), dlogit.size(), dtarget.size()})
    require_same_size("binary_cross_entropy_with_logits_gradient", "an operand", size,
                      logit.size());
  HWY_DYNAMIC_DISPATCH(bce_logits_pullback)
  (logit.data(), target.data(), scale * static_cast<double>(upstream), dlogit.data(),
   dtarget.data(), logit.size());
}

float softmax_cross_entropy(std::span<const float> logits, std::span<const std::int32_t> label,
                            std::size_t classes, double scale) {
  require_same_size("softmax_cross_entropy", "logits", logits.size(), label.size() * classes);
  require_labels("softmax_cross_entropy", label, classes);
  const auto run = HWY_DYNAMIC_DISPATCH(cross_entropy_sum);
  return static_cast<float>(scale * run(logits.data(), label.data(), label.size(), classes));
}

void softmax_cross_entropy_gradient(std::span<const float> logits,
                                    std::span<const std::int32_t> label, std::size_t classes,
                                    float upstream, double scale, std::span<float> dlogits) {
  for (const std::size_t size : {logits.size(), dlogits.size()})
    require_same_size("softmax_cross_entropy_gradient", "an operand", size,
                      label.size() * classes);
  require_labels("softmax_cross_entropy_gradient", label, classes);
  HWY_DYNAMIC_DISPATCH(cross_entropy_pullback)
  (logits.data(), label.data(), scale * static_cast<double>(upstream), dlogits.data(),
   label.size(), classes);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
