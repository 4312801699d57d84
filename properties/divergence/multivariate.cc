// Laws of the divergence of normal distributions with full covariances.

#include "properties/catalogue/catalogue.h"
#include "properties/divergence/distributions.h"
#include "properties/divergence/identities.h"

namespace assay::divergence_laws {

using namespace distributions;

namespace {

/// mu1, S1, mu2, S2, with means of at most 16.
Bag<WideReal> moderate_pair(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (const std::size_t k : {0, 2})
    for (WideReal& element : inputs[k].data) element = within(static_cast<double>(element), 16);
  return inputs;
}

WideReal value(const Operator& op, const Bag<WideReal>& inputs) {
  return evaluate(op, inputs, {}).at(0).data.at(0);
}

/// The trace, the quadratic form and the determinants of the textbook, by elimination.
WideReal textbook(const Bag<WideReal>& in) {
  const std::int64_t d = in[0].extent(0);
  const Eliminated first = eliminate(in[1]), second = eliminate(in[3]);
  const Tensor<WideReal> ratio = product(second.inverse, in[1]);
  WideReal sum = log(second.determinant / first.determinant) - d;
  for (std::int64_t i = 0; i < d; ++i) {
    sum += ratio.at(i, i);
    for (std::int64_t j = 0; j < d; ++j)
      sum += (in[0].at(i) - in[2].at(i)) * second.inverse.at(i, j) * (in[0].at(j) - in[2].at(j));
  }
  return sum / 2;
}

void check_diagonal(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = moderate_pair(drawn);
  const std::int64_t d = in[0].extent(0);
  Bag<WideReal> diagonal = {in[0], in[0], in[2], in[2]};
  for (const std::size_t k : {1, 3})
    for (std::int64_t i = 0; i < d; ++i)
      for (std::int64_t j = 0; j < d; ++j) {
        if (i == j)
          diagonal[k].at(i) = sqrt(in[k].at(i, i));
        else
          in[k].at(i, j) = 0;
      }
  const Operator& one_by_one = require_operator("divergence/kl_normal_normal");
  expect_equal(value(op, in), value(one_by_one, diagonal), "the divergence", 1);
}

/// A common map x -> A x + b takes mu to A mu + b and S to A S A^T.
void check_invariance(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = moderate_pair(drawn);
  const std::int64_t d = in[0].extent(0);
  Tensor<WideReal> map({d, d}), transposed({d, d});
  for (std::int64_t i = 0; i < d; ++i)
    for (std::int64_t j = 0; j < d; ++j)
      map.at(i, j) = transposed.at(j, i) = i == j ? 3 : WideReal((i + 2 * j) % 3 - 1) / 2;
  Bag<WideReal> moved = in;
  for (const std::size_t k : {0, 2}) {
    const Tensor<WideReal> column({d, 1}, in[k].data);
    moved[k].data = product(map, column).data;
    for (WideReal& element : moved[k].data) element += 5;
    moved[k + 1] = product(product(map, in[k + 1]), transposed);
  }
  expect_equal(value(op, moved), value(op, in), "the divergence", 1);
}

}  // namespace

std::vector<Identity> kl_multivariate_normal_identities() {
  return {law("equals the textbook's trace, form and determinants by elimination",
              [](const Operator& op, const Case& drawn) {
                const Bag<WideReal> in = moderate_pair(drawn);
                expect_equal(value(op, in), textbook(in), "the divergence", 1);
              }),
          law("of diagonal covariances is the sum over dimensions", check_diagonal),
          law("a common invertible map changes nothing", check_invariance),
          law("is zero from a distribution to itself, and not negative",
              [](const Operator& op, const Case& drawn) {
                const Bag<WideReal> in = moderate_pair(drawn);
                expect_equal(value(op, {in[0], in[1], in[0], in[1]}), 0, "the divergence", 1);
                expect(value(op, in) >= 0, "the divergence is negative");
              })};
}

}  // namespace assay::divergence_laws
