// What batch normalization keeps of its training batches for later use: moving averages of the mean
// and of the variance of each channel, m' = (1 - w) m + w mean(x), v' = (1 - w) v + w variance(x).
// x [N, C, L]; m, v [C]. [Ioffe & Szegedy 2015, arXiv 1502.03167, section 3.1 and algorithm 2]
#pragma once

#include "reference/normalization/batch_norm.h"

namespace assay {

/// `weight` is that of the new batch; `unbiased` divides squared deviations by one less than their
/// number, which is then at least 2.
template <class T>
struct RunningSettings {
  T weight;
  bool unbiased;
};

template <class T>
Bag<T> running_statistics(const Tensor<T>& x, const Tensor<T>& mean, const Tensor<T>& variance,
                          const RunningSettings<T>& s) {
  Tensor<T> next_mean(mean.shape), next_variance(variance.shape);
  for (std::int64_t c = 0; c < x.extent(1); ++c) {
    const std::vector<T> values = channel(x, c);
    const auto count = static_cast<int>(values.size());
    T sum(0), squares(0);
    for (const T& value : values) sum += value;
    const T batch_mean = sum / count;
    for (const T& value : values) squares += (value - batch_mean) * (value - batch_mean);
    const T batch_variance = squares / (s.unbiased ? count - 1 : count);
    next_mean.at(c) = (1 - s.weight) * mean.at(c) + s.weight * batch_mean;
    next_variance.at(c) = (1 - s.weight) * variance.at(c) + s.weight * batch_variance;
  }
  return {next_mean, next_variance};
}

}  // namespace assay
