// Networks of dense layers over float32 memory, forward, backward and in training.
//
// Everything between the inputs and the results stays in float64, and results are rounded once:
// an error of a unit meets all weights behind it. NaN follows arithmetic. A wrong span size aborts
// with the operator's name. Nothing is allocated.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

/// The activations of a layer's units; elu has alpha = 1.
enum class UnitKind { identity, relu, leaky_relu, elu, sigmoid, tanh, softplus, silu, gelu_erf };

struct UnitRule {
  UnitKind kind;
  float negative_slope = 0;  ///< of leaky_relu
};

/// A layer of each member: weight [members, out, in], bias [members, out].
struct NetworkLayer {
  std::span<const float> weight, bias;
  std::size_t in, out;
  UnitRule unit;
};

struct NetworkLayerGradient {
  std::span<float> weight, bias;
};

inline constexpr std::size_t kMostLayers = 8;

/// The mean of the answers of `members` perceptrons. Where the network `skips`, its input is added
/// to the preactivations of its last layer, which then has as many units as there are inputs.
/// 1 to kMostLayers layers, each with as many inputs as the one before has units.
struct Network {
  std::span<const NetworkLayer> layers;
  std::size_t members = 1;
  bool skips = false;
};

/// How many numbers a network and its gradient need to work with.
std::size_t network_workspace(const Network& network, std::size_t batch);

/// x [batch, in of the first layer], y [batch, out of the last]. [Goodfellow, Bengio & Courville
/// 2016, algorithm 6.3]
void network(const Network& network, std::span<const float> x, std::span<float> y,
             std::span<double> workspace, std::size_t batch);

/// dL/dx and dL/d(parameters) from dL/dy. [ibid., algorithm 6.4]
void network_gradient(const Network& network, std::span<const float> x,
                      std::span<const float> upstream, std::span<float> dx,
                      std::span<const NetworkLayerGradient> gradients, std::span<double> workspace,
                      std::size_t batch);

struct TrainingSettings {
  double loss_scale;  ///< of the sum of squared errors
  bool accumulates;   ///< gradients add up over the steps
};

/// Gradient descent on the squared error of one perceptron: the loss before each step, [steps], and
/// the parameters after it, each [steps, ...].
void network_training(const Network& network, std::span<const float> x,
                      std::span<const float> target, std::span<const float> rates,
                      const TrainingSettings& settings, std::span<float> loss,
                      std::span<const NetworkLayerGradient> path, std::span<double> workspace,
                      std::size_t batch);

struct ThresholdExtents {
  std::size_t steps, batch, inputs, units;
};

/// x [steps, batch, inputs]; weight [units, inputs]; bias, readout [units].
struct ThresholdInputs {
  std::span<const float> x, weight, bias, readout;
  float recurrent, first_bias, bias_after;
  float threshold;
  bool fires_at_threshold;
};

/// y [steps, batch], 1 where the output unit fires and 0 elsewhere. Sums run in float64. A
/// comparison with NaN is false.
void threshold_network(const ThresholdInputs& inputs, std::span<float> y,
                       const ThresholdExtents& extents);

}  // namespace assay::fast
