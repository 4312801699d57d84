// Shape rules in closed form, usable at compile time.
#pragma once

#include <cstdint>
#include <span>

namespace assay::fast {

/// floor((input + 2 padding - dilation (kernel - 1) - 1) / stride) + 1. The window must fit the
/// padded input; kernel, stride and dilation are at least 1.
constexpr std::int64_t convolution_output_size(std::int64_t input, std::int64_t kernel,
                                               std::int64_t stride, std::int64_t padding,
                                               std::int64_t dilation) {
  return (input + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
}

/// The same with ceil in place of floor, less one where the last window would begin past the input
/// and its left padding.
constexpr std::int64_t ceil_mode_output_size(std::int64_t input, std::int64_t kernel,
                                             std::int64_t stride, std::int64_t padding,
                                             std::int64_t dilation) {
  const std::int64_t rest = input + 2 * padding - dilation * (kernel - 1) - 1;
  const std::int64_t size = (rest + stride - 1) / stride + 1;
  return (size - 1) * stride >= input + padding ? size - 1 : size;
}

struct StackLayer {
  std::int64_t kernel, stride, dilation;
};

/// r_l = r_(l-1) + dilation_l (kernel_l - 1) j_(l-1), j_l = j_(l-1) stride_l, from r_0 = j_0 = 1.
/// [Araujo, Norris & Sim 2019, Computing receptive fields of convolutional neural networks, eq. 2]
constexpr std::int64_t receptive_field(std::span<const StackLayer> layers) {
  std::int64_t field = 1, jump = 1;
  for (const StackLayer& layer : layers) {
    field += layer.dilation * (layer.kernel - 1) * jump;
    jump *= layer.stride;
  }
  return field;
}

/// (kernel^2 in + 1) out, weights and biases of one layer.
constexpr std::int64_t parameter_count(std::int64_t in, std::int64_t out, std::int64_t kernel) {
  return (kernel * kernel * in + 1) * out;
}

}  // namespace assay::fast
