#include "properties/convolution/identities.h"

#include <cmath>

#include "properties/cases/random.h"
#include "properties/convolution/call.h"
#include "properties/convolution/parts.h"
#include "properties/laws/expect.h"
#include "properties/laws/judging.h"

namespace assay::convolution_laws {

namespace {

/// An output: its example, channel, place and flat index.
struct Position {
  std::int64_t n, o;
  Place place;
  std::int64_t at;
};

template <class Visit>
void for_each_output(const Call& call, Visit visit) {
  std::int64_t at = 0;
  for (std::int64_t n = 0; n < call.batch; ++n)
    for (std::int64_t o = 0; o < call.out_channels; ++o)
      for (std::int64_t r = 0; r < call.axes[2].outputs(); ++r)
        for (std::int64_t p = 0; p < call.axes[1].outputs(); ++p)
          for (std::int64_t q = 0; q < call.axes[0].outputs(); ++q)
            visit(Position{n, o, {q, p, r}, at++});
}

/// An element of W, and the channel of x that it meets.
struct Weight {
  std::int64_t o, c;
  Place tap;

  std::int64_t at(const Call& call) const {
    std::int64_t place = o * call.in_a_group() + c;
    for (std::size_t axis = 3; axis-- > 0;) place = place * call.axes[axis].kernel + tap[axis];
    return place;
  }
  std::int64_t channel(const Call& call) const {
    return o / call.out_a_group() * call.in_a_group() + c;
  }
};

Weight pick_weight(const Call& call, RandomSource& random) {
  Weight weight = {
      random.between(0, call.out_channels - 1), random.between(0, call.in_a_group() - 1), {}};
  for (std::size_t axis = 0; axis < 3; ++axis)
    weight.tap[axis] = random.between(0, call.axes[axis].kernel - 1);
  return weight;
}

/// The flat index of the x that the weight multiplies at an output; -1 outside the input.
std::int64_t read_at(const Call& call, const Weight& w, const Position& out) {
  std::int64_t at = out.n * call.in_channels + w.channel(call);
  for (std::size_t k = 3; k-- > 0;) {
    const Axis& axis = call.axes[k];
    const std::int64_t m = call.flip ? axis.kernel - 1 - w.tap[k] : w.tap[k];
    const std::int64_t position = axis.position(out.place[k], m);
    if (!axis.holds(position)) return -1;
    at = at * axis.input + position;
  }
  return at;
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
  for_each_output(call, [&](const Position& out) {
    const std::int64_t from = out.o == one.o ? read_at(call, one, out) : -1;
    const WideReal copied = from < 0 ? WideReal(0) : in[0].data[flat(from)];
    expect_equal(y.data[flat(out.at)], in[2].data[flat(out.o)] + copied, "b plus what the 1 reads",
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
  for_each_output(call_of(drawn), [&](const Position& out) {
    sent += bias.data[flat(out.o)] * g[0].data[flat(out.at)];
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
  const std::int64_t rank = drawn.inputs[0].rank();
  for (std::int64_t axis = 0; axis < rank - 2; ++axis)
    check_shift(op, drawn, rank - 1 - axis, call.axes[flat(axis)].stride);
}

/// Whether the product of W at `w` with x at `x` (either -1 for any) is a term of an output.
bool is_term(const Call& call, std::int64_t w, std::int64_t x, const Position& out) {
  for (std::int64_t c = 0; c < call.in_a_group(); ++c)
    for (std::int64_t k = 0; k < call.kernel_size(); ++k) {
      const std::int64_t columns = call.axes[0].kernel, rows = call.axes[1].kernel;
      const Weight weight = {out.o, c, {k % columns, k / columns % rows, k / columns / rows}};
      const std::int64_t read = read_at(call, weight, out);
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
    for_each_output(call, [&](const Position& out) {
      const bool wanted = is_term(call, in_x ? -1 : where, in_x ? where : -1, out);
      expect(std::isnan(y.data[flat(out.at)]) == wanted,
             run_prefix(target) + "y[flat " + std::to_string(out.at) + "] is " +
                 std::to_string(y.data[flat(out.at)]) + (wanted ? ", not NaN" : " without a NaN"));
    });
  });
}

}  // namespace

std::vector<Identity> common_identities() {
  return {{"a kernel with a single 1 copies what that element of the window reads", check_delta},
          {"the gradients are the adjoints: <y, g> = <x, dx> = <W, dW>", check_adjoint},
          {"flipping is the same as writing W backwards", check_flip},
          {"each group is a convolution of its own", check_groups},
          {"zeros for one stride in front move the output on by one", check_shifts},
          {"a NaN in x or W shows in exactly the outputs that it is a term of", check_nan}};
}

}  // namespace assay::convolution_laws
