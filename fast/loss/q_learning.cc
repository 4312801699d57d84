// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/q_learning.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/q_learning.h"

#include <algorithm>
#include <cmath>

#include "fast/lanes/reduce-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

float row_max(const float* x, std::size_t n) { return max(n, x); }

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(row_max);

namespace {

/// The first position of the largest value, `n` where one is NaN.
std::size_t first_best(const float* values, std::size_t n) {
  const float best = HWY_DYNAMIC_DISPATCH(row_max)(values, n);
  return static_cast<std::size_t>(std::find(values, values + n, best) - values);
}

std::size_t actions_of(const char* op, const Transitions& in) {
  const std::size_t count = in.reward.size();
  const std::size_t actions = count == 0 ? 0 : in.valuing.size() / count;
  require_same_size(op, "done", in.done.size(), count);
  require_same_size(op, "valuing", in.valuing.size(), count * actions);
  require_same_size(op, "choosing", in.choosing.size(), count * actions);
  return actions;
}

double continued(const Transitions& in, double discount, std::size_t n) {
  return discount * (1 - static_cast<double>(in.done[n]));
}

/// The number of actions, after a look at the operands.
std::size_t actions_of(const char* op, std::span<const float> values,
                       std::span<const std::int32_t> action, std::span<const float> target) {
  const std::size_t actions = action.empty() ? 0 : values.size() / action.size();
  require_same_size(op, "values", values.size(), action.size() * actions);
  require_same_size(op, "target", target.size(), action.size());
  for (const std::int32_t a : action)
    if (a < 0 || static_cast<std::size_t>(a) >= actions)
      precondition_failed(op, "an action", a, "0 .. actions-1");
  return actions;
}

}  // namespace

void q_learning_target(const Transitions& in, double discount, std::span<float> target) {
  const std::size_t actions = actions_of("q_learning_target", in);
  require_same_size("q_learning_target", "target", target.size(), in.reward.size());
  for (std::size_t n = 0; n < target.size(); ++n) {
    const std::size_t best = first_best(in.choosing.data() + n * actions, actions);
    const double value =
        best == actions ? std::nan("") : static_cast<double>(in.valuing[n * actions + best]);
    target[n] =
        static_cast<float>(static_cast<double>(in.reward[n]) + continued(in, discount, n) * value);
  }
}

void q_learning_target_gradient(const Transitions& in, double discount,
                                std::span<const float> upstream, std::span<float> dreward,
                                std::span<float> dvaluing) {
  const std::size_t actions = actions_of("q_learning_target_gradient", in);
  require_same_size("q_learning_target_gradient", "upstream", upstream.size(), in.reward.size());
  require_same_size("q_learning_target_gradient", "dreward", dreward.size(), in.reward.size());
  require_same_size("q_learning_target_gradient", "dvaluing", dvaluing.size(), in.valuing.size());
  std::ranges::fill(dvaluing, 0.0f);
  for (std::size_t n = 0; n < upstream.size(); ++n) {
    dreward[n] = upstream[n];
    const std::size_t best = first_best(in.choosing.data() + n * actions, actions);
    if (best < actions)
      dvaluing[n * actions + best] =
          static_cast<float>(continued(in, discount, n) * static_cast<double>(upstream[n]));
  }
}

float q_learning(std::span<const float> values, std::span<const std::int32_t> action,
                 std::span<const float> target, double scale) {
  const std::size_t actions = actions_of("q_learning", values, action, target);
  double total = 0;
  for (std::size_t n = 0; n < action.size(); ++n) {
    const double taken =
        static_cast<double>(values[n * actions + static_cast<std::size_t>(action[n])]);
    const double error = static_cast<double>(target[n]) - taken;
    total += error * error;
  }
  return static_cast<float>(scale * total);
}

void q_learning_gradient(std::span<const float> values, std::span<const std::int32_t> action,
                         std::span<const float> target, float upstream, double scale,
                         std::span<float> dvalues) {
  const std::size_t actions = actions_of("q_learning_gradient", values, action, target);
  require_same_size("q_learning_gradient", "dvalues", dvalues.size(), values.size());
  std::ranges::fill(dvalues, 0.0f);
  const double factor = 2 * scale * static_cast<double>(upstream);
  for (std::size_t n = 0; n < action.size(); ++n) {
    const std::size_t at = n * actions + static_cast<std::size_t>(action[n]);
    dvalues[at] = static_cast<float>(
        factor * (static_cast<double>(values[at]) - static_cast<double>(target[n])));
  }
}

}  // namespace assay::fast
#endif  // HWY_ONCE
