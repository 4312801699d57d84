#include "properties/pooling/identities.h"

#include <cmath>

#include "properties/cases/random.h"
#include "properties/laws/expect.h"
#include "properties/laws/judging.h"
#include "properties/pooling/call.h"
#include "reference/convolution/conv2d.h"
#include "reference/pooling/average_pool2d.h"

namespace assay::pooling_laws {

namespace {

using Wide = Tensor<WideReal>;

WideReal scale_of(const Wide& x) {
  WideReal most = 1;
  for (const WideReal& element : x.data) most = std::max<WideReal>(most, abs(element));
  return most * 1024;
}

Spot pick_spot(const Call& call, std::uint64_t seed) {
  RandomSource random(seed);
  return {random.between(0, call.planes - 1), random.between(0, call.rows.input - 1),
          random.between(0, call.columns.input - 1)};
}

bool covers(const Call& call, std::int64_t plane, std::int64_t p, std::int64_t q,
            const Spot& spot) {
  return plane == spot.plane && call.rows.covers(p, spot.h) && call.columns.covers(q, spot.w);
}

/// Throws unless y has one element for each window.
void expect_size(const Call& call, const Wide& y) {
  std::size_t windows = 0;
  for_each_output(call, [&](auto...) { ++windows; });
  expect(y.data.size() == windows, "another number of windows");
}

void check_peak(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<WideReal> x = convert<WideReal>(drawn.inputs);
  const Wide before = evaluate(op, x, drawn.attributes).at(0);
  expect_size(call, before);
  if (x[0].data.empty()) return;
  const Spot spot = pick_spot(call, drawn.seed);
  const WideReal peak = scale_of(x[0]);
  x[0].data[spot.at(call)] = peak;
  const Wide y = evaluate(op, x, drawn.attributes).at(0);
  for_each_output(call, [&](auto plane, auto p, auto q, auto at) {
    const bool seen = covers(call, plane, p, q, spot);
    expect_equal(y.data[at], seen ? peak : before.data[at], seen ? "the peak" : "elsewhere");
  });
}

void check_shift(const Operator& op, const Case& drawn) {
  Bag<WideReal> x = convert<WideReal>(drawn.inputs);
  const WideReal depth = scale_of(x[0]);
  const Wide y = evaluate(op, x, drawn.attributes).at(0);
  for (WideReal& element : x[0].data) element -= depth;
  const Wide lower = evaluate(op, x, drawn.attributes).at(0);
  for (std::size_t at = 0; at < y.data.size(); ++at)
    expect_equal(lower.data[at] + depth, y.data[at], "max(x - d) + d", depth);
}

Pool2d geometry(const Case& drawn) {
  const Call call = call_of(drawn);
  const auto axis = [](const Axis& a) {
    return WindowGeometry{a.input, a.kernel, a.stride, a.padding, 1};
  };
  return {axis(call.rows), axis(call.columns), call.rows.ceil_mode};
}

void check_above_average(const Operator& op, const Case& drawn) {
  const Bag<WideReal> x = convert<WideReal>(drawn.inputs);
  const Wide largest = evaluate(op, x, drawn.attributes).at(0);
  const Wide average = average_pool2d(x[0], geometry(drawn), false);
  const WideReal slack = scale_of(x[0]) * power_of_ten<WideReal>(-60);
  expect(largest.shape == average.shape, "the two have different shapes");
  for (std::size_t at = 0; at < average.data.size(); ++at)
    expect(largest.data[at] + slack >= average.data[at], "a maximum below its average");
}

/// Small whole numbers, so that any order of summation gives the same.
Bag<double> whole_upstream(const Bag<double>& y) {
  Bag<double> upstream = y;
  for (std::size_t at = 0; at < y[0].data.size(); ++at)
    upstream[0].data[at] = static_cast<double>(at % 7) - 2;
  return upstream;
}

/// On an image of two colours almost every window is tied.
void check_ties(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<double> x = drawn.inputs;
  for (double& element : x[0].data) element = element > 0 ? 1 : 0;
  const Bag<double> g = whole_upstream(op.reference.plain(x, drawn.attributes));
  std::vector<double> wanted(x[0].data.size());
  for_each_output(call, [&](auto plane, auto p, auto q, auto at) {
    const std::vector<Spot> window = spots(call, plane, p, q);
    const auto first =
        std::max_element(window.begin(), window.end(), [&](const Spot& a, const Spot& b) {
          return x[0].data[a.at(call)] < x[0].data[b.at(call)];
        });
    wanted[first->at(call)] += g[0].data[at];
  });
  expect(op.gradient.plain(x, g, drawn.attributes).at(0).data == wanted,
         "the reference's gradient goes elsewhere");
  if (!op.fast_gradient) return;
  for_each_run(op, [&](const std::string& target) {
    expect(op.fast_gradient(x, g, drawn.attributes).at(0).data == wanted,
           run_prefix(target) + "the gradient goes elsewhere");
  });
}

void check_nan(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<double> x = drawn.inputs;
  if (x[0].data.empty()) return;
  const Spot spot = pick_spot(call, drawn.seed);
  x[0].data[spot.at(call)] = std::nan("");
  const auto expect_nan = [&](const std::string& who, const Tensor<double>& y) {
    for_each_output(call, [&](auto plane, auto p, auto q, auto at) {
      expect(std::isnan(y.data[at]) == covers(call, plane, p, q, spot),
             who + ": y[flat " + std::to_string(at) + "] is " + std::to_string(y.data[at]));
    });
  };
  expect_nan("reference", op.reference.plain(x, drawn.attributes).at(0));
  for_each_run(op, [&](const std::string& target) {
    expect_nan(run_prefix(target) + "kernel", op.fast(x, drawn.attributes).at(0));
  });
}

bool counts_padding(const Case& drawn) {
  return drawn.attributes.integer("count_include_pad") == 1;
}

WideReal divisor(const Case& drawn, std::int64_t p, std::int64_t q) {
  const Call call = call_of(drawn);
  const bool padded = counts_padding(drawn);
  return WideReal(call.rows.positions(p, padded) * call.columns.positions(q, padded));
}

void check_one_pixel(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<WideReal> x = convert<WideReal>(drawn.inputs);
  x[0] = Wide(x[0].shape);
  const Spot spot = x[0].data.empty() ? Spot{-1, 0, 0} : pick_spot(call, drawn.seed);
  if (spot.plane >= 0) x[0].data[spot.at(call)] = 1;
  const Wide y = evaluate(op, x, drawn.attributes).at(0);
  expect_size(call, y);
  for_each_output(call, [&](auto plane, auto p, auto q, auto at) {
    expect_equal(y.data[at] * divisor(drawn, p, q), covers(call, plane, p, q, spot) ? 1 : 0,
                 "the pixel's share", 1);
  });
}

void check_constant(const Operator& op, const Case& drawn) {
  const Call call = call_of(drawn);
  Bag<WideReal> x = convert<WideReal>(drawn.inputs);
  x[0] = Wide(x[0].shape, WideReal(5));
  const Wide y = evaluate(op, x, drawn.attributes).at(0);
  for_each_output(call, [&](auto, auto p, auto q, auto at) {
    const bool inside = call.rows.positions(p, true) == call.rows.positions(p, false) &&
                        call.columns.positions(q, true) == call.columns.positions(q, false);
    if (inside || !counts_padding(drawn)) expect_equal(y.data[at], 5, "a constant image");
    expect(y.data[at] <= 5 + power_of_ten<WideReal>(-60), "more than the image anywhere");
  });
}

void check_convolution(const Operator& op, const Case& drawn) {
  if (!counts_padding(drawn)) return;
  Case plain = drawn;
  plain.attributes.set("ceil_mode", std::int64_t{0});
  const Pool2d a = geometry(plain);
  const Bag<WideReal> x = convert<WideReal>(drawn.inputs);
  const std::int64_t channels = x[0].extent(1);
  const Wide weight({channels, 1, a.rows.kernel, a.columns.kernel},
                    WideReal(1) / WideReal(a.rows.kernel * a.columns.kernel));
  const Wide y = conv2d(x[0], weight, Wide({channels}), {a.rows, a.columns, channels, false});
  expect_equal(evaluate(op, x, plain.attributes).at(0), y, "a convolution", scale_of(x[0]));
}

void check_adjoint(const Operator& op, const Case& drawn) {
  const Bag<WideReal> x = convert<WideReal>(drawn.inputs);
  const Bag<WideReal> y = evaluate(op, x, drawn.attributes);
  const Bag<WideReal> g = convert<WideReal>(draw_upstream(shapes_of(y), drawn.seed));
  const Bag<WideReal> d = op.gradient.wide(x, g, drawn.attributes);
  WideReal forth = 0, back = 0;
  for (std::size_t i = 0; i < y[0].data.size(); ++i) forth += y[0].data[i] * g[0].data[i];
  for (std::size_t i = 0; i < x[0].data.size(); ++i) back += x[0].data[i] * d[0].data[i];
  expect_equal(forth, back, "<y, g> = <x, dx>", scale_of(x[0]) * 32768);
}

}  // namespace

std::vector<Identity> max_pool2d_identities() {
  return {{"one pixel above all others shows in exactly the windows that cover it", check_peak},
          {"lowering the image lowers the result, also at the border", check_shift},
          {"a maximum is at least the average of its window", check_above_average},
          {"the upstream of a window goes to the first of its largest pixels", check_ties},
          {"a NaN shows in exactly the windows that cover it", check_nan}};
}

std::vector<Identity> average_pool2d_identities() {
  return {{"a single 1 shows as 1 / divisor in exactly the windows that cover it", check_one_pixel},
          {"a constant image stays constant but for counted padding", check_constant},
          {"with padding counted it is a convolution of each channel by 1 / (kernel size)",
           check_convolution},
          {"the gradient is the adjoint: <y, g> = <x, dx>", check_adjoint},
          {"a NaN shows in exactly the windows that cover it", check_nan}};
}

}  // namespace assay::pooling_laws
