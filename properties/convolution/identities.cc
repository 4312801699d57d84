#include "properties/convolution/identities.h"

#include <cmath>

#include "properties/cases/random.h"
#include "properties/convolution/call.h"
#include "properties/laws/expect.h"
#include "properties/laws/judging.h"

namespace assay::convolution_laws {

namespace {

using Wide = Tensor<WideReal>;

std::size_t flat(std::int64_t at) { return static_cast<std::size_t>(at); }

/// The largest product of an element of x with one of W, times what an upstream and a sum add.
WideReal scale_of(const Bag<WideReal>& inputs) {
  WideReal scale = power_of_ten<WideReal>(8);
  for (const Wide& tensor : inputs) {
    WideReal most = 1;
    for (const WideReal& element : tensor.data) most = std::max<WideReal>(most, abs(element));
    scale *= most;
  }
  return scale;
}

Attributes with(Attributes attributes, const std::string& name, std::int64_t value) {
  attributes.set(name, value);
  return attributes;
}

/// Calls visit(n, o, p, q, flat index of y) for every output.
template <class Visit>
void for_each_output(const Call& call, Visit visit) {
  std::int64_t at = 0;
  for (std::int64_t n = 0; n < call.batch; ++n)
    for (std::int64_t o = 0; o < call.out_channels; ++o)
      for (std::int64_t p = 0; p < call.rows.outputs(); ++p)
        for (std::int64_t q = 0; q < call.columns.outputs(); ++q) visit(n, o, p, q, at++);
}

/// An element of W, and the channel of x that it meets.
struct Weight {
  std::int64_t o, c, i, j;

  std::int64_t at(const Call& call) const {
    return ((o * call.in_a_group() + c) * call.rows.kernel + i) * call.columns.kernel + j;
  }
  std::int64_t channel(const Call& call) const {
    return o / call.out_a_group() * call.in_a_group() + c;
  }
};

Weight pick_weight(const Call& call, RandomSource& random) {
  return {random.between(0, call.out_channels - 1), random.between(0, call.in_a_group() - 1),
          random.between(0, call.rows.kernel - 1), random.between(0, call.columns.kernel - 1)};
}

/// The flat index of the x that the weight multiplies at output (n, p, q); -1 outside the input.
std::int64_t read_at(const Call& call, const Weight& w, std::int64_t n, std::int64_t p,
                     std::int64_t q) {
  const std::int64_t i = call.flip ? call.rows.kernel - 1 - w.i : w.i;
  const std::int64_t j = call.flip ? call.columns.kernel - 1 - w.j : w.j;
  const std::int64_t row = call.rows.position(p, i), column = call.columns.position(q, j);
  if (!call.rows.holds(row) || !call.columns.holds(column)) return -1;
  const std::int64_t plane = n * call.in_channels + w.channel(call);
  return (plane * call.rows.input + row) * call.columns.input + column;
}

void check_delta(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  RandomSource random(drawn.seed);
  const Weight one = pick_weight(call, random);
  in[1] = Wide(in[1].shape);
  in[1].data[flat(one.at(call))] = 1;
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  std::int64_t outputs = 0;
  for_each_output(call, [&](auto...) { ++outputs; });
  expect(y.size() == outputs, "the window fits another number of times");
  for_each_output(call, [&](auto n, auto o, auto p, auto q, auto at) {
    const std::int64_t from = o == one.o ? read_at(call, one, n, p, q) : -1;
    const WideReal copied = from < 0 ? WideReal(0) : in[0].data[flat(from)];
    expect_equal(y.data[flat(at)], in[2].data[flat(o)] + copied, "b plus what the 1 reads",
                 scale_of(in));
  });
}

WideReal inner(const Wide& a, const Wide& b) {
  WideReal sum = 0;
  for (std::size_t i = 0; i < a.data.size(); ++i) sum += a.data[i] * b.data[i];
  return sum;
}

void check_adjoint(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide bias = in[2];
  in[2] = Wide(bias.shape);
  const Bag<WideReal> y = evaluate(op, in, drawn.attributes);
  const Bag<WideReal> g = convert<WideReal>(draw_upstream(shapes_of(y), drawn.seed));
  const Bag<WideReal> d = op.gradient.wide(in, g, drawn.attributes);
  const WideReal scale = scale_of(in) * 32768;
  expect_equal(inner(y[0], g[0]), inner(in[0], d[0]), "<y, g> = <x, dx>", scale);
  expect_equal(inner(y[0], g[0]), inner(in[1], d[1]), "<y, g> = <W, dW>", scale);
  WideReal sent = 0;
  for_each_output(call_of(drawn), [&](auto, auto o, auto, auto, auto at) {
    sent += bias.data[flat(o)] * g[0].data[flat(at)];
  });
  expect_equal(sent, inner(bias, d[2]), "<1 b, g> = <b, db>", scale_of({bias}) * 32768);
}

/// Every kernel read backwards.
Wide reversed(const Wide& weight, std::int64_t kernel_size) {
  Wide backwards = weight;
  for (auto begin = backwards.data.begin(); begin != backwards.data.end(); begin += kernel_size)
    std::reverse(begin, begin + kernel_size);
  return backwards;
}

void check_flip(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  in[1] = reversed(in[1], call.kernel_size());
  const Attributes other = with(drawn.attributes, "flip", call.flip ? 0 : 1);
  expect_equal(evaluate(op, in, other).at(0), y, "the other sense with W backwards", scale_of(in));
}

/// The blocks [from, from + count) of the axis `axis`, 0 or 1.
Wide block(const Wide& tensor, std::int64_t axis, std::int64_t from, std::int64_t count) {
  Shape shape = tensor.shape;
  shape[flat(axis)] = count;
  Wide part(shape);
  const std::int64_t outer = axis == 0 ? 1 : tensor.extent(0);
  const std::int64_t inner = part.size() == 0 ? 0 : part.size() / (outer * count);
  for (std::int64_t at = 0; at < part.size(); ++at) {
    const std::int64_t n = at / (inner * count), rest = at % (inner * count);
    part.data[flat(at)] = tensor.data[flat((n * tensor.extent(axis) + from) * inner + rest)];
  }
  return part;
}

void check_groups(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  const Attributes alone = with(drawn.attributes, "groups", 1);
  const std::int64_t inputs = call.in_a_group(), outputs = call.out_a_group();
  for (std::int64_t g = 0; g < call.groups; ++g)
    expect_equal(
        evaluate(op,
                 {block(in[0], 1, g * inputs, inputs), block(in[1], 0, g * outputs, outputs),
                  block(in[2], 0, g * outputs, outputs)},
                 alone)
            .at(0),
        block(y, 1, g * outputs, outputs), "a group alone", scale_of(in));
}

/// Rows of `before` elements of one axis, `inner` apart, with `more` zeros in front of each.
Wide after_zeros(const Wide& x, std::int64_t axis, std::int64_t more) {
  Shape shape = x.shape;
  shape[flat(axis)] += more;
  Wide longer(shape);
  std::int64_t row = 1;
  for (std::int64_t a = axis; a < x.rank(); ++a) row *= x.extent(a);
  const std::int64_t added = row / x.extent(axis) * more;
  for (std::int64_t at = 0; at < x.size(); ++at)
    longer.data[flat(at + (at / row + 1) * added)] = x.data[flat(at)];
  return longer;
}

/// Zeros for one stride in front of the input move the outputs on by one.
void check_shift(const Operator& op, const Case& drawn, std::int64_t axis, std::int64_t stride) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Wide y = evaluate(op, in, drawn.attributes).at(0);
  in[0] = after_zeros(in[0], axis, stride);
  const Wide moved = evaluate(op, in, drawn.attributes).at(0);
  expect(moved.extent(axis) == y.extent(axis) + 1, "not one output more");
  std::int64_t row = 1;
  for (std::int64_t a = axis; a < y.rank(); ++a) row *= y.extent(a);
  const std::int64_t step = row / y.extent(axis);
  for (std::int64_t at = 0; at < y.size(); ++at)
    expect_equal(moved.data[flat(at + (at / row + 1) * step)], y.data[flat(at)],
                 "the output after a shift", scale_of(in));
}

void check_shifts(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  const std::int64_t last = drawn.inputs[0].rank() - 1;
  check_shift(op, drawn, last, call.columns.stride);
  if (last == 3) check_shift(op, drawn, 2, call.rows.stride);
}

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
  const Wide x = first_row(in[0], call.columns.input), w = first_row(in[1], call.columns.kernel);
  expect_equal(full_convolution(op, x, w), full_convolution(op, w, x), "x * w = w * x",
               scale_of(in));
}

void check_pixelwise(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  Wide points({call.out_channels, call.in_a_group(), 1, 1});
  for (std::int64_t k = 0; k < points.size(); ++k)
    points.data[flat(k)] = in[1].data[flat(k * call.kernel_size())];
  in[1] = points;
  Attributes plain = drawn.attributes;
  for (const std::string axis : {"_h", "_w"})
    plain = with(with(plain, "stride" + axis, 1), "padding" + axis, 0);
  const Wide y = evaluate(op, in, plain).at(0);
  const std::int64_t pixels = call.rows.input * call.columns.input, c_all = call.in_channels;
  expect(y.size() == call.batch * call.out_channels * pixels, "the image has another size");
  for (std::int64_t at = 0; at < y.size(); ++at) {
    const std::int64_t n = at / (call.out_channels * pixels), o = at / pixels % call.out_channels;
    WideReal sum = in[2].at(o);
    for (std::int64_t c = 0; c < call.in_a_group(); ++c) {
      const std::int64_t channel = Weight{o, c, 0, 0}.channel(call);
      sum += points.at(o, c, 0, 0) * in[0].data[flat((n * c_all + channel) * pixels + at % pixels)];
    }
    expect_equal(y.data[flat(at)], sum, "the pixel's linear map", scale_of(in));
  }
}

/// Whether the product of W at `w` with x at `x` (either -1 for any) is a term of output (n,o,p,q).
bool is_term(const Call& call, std::int64_t w, std::int64_t x, std::int64_t n, std::int64_t o,
             std::int64_t p, std::int64_t q) {
  for (std::int64_t c = 0; c < call.in_a_group(); ++c)
    for (std::int64_t k = 0; k < call.kernel_size(); ++k) {
      const Weight weight = {o, c, k / call.columns.kernel, k % call.columns.kernel};
      const std::int64_t read = read_at(call, weight, n, p, q);
      if (read >= 0 && (w < 0 || w == weight.at(call)) && (x < 0 || x == read)) return true;
    }
  return false;
}

void check_nan(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  RandomSource random(drawn.seed);
  const bool in_x = random.one_in(2) && drawn.inputs[0].size() > 0;
  Bag<double> in = drawn.inputs;
  Tensor<double>& poisoned = in[in_x ? 0 : 1];
  const std::int64_t where = random.between(0, poisoned.size() - 1);
  poisoned.data[flat(where)] = std::nan("");
  for_each_run(op, [&](const std::string& target) {
    const Tensor<double> y = op.fast(in, drawn.attributes).at(0);
    for_each_output(call, [&](auto n, auto o, auto p, auto q, auto at) {
      const bool wanted = is_term(call, in_x ? -1 : where, in_x ? where : -1, n, o, p, q);
      expect(std::isnan(y.data[flat(at)]) == wanted,
             run_prefix(target) + "y[flat " + std::to_string(at) + "] is " +
                 std::to_string(y.data[flat(at)]) + (wanted ? ", not NaN" : " without a NaN"));
    });
  });
}

std::vector<Identity> common() {
  return {{"a kernel with a single 1 copies what that element of the window reads", check_delta},
          {"the gradients are the adjoints: <y, g> = <x, dx> = <W, dW>", check_adjoint},
          {"flipping is the same as writing W backwards", check_flip},
          {"each group is a convolution of its own", check_groups},
          {"zeros for one stride in front move the output on by one", check_shifts},
          {"a NaN in x or W shows in exactly the outputs that it is a term of", check_nan}};
}

}  // namespace

std::vector<Identity> conv1d_identities() {
  std::vector<Identity> all = common();
  all.push_back({"a full true convolution commutes", check_commutes});
  return all;
}

std::vector<Identity> conv2d_identities() {
  std::vector<Identity> all = common();
  all.push_back({"a kernel of one element is a linear map of each pixel", check_pixelwise});
  return all;
}

}  // namespace assay::convolution_laws
