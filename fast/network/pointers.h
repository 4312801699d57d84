// What the kernels take, the same types for every target.
#pragma once

#include <algorithm>
#include <cstddef>

#include "fast/network/network.h"

namespace assay::fast {

/// A layer of one member in float64, the sums of its gradients, and what one example leaves there.
struct LayerRecord {
  std::size_t in, out;
  UnitRule unit;
  double *weight, *bias, *dweight, *dbias;
  double *value, *slope;  ///< phi(z) and phi'(z), [out]

  std::size_t weights() const { return in * out; }
};

/// A network, the carving of its workspace, and the memory of its members' parameters.
struct NetworkPlan {
  LayerRecord layer[kMostLayers];
  const float* weight[kMostLayers];
  const float* bias[kMostLayers];
  std::size_t layers, members, batch;
  bool skips;
  double *input, *delta, *passed;  ///< one example's x, and gradients on their way, [widest]
  double* skipped;                 ///< the gradient that skips all layers, [widest]
  double *y, *dx;                  ///< sums over the members, [batch, ...]

  std::size_t inputs() const { return layer[0].in; }
  std::size_t outputs() const { return layer[layers - 1].out; }
};

inline std::size_t widest_layer(const Network& network) {
  std::size_t widest = network.layers.front().in;
  for (const NetworkLayer& layer : network.layers) widest = std::max(widest, layer.out);
  return widest;
}

/// Where the parameters' gradients go, or the parameters after every step.
struct ParameterMemory {
  float* weight[kMostLayers];
  float* bias[kMostLayers];
};

struct TrainingMemory {
  const float *x, *target, *rates;
  std::size_t steps;
  float* loss;
  ParameterMemory path;
};

/// The memory of ThresholdInputs.
struct ThresholdUnits {
  const float *x, *weight, *bias, *readout;
  double recurrent, first_bias, bias_after, threshold;
  bool at_threshold;

  bool fires(double z) const { return at_threshold ? z >= threshold : z > threshold; }
};

}  // namespace assay::fast
