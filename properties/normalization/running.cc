// Laws of the statistics that batch normalization keeps, and of normalizing by them.

#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"
#include "properties/normalization/identities.h"

namespace assay::normalization_laws {

namespace {

enum InferencePosition : std::size_t { x, gamma, beta, mean, variance };

Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 64);
  return inputs;
}

/// The attributes with the batch wholly in the place of what was kept.
Attributes of_the_batch(const std::string& variance_form) {
  return {{"momentum", 1.0}, {"momentum_of", std::string("new")}, {"variance", variance_form}};
}

/// Evaluation by a batch's own statistics is training's normalization of that batch.
void check_own_statistics(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  if (in[x].size() == 0) return;
  const Operator& keeper = require_operator("normalization/running_statistics");
  const Bag<WideReal> kept =
      evaluate(keeper, {in[x], in[mean], in[variance]}, of_the_batch("biased"));
  in[mean] = kept[0];
  in[variance] = kept[1];
  const Operator& training = require_operator("normalization/batch_norm");
  expect_equal(evaluate(op, in, drawn.attributes)[0],
               evaluate(training, {in[x], in[gamma], in[beta]}, drawn.attributes)[0],
               "by the batch's own statistics", 64, 35);
}

/// A step of 1 in x moves y by gamma / sqrt(v + epsilon).
void check_slope(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  const Tensor<WideReal> y = evaluate(op, in, drawn.attributes)[0];
  for (WideReal& element : in[x].data) element += 1;
  const Tensor<WideReal> z = evaluate(op, in, drawn.attributes)[0];
  const WideReal epsilon(drawn.attributes.real("epsilon"));
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t c = 0; c < y.extent(1); ++c)
      for (std::int64_t l = 0; l < y.extent(2); ++l) {
        const WideReal rise = z.at(n, c, l) - y.at(n, c, l);
        expect_equal(rise * rise * (in[variance].at(c) + epsilon),
                     in[gamma].at(c) * in[gamma].at(c), "the squared slope times v + eps", 1e9);
        expect(rise * in[gamma].at(c) >= 0, "y falls where gamma is positive");
      }
}

void check_centre(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  for (std::int64_t n = 0; n < in[x].extent(0); ++n)
    for (std::int64_t c = 0; c < in[x].extent(1); ++c)
      for (std::int64_t l = 0; l < in[x].extent(2); ++l) in[x].at(n, c, l) = in[mean].at(c);
  const Tensor<WideReal> y = evaluate(op, in, drawn.attributes)[0];
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t c = 0; c < y.extent(1); ++c)
      for (std::int64_t l = 0; l < y.extent(2); ++l)
        expect_equal(y.at(n, c, l), in[beta].at(c), "beta at the kept mean", 1);
}

/// y depends on x - m only, so the gradient by m is minus that by x, summed.
void check_mean_gradient(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const Bag<WideReal> upstream = convert<WideReal>(draw_upstream({in[x].shape}, drawn.seed));
  const Bag<WideReal> d = op.gradient.wide(in, upstream, drawn.attributes);
  for (std::int64_t c = 0; c < in[x].extent(1); ++c) {
    WideReal sum = 0;
    for (std::int64_t n = 0; n < in[x].extent(0); ++n)
      for (std::int64_t l = 0; l < in[x].extent(2); ++l) sum += d[x].at(n, c, l);
    expect_equal(d[mean].at(c), -sum, "dm", 1e12);
  }
}

/// The variance of a channel from the distances of its pairs: sum_{i<j} (x_i - x_j)^2 / n, divided
/// by n or n - 1.
WideReal variance_of_pairs(const Tensor<WideReal>& values, std::int64_t c, bool unbiased) {
  const std::int64_t length = values.extent(2);
  const auto count = static_cast<int>(values.extent(0) * length);
  const auto value = [&](int i) { return values.at(i / length, c, i % length); };
  WideReal sum = 0;
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < i; ++j) sum += (value(i) - value(j)) * (value(i) - value(j));
  return sum / count / (unbiased ? count - 1 : count);
}

void check_pairs(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate(drawn);
  const std::string& form = drawn.attributes.choice("variance");
  const Bag<WideReal> kept = evaluate(op, in, of_the_batch(form));
  for (std::int64_t c = 0; c < in[0].extent(1); ++c) {
    WideReal sum = 0;
    for (std::int64_t n = 0; n < in[0].extent(0); ++n)
      for (std::int64_t l = 0; l < in[0].extent(2); ++l) sum += in[0].at(n, c, l);
    expect_equal(kept[0].at(c) * static_cast<int>(in[0].extent(0) * in[0].extent(2)), sum,
                 "the mean times the count", 64);
    expect_equal(kept[1].at(c), variance_of_pairs(in[0], c, form == "unbiased"),
                 "the variance by pairs", 64);
  }
}

/// The same batch again and again: the distance to its own moments shrinks by one factor a step,
/// 1 - momentum where it weighs the new, momentum where it weighs the old.
void check_geometric_approach(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate(drawn);
  const Bag<WideReal> limit = evaluate(op, in, of_the_batch(drawn.attributes.choice("variance")));
  const WideReal momentum(drawn.attributes.real("momentum"));
  const WideReal kept = drawn.attributes.choice("momentum_of") == "old" ? momentum : 1 - momentum;
  const Bag<WideReal> start = {in[1], in[2]};
  WideReal share = 1;
  for (int step = 1; step <= 3; ++step) {
    const Bag<WideReal> next = evaluate(op, in, drawn.attributes);
    share *= kept;
    for (std::size_t k = 0; k < 2; ++k) {
      for (std::size_t c = 0; c < next[k].data.size(); ++c)
        expect_equal(next[k].data[c] - limit[k].data[c],
                     share * (start[k].data[c] - limit[k].data[c]), "the distance left", 1e6);
      in[k + 1] = next[k];
    }
  }
}

}  // namespace

std::vector<Identity> batch_norm_inference_identities() {
  return {{"by a batch's own statistics it is the normalization of training", check_own_statistics},
          {"the slope by x is gamma / sqrt(v + eps)", check_slope},
          {"x = m gives beta", check_centre},
          {"the gradient by m is minus the sum of that by x", check_mean_gradient}};
}

std::vector<Identity> running_statistics_identities() {
  return {{"a batch wholly taken leaves its mean and its variance by pairs", check_pairs},
          {"one batch again and again is approached geometrically", check_geometric_approach}};
}

}  // namespace assay::normalization_laws
