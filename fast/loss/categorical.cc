// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/categorical.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/categorical.h"

#include <algorithm>

#include "fast/loss/categorical-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double soft_sum(const float* x, const float* t, std::size_t rows, std::size_t n) {
  double total = 0;
  for (std::size_t r = 0; r < rows; ++r) total += soft_cross_entropy_row(x + r * n, t + r * n, n);
  return total;
}

void soft_logit_pullback(const float* x, const float* t, double factor, float* dx, std::size_t rows,
                         std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r)
    soft_cross_entropy_gradient_row(x + r * n, t + r * n, factor, dx + r * n, n);
}

void soft_target_pullback(const float* x, double factor, float* dt, std::size_t rows,
                          std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r)
    soft_cross_entropy_target_row(x + r * n, factor, dt + r * n, n);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(soft_sum);
HWY_EXPORT(soft_logit_pullback);
HWY_EXPORT(soft_target_pullback);

namespace {

std::size_t rows_of(const char* op, std::size_t size, std::size_t classes) {
  const std::size_t rows = classes == 0 ? 0 : size / classes;
  require_same_size(op, "logits", size, rows * classes);
  return rows;
}

bool counts(std::int32_t label, const LabelRule& rule) {
  return static_cast<std::int64_t>(label) != rule.ignored;
}

void require_labels(const char* op, std::span<const std::int32_t> label, const LabelRule& rule) {
  for (const std::int32_t y : label)
    if (counts(y, rule) && (y < 0 || static_cast<std::size_t>(y) >= rule.weight.size()))
      precondition_failed(op, "a label", y, "0 .. classes-1");
}

/// What the sum is multiplied by.
double scale_of(std::span<const std::int32_t> label, const LabelRule& rule) {
  if (!rule.mean) return 1;
  double total = 0;
  for (const std::int32_t y : label)
    if (counts(y, rule)) total += static_cast<double>(rule.weight[static_cast<std::size_t>(y)]);
  return 1 / total;
}

/// (1 - smoothing) w_y at the label y, and smoothing / k of every class's weight.
void write_target(std::size_t label, const LabelRule& rule, std::span<float> target) {
  const double share = rule.smoothing / static_cast<double>(target.size());
  for (std::size_t c = 0; c < target.size(); ++c) {
    const double w = static_cast<double>(rule.weight[c]);
    target[c] = static_cast<float>(c == label ? (1 - rule.smoothing + share) * w : share * w);
  }
}

}  // namespace

float soft_cross_entropy(std::span<const float> logits, std::span<const float> target,
                         std::size_t classes, double scale) {
  const std::size_t rows = rows_of("soft_cross_entropy", logits.size(), classes);
  require_same_size("soft_cross_entropy", "target", target.size(), logits.size());
  return static_cast<float>(
      scale * HWY_DYNAMIC_DISPATCH(soft_sum)(logits.data(), target.data(), rows, classes));
}

void soft_cross_entropy_gradient(std::span<const float> logits, std::span<const float> target,
                                 std::size_t classes, float upstream, double scale,
                                 std::span<float> dlogits, std::span<float> dtarget) {
  const std::size_t rows = rows_of("soft_cross_entropy_gradient", logits.size(), classes);
  for (const std::size_t size : {target.size(), dlogits.size(), dtarget.size()})
    require_same_size("soft_cross_entropy_gradient", "an operand", size, logits.size());
  const double factor = scale * static_cast<double>(upstream);
  HWY_DYNAMIC_DISPATCH(soft_logit_pullback)
  (logits.data(), target.data(), factor, dlogits.data(), rows, classes);
  HWY_DYNAMIC_DISPATCH(soft_target_pullback)(logits.data(), factor, dtarget.data(), rows, classes);
}

float cross_entropy(std::span<const float> logits, std::span<const std::int32_t> label,
                    const LabelRule& rule, std::span<float> workspace) {
  const std::size_t classes = rule.weight.size();
  require_same_size("cross_entropy", "logits", logits.size(), label.size() * classes);
  require_same_size("cross_entropy", "workspace", workspace.size(), classes);
  require_labels("cross_entropy", label, rule);
  double total = 0;
  for (std::size_t r = 0; r < label.size(); ++r) {
    if (!counts(label[r], rule)) continue;
    write_target(static_cast<std::size_t>(label[r]), rule, workspace);
    total +=
        HWY_DYNAMIC_DISPATCH(soft_sum)(logits.data() + r * classes, workspace.data(), 1, classes);
  }
  return static_cast<float>(scale_of(label, rule) * total);
}

void cross_entropy_gradient(std::span<const float> logits, std::span<const std::int32_t> label,
                            const LabelRule& rule, float upstream, std::span<float> workspace,
                            std::span<float> dlogits) {
  const std::size_t classes = rule.weight.size();
  for (const std::size_t size : {logits.size(), dlogits.size()})
    require_same_size("cross_entropy_gradient", "an operand", size, label.size() * classes);
  require_same_size("cross_entropy_gradient", "workspace", workspace.size(), classes);
  require_labels("cross_entropy_gradient", label, rule);
  const double factor = scale_of(label, rule) * static_cast<double>(upstream);
  std::ranges::fill(dlogits, 0.0f);
  for (std::size_t r = 0; r < label.size(); ++r) {
    if (!counts(label[r], rule)) continue;
    write_target(static_cast<std::size_t>(label[r]), rule, workspace);
    HWY_DYNAMIC_DISPATCH(soft_logit_pullback)
    (logits.data() + r * classes, workspace.data(), factor, dlogits.data() + r * classes, 1,
     classes);
  }
}

float nll(std::span<const float> log_probability, std::span<const std::int32_t> label,
          const LabelRule& rule) {
  const std::size_t classes = rule.weight.size();
  require_same_size("nll", "log_probability", log_probability.size(), label.size() * classes);
  require_labels("nll", label, rule);
  double total = 0;
  for (std::size_t r = 0; r < label.size(); ++r) {
    if (!counts(label[r], rule)) continue;
    const auto y = static_cast<std::size_t>(label[r]);
    total -=
        static_cast<double>(rule.weight[y]) * static_cast<double>(log_probability[r * classes + y]);
  }
  return static_cast<float>(scale_of(label, rule) * total);
}

void nll_gradient(std::span<const std::int32_t> label, const LabelRule& rule, float upstream,
                  std::span<float> dlog_probability) {
  const std::size_t classes = rule.weight.size();
  require_same_size("nll_gradient", "dlog_probability", dlog_probability.size(),
                    label.size() * classes);
  require_labels("nll_gradient", label, rule);
  const double factor = scale_of(label, rule) * static_cast<double>(upstream);
  std::ranges::fill(dlog_probability, 0.0f);
  for (std::size_t r = 0; r < label.size(); ++r) {
    if (!counts(label[r], rule)) continue;
    const auto y = static_cast<std::size_t>(label[r]);
    dlog_probability[r * classes + y] =
        static_cast<float>(-factor * static_cast<double>(rule.weight[y]));
  }
}

}  // namespace assay::fast
#endif  // HWY_ONCE
