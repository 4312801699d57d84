#include "properties/divergence/identities.h"

#include "properties/divergence/distributions.h"

namespace assay::divergence_laws {

using namespace distributions;

namespace {

/// The integral of p log(p / q).
WideReal kl_by_quadrature(const Normal& p, const Normal& q) {
  return expectation(
      p, [&](const WideReal& x) { return WideReal(log_density(p, x) - log_density(q, x)); });
}

Identity nonnegative(std::size_t count) {
  return law("never negative", [count](const Operator& op, const Case& drawn) {
    std::vector<WideReal> parameters;
    for (std::size_t k = 0; k < count; ++k) parameters.emplace_back(drawn.inputs[k].data[0]);
    expect(divergence(op, parameters) >= 0, "the divergence is negative");
  });
}

}  // namespace

std::vector<Identity> kl_normal_standard_identities() {
  return {law("equals its integral by quadrature",
              [](const Operator& op, const Case& drawn) {
                const Normal p = {moderate(drawn.inputs[0].data[0], 10),
                                  scale(drawn.inputs[1].data[0])};
                expect_equal(divergence(op, {p.mu, p.sigma}), kl_by_quadrature(p, Normal{0, 1}),
                             "the divergence", 1, 35);
              }),
          nonnegative(2),
          law("zero at the standard normal distribution", [](const Operator& op, const Case&) {
            expect_equal(divergence(op, {0, 1}), 0, "the divergence");
          })};
}

std::vector<Identity> kl_normal_normal_identities() {
  return {
      law("equals its integral by quadrature",
          [](const Operator& op, const Case& drawn) {
            const auto& in = drawn.inputs;
            const Normal p = {moderate(in[0].data[0], 10), scale(in[1].data[0])};
            const Normal q = {moderate(in[2].data[0], 10), scale(in[3].data[0])};
            const WideReal claimed = divergence(op, {p.mu, p.sigma, q.mu, q.sigma});
            expect_equal(claimed, kl_by_quadrature(p, q), "the divergence", 1, 35);
          }),
      nonnegative(4),
      law("a common shift and scale changes nothing", [](const Operator& op, const Case& drawn) {
        const auto& in = drawn.inputs;
        const Normal p = {moderate(in[0].data[0], 10), scale(in[1].data[0])};
        const Normal q = {moderate(in[2].data[0], 10), scale(in[3].data[0])};
        expect_equal(divergence(op, {3 * p.mu + 7, 3 * p.sigma, 3 * q.mu + 7, 3 * q.sigma}),
                     divergence(op, {p.mu, p.sigma, q.mu, q.sigma}), "the divergence", 1);
      })};
}

std::vector<Identity> kl_bernoulli_identities() {
  return {
      nonnegative(2),
      law("equals the sum of its definition over both outcomes",
          [](const Operator& op, const Case& drawn) {
            const WideReal p(drawn.inputs[0].data[0]), q(drawn.inputs[1].data[0]);
            const WideReal wanted = p * (log(p) - log(q)) + (1 - p) * (log(1 - p) - log(1 - q));
            expect_equal(divergence(op, {p, q}), wanted, "the divergence", 1);
          }),
      law("the outcomes exchanged cost the same", [](const Operator& op, const Case& drawn) {
        const WideReal p(drawn.inputs[0].data[0]), q(drawn.inputs[1].data[0]);
        expect_equal(divergence(op, {1 - p, 1 - q}), divergence(op, {p, q}), "the divergence", 1);
      })};
}

std::vector<Identity> kl_categorical_identities() {
  return {
      law("never negative between distributions, and zero from one to itself",
          [](const Operator& op, const Case& drawn) {
            const auto p = normalised(drawn.inputs[0]), q = normalised(drawn.inputs[1]);
            expect(categorical(op, p, q) >= -power_of_ten<WideReal>(-90),
                   "the divergence is negative");
            expect_equal(categorical(op, p, p), 0, "the divergence from itself", 1);
          }),
      law("equals cross-entropy less entropy",
          [](const Operator& op, const Case& drawn) {
            const auto p = normalised(drawn.inputs[0]), q = normalised(drawn.inputs[1]);
            WideReal entropy = 0, cross = 0;
            for (std::size_t i = 0; i < p.size(); ++i) {
              entropy -= p[i] * log(p[i]);
              cross -= p[i] * log(q[i]);
            }
            expect_equal(categorical(op, p, q), cross - entropy, "the divergence", 1);
          }),
      law("a class split in two alike changes nothing", [](const Operator& op, const Case& drawn) {
        auto p = normalised(drawn.inputs[0]), q = normalised(drawn.inputs[1]);
        const WideReal before = categorical(op, p, q);
        for (auto* weights : {&p, &q}) {
          weights->back() /= 3;
          weights->push_back(2 * weights->back());
        }
        expect_equal(categorical(op, p, q), before, "the divergence", 1);
      })};
}

}  // namespace assay::divergence_laws
