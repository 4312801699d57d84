// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/schedule/schedule.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/schedule/schedule.h"

#include <cmath>

#include "fast/precondition.h"
#include "fast/schedule/anneal-inl.h"
#include "fast/schedule/decay-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

void step_decay_rates(const float* step, float* rate, const StepDecaySettings& s, std::size_t n) {
  map(ExponentialDecay{s.lr, std::log(static_cast<double>(s.gamma)), static_cast<double>(s.period),
                       true},
      n, rate, step);
}

void exponential_decay_rates(const float* step, float* rate, const ExponentialDecaySettings& s,
                             std::size_t n) {
  map(ExponentialDecay{s.lr, std::log(static_cast<double>(s.gamma)) / static_cast<double>(s.period),
                       1, false},
      n, rate, step);
}

void polynomial_decay_rates(const float* step, float* rate, const PolynomialDecaySettings& s,
                            std::size_t n) {
  map(PolynomialDecay{s.lr, s.end, static_cast<double>(s.steps), s.power}, n, rate, step);
}

void cosine_decay_rates(const float* step, float* rate, const CosineDecaySettings& s,
                        std::size_t n) {
  map(CosineDecay{s.lr, s.end, static_cast<double>(s.steps), s.clamped}, n, rate, step);
}

void linear_warmup_rates(const float* step, float* rate, const LinearWarmupSettings& s,
                         std::size_t n) {
  map(LinearWarmup{s.lr, static_cast<double>(s.steps), static_cast<double>(s.first)}, n, rate,
      step);
}

void inverse_time_decay_rates(const float* step, float* rate, const InverseTimeDecaySettings& s,
                              std::size_t n) {
  map(InverseDecay{s.lr, 1, s.decay, static_cast<double>(s.period), s.staircase}, n, rate, step);
}

void robbins_monro_rates(const float* step, float* rate, const RobbinsMonroSettings& s,
                         std::size_t n) {
  map(InverseDecay{s.c0, s.c1, 1, 1, false}, n, rate, step);
}

void transformer_warmup_rates(const float* step, float* rate, const TransformerWarmupSettings& s,
                              std::size_t n) {
  map(TransformerWarmup{static_cast<double>(s.width), static_cast<double>(s.steps)}, n, rate, step);
}

void epsilon_decay_rates(const float* step, float* rate, const EpsilonDecaySettings& s,
                         std::size_t n) {
  map(EpsilonDecay{s.start, s.end, static_cast<double>(s.period)}, n, rate, step);
}

void multistep_decay_rates(const float* step, const float* milestones, std::size_t count,
                           float* rate, const MultistepDecaySettings& s, std::size_t n) {
  map(MultistepDecay{s.lr, std::log(static_cast<double>(s.gamma)), milestones, count,
                     s.at_milestone},
      n, rate, step);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(step_decay_rates);
HWY_EXPORT(exponential_decay_rates);
HWY_EXPORT(polynomial_decay_rates);
HWY_EXPORT(cosine_decay_rates);
HWY_EXPORT(linear_warmup_rates);
HWY_EXPORT(inverse_time_decay_rates);
HWY_EXPORT(robbins_monro_rates);
HWY_EXPORT(transformer_warmup_rates);
HWY_EXPORT(multistep_decay_rates);
HWY_EXPORT(epsilon_decay_rates);

namespace {

void require_length(const char* op, const char* what, std::int64_t length) {
  if (length < 1) precondition_failed(op, what, length, "1 or more");
}

}  // namespace

void step_decay(std::span<const float> step, std::span<float> rate,
                const StepDecaySettings& settings) {
  require_same_size("step_decay", "rate", rate.size(), step.size());
  require_length("step_decay", "period", settings.period);
  HWY_DYNAMIC_DISPATCH(step_decay_rates)(step.data(), rate.data(), settings, step.size());
}

void exponential_decay(std::span<const float> step, std::span<float> rate,
                       const ExponentialDecaySettings& settings) {
  require_same_size("exponential_decay", "rate", rate.size(), step.size());
  require_length("exponential_decay", "period", settings.period);
  HWY_DYNAMIC_DISPATCH(exponential_decay_rates)(step.data(), rate.data(), settings, step.size());
}

void polynomial_decay(std::span<const float> step, std::span<float> rate,
                      const PolynomialDecaySettings& settings) {
  require_same_size("polynomial_decay", "rate", rate.size(), step.size());
  require_length("polynomial_decay", "steps", settings.steps);
  HWY_DYNAMIC_DISPATCH(polynomial_decay_rates)(step.data(), rate.data(), settings, step.size());
}

void cosine_decay(std::span<const float> step, std::span<float> rate,
                  const CosineDecaySettings& settings) {
  require_same_size("cosine_decay", "rate", rate.size(), step.size());
  require_length("cosine_decay", "steps", settings.steps);
  HWY_DYNAMIC_DISPATCH(cosine_decay_rates)(step.data(), rate.data(), settings, step.size());
}

void linear_warmup(std::span<const float> step, std::span<float> rate,
                   const LinearWarmupSettings& settings) {
  require_same_size("linear_warmup", "rate", rate.size(), step.size());
  require_length("linear_warmup", "steps", settings.steps);
  HWY_DYNAMIC_DISPATCH(linear_warmup_rates)(step.data(), rate.data(), settings, step.size());
}

void inverse_time_decay(std::span<const float> step, std::span<float> rate,
                        const InverseTimeDecaySettings& settings) {
  require_same_size("inverse_time_decay", "rate", rate.size(), step.size());
  require_length("inverse_time_decay", "period", settings.period);
  HWY_DYNAMIC_DISPATCH(inverse_time_decay_rates)(step.data(), rate.data(), settings, step.size());
}

void robbins_monro(std::span<const float> step, std::span<float> rate,
                   const RobbinsMonroSettings& settings) {
  require_same_size("robbins_monro", "rate", rate.size(), step.size());
  HWY_DYNAMIC_DISPATCH(robbins_monro_rates)(step.data(), rate.data(), settings, step.size());
}

void transformer_warmup(std::span<const float> step, std::span<float> rate,
                        const TransformerWarmupSettings& settings) {
  require_same_size("transformer_warmup", "rate", rate.size(), step.size());
  require_length("transformer_warmup", "steps", settings.steps);
  require_length("transformer_warmup", "width", settings.width);
  HWY_DYNAMIC_DISPATCH(transformer_warmup_rates)(step.data(), rate.data(), settings, step.size());
}

void epsilon_decay(std::span<const float> step, std::span<float> rate,
                   const EpsilonDecaySettings& settings) {
  require_same_size("epsilon_decay", "rate", rate.size(), step.size());
  require_length("epsilon_decay", "period", settings.period);
  HWY_DYNAMIC_DISPATCH(epsilon_decay_rates)(step.data(), rate.data(), settings, step.size());
}

void multistep_decay(std::span<const float> step, std::span<const float> milestones,
                     std::span<float> rate, const MultistepDecaySettings& settings) {
  require_same_size("multistep_decay", "rate", rate.size(), step.size());
  HWY_DYNAMIC_DISPATCH(multistep_decay_rates)
  (step.data(), milestones.data(), milestones.size(), rate.data(), settings, step.size());
}

}  // namespace assay::fast
#endif  // HWY_ONCE
