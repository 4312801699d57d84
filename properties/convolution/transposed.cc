// What transposed convolutions promise, and the response of a filter to a boxcar.
#include <cmath>

#include "properties/cases/random.h"
#include "properties/catalogue/catalogue.h"
#include "properties/convolution/call.h"
#include "properties/convolution/identities.h"
#include "properties/convolution/parts.h"
#include "properties/laws/judging.h"

namespace assay::convolution_laws {

namespace {

/// A call with its axes counted from the last.
struct Transposed {
  std::int64_t batch, in_channels, out_channels, groups, axes_count;
  std::array<Axis, 2> axes = {};
  std::array<std::int64_t, 2> outputs = {1, 1};

  std::int64_t in_a_group() const { return in_channels / groups; }
  std::int64_t out_a_group() const { return out_channels / groups; }
  std::int64_t kernel_size() const { return axes[0].kernel * axes[1].kernel; }
};

Transposed transposed_of(const Case& drawn, const Shape& y) {
  const Tensor<double>&x = drawn.inputs[0], &w = drawn.inputs[1];
  const Attributes& a = drawn.attributes;
  Transposed call = {.batch = x.extent(0),
                     .in_channels = x.extent(1),
                     .out_channels = drawn.inputs[2].extent(0),
                     .groups = a.integer("groups"),
                     .axes_count = x.rank() - 2};
  std::int64_t k = 0;
  for (const std::string& suffix : suffixes(call.axes_count)) {
    Axis& axis = call.axes[flat(k)];
    axis = {x.extent(-1 - k), w.extent(-1 - k), a.integer("stride" + suffix),
            a.integer("padding" + suffix), a.integer("dilation" + suffix)};
    call.outputs[flat(k)] = y[y.size() - 1 - flat(k)];
    const std::int64_t last =
        (axis.input - 1) * axis.stride + (axis.kernel - 1) * axis.dilation - axis.padding;
    expect(call.outputs[flat(k)] == last + 1 - axis.padding + a.integer("output_padding" + suffix),
           "the output does not end where it should");
    ++k;
  }
  return call;
}

/// Which element of the kernel leads from input p to output l along an axis; -1 for none.
std::int64_t leading(const Axis& axis, std::int64_t p, std::int64_t l) {
  for (std::int64_t m = 0; m < axis.kernel; ++m)
    if (axis.position(p, m) == l) return m;
  return -1;
}

/// An element of x, or the place of an output.
struct Spot {
  std::int64_t n, channel;
  std::array<std::int64_t, 2> place;
};

/// The flat index of the weight that leads from an input to an output; -1 for none.
std::int64_t weight_between(const Transposed& call, const Spot& from, const Spot& to) {
  if (from.n != to.n || from.channel / call.in_a_group() != to.channel / call.out_a_group())
    return -1;
  std::int64_t at = from.channel * call.out_a_group() + to.channel % call.out_a_group();
  for (std::size_t k = 2; k-- > 0;) {
    const std::int64_t m = leading(call.axes[k], from.place[k], to.place[k]);
    if (m < 0) return -1;
    at = at * call.axes[k].kernel + m;
  }
  return at;
}

/// Spot number `at` in row-major order.
Spot spot_at(std::int64_t at, std::int64_t channels, const std::array<std::int64_t, 2>& extents) {
  const std::int64_t plane = extents[0] * extents[1];
  return {at / plane / channels,
          at / plane % channels,
          {at % extents[0], at / extents[0] % extents[1]}};
}

std::array<std::int64_t, 2> inputs_of(const Transposed& call) {
  return {call.axes[0].input, call.axes[1].input};
}

void check_single(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  if (in[0].size() == 0) return;
  RandomSource random(drawn.seed);
  const std::int64_t one = random.between(0, in[0].size() - 1);
  in[0] = Wide(in[0].shape);
  in[0].data[flat(one)] = 1;
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  const Transposed call = transposed_of(drawn, y.shape);
  const Spot from = spot_at(one, call.in_channels, inputs_of(call));
  for (std::int64_t at = 0; at < y.size(); ++at) {
    const Spot to = spot_at(at, call.out_channels, call.outputs);
    const std::int64_t weight = weight_between(call, from, to);
    const WideReal added = weight < 0 ? WideReal(0) : in[1].data[flat(weight)];
    expect_equal(y.data[flat(at)], in[2].data[flat(to.channel)] + added, "b plus the kernel there",
                 scale_of(in));
  }
}

WideReal inner(const Wide& a, const Wide& b) {
  expect(a.shape == b.shape, "the shapes are not those of adjoints");
  WideReal sum = 0;
  for (std::size_t i = 0; i < a.data.size(); ++i) sum += a.data[i] * b.data[i];
  return sum;
}

void check_adjoint_of_convolution(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  in[2] = Wide(in[2].shape);
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  const Wide u = convert<WideReal>(draw_upstream({y.shape}, drawn.seed)).at(0);
  Attributes forward = {{"groups", drawn.attributes.integer("groups")}, {"flip", std::int64_t{0}}};
  for (const std::string& suffix : suffixes(y.rank() - 2))
    for (const std::string name : {"stride", "padding", "dilation"})
      forward.set(name + suffix, drawn.attributes.integer(name + suffix));
  const Operator& convolution =
      require_operator(y.rank() == 3 ? "convolution/conv1d" : "convolution/conv2d");
  const Wide conv = evaluate(convolution, {u, in[1], Wide({in[0].extent(1)})}, forward).at(0);
  expect_equal(inner(conv, in[0]), inner(u, y), "<conv u, x> = <u, conv_transpose x>",
               scale_of(in) * 32768);
}

void check_gradient(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide bias = in[2];
  in[2] = Wide(bias.shape);
  const Bag<WideReal> y = evaluate(op, in, drawn.attributes);
  const Bag<WideReal> g = convert<WideReal>(draw_upstream(shapes_of(y), drawn.seed));
  const Bag<WideReal> d = op.gradient.wide(in, g, drawn.attributes);
  const WideReal scale = scale_of(in) * 32768;
  expect_equal(inner(y[0], g[0]), inner(in[0], d[0]), "<y, g> = <x, dx>", scale);
  expect_equal(inner(y[0], g[0]), inner(in[1], d[1]), "<y, g> = <W, dW>", scale);
}

void check_groups(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  const Transposed call = transposed_of(drawn, y.shape);
  const Attributes alone = with(drawn.attributes, "groups", 1);
  const std::int64_t inputs = call.in_a_group(), outputs = call.out_a_group();
  for (std::int64_t g = 0; g < call.groups; ++g)
    expect_equal(evaluate(op,
                          {block(in[0], 1, g * inputs, inputs), block(in[1], 0, g * inputs, inputs),
                           block(in[2], 0, g * outputs, outputs)},
                          alone)
                     .at(0),
                 block(y, 1, g * outputs, outputs), "a group alone", scale_of(in));
}

/// A NaN in x or W shows in exactly the outputs of which it is a term.
void check_nan(const Operator& op, const Case& drawn) {
  RandomSource random(drawn.seed);
  const bool in_x = random.one_in(2) && drawn.inputs[0].size() > 0;
  Bag<double> in = drawn.inputs;
  const std::int64_t where = random.between(0, in[in_x ? 0 : 1].size() - 1);
  in[in_x ? 0 : 1].data[flat(where)] = std::nan("");
  for_each_run(op, [&](const std::string& target) {
    const Tensor<double> y = op.fast(in, drawn.attributes).at(0);
    const Transposed call = transposed_of(drawn, y.shape);
    for (std::int64_t at = 0; at < y.size(); ++at) {
      const Spot to = spot_at(at, call.out_channels, call.outputs);
      bool wanted = false;
      for (std::int64_t x = 0; x < in[0].size(); ++x) {
        const std::int64_t weight =
            weight_between(call, spot_at(x, call.in_channels, inputs_of(call)), to);
        wanted = wanted || (weight >= 0 && where == (in_x ? x : weight));
      }
      expect(std::isnan(y.data[flat(at)]) == wanted,
             run_prefix(target) + "y[flat " + std::to_string(at) + "] is " +
                 std::to_string(y.data[flat(at)]) + (wanted ? ", not NaN" : " without a NaN"));
    }
  });
}

std::vector<Identity> transposed_identities() {
  return {
      {"a single 1 in x writes its kernel, a stride further for each position", check_single},
      {"it is the adjoint of the convolution with the same weights", check_adjoint_of_convolution},
      {"the gradients are the adjoints: <y, g> = <x, dx> = <W, dW>", check_gradient},
      {"each group is a transposed convolution of its own", check_groups},
      {"a NaN in x or W shows in exactly the outputs that it is a term of", check_nan}};
}

/// y at the integers first .. first + count - 1.
std::vector<WideReal> response(const Operator& op, const WideReal& ratio, std::int64_t first,
                               std::int64_t count, const Attributes& a) {
  Wide n({count});
  for (std::int64_t k = 0; k < count; ++k) n.data[flat(k)] = static_cast<double>(first + k);
  return evaluate(op, {Wide({}, ratio), n}, a).at(0).data;
}

constexpr std::int64_t around = 4;  // positions before and after the boxcar

/// x[n], from the attributes.
WideReal boxcar_at(std::int64_t n, const Attributes& a) {
  const std::int64_t behind = n - a.integer("delay");
  return 0 <= behind && behind < a.integer("length") ? 1 : 0;
}

void check_recurrence(const Operator& op, const Case& drawn) {
  const Attributes& a = drawn.attributes;
  const WideReal ratio = drawn.inputs[0].data[0];
  const std::int64_t first = a.integer("delay") - around;
  const auto y = response(op, ratio, first, a.integer("length") + 2 * around, a);
  expect_equal(y[0], 0, "the response before the boxcar");
  for (std::size_t k = 1; k < y.size(); ++k)
    expect_equal(y[k], ratio * y[k - 1] + boxcar_at(first + static_cast<std::int64_t>(k), a),
                 "y[n] = ratio y[n - 1] + x[n]", 1);
}

void check_shift(const Operator& op, const Case& drawn) {
  const Attributes& a = drawn.attributes;
  const Attributes later = with(a, "delay", a.integer("delay") + 3);
  const std::int64_t first = a.integer("delay") - around, count = a.integer("length") + 2 * around;
  const WideReal ratio = drawn.inputs[0].data[0];
  const auto y = response(op, ratio, first, count, a);
  const auto moved = response(op, ratio, first + 3, count, later);
  for (std::size_t k = 0; k < y.size(); ++k)
    expect_equal(moved[k], y[k], "the response to a later boxcar", 1);
}

/// conv1d reads the kernel backwards with flip; zeros in front of x let the first ones meet all of
/// it.
void check_convolution(const Operator& op, const Case& drawn) {
  const Attributes& a = drawn.attributes;
  const WideReal ratio = drawn.inputs[0].data[0];
  const std::int64_t first = a.integer("delay") - around, count = a.integer("length") + 2 * around;
  Wide x({1, 1, 2 * count - 1}), h({1, 1, count}, WideReal(1));
  for (std::int64_t k = 0; k < count; ++k) {
    x.data[flat(count - 1 + k)] = boxcar_at(first + k, a);
    if (k > 0) h.data[flat(k)] = h.data[flat(k - 1)] * ratio;
  }
  const Attributes plain = {{"stride", std::int64_t{1}},
                            {"padding", std::int64_t{0}},
                            {"dilation", std::int64_t{1}},
                            {"groups", std::int64_t{1}},
                            {"flip", std::int64_t{1}}};
  const Wide y = evaluate(require_operator("convolution/conv1d"), {x, h, Wide({1})}, plain).at(0);
  const auto closed = response(op, ratio, first, count, a);
  for (std::size_t k = 0; k < closed.size(); ++k)
    expect_equal(closed[k], y.data[k], "the convolution", 1);
}

}  // namespace

std::vector<Identity> conv_transpose1d_identities() { return transposed_identities(); }

std::vector<Identity> conv_transpose2d_identities() { return transposed_identities(); }

std::vector<Identity> fir_boxcar_response_identities() {
  return {
      {"the filter is y[n] = ratio y[n - 1] + x[n], at rest before the boxcar", check_recurrence},
      {"a later boxcar has the same response later", check_shift},
      {"it is the true convolution of the boxcar with the powers of the ratio", check_convolution}};
}

}  // namespace assay::convolution_laws
