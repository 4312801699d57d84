// One-step targets of action values over float32 memory, and the loss against them.
//
// Rows hold one value for each action. A wrong span size, or an action outside its row, aborts with
// the operator's name. Nothing is allocated. NaN in a row that chooses shows in its target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

struct Transitions {
  std::span<const float> reward, done;       ///< one for each transition; done is 0 or 1
  std::span<const float> choosing, valuing;  ///< [transitions, actions]; may be the same
};

/// target[n] = reward[n] + discount (1 - done[n]) valuing[n][a], a the first largest of
/// choosing[n].
void q_learning_target(const Transitions& in, double discount, std::span<float> target);
/// The gradients by the reward and by the valuing rows.
void q_learning_target_gradient(const Transitions& in, double discount,
                                std::span<const float> upstream, std::span<float> dreward,
                                std::span<float> dvaluing);

/// scale sum_n (target[n] - values[n][action[n]])^2
float q_learning(std::span<const float> values, std::span<const std::int32_t> action,
                 std::span<const float> target, double scale);
void q_learning_gradient(std::span<const float> values, std::span<const std::int32_t> action,
                         std::span<const float> target, float upstream, double scale,
                         std::span<float> dvalues);

}  // namespace assay::fast
