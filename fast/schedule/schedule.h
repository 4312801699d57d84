// Learning-rate schedules: the numbers of steps to their rates.
//
// Step numbers are whole and below 2^24, so float32 holds them; the span of rates has their length
// and may be the same memory. Arithmetic runs in float64 and every rate is rounded once. A wrong
// span size or a length of no steps aborts with the schedule's name. Nothing is allocated.
#pragma once

#include <cstdint>
#include <span>

namespace assay::fast {

struct StepDecaySettings {
  float lr, gamma;
  std::int64_t period;
};

/// lr gamma^floor(k / period)
void step_decay(std::span<const float> step, std::span<float> rate,
                const StepDecaySettings& settings);

struct ExponentialDecaySettings {
  float lr, gamma;
  std::int64_t period;
};

/// lr gamma^(k / period)
void exponential_decay(std::span<const float> step, std::span<float> rate,
                       const ExponentialDecaySettings& settings);

struct PolynomialDecaySettings {
  float lr, end, power;
  std::int64_t steps;
};

/// end + (lr - end) (1 - k / steps)^power, `end` from `steps` on
void polynomial_decay(std::span<const float> step, std::span<float> rate,
                      const PolynomialDecaySettings& settings);

struct CosineDecaySettings {
  float lr, end;
  std::int64_t steps;
  bool clamped;  ///< stays at `end` beyond `steps`, instead of climbing back
};

/// end + (lr - end) (1 + cos(pi k / steps)) / 2. [Loshchilov & Hutter 2017, eq. 5]
void cosine_decay(std::span<const float> step, std::span<float> rate,
                  const CosineDecaySettings& settings);

struct LinearWarmupSettings {
  float lr;
  std::int64_t steps, first;
};

/// lr min(1, (k + first) / steps)
void linear_warmup(std::span<const float> step, std::span<float> rate,
                   const LinearWarmupSettings& settings);

struct InverseTimeDecaySettings {
  float lr, decay;
  std::int64_t period;
  bool staircase;  ///< k / period is rounded down
};

/// lr / (1 + decay k / period)
void inverse_time_decay(std::span<const float> step, std::span<float> rate,
                        const InverseTimeDecaySettings& settings);

struct RobbinsMonroSettings {
  float c0, c1;
};

/// c0 / (c1 + k). [Robbins & Monro 1951]
void robbins_monro(std::span<const float> step, std::span<float> rate,
                   const RobbinsMonroSettings& settings);

struct TransformerWarmupSettings {
  std::int64_t width, steps;
};

/// width^(-1/2) min(k^(-1/2), k steps^(-3/2)), k from 1. [Vaswani et al. 2017, eq. 3]
void transformer_warmup(std::span<const float> step, std::span<float> rate,
                        const TransformerWarmupSettings& settings);

struct EpsilonDecaySettings {
  float start, end;
  std::int64_t period;
};

/// end + (start - end) e^(-k / period)
void epsilon_decay(std::span<const float> step, std::span<float> rate,
                   const EpsilonDecaySettings& settings);

struct MultistepDecaySettings {
  float lr, gamma;
  bool at_milestone;  ///< the step of a milestone's number has the lower rate already
};

/// lr gamma^(how many milestones each step has passed), milestones in any order
void multistep_decay(std::span<const float> step, std::span<const float> milestones,
                     std::span<float> rate, const MultistepDecaySettings& settings);

}  // namespace assay::fast
