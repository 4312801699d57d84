// Learning action values from one-step targets.
#pragma once

#include <span>

#include "reference/scalar/functions.h"
#include "reference/softmax/logsumexp.h"

namespace assay {

// The target of Q-learning: r + discount (1 - done) Q'(a) at the action a that the values choose,
// the first of the best. Deep Q-learning chooses by Q' itself, double Q-learning by the online
// values. [Mnih et al. 2015, eq. 2; van Hasselt, Guez & Silver 2016, eq. 4]
template <class T>
T q_learning_target(const T& reward, const T& done, std::span<const T> choosing,
                    std::span<const T> valuing, const T& discount) {
  return reward + discount * (1 - done) * valuing[first_maximum(choosing)];
}

// (target - Q(a))^2 for the action a that was taken; the target is a constant.
template <class T>
T q_learning(std::span<const T> values, std::size_t action, const T& target) {
  const T error = target - values[action];
  return error * error;
}

template <class T>
T q_learning_derivative(std::span<const T> values, std::size_t action, const T& target) {
  return 2 * (values[action] - target);
}

}  // namespace assay
