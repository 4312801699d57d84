// The probabilities with which an epsilon-greedy policy acts: with probability epsilon any of the K
// actions, otherwise one of the largest value: the first of them, or each as likely.
// [Sutton & Barto 2018, Reinforcement learning, section 2.2 and eq. 5.4]
#pragma once

#include <span>
#include <vector>

namespace assay {

template <class T>
std::vector<T> epsilon_greedy(std::span<const T> values, const T& epsilon, bool split_ties) {
  std::vector<std::size_t> best = {0};
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i] > values[best[0]])
      best = {i};
    else if (split_ties && values[i] == values[best[0]])
      best.push_back(i);
  }
  std::vector<T> p(values.size(), epsilon / T(static_cast<double>(values.size())));
  for (const std::size_t i : best) p[i] += (1 - epsilon) / T(static_cast<double>(best.size()));
  return p;
}

}  // namespace assay
