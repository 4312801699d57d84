// Shape rules in closed form, usable at compile time.
#pragma once

#include <cstdint>
#include <span>

namespace assay::fast {

/// Padding at the two ends of an axis.
struct Padding {
  std::int64_t before, after;

  constexpr std::int64_t total() const { return before + after; }
};

/// floor((input + before + after - dilation (kernel - 1) - 1) / stride) + 1. The window must fit
/// the padded input; kernel, stride and dilation are at least 1.
constexpr std::int64_t convolution_output_size(std::int64_t input, std::int64_t kernel,
                                               std::int64_t stride, Padding padding,
                                               std::int64_t dilation) {
  return (input + padding.total() - dilation * (kernel - 1) - 1) / stride + 1;
}
constexpr std::int64_t convolution_output_size(std::int64_t input, std::int64_t kernel,
                                               std::int64_t stride, std::int64_t padding,
                                               std::int64_t dilation) {
  return convolution_output_size(input, kernel, stride, Padding{padding, padding}, dilation);
}

/// The same with ceil in place of floor, without windows that would begin past the input and the
/// padding before it; that is one at most where the padding is shorter than the window.
constexpr std::int64_t ceil_mode_output_size(std::int64_t input, std::int64_t kernel,
                                             std::int64_t stride, Padding padding,
                                             std::int64_t dilation) {
  const std::int64_t rest = input + padding.total() - dilation * (kernel - 1) - 1;
  const std::int64_t size = (rest + stride - 1) / stride + 1;
  const std::int64_t begins = (input + padding.before + stride - 1) / stride;
  return size < begins ? size : begins;
}
constexpr std::int64_t ceil_mode_output_size(std::int64_t input, std::int64_t kernel,
                                             std::int64_t stride, std::int64_t padding,
                                             std::int64_t dilation) {
  return ceil_mode_output_size(input, kernel, stride, Padding{padding, padding}, dilation);
}

/// (input - 1) stride - 2 padding + dilation (kernel - 1) + 1 + output_padding.
constexpr std::int64_t transposed_output_size(std::int64_t input, std::int64_t kernel,
                                              std::int64_t stride, std::int64_t padding,
                                              std::int64_t dilation, std::int64_t output_padding) {
  return (input - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1 + output_padding;
}

/// How 'same' padding keeps ceil(input / stride) outputs: with (output - 1) stride + dilation
/// (kernel - 1) + 1 - input elements, or none, half at each end; an odd one at the end, or before
/// the input. [ONNX Conv, auto_pad SAME_UPPER and SAME_LOWER]
constexpr Padding same_padding(std::int64_t input, std::int64_t kernel, std::int64_t stride,
                               std::int64_t dilation, bool odd_one_at_the_end) {
  const std::int64_t output = (input + stride - 1) / stride;
  const std::int64_t missing = (output - 1) * stride + dilation * (kernel - 1) + 1 - input;
  const std::int64_t total = missing > 0 ? missing : 0;
  const std::int64_t before = odd_one_at_the_end ? total / 2 : total - total / 2;
  return {before, total - before};
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

/// (rows columns in / groups + [bias]) out, of a layer with a rectangular kernel.
constexpr std::int64_t convolution_parameter_count(std::int64_t in, std::int64_t out,
                                                   std::int64_t rows, std::int64_t columns,
                                                   std::int64_t groups, bool bias) {
  return (rows * columns * (in / groups) + (bias ? 1 : 0)) * out;
}

}  // namespace assay::fast
