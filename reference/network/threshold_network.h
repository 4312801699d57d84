// A recurrent network of threshold units over strings of bits:
//   h_t = 1[W x_t + b fires],  y_1 = 1[v h_1 + c_1 fires],  y_t = 1[v h_t + r y_{t-1} + c fires],
// where z fires if z >= threshold, or if z > threshold. x [steps, n, d]; W [k, d]; b, v [k]; r,
// c_1, c numbers; y [steps, n]. [McCulloch & Pitts 1943, Bulletin of Mathematical Biophysics 5]
#pragma once

#include "reference/contract/operator.h"

namespace assay {

template <class T>
struct ThresholdNetwork {
  const Tensor<T>&x, &weight, &bias, &readout;
  T recurrent, first_bias, bias_after;
  T threshold;
  bool fires_at_threshold;

  T step(const T& z) const {
    const bool fires = fires_at_threshold ? z >= threshold : z > threshold;
    return fires ? T(1) : T(0);
  }

  T hidden(std::int64_t t, std::int64_t n, std::int64_t unit) const {
    T z = bias.at(unit);
    for (std::int64_t i = 0; i < x.extent(2); ++i) z += weight.at(unit, i) * x.at(t, n, i);
    return step(z);
  }
};

template <class T>
Tensor<T> threshold_network(const ThresholdNetwork<T>& in) {
  Tensor<T> y({in.x.extent(0), in.x.extent(1)});
  for (std::int64_t t = 0; t < y.extent(0); ++t)
    for (std::int64_t n = 0; n < y.extent(1); ++n) {
      T z = t == 0 ? in.first_bias : T(in.recurrent * y.at(t - 1, n) + in.bias_after);
      for (std::int64_t unit = 0; unit < in.readout.extent(0); ++unit)
        z += in.readout.at(unit) * in.hidden(t, n, unit);
      y.at(t, n) = in.step(z);
    }
  return y;
}

}  // namespace assay
