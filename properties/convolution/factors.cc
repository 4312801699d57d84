// Convolutions that come apart: into pixels, into channels and pixels, into rows and columns; and
// the one that commutes.
#include "properties/convolution/call.h"
#include "properties/convolution/identities.h"
#include "properties/convolution/parts.h"

namespace assay::convolution_laws {

namespace {

/// sum_i x[i] w[n - i], all of it: with padding k - 1 every overlap counts.
Wide full_convolution(const Operator& op, const Wide& x, const Wide& w) {
  const Attributes full = {{"stride", std::int64_t{1}},
                           {"padding", w.size() - 1},
                           {"dilation", std::int64_t{1}},
                           {"groups", std::int64_t{1}},
                           {"flip", std::int64_t{1}}};
  return evaluate(op, {x, w, Wide({1})}, full).at(0);
}

void check_commutes(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  if (call.batch == 0) return;
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const auto first_row = [](const Wide& from, std::int64_t length) {
    return Wide({1, 1, length}, {from.data.begin(), from.data.begin() + length});
  };
  const Wide x = first_row(in[0], call.axes[0].input), w = first_row(in[1], call.axes[0].kernel);
  expect_equal(full_convolution(op, x, w), full_convolution(op, w, x), "x * w = w * x",
               scale_of(in));
}

/// Strides of 1 and no padding along every axis.
Attributes unit_steps(const Attributes& attributes, std::int64_t axes) {
  Attributes plain = attributes;
  for (const std::string& suffix : suffixes(axes))
    plain = with(with(plain, "stride" + suffix, 1), "padding" + suffix, 0);
  return plain;
}

/// W [O, C, 1, ...]: the first element of every kernel.
Wide first_elements(const Wide& weight, std::int64_t kernel_size) {
  Shape shape = weight.shape;
  std::fill(shape.begin() + 2, shape.end(), 1);
  Wide points(shape);
  for (std::int64_t k = 0; k < points.size(); ++k)
    points.data[flat(k)] = weight.data[flat(k * kernel_size)];
  return points;
}

void check_pixelwise(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  in[1] = first_elements(in[1], call.kernel_size());
  const Wide y = evaluate(op, in, unit_steps(drawn.attributes, drawn.inputs[0].rank() - 2)).at(0);
  const std::int64_t pixels = call.input_size(), c_all = call.in_channels;
  expect(y.size() == call.batch * call.out_channels * pixels, "the image has another size");
  for (std::int64_t at = 0; at < y.size(); ++at) {
    const std::int64_t n = at / (call.out_channels * pixels), o = at / pixels % call.out_channels;
    WideReal sum = in[2].at(o);
    for (std::int64_t c = 0; c < call.in_a_group(); ++c) {
      const std::int64_t channel = o / call.out_a_group() * call.in_a_group() + c;
      sum += in[1].data[flat(o * call.in_a_group() + c)] *
             in[0].data[flat((n * c_all + channel) * pixels + at % pixels)];
    }
    expect_equal(y.data[flat(at)], sum, "the pixel's linear map", scale_of(in));
  }
}

/// A depthwise convolution, a group for each channel, and a pointwise one after it are a
/// convolution with the products of their weights.
void check_separable(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const std::int64_t channels = call.in_channels, size = call.kernel_size();
  Shape depthwise = in[1].shape, pointwise = in[1].shape, together = in[1].shape;
  depthwise[0] = channels, depthwise[1] = 1;
  std::fill(pointwise.begin() + 2, pointwise.end(), 1);
  pointwise[0] = together[0] = 2;
  pointwise[1] = together[1] = channels;
  Wide each(depthwise), mix(pointwise), product(together);
  const auto drawn_weight = [&](std::int64_t k) { return in[1].data[flat(k % in[1].size())]; };
  for (std::int64_t k = 0; k < each.size(); ++k) each.data[flat(k)] = drawn_weight(k);
  for (std::int64_t k = 0; k < mix.size(); ++k) mix.data[flat(k)] = drawn_weight(k + 1);
  for (std::int64_t k = 0; k < product.size(); ++k)
    product.data[flat(k)] = mix.data[flat(k / size)] * each.data[flat(k % (channels * size))];
  const Attributes a = drawn.attributes, whole = with(a, "groups", 1);
  const Wide filtered =
      evaluate(op, {in[0], each, Wide({channels})}, with(a, "groups", channels)).at(0);
  expect_equal(
      evaluate(op, {filtered, mix, Wide({2})}, unit_steps(whole, drawn.inputs[0].rank() - 2)).at(0),
      evaluate(op, {in[0], product, Wide({2})}, whole).at(0), "the products of weights",
      scale_of(in) * scale_of({in[1]}));
}

/// A kernel of one column after one of one row is their outer product: n x n as 1 x n and n x 1.
void check_factorised(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const std::int64_t rows = call.axes[1].kernel, columns = call.axes[0].kernel;
  Wide column({1, 1, rows, 1}), row({1, 1, 1, columns}), outer({1, 1, rows, columns});
  for (std::int64_t i = 0; i < rows; ++i) column.data[flat(i)] = in[1].data[flat(i * columns)];
  for (std::int64_t j = 0; j < columns; ++j) row.data[flat(j)] = in[1].data[flat(j)];
  for (std::int64_t k = 0; k < outer.size(); ++k)
    outer.data[flat(k)] = column.data[flat(k / columns)] * row.data[flat(k % columns)];
  const Attributes a = with(unit_steps(drawn.attributes, 2), "groups", 1);
  const Wide none({1}), x = block(in[0], 1, 0, 1);
  const Wide once = evaluate(op, {x, column, none}, a).at(0);
  expect_equal(evaluate(op, {once, row, none}, a).at(0), evaluate(op, {x, outer, none}, a).at(0),
               "the outer product", scale_of(in) * scale_of({in[1]}));
}

}  // namespace

std::vector<Identity> conv1d_identities() {
  std::vector<Identity> all = common_identities();
  all.push_back({"a full true convolution commutes", check_commutes});
  return all;
}

std::vector<Identity> conv2d_identities() {
  std::vector<Identity> all = common_identities();
  all.push_back({"a kernel of one element is a linear map of each pixel", check_pixelwise});
  all.push_back(
      {"a depthwise convolution and a pointwise one are one with their products", check_separable});
  all.push_back(
      {"a kernel of one row after one of one column is their outer product", check_factorised});
  return all;
}

std::vector<Identity> conv3d_identities() {
  std::vector<Identity> all = common_identities();
  all.push_back({"a kernel of one element is a linear map of each voxel", check_pixelwise});
  return all;
}

}  // namespace assay::convolution_laws
