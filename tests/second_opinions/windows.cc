// Windows that move over an image: the shapes that ONNX published.

#include "tests/second_opinions/table.h"

namespace assay::second_opinions {

namespace {

/// The geometry along one spatial axis, the padding at both ends together.
struct Window {
  std::int64_t input, kernel, stride, padding, dilation;
};

std::vector<Window> windows_of(const NodeTest& test, const std::vector<std::int64_t>& kernel) {
  if (test.choice("auto_pad", "NOTSET") != "NOTSET") throw NotCovered("auto_pad");
  const Shape& shape = test.input(0).tensor.shape;
  const std::size_t axes = shape.size() - 2;
  const auto pads = test.list("pads", std::vector<std::int64_t>(2 * axes, 0));
  const std::vector<std::int64_t> ones(axes, 1);
  std::vector<Window> windows;
  for (std::size_t k = 0; k < axes; ++k)
    windows.push_back({shape[k + 2], kernel.at(k), test.list("strides", ones).at(k),
                       pads.at(k) + pads.at(k + axes), test.list("dilations", ones).at(k)});
  return windows;
}

/// The extents of the published output, axis by axis.
std::vector<Call> extents(const NodeTest& test, const std::vector<std::int64_t>& kernel,
                          const Attributes& attributes) {
  std::vector<Call> calls;
  for (const Window& window : windows_of(test, kernel)) {
    if (window.padding % 2 != 0) throw NotCovered("odd padding, which our rule does not take");
    Call call{.inputs = {}, .attributes = attributes};
    for (const std::int64_t number :
         {window.input, window.kernel, window.stride, window.padding / 2, window.dilation})
      call.inputs.push_back(Tensor<double>::scalar(static_cast<double>(number)));
    const std::size_t axis = calls.size() + 2;
    const Published& y = test.output(0);
    call.answers = {{y.name + ".shape",
                     Format::binary64,
                     {static_cast<double>(y.tensor.shape.at(axis))},
                     {axis}}};
    calls.push_back(std::move(call));
  }
  return calls;
}

std::vector<Call> convolution_extents(const NodeTest& test, const Operator&) {
  const Shape& weight = test.input(1).tensor.shape;
  return extents(test, {weight.begin() + 2, weight.end()}, {});
}

std::vector<Call> pool_extents(const NodeTest& test, const Operator&) {
  return extents(test, test.list("kernel_shape", {}),
                 {{"mode", std::string(test.integer("ceil_mode", 0) != 0 ? "ceil" : "floor")}});
}

}  // namespace

std::vector<Row> window_rows() {
  return {{"Conv", "shape/convolution_output_size", convolution_extents},
          {"MaxPool", "shape/pool_output_size", pool_extents},
          {"AveragePool", "shape/pool_output_size", pool_extents}};
}

}  // namespace assay::second_opinions
