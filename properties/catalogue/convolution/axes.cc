#include "properties/catalogue/convolution/axes.h"

#include "properties/catalogue/convolution/rows.h"

namespace assay::convolution {

namespace {

/// stride, padding and dilation of one axis, named with its suffix; up to `most` of each are drawn.
std::vector<AttributeCard> axis_attributes(const std::string& suffix, std::int64_t most) {
  std::vector<std::int64_t> steps, zeros;
  for (std::int64_t step = 1; step <= most; ++step)
    steps.push_back(step), zeros.push_back(step - 1);
  return {
      integer_attribute("stride" + suffix, 1, steps, "inputs from one output to the next", 1, 64),
      integer_attribute("padding" + suffix, 0, zeros, "zeros on each side of the input", 0, 64),
      integer_attribute("dilation" + suffix, 1, steps,
                        "inputs from one element of the kernel to the next", 1, 64)};
}

}  // namespace

std::vector<AttributeCard> attributes_of(const std::vector<std::string>& suffixes,
                                         std::int64_t most) {
  std::vector<AttributeCard> all;
  for (const std::string& suffix : suffixes)
    for (AttributeCard& attribute : axis_attributes(suffix, most))
      all.push_back(std::move(attribute));
  all.push_back(integer_attribute("groups", 1, {1, 2, 3},
                                  "blocks of channels that are convolved apart", 1, 1024));
  all.push_back(integer_attribute(
      "flip", 0, {0, 1}, "1 reads the kernel backwards: the convolution of mathematics", 0, 1));
  return all;
}

std::vector<Convention> conventions() {
  return {
      {"flip", "attribute, 0",
       "not flipped, a cross-correlation, in PyTorch, TensorFlow, Keras, JAX, ONNX and the "
       "layers of MATLAB; flipped in numpy.convolve, scipy.signal.convolve, MATLAB's conv"},
      {"weight_layout", "(out, in / groups, kernel)",
       "the same in PyTorch and ONNX; (kernel, in / groups, out) in TensorFlow, Keras, Flax"},
      data_layout,
      {"depthwise", "a group for each channel; output c m + j is filter j of channel c",
       "the same order in PyTorch, ONNX and Keras, whose depthwise layers have weights of their "
       "own layout, (kernel, channel, multiplier)"},
      {"padding", "zeros, as many at both ends",
       "the same in PyTorch; 'same' in TensorFlow, Keras and JAX puts an odd one at the end"},
      {"padded_products", "not formed",
       "kernels that copy the zeros in (im2col) make NaN of 0 times an infinite weight"}};
}

WindowGeometry geometry(std::int64_t input, std::int64_t kernel, const Attributes& a,
                        const std::string& suffix) {
  return {input, kernel, a.integer("stride" + suffix), a.integer("padding" + suffix),
          a.integer("dilation" + suffix)};
}

bool fits(std::int64_t input, std::int64_t kernel, const Attributes& a, const std::string& suffix) {
  const WindowGeometry g = geometry(input, kernel, a, suffix);
  return kernel >= 1 && g.window() <= g.padded();
}

fast::WindowAxis axis(std::int64_t input, std::int64_t kernel, const Attributes& a,
                      const std::string& suffix) {
  const WindowGeometry g = geometry(input, kernel, a, suffix);
  return {g.input, g.kernel, g.stride, g.padding, g.dilation};
}

}  // namespace assay::convolution
