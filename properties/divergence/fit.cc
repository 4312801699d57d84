// Laws of the normal distribution next to a mixture, by quadrature.

#include <algorithm>

#include "properties/divergence/distributions.h"
#include "properties/divergence/identities.h"

namespace assay::divergence_laws {

using namespace distributions;

namespace {

using Mixture = std::vector<std::pair<WideReal, Normal>>;  ///< weights and components

/// The first components of a case, two at most, of moderate parameters.
Mixture mixture_of(const Case& drawn) {
  const std::int64_t k = std::min<std::int64_t>(drawn.inputs[0].extent(1), 2);
  const std::vector<double> first(drawn.inputs[0].data.begin(), drawn.inputs[0].data.begin() + k);
  const std::vector<WideReal> weights = normalised(Tensor<double>({k}, first));
  Mixture p;
  for (std::size_t i = 0; i < weights.size(); ++i)
    p.push_back(
        {weights[i], {moderate(drawn.inputs[1].data[i], 8), scale(drawn.inputs[2].data[i])}});
  return p;
}

Normal fit(const Operator& op, const Mixture& p) {
  const auto k = static_cast<std::int64_t>(p.size());
  Bag<WideReal> in(3, Tensor<WideReal>({1, k}));
  for (std::int64_t i = 0; i < k; ++i) {
    const auto& [weight, component] = p[static_cast<std::size_t>(i)];
    in[0].at(0, i) = weight;
    in[1].at(0, i) = component.mu;
    in[2].at(0, i) = component.sigma;
  }
  const Bag<WideReal> y = evaluate(op, in, {});
  return {y.at(0).data.at(0), y.at(1).data.at(0)};
}

/// E_p x and E_p x^2, by quadrature.
struct Moments {
  WideReal first = 0, second = 0;

  explicit Moments(const Mixture& p) {
    for (const auto& [weight, component] : p) {
      first += weight * expectation(component, [](const WideReal& x) { return x; });
      second += weight * expectation(component, [](const WideReal& x) { return WideReal(x * x); });
    }
  }
  /// E_p (x - mu)^2 / sigma^2
  WideReal spread(const Normal& q) const {
    return (second - 2 * q.mu * first + q.mu * q.mu) / (q.sigma * q.sigma);
  }
  /// -E_p log q, which is KL(p || q) but for constants.
  WideReal cross_entropy(const Normal& q) const { return log(q.sigma) + spread(q) / 2; }
};

void check_slopes(const Operator& op, const Case& drawn) {
  const Mixture p = mixture_of(drawn);
  const Normal q = fit(op, p);
  const Moments moments(p);
  expect_equal((moments.first - q.mu) / q.sigma, 0, "the slope of KL by mu", 1, 30);
  expect_equal(moments.spread(q), 1, "one less the slope of KL by log sigma", 1, 30);
}

void check_least(const Operator& op, const Case& drawn) {
  const Mixture p = mixture_of(drawn);
  const Normal q = fit(op, p);
  const Moments moments(p);
  const Normal others[] = {{q.mu + q.sigma / 4, q.sigma},
                           {q.mu - q.sigma / 4, q.sigma},
                           {q.mu, q.sigma * 3 / 4},
                           {q.mu, q.sigma * 5 / 4}};
  for (const Normal& other : others)
    expect(moments.cross_entropy(other) > moments.cross_entropy(q),
           "another normal distribution is nearer");
}

/// The density but for the factor that all normals share.
WideReal relative_density(const Normal& n, const WideReal& x) {
  const WideReal z = (x - n.mu) / n.sigma;
  return exp(-z * z / 2) / n.sigma;
}

/// KL(q || p)
WideReal reverse(const Normal& q, const Mixture& p) {
  return expectation(q, [&](const WideReal& x) {
    WideReal sum = 0;
    for (const auto& component : p) sum += component.first * relative_density(component.second, x);
    return WideReal(-log(sum / relative_density(q, x)));
  });
}

/// Two components sixteen standard deviations apart: in the other direction each of them is nearer
/// to the mixture than the fit, which covers what lies between them.
void check_other_direction(const Operator& op, const Case& drawn) {
  if (drawn.seed % 4 != 0) return;  // integrals cost
  const Mixture given = mixture_of(drawn);
  const WideReal s = given[0].second.sigma, weight = (given[0].first + 1) / 4;
  const Mixture p = {{weight, {-8 * s, s}}, {1 - weight, {8 * s, s}}};
  const WideReal seeking = reverse(p[0].second, p);
  expect(seeking <= -log(weight) && seeking >= 0,
         "a component is farther from its mixture than its weight allows");
  expect(reverse(fit(op, p), p) > seeking, "the fit is nearer than a mode");
}

}  // namespace

std::vector<Identity> normal_fit_identities() {
  return {
      law("the slopes of KL(p || q) by mu and sigma are 0 there", check_slopes),
      law("a normal distribution moved or narrower is farther in KL(p || q)", check_least),
      law("in the other direction each of two separate modes is nearer", check_other_direction)};
}

}  // namespace assay::divergence_laws
