// Laws of sequences.

#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"
#include "properties/recurrent/identities.h"

namespace assay::recurrent_laws {

namespace {

using Wide = Tensor<WideReal>;

Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (Wide& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 2);
  return inputs;
}

/// Steps first .. last - 1.
Wide steps(const Wide& x, std::int64_t first, std::int64_t last) {
  Shape shape = x.shape;
  shape[0] = last - first;
  const std::int64_t width = element_count(shape) / shape[0];
  return Wide(shape,
              std::vector<WideReal>(x.data.begin() + first * width, x.data.begin() + last * width));
}

/// One step, without its axis.
Wide step(const Wide& x, std::int64_t t) {
  Wide one = steps(x, t, t + 1);
  one.shape.erase(one.shape.begin());
  return one;
}

Wide reversed(const Wide& x) {
  Wide y(x.shape);
  const std::int64_t last = x.extent(0) - 1, width = x.size() / x.extent(0);
  for (std::int64_t i = 0; i < x.size(); ++i)
    y.data[static_cast<std::size_t>((last - i / width) * width + i % width)] =
        x.data[static_cast<std::size_t>(i)];
  return y;
}

const Operator& relative(const Operator& op, const std::string& suffix) {
  const std::string& name = op.card.name;
  return require_operator(name.substr(0, name.find('_')) + suffix);
}

void check_single_step(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  in[0] = steps(in[0], 0, 1);
  const Bag<WideReal> path = evaluate(op, in, drawn.attributes);
  in[0] = step(in[0], 0);
  const Bag<WideReal> next = evaluate(relative(op, "_cell"), in, drawn.attributes);
  for (std::size_t k = 0; k < next.size(); ++k)
    expect_equal(k == 0 ? step(path[0], 0) : path[k], next[k], "the state", 1);
}

void check_split(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const std::int64_t all = in[0].extent(0);
  const Bag<WideReal> whole = evaluate(op, in, drawn.attributes);
  for (std::int64_t half = 1; half < all; ++half) {
    Bag<WideReal> first = in, second = in;
    first[0] = steps(in[0], 0, half);
    second[0] = steps(in[0], half, all);
    const Bag<WideReal> middle = evaluate(op, first, drawn.attributes);
    second[1] = step(middle[0], half - 1);
    for (std::size_t s = 1; s < middle.size(); ++s) second[s + 1] = middle[s];
    const Bag<WideReal> end = evaluate(op, second, drawn.attributes);
    expect_equal(middle[0], steps(whole[0], 0, half), "h of the first steps", 1);
    expect_equal(end[0], steps(whole[0], half, all), "h of the later steps", 1);
    for (std::size_t s = 1; s < end.size(); ++s) expect_equal(end[s], whole[s], "the state", 1);
  }
}

/// Columns of one direction.
Wide half_of(const Wide& both, bool back) {
  const std::int64_t k = both.extent(2) / 2;
  Wide half({both.extent(0), both.extent(1), k});
  for (std::int64_t t = 0; t < both.extent(0); ++t)
    for (std::int64_t n = 0; n < both.extent(1); ++n)
      for (std::int64_t j = 0; j < k; ++j) half.at(t, n, j) = both.at(t, n, back ? k + j : j);
  return half;
}

/// x, and the state and parameters of one direction.
Bag<WideReal> direction(const Bag<WideReal>& in, bool back) {
  const auto own = static_cast<std::ptrdiff_t>(in.size() / 2);
  Bag<WideReal> part = {in[0]};
  const auto first = in.begin() + 1 + (back ? own : 0);
  part.insert(part.end(), first, first + own);
  return part;
}

void check_directions(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const Operator& sequence = relative(op, "_sequence");
  const Wide both = evaluate(op, in, drawn.attributes)[0];
  Bag<WideReal> back = direction(in, true);
  back[0] = reversed(back[0]);
  expect_equal(half_of(both, false), evaluate(sequence, direction(in, false), drawn.attributes)[0],
               "the forward half", 1);
  expect_equal(half_of(both, true), reversed(evaluate(sequence, back, drawn.attributes)[0]),
               "the backward half", 1);
}

void check_mirror(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  Bag<WideReal> mirrored = direction(in, true);
  const Bag<WideReal> forward = direction(in, false);
  mirrored[0] = reversed(in[0]);
  mirrored.insert(mirrored.end(), forward.begin() + 1, forward.end());
  const Wide here = evaluate(op, in, drawn.attributes)[0];
  const Wide there = evaluate(op, mirrored, drawn.attributes)[0];
  for (const bool back : {false, true})
    expect_equal(reversed(half_of(there, !back)), half_of(here, back), "a half", 1);
}

/// How many states the cell of a sequence has.
std::size_t states_of(const Operator& op) { return relative(op, "_cell").card.outputs.size(); }

/// The attributes of the sequence that is cut.
Attributes uncut(const Attributes& given) {
  Attributes a;
  for (const auto& [name, value] : given.values())
    if (name != "length") a.set(name, value);
  return a;
}

void check_uncut(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  Attributes a = drawn.attributes;
  a.set("length", in[0].extent(0));
  const Bag<WideReal> got = evaluate(op, in, a);
  const std::size_t states = states_of(op);
  Bag<WideReal> upstream = {in.back()};
  for (std::size_t s = 2; s <= states; ++s) upstream.emplace_back(in[s].shape);
  const Bag<WideReal> full =
      relative(op, "_sequence")
          .gradient.wide(Bag<WideReal>(in.begin(), in.end() - 1), upstream, uncut(a));
  for (std::size_t p = 0; p < got.size(); ++p)
    expect_equal(got[p], full[p + states + 1], "a gradient", 1);
}

/// Cut at every step, each step's cell is on its own, in the state that the steps before it left.
void check_cut_everywhere(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  Attributes a = drawn.attributes;
  a.set("length", std::int64_t{1});
  const Bag<WideReal> got = evaluate(op, in, a);
  const Operator& cell = relative(op, "_cell");
  const std::size_t states = states_of(op);
  Bag<WideReal> now(in.begin(), in.end() - 1), sum;
  for (const Wide& gradient : got) sum.emplace_back(gradient.shape);
  for (std::int64_t t = 0; t < in[0].extent(0); ++t) {
    now[0] = step(in[0], t);
    Bag<WideReal> upstream = {step(in.back(), t)};
    for (std::size_t s = 2; s <= states; ++s) upstream.emplace_back(in[s].shape);
    const Bag<WideReal> part = cell.gradient.wide(now, upstream, uncut(a));
    for (std::size_t p = 0; p < sum.size(); ++p)
      for (std::size_t i = 0; i < sum[p].data.size(); ++i)
        sum[p].data[i] += part[p + states + 1].data[i];
    const Bag<WideReal> next = evaluate(cell, now, uncut(a));
    for (std::size_t s = 1; s <= states; ++s) now[s] = next[s - 1];
  }
  for (std::size_t p = 0; p < got.size(); ++p) expect_equal(got[p], sum[p], "a gradient", 1);
}

}  // namespace

std::vector<Identity> sequence_identities() {
  return {{"one step is the cell's own", check_single_step},
          {"later steps continue from the states where the first ones stopped", check_split}};
}

std::vector<Identity> bidirectional_identities() {
  return {{"each half is the sequence of its direction", check_directions},
          {"time reversed and parameters exchanged exchange the halves", check_mirror}};
}

std::vector<Identity> truncated_gradient_identities() {
  return {{"cut nowhere, it is the gradient backward through all of time", check_uncut},
          {"cut everywhere, it is the sum of the cells' own gradients", check_cut_everywhere}};
}

}  // namespace assay::recurrent_laws
