// Laws of the divergences in which both distributions count alike.

#include "properties/catalogue/catalogue.h"
#include "properties/divergence/distributions.h"
#include "properties/divergence/identities.h"

namespace assay::divergence_laws {

using namespace distributions;

namespace {

std::vector<WideReal> mean(const std::vector<WideReal>& p, const std::vector<WideReal>& q) {
  std::vector<WideReal> m;
  for (std::size_t i = 0; i < p.size(); ++i) m.push_back((p[i] + q[i]) / 2);
  return m;
}

Identity symmetric() {
  return law("exchanging the distributions changes nothing",
             [](const Operator& op, const Case& drawn) {
               const auto p = normalised(drawn.inputs[0]), q = normalised(drawn.inputs[1]);
               expect_equal(categorical(op, p, q), categorical(op, q, p), "the divergence", 1);
             });
}

}  // namespace

std::vector<Identity> jensen_shannon_identities() {
  return {symmetric(),
          law("is the entropy of the mean less the mean of the entropies",
              [](const Operator& op, const Case& drawn) {
                const auto p = normalised(drawn.inputs[0]), q = normalised(drawn.inputs[1]);
                const Operator& h = require_operator("entropy/categorical_entropy");
                const WideReal apart =
                    (divergence_of_vectors(h, {p}) + divergence_of_vectors(h, {q})) / 2;
                expect_equal(categorical(op, p, q), divergence_of_vectors(h, {mean(p, q)}) - apart,
                             "the divergence", 1);
              }),
          law("lies between 0 and log 2, which distributions of separate classes reach",
              [](const Operator& op, const Case& drawn) {
                auto p = normalised(drawn.inputs[0]), q = normalised(drawn.inputs[1]);
                const WideReal value = categorical(op, p, q), most = log(WideReal(2));
                expect(value >= -power_of_ten<WideReal>(-90) && value <= most, "out of bounds");
                const std::size_t n = p.size();
                p.resize(2 * n, 0);
                q.insert(q.begin(), n, 0);
                expect_equal(categorical(op, p, q), most, "the divergence");
              })};
}

std::vector<Identity> jeffreys_identities() {
  return {symmetric(),
          law("is the sum of the KL in both directions", [](const Operator& op, const Case& drawn) {
            const auto p = normalised(drawn.inputs[0]);
            const auto q = normalised(drawn.inputs[1]);
            const Operator& kl = require_operator("divergence/kl_categorical");
            expect_equal(categorical(op, p, q), categorical(kl, p, q) + categorical(kl, q, p),
                         "the divergence", 1);
          })};
}

}  // namespace assay::divergence_laws
