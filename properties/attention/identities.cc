#include "properties/attention/identities.h"

#include <algorithm>
#include <cmath>

#include "properties/laws/expect.h"
#include "properties/laws/judging.h"

namespace assay::attention_laws {

namespace {

enum Position : std::size_t { q, k, v, mask };

constexpr double most = 6;  // the weights keep enough of their 100 digits

Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (const std::size_t at : {q, k, v})
    for (WideReal& element : inputs[at].data) element = within(static_cast<double>(element), most);
  return inputs;
}

bool sees_any_key(const Bag<WideReal>& in, std::int64_t n) {
  for (std::int64_t j = 0; j < in[mask].extent(1); ++j)
    if (in[mask].at(n, j) != 0) return true;
  return false;
}

Tensor<WideReal> output(const Operator& op, const Case& drawn, const Bag<WideReal>& inputs) {
  return evaluate(op, inputs, drawn.attributes).at(0);
}

/// The weights sum to one; a query without any key gets nothing.
void check_total_weight(const Operator& op, const Case& drawn) {
  Bag<WideReal> inputs = moderate(drawn);
  inputs[v] = Tensor<WideReal>(inputs[v].shape, 1);
  const Tensor<WideReal> y = output(op, drawn, inputs);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t c = 0; c < y.extent(1); ++c)
      expect_equal(y.at(n, c), sees_any_key(inputs, n) ? 1 : 0, "the sum of the weights", 1);
}

void check_hull(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const Tensor<WideReal> y = output(op, drawn, in);
  const WideReal slack = power_of_ten<WideReal>(-90);
  for (std::int64_t n = 0; n < y.extent(0); ++n) {
    if (!sees_any_key(in, n)) continue;
    for (std::int64_t c = 0; c < y.extent(1); ++c) {
      WideReal least = most, greatest = -most;
      for (std::int64_t j = 0; j < in[v].extent(0); ++j) {
        if (in[mask].at(n, j) == 0) continue;
        least = std::min<WideReal>(least, in[v].at(j, c));
        greatest = std::max<WideReal>(greatest, in[v].at(j, c));
      }
      expect(y.at(n, c) >= least - slack && y.at(n, c) <= greatest + slack,
             "a result lies outside of the admitted values");
    }
  }
}

/// With V the unit matrix the output is the weights themselves.
void check_odds(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  const std::int64_t keys = in[k].extent(0), width = in[q].extent(1);
  in[v] = Tensor<WideReal>({keys, keys});
  for (std::int64_t j = 0; j < keys; ++j) in[v].at(j, j) = 1;
  const Tensor<WideReal> p = output(op, drawn, in);
  for (std::int64_t n = 0; n < p.extent(0); ++n)
    for (std::int64_t j = 0; j < keys; ++j)
      for (std::int64_t l = 0; l < j; ++l) {
        if (in[mask].at(n, j) == 0 || in[mask].at(n, l) == 0) continue;
        WideReal difference = 0;
        for (std::int64_t c = 0; c < width; ++c)
          difference += in[q].at(n, c) * (in[k].at(j, c) - in[k].at(l, c));
        expect_equal(log(p.at(n, j) / p.at(n, l)) * sqrt(WideReal(width)), difference,
                     "log odds times sqrt(d)", 1);
      }
}

void check_shift(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  Bag<WideReal> shifted = in;
  for (std::int64_t j = 0; j < in[k].extent(0); ++j)
    for (std::int64_t c = 0; c < in[k].extent(1); ++c)
      shifted[k].at(j, c) += WideReal(static_cast<int>(drawn.seed % 7) - 3 * c) / 4;
  expect_equal(output(op, drawn, shifted), output(op, drawn, in), "with all keys shifted", most);
}

/// Keys, values and the mask's columns in reverse.
void check_order(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  Bag<WideReal> turned = in;
  const std::int64_t keys = in[k].extent(0);
  for (std::int64_t j = 0; j < keys; ++j) {
    for (std::int64_t c = 0; c < in[k].extent(1); ++c)
      turned[k].at(j, c) = in[k].at(keys - 1 - j, c);
    for (std::int64_t c = 0; c < in[v].extent(1); ++c)
      turned[v].at(j, c) = in[v].at(keys - 1 - j, c);
    for (std::int64_t n = 0; n < in[q].extent(0); ++n)
      turned[mask].at(n, j) = in[mask].at(n, keys - 1 - j);
  }
  expect_equal(output(op, drawn, turned), output(op, drawn, in), "in another order", most);
}

/// One admitted key for each query: its value comes back.
void check_single_key(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  const std::int64_t keys = in[k].extent(0);
  if (keys == 0) return;
  in[mask] = Tensor<WideReal>(in[mask].shape);
  for (std::int64_t n = 0; n < in[q].extent(0); ++n) in[mask].at(n, n % keys) = 1;
  const Tensor<WideReal> y = output(op, drawn, in);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t c = 0; c < y.extent(1); ++c)
      expect_equal(y.at(n, c), in[v].at(n % keys, c), "the only value", 1);
}

/// A matrix without its last row.
Tensor<WideReal> without_last_row(const Tensor<WideReal>& from) {
  Tensor<WideReal> to({from.extent(0) - 1, from.extent(1)});
  std::copy_n(from.data.begin(), to.data.size(), to.data.begin());
  return to;
}

/// The last key, masked out for every query, might as well not be there.
void check_dropped_key(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  const std::int64_t keys = in[k].extent(0);
  if (keys == 0) return;
  Bag<WideReal> fewer = {in[q], without_last_row(in[k]), without_last_row(in[v]),
                         Tensor<WideReal>({in[q].extent(0), keys - 1})};
  for (std::int64_t n = 0; n < in[q].extent(0); ++n) {
    in[mask].at(n, keys - 1) = 0;
    for (std::int64_t j = 0; j + 1 < keys; ++j) fewer[mask].at(n, j) = in[mask].at(n, j);
  }
  expect_equal(output(op, drawn, fewer), output(op, drawn, in), "without the masked key", 1);
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// NaN in a key shows in the queries that see it and in no other.
void check_nan(const Operator& op, const Case& drawn) {
  Bag<double> poisoned = drawn.inputs;
  if (poisoned[k].extent(0) == 0) return;
  const std::size_t target_of_nan = drawn.seed % 2 == 0 ? k : v;
  poisoned[target_of_nan].data[0] = std::nan("");
  for_each_run(op, [&](const std::string& target) {
    const Tensor<double> healthy = op.fast(drawn.inputs, drawn.attributes).at(0);
    const Tensor<double> y = op.fast(poisoned, drawn.attributes).at(0);
    for (std::int64_t n = 0; n < y.extent(0); ++n) {
      const bool sees = poisoned[mask].at(n, 0) != 0;
      const double wanted = sees ? std::nan("") : healthy.at(n, 0);
      expect(same(y.at(n, 0), wanted),
             run_prefix(target) +
                 (sees ? "a NaN that is seen does not show" : "a NaN that is masked out shows"));
    }
  });
}

}  // namespace

std::vector<Identity> scaled_dot_product_attention_identities() {
  return {{"the weights sum to 1, or to 0 without any key", check_total_weight},
          {"each result lies among the admitted values", check_hull},
          {"log odds of two keys are q (k_i - k_j) / sqrt(d)", check_odds},
          {"one vector added to all keys changes nothing", check_shift},
          {"the order of the keys does not matter", check_order},
          {"a single admitted key gives its value", check_single_key},
          {"a key masked out is as good as dropped", check_dropped_key},
          {"a NaN shows where it is seen and nowhere else", check_nan}};
}

}  // namespace assay::attention_laws
