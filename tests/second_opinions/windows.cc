// Windows that move over an image: convolution, pooling, and the shapes that they give.

#include <algorithm>

#include "tests/second_opinions/table.h"

namespace assay::second_opinions {

namespace {

/// The geometry along one spatial axis.
struct Window {
  std::int64_t input, kernel, stride = 1, dilation = 1, before = 0, after = 0;
};

/// As much padding as an output of ceil(input / stride) needs; an odd one at the end or the front.
void pad_same(Window& window, bool odd_at_the_end) {
  const std::int64_t output = (window.input + window.stride - 1) / window.stride;
  const std::int64_t reach =
      (output - 1) * window.stride + window.dilation * (window.kernel - 1) + 1;
  const std::int64_t padding = std::max(reach - window.input, std::int64_t{0});
  window.before = odd_at_the_end ? padding / 2 : padding - padding / 2;
  window.after = padding - window.before;
}

std::vector<Window> windows_of(const NodeTest& test, const std::vector<std::int64_t>& kernel) {
  const Shape& shape = test.input(0).tensor.shape;
  const std::size_t axes = shape.size() - 2;
  const auto pads = test.list("pads", std::vector<std::int64_t>(2 * axes, 0));
  const std::string automatic = test.choice("auto_pad", "NOTSET");
  const std::vector<std::int64_t> ones(axes, 1);
  std::vector<Window> windows;
  for (std::size_t k = 0; k < axes; ++k) {
    windows.push_back({shape[k + 2], kernel.at(k), test.list("strides", ones).at(k),
                       test.list("dilations", ones).at(k), pads.at(k), pads.at(k + axes)});
    if (automatic.starts_with("SAME")) pad_same(windows.back(), automatic == "SAME_UPPER");
  }
  return windows;
}

/// The extents of the published output, axis by axis.
std::vector<Call> extents(const NodeTest& test, const std::vector<std::int64_t>& kernel,
                          const Attributes& attributes) {
  std::vector<Call> calls;
  for (const Window& window : windows_of(test, kernel)) {
    const std::int64_t padding = window.before + window.after;
    if (padding % 2 != 0) throw NotCovered("an odd padding of both ends together");
    Call call{.inputs = {}, .attributes = attributes};
    for (const std::int64_t number :
         {window.input, window.kernel, window.stride, padding / 2, window.dilation})
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

std::vector<std::int64_t> kernel_of_weight(const NodeTest& test) {
  const Shape& weight = test.input(1).tensor.shape;
  return {weight.begin() + 2, weight.end()};
}

std::vector<Call> convolution_extents(const NodeTest& test, const Operator&) {
  return extents(test, kernel_of_weight(test), {});
}

std::vector<Call> pool_extents(const NodeTest& test, const Operator&) {
  return extents(test, test.list("kernel_shape", {}),
                 {{"mode", std::string(test.integer("ceil_mode", 0) != 0 ? "ceil" : "floor")}});
}

/// One window axis as attributes: stride_h, padding_h.
void set_axis(const Window& window, const std::string& suffix, Attributes& attributes) {
  if (window.before != window.after) throw NotCovered("padding that differs at the two ends");
  attributes.set("stride" + suffix, window.stride);
  attributes.set("padding" + suffix, window.before);
}

std::vector<Call> convolution(const NodeTest& test, const Operator&) {
  const std::vector<Window> windows = windows_of(test, kernel_of_weight(test));
  if (windows.size() != 2) throw NotCovered("an image that has not two axes");
  Attributes attributes = {{"groups", test.integer("group", 1)}};
  for (const std::size_t axis : {0, 1}) {
    const std::string suffix = axis == 0 ? "_h" : "_w";
    set_axis(windows[axis], suffix, attributes);
    attributes.set("dilation" + suffix, windows[axis].dilation);
  }
  const Tensor<double>&x = test.input(0).tensor, &weight = test.input(1).tensor;
  const Tensor<double> bias =
      test.has_input(2) ? test.input(2).tensor : Tensor<double>({weight.extent(0)});
  const Published& y = test.output(0);
  return {{.inputs = {x, weight, bias},
           .attributes = attributes,
           .answers = {answer_at(y, all_positions(y.tensor.data.size()))}}};
}

/// Each channel of each image on its own; a signal is an image of one row.
std::vector<Call> pool(const NodeTest& test, std::vector<Window> windows, Attributes attributes) {
  if (windows.size() == 1) windows.insert(windows.begin(), {.input = 1, .kernel = 1});
  if (windows.size() != 2) throw NotCovered("an image that has not two axes");
  for (const std::size_t axis : {0, 1}) {
    const std::string suffix = axis == 0 ? "_h" : "_w";
    if (windows[axis].dilation != 1) throw NotCovered("windows with gaps");
    set_axis(windows[axis], suffix, attributes);
    attributes.set("kernel" + suffix, windows[axis].kernel);
  }
  const std::vector<double>& x = test.input(0).tensor.data;
  const Published& y = test.output(0);
  const auto pixels = static_cast<std::size_t>(windows[0].input * windows[1].input);
  const std::size_t planes = x.size() / pixels, outputs = y.tensor.data.size() / planes;
  std::vector<Call> calls;
  for (std::size_t plane = 0; plane < planes; ++plane) {
    std::vector<std::size_t> from = all_positions(pixels), to = all_positions(outputs);
    for (std::size_t& position : from) position += plane * pixels;
    for (std::size_t& position : to) position += plane * outputs;
    calls.push_back({.inputs = {{{1, 1, windows[0].input, windows[1].input}, pick(x, from)}},
                     .attributes = attributes,
                     .answers = {answer_at(y, to)}});
  }
  return calls;
}

std::vector<Call> max_pool(const NodeTest& test, const Operator&) {
  return pool(test, windows_of(test, test.list("kernel_shape", {})),
              {{"ceil_mode", test.integer("ceil_mode", 0)}});
}

std::vector<Call> averages(std::vector<Call> calls) {
  for (Call& call : calls) call.averages = true;
  return calls;
}

std::vector<Call> average_pool(const NodeTest& test, const Operator&) {
  return averages(pool(test, windows_of(test, test.list("kernel_shape", {})),
                       {{"ceil_mode", test.integer("ceil_mode", 0)},
                        {"count_include_pad", test.integer("count_include_pad", 0)}}));
}

/// One window, as large as the image.
std::vector<Call> global_pool(const NodeTest& test, const Operator&) {
  const Shape& shape = test.input(0).tensor.shape;
  return pool(test, windows_of(test, {shape.begin() + 2, shape.end()}), {});
}

}  // namespace

std::vector<Row> window_rows() {
  return {{"Conv", "shape/convolution_output_size", convolution_extents},
          {"MaxPool", "shape/pool_output_size", pool_extents},
          {"AveragePool", "shape/pool_output_size", pool_extents},
          {"Conv", "convolution/conv2d", convolution},
          {"MaxPool", "pooling/max_pool2d", max_pool},
          {"AveragePool", "pooling/average_pool2d", average_pool},
          {"GlobalMaxPool", "pooling/max_pool2d", global_pool},
          {"GlobalAveragePool", "pooling/average_pool2d", global_pool}};
}

}  // namespace assay::second_opinions
