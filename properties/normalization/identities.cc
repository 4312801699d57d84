#include "properties/normalization/identities.h"

#include "properties/laws/expect.h"

namespace assay::normalization_laws {

namespace {

/// The elements that are standardised together.
using Groups = std::vector<std::vector<std::size_t>>;
using Grouping = Groups (*)(const Shape&);

Groups channels(const Shape& shape) {
  Groups groups(static_cast<std::size_t>(shape[1]));
  const auto c = static_cast<std::size_t>(shape[1]), l = static_cast<std::size_t>(shape[2]);
  for (std::size_t i = 0; i < static_cast<std::size_t>(element_count(shape)); ++i)
    groups[i / l % c].push_back(i);
  return groups;
}

Groups examples(const Shape& shape) {
  Groups groups(static_cast<std::size_t>(shape[0]));
  const auto d = static_cast<std::size_t>(shape[1]);
  for (std::size_t i = 0; i < static_cast<std::size_t>(element_count(shape)); ++i)
    groups[i / d].push_back(i);
  return groups;
}

/// Moderate inputs with gamma 1 and beta 0, so that the outputs are the standardised values.
Bag<WideReal> plain_inputs(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (WideReal& element : inputs[0].data) element = within(static_cast<double>(element), 1024);
  inputs[1] = Tensor<WideReal>(inputs[1].shape, 1);
  inputs[2] = Tensor<WideReal>(inputs[2].shape);
  return inputs;
}

struct TwoMoments {
  WideReal mean = 0, variance = 0;
};

TwoMoments moments(const Tensor<WideReal>& x, const std::vector<std::size_t>& group) {
  TwoMoments m;
  const auto count = static_cast<int>(group.size());
  for (const std::size_t i : group) m.mean += x.data[i] / count;
  for (const std::size_t i : group)
    m.variance += (x.data[i] - m.mean) * (x.data[i] - m.mean) / count;
  return m;
}

Identity mean_and_variance(Grouping grouping) {
  return {"with gamma 1 and beta 0 each group has mean 0 and variance v / (v + eps)",
          [grouping](const Operator& op, const Case& drawn) {
            const Bag<WideReal> x = plain_inputs(drawn);
            const Bag<WideReal> y = evaluate(op, x, drawn.attributes);
            for (const auto& group : grouping(x[0].shape)) {
              const TwoMoments before = moments(x[0], group), after = moments(y[0], group);
              const WideReal epsilon(drawn.attributes.real("epsilon"));
              expect_equal(after.mean, 0, "the mean", 1);
              expect_equal(after.variance, before.variance / (before.variance + epsilon),
                           "the variance", 1);
            }
          }};
}

Identity shift_changes_nothing() {
  return {"a common shift of x changes nothing", [](const Operator& op, const Case& drawn) {
            Bag<WideReal> x = plain_inputs(drawn);
            const Bag<WideReal> y = evaluate(op, x, drawn.attributes);
            for (WideReal& element : x[0].data) element += 7;
            expect_equal(evaluate(op, x, drawn.attributes)[0], y[0], "a common shift", 1, 35);
          }};
}

Identity parameters_are_affine() {
  return {"gamma scales and beta shifts the standardised values",
          [](const Operator& op, const Case& drawn) {
            const Bag<WideReal> plain = plain_inputs(drawn);
            const Bag<WideReal> y = evaluate(op, plain, drawn.attributes);
            Bag<WideReal> affine = plain;
            affine[1] = Tensor<WideReal>(plain[1].shape, 3);
            affine[2] = Tensor<WideReal>(plain[2].shape, -2);
            const Bag<WideReal> z = evaluate(op, affine, drawn.attributes);
            for (std::size_t i = 0; i < y[0].data.size(); ++i)
              expect_equal(z[0].data[i], 3 * y[0].data[i] - 2, "3 xhat - 2", 8);
          }};
}

/// The gradient by x is orthogonal to shifts, and to x but for what epsilon lets through.
Identity gradient_ignores_shifts(Grouping grouping) {
  return {"the gradient by x sums to 0 over each group",
          [grouping](const Operator& op, const Case& drawn) {
            const Bag<WideReal> x = plain_inputs(drawn);
            const Bag<WideReal> upstream =
                convert<WideReal>(draw_upstream({x[0].shape}, drawn.seed));
            const Bag<WideReal> d = op.gradient.wide(x, upstream, drawn.attributes);
            for (const auto& group : grouping(x[0].shape)) {
              WideReal sum = 0;
              for (const std::size_t i : group) sum += d[0].data[i];
              expect_equal(sum, 0, "the sum of dx", 1e9);
            }
          }};
}

}  // namespace

std::vector<Identity> batch_norm_identities() {
  return {mean_and_variance(channels), shift_changes_nothing(), parameters_are_affine(),
          gradient_ignores_shifts(channels)};
}

std::vector<Identity> layer_norm_identities() {
  return {mean_and_variance(examples), shift_changes_nothing(), parameters_are_affine(),
          gradient_ignores_shifts(examples)};
}

}  // namespace assay::normalization_laws
