// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/network/network.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/network/network.h"

#include <utility>

#include "fast/network/network-inl.h"
#include "fast/network/threshold_network-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(network_forward);
HWY_EXPORT(network_backward);
HWY_EXPORT(train);
HWY_EXPORT(threshold_steps);

namespace {

void require(bool holds, const char* op, const char* what, std::size_t value,
             const std::string& expected) {
  if (!holds) precondition_failed(op, what, static_cast<std::int64_t>(value), expected);
}

/// Aborts unless the layers fit each other and their parameters.
void require_network(const char* op, const Network& network) {
  const std::size_t count = network.layers.size();
  require(count >= 1 && count <= kMostLayers, op, "the number of layers", count, "1 to 8");
  require(network.members >= 1, op, "the number of members", network.members, "at least 1");
  std::size_t in = network.layers.front().in;
  for (const NetworkLayer& layer : network.layers) {
    require_same_size(op, "a layer's inputs", layer.in, in);
    const std::size_t biases = element_count(op, network.members, layer.out);
    require_same_size(op, "a bias", layer.bias.size(), biases);
    require_same_size(op, "a weight", layer.weight.size(), element_count(op, biases, layer.in));
    in = layer.out;
  }
  if (network.skips)
    require_same_size(op, "the units of the last layer", in, network.layers.front().in);
}

void require_data(const char* op, const Network& network, std::size_t batch, std::size_t x,
                  std::size_t y) {
  require_same_size(op, "x", x, element_count(op, batch, network.layers.front().in));
  require_same_size(op, "y", y, element_count(op, batch, network.layers.back().out));
}

/// Aborts unless there are `repeats` times as many results as parameters.
ParameterMemory parameter_memory(const char* op, const Network& network, std::size_t repeats,
                                 std::span<const NetworkLayerGradient> results) {
  require_same_size(op, "the layers of the results", results.size(), network.layers.size());
  ParameterMemory memory = {};
  for (std::size_t l = 0; l < results.size(); ++l) {
    const NetworkLayer& layer = network.layers[l];
    require_same_size(op, "a weight's result", results[l].weight.size(),
                      element_count(op, repeats, layer.weight.size()));
    require_same_size(op, "a bias's result", results[l].bias.size(),
                      element_count(op, repeats, layer.bias.size()));
    memory.weight[l] = results[l].weight.data();
    memory.bias[l] = results[l].bias.data();
  }
  return memory;
}

NetworkPlan plan_of(const char* op, const Network& network, std::span<double> workspace,
                    std::size_t batch) {
  require_same_size(op, "the workspace", workspace.size(), network_workspace(network, batch));
  NetworkPlan plan = {};
  plan.layers = network.layers.size();
  plan.members = network.members;
  plan.batch = batch;
  plan.skips = network.skips;
  double* next = workspace.data();
  const auto take = [&next](std::size_t count) { return std::exchange(next, next + count); };
  for (std::size_t l = 0; l < plan.layers; ++l) {
    const auto& [weight, bias, in, out, unit] = network.layers[l];
    plan.weight[l] = weight.data();
    plan.bias[l] = bias.data();
    plan.layer[l] = {.in = in,
                     .out = out,
                     .unit = unit,
                     .weight = take(in * out),
                     .bias = take(out),
                     .dweight = take(in * out),
                     .dbias = take(out),
                     .value = take(out),
                     .slope = take(out)};
  }
  const std::size_t widest = widest_layer(network);
  for (double** buffer : {&plan.input, &plan.delta, &plan.passed, &plan.skipped})
    *buffer = take(widest);
  plan.y = take(batch * plan.outputs());
  plan.dx = take(batch * plan.inputs());
  return plan;
}

}  // namespace

std::size_t network_workspace(const Network& network, std::size_t batch) {
  std::size_t total = 4 * widest_layer(network);
  for (const NetworkLayer& layer : network.layers) total += 2 * layer.out * (layer.in + 2);
  return total + batch * (network.layers.front().in + network.layers.back().out);
}

void network(const Network& network, std::span<const float> x, std::span<float> y,
             std::span<double> workspace, std::size_t batch) {
  require_network("network", network);
  require_data("network", network, batch, x.size(), y.size());
  HWY_DYNAMIC_DISPATCH(network_forward)
  (plan_of("network", network, workspace, batch), x.data(), y.data());
}

void network_gradient(const Network& network, std::span<const float> x,
                      std::span<const float> upstream, std::span<float> dx,
                      std::span<const NetworkLayerGradient> gradients, std::span<double> workspace,
                      std::size_t batch) {
  const char* const op = "network_gradient";
  require_network(op, network);
  require_data(op, network, batch, x.size(), upstream.size());
  require_same_size(op, "dx", dx.size(), x.size());
  const ParameterMemory out = parameter_memory(op, network, 1, gradients);
  HWY_DYNAMIC_DISPATCH(network_backward)
  (plan_of(op, network, workspace, batch), x.data(), upstream.data(), dx.data(), out);
}

void network_training(const Network& network, std::span<const float> x,
                      std::span<const float> target, std::span<const float> rates,
                      const TrainingSettings& settings, std::span<float> loss,
                      std::span<const NetworkLayerGradient> path, std::span<double> workspace,
                      std::size_t batch) {
  const char* const op = "network_training";
  require_network(op, network);
  require(network.members == 1, op, "the number of members", network.members, "1");
  require_data(op, network, batch, x.size(), target.size());
  require_same_size(op, "loss", loss.size(), rates.size());
  const TrainingMemory memory = {.x = x.data(),
                                 .target = target.data(),
                                 .rates = rates.data(),
                                 .steps = rates.size(),
                                 .loss = loss.data(),
                                 .path = parameter_memory(op, network, rates.size(), path)};
  HWY_DYNAMIC_DISPATCH(train)(plan_of(op, network, workspace, batch), memory, settings);
}

void threshold_network(const ThresholdInputs& in, std::span<float> y, const ThresholdExtents& e) {
  const char* const op = "threshold_network";
  const std::size_t answers = element_count(op, e.steps, e.batch);
  require_same_size(op, "x", in.x.size(), element_count(op, answers, e.inputs));
  require_same_size(op, "weight", in.weight.size(), element_count(op, e.units, e.inputs));
  require_same_size(op, "bias", in.bias.size(), e.units);
  require_same_size(op, "readout", in.readout.size(), e.units);
  require_same_size(op, "y", y.size(), answers);
  HWY_DYNAMIC_DISPATCH(threshold_steps)
  ({in.x.data(), in.weight.data(), in.bias.data(), in.readout.data(), in.recurrent, in.first_bias,
    in.bias_after, in.threshold, in.fires_at_threshold},
   y.data(), e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
