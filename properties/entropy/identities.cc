#include "properties/entropy/identities.h"

#include "properties/catalogue/catalogue.h"
#include "properties/divergence/distributions.h"

namespace assay::entropy_laws {

using namespace distributions;

namespace {

WideReal other(const std::string& name, const std::vector<std::vector<WideReal>>& parameters) {
  return divergence_of_vectors(require_operator(name), parameters);
}

/// p, 1 - p
std::vector<WideReal> outcomes(const WideReal& p) { return {p, 1 - p}; }

Normal normal_at(const Case& drawn, std::size_t mu) {
  return {moderate(drawn.inputs[mu].data[0], 10), scale(drawn.inputs[mu + 1].data[0])};
}

WideReal log_two_pi_e() { return log(2 * acos(WideReal(-1))) + 1; }

}  // namespace

std::vector<Identity> categorical_entropy_identities() {
  return {law("n equally likely classes have the entropy log n",
              [](const Operator& op, const Case& drawn) {
                const auto n = drawn.inputs[0].size();
                const std::vector<WideReal> even(drawn.inputs[0].data.size(), WideReal(1) / n);
                expect_equal(divergence_of_vectors(op, {even}), log(WideReal(n)), "the entropy", 1);
              }),
          law("a class split in two adds its probability times the entropy of the split",
              [](const Operator& op, const Case& drawn) {
                auto p = normalised(drawn.inputs[0]);
                const WideReal before = divergence_of_vectors(op, {p}), split = p.back();
                p.back() = split / 3;
                p.push_back(2 * split / 3);
                const WideReal choice = divergence_of_vectors(op, {outcomes(WideReal(1) / 3)});
                expect_equal(divergence_of_vectors(op, {p}), before + split * choice, "the entropy",
                             1);
              }),
          law("a class of probability 0 adds nothing", [](const Operator& op, const Case& drawn) {
            auto p = normalised(drawn.inputs[0]);
            const WideReal before = divergence_of_vectors(op, {p});
            p.push_back(0);
            expect_equal(divergence_of_vectors(op, {p}), before, "the entropy");
          })};
}

std::vector<Identity> categorical_cross_entropy_identities() {
  return {law("is the entropy of p and the KL from p to q",
              [](const Operator& op, const Case& drawn) {
                const auto p = normalised(drawn.inputs[0]), q = normalised(drawn.inputs[1]);
                expect_equal(categorical(op, p, q),
                             other("entropy/categorical_entropy", {p}) +
                                 other("divergence/kl_categorical", {p, q}),
                             "the cross-entropy", 1);
              }),
          law("of a certain class is its negative log probability",
              [](const Operator& op, const Case& drawn) {
                const auto q = normalised(drawn.inputs[1]);
                for (std::size_t i = 0; i < q.size(); ++i) {
                  std::vector<WideReal> certain(q.size(), 0);
                  certain[i] = 1;
                  expect_equal(categorical(op, certain, q), -log(q[i]), "the cross-entropy", 1);
                }
              })};
}

std::vector<Identity> bernoulli_entropy_identities() {
  return {law("is the categorical entropy of both outcomes",
              [](const Operator& op, const Case& drawn) {
                const WideReal p(drawn.inputs[0].data[0]);
                expect_equal(divergence(op, {p}),
                             other("entropy/categorical_entropy", {outcomes(p)}), "the entropy");
              }),
          law("the outcomes exchanged have the same, at most log 2",
              [](const Operator& op, const Case& drawn) {
                const WideReal p(drawn.inputs[0].data[0]);
                const WideReal here = divergence(op, {p});
                expect_equal(divergence(op, {1 - p}), here, "the entropy");
                expect(here > 0 && here <= log(WideReal(2)) + power_of_ten<WideReal>(-90),
                       "the entropy is out of bounds");
              })};
}

std::vector<Identity> bernoulli_cross_entropy_identities() {
  return {
      law("is the categorical cross-entropy of both outcomes",
          [](const Operator& op, const Case& drawn) {
            const WideReal p(drawn.inputs[0].data[0]), q(drawn.inputs[1].data[0]);
            expect_equal(divergence(op, {p, q}),
                         other("entropy/categorical_cross_entropy", {outcomes(p), outcomes(q)}),
                         "the cross-entropy");
          }),
      law("is the entropy of p and the KL from p to q", [](const Operator& op, const Case& drawn) {
        const WideReal p(drawn.inputs[0].data[0]), q(drawn.inputs[1].data[0]);
        expect_equal(divergence(op, {p, q}),
                     other("entropy/bernoulli_entropy", {{p}}) +
                         other("divergence/kl_bernoulli", {{p}, {q}}),
                     "the cross-entropy", 1);
      })};
}

std::vector<Identity> normal_entropy_identities() {
  return {law("is the expectation of -log density by quadrature",
              [](const Operator& op, const Case& drawn) {
                const Normal p = {3, scale(drawn.inputs[0].data[0])};
                const WideReal wanted =
                    expectation(p, [&](const WideReal& x) { return WideReal(-log_density(p, x)); });
                expect_equal(divergence(op, {p.sigma}), wanted, "the entropy", 1, 35);
              }),
          law("a scale of 7 adds log 7 a dimension", [](const Operator& op, const Case& drawn) {
            std::vector<WideReal> sigma, scaled;
            for (const double s : drawn.inputs[0].data) {
              sigma.push_back(scale(s));
              scaled.push_back(7 * sigma.back());
            }
            expect_equal(divergence_of_vectors(op, {scaled}),
                         divergence_of_vectors(op, {sigma}) + sigma.size() * log(WideReal(7)),
                         "the entropy", 1);
          })};
}

std::vector<Identity> normal_cross_entropy_identities() {
  return {
      law("is the expectation of -log density under p by quadrature",
          [](const Operator& op, const Case& drawn) {
            const Normal p = normal_at(drawn, 0), q = normal_at(drawn, 2);
            const WideReal wanted =
                expectation(p, [&](const WideReal& x) { return WideReal(-log_density(q, x)); });
            expect_equal(divergence(op, {p.mu, p.sigma, q.mu, q.sigma}), wanted,
                         "the cross-entropy", 1, 35);
          }),
      law("is the entropy of p and the KL from p to q", [](const Operator& op, const Case& drawn) {
        const Normal p = normal_at(drawn, 0), q = normal_at(drawn, 2);
        expect_equal(
            divergence(op, {p.mu, p.sigma, q.mu, q.sigma}),
            other("entropy/normal_entropy", {{p.sigma}}) +
                other("divergence/kl_normal_normal", {{p.mu}, {p.sigma}, {q.mu}, {q.sigma}}),
            "the cross-entropy", 1);
      })};
}

std::vector<Identity> multivariate_normal_entropy_identities() {
  const auto value = [](const Operator& op, const Tensor<WideReal>& s) {
    return evaluate(op, {s}, {}).at(0).data.at(0);
  };
  return {law("is half the logarithm of det(2 pi e S) by elimination",
              [value](const Operator& op, const Case& drawn) {
                const Tensor<WideReal> s = convert<WideReal>(drawn.inputs)[0];
                const WideReal wanted =
                    (log(eliminate(s).determinant) + s.extent(0) * log_two_pi_e()) / 2;
                expect_equal(value(op, s), wanted, "the entropy", 1);
              }),
          law("correlations take away: at most the sum of the dimensions' own entropies",
              [value](const Operator& op, const Case& drawn) {
                Tensor<WideReal> s = convert<WideReal>(drawn.inputs)[0];
                const WideReal together = value(op, s);
                std::vector<WideReal> sigma;
                for (std::int64_t i = 0; i < s.extent(0); ++i)
                  for (std::int64_t j = 0; j < s.extent(0); ++j)
                    if (i == j)
                      sigma.push_back(sqrt(s.at(i, i)));
                    else
                      s.at(i, j) = 0;
                const WideReal apart = other("entropy/normal_entropy", {sigma});
                expect_equal(value(op, s), apart, "the entropy of a diagonal", 1);
                expect(together <= apart + power_of_ten<WideReal>(-90), "correlations added");
              })};
}

}  // namespace assay::entropy_laws
