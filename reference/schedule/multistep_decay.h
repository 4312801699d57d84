// lr gamma^(how many milestones step k has passed).
#pragma once

#include <vector>
#include "reference/scalar/functions.h"

namespace assay {

/// With `at_milestone` the step of that number is the first with the lower rate, otherwise the last
/// with the higher one.
template <class T>
T multistep_decay(const T& k, const std::vector<T>& milestones, const T& lr, const T& gamma,
                  bool at_milestone) {
  T rate = lr;
  for (const T& milestone : milestones)
    if (milestone < k || (at_milestone && milestone == k)) rate *= gamma;
  return rate;
}

}  // namespace assay
