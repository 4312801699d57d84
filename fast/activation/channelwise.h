// Activations of tensors over float32 memory, in row-major order. A wrong span size aborts with the
// operator's name. Nothing is allocated; an output may not overlap an input.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

/// The extents of an activation with channels, [batch, channels, positions].
struct ChannelShape {
  std::size_t batch, channels, positions;
};

/// y = x where x > 0, slope[channel] x elsewhere.
void parametric_relu(std::span<const float> x, std::span<const float> slope, ChannelShape shape,
                     std::span<float> y);
/// At x = 0 the derivative is the slope. dslope sums in float64 and is rounded once.
void parametric_relu_gradient(std::span<const float> x, std::span<const float> slope,
                              std::span<const float> upstream, ChannelShape shape,
                              std::span<float> dx, std::span<float> dslope);

/// y[row] = value sigmoid(gate), where x[row] holds `half` values and `half` gates, in this order
/// if `value_first`.
void glu(std::span<const float> x, std::size_t half, bool value_first, std::span<float> y);
void glu_gradient(std::span<const float> x, std::span<const float> upstream, std::size_t half,
                  bool value_first, std::span<float> dx);

}  // namespace assay::fast
