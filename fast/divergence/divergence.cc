// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/divergence/divergence.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/divergence/divergence.h"

#include "fast/divergence/kl_categorical-inl.h"
#include "fast/divergence/kl_multivariate_normal-inl.h"
#include "fast/divergence/kl_normal-inl.h"
#include "fast/divergence/normal_fit-inl.h"
#include "fast/divergence/symmetric-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double kl_normal_standard_sum(const float* mu, const float* sigma, std::size_t n) {
  return sum(KlNormalStandard{}, n, mu, sigma);
}

void kl_normal_standard_pullback(const float* mu, const float* sigma, double g, float* dmu,
                                 float* dsigma, std::size_t n) {
  map(KlScaled{g}, n, dmu, mu);
  map(KlNormalStandardSigmaSlope{g}, n, dsigma, sigma);
}

double kl_normal_normal_sum(const float* mu1, const float* sigma1, const float* mu2,
                            const float* sigma2, std::size_t n) {
  return sum(KlNormalNormal{}, n, mu1, sigma1, mu2, sigma2);
}

void kl_normal_normal_pullback(const float* mu1, const float* sigma1, const float* mu2,
                               const float* sigma2, double g, float* const* gradients,
                               std::size_t n) {
  float* const y[4] = {gradients[0], gradients[1], gradients[2], gradients[3]};
  map(KlNormalNormalSlopes{g}, n, y, mu1, sigma1, mu2, sigma2);
}

double kl_bernoulli_sum(const float* p, const float* q, std::size_t n) {
  return sum(KlBernoulli{}, n, p, q);
}

void kl_bernoulli_pullback(const float* p, const float* q, double g, float* dp, float* dq,
                           std::size_t n) {
  float* const y[2] = {dp, dq};
  map(KlBernoulliSlopes{g}, n, y, p, q);
}

double kl_categorical_sum(const float* p, const float* q, std::size_t n) {
  return sum(RelativeEntropy{}, n, p, q);
}

void kl_categorical_pullback(const float* p, const float* q, double g, float* dp, float* dq,
                             std::size_t n) {
  float* const y[2] = {dp, dq};
  map(KlCategoricalSlopes{g}, n, y, p, q);
}

double jensen_shannon_sum(const float* p, const float* q, std::size_t n) {
  return sum(JensenShannon{}, n, p, q);
}

void jensen_shannon_pullback(const float* p, const float* q, double g, float* dp, float* dq,
                             std::size_t n) {
  float* const y[2] = {dp, dq};
  map(JensenShannonSlopes{g}, n, y, p, q);
}

double jeffreys_sum(const float* p, const float* q, std::size_t n) {
  return sum(Jeffreys{}, n, p, q);
}

void jeffreys_pullback(const float* p, const float* q, double g, float* dp, float* dq,
                       std::size_t n) {
  float* const y[2] = {dp, dq};
  map(JeffreysSlopes{g}, n, y, p, q);
}

double kl_multivariate_normal_value(const float* mu1, const float* s1, const float* mu2,
                                    const float* s2, double* workspace, std::size_t d) {
  return kl_of_pair(factor_pair({mu1, s1, mu2, s2}, d, workspace));
}

void kl_multivariate_normal_pullback(const float* mu1, const float* s1, const float* mu2,
                                     const float* s2, double g, float* const* gradients,
                                     double* workspace, std::size_t d) {
  const FactoredPair pair = factor_pair({mu1, s1, mu2, s2}, d, workspace);
  kl_pair_gradient(pair, g, workspace + 3 * d * d + d,
                   {gradients[0], gradients[1], gradients[2], gradients[3]});
}

void fit_rows(const Mixtures& p, float* mu, float* sigma, std::size_t rows) {
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t at = r * p.components;
    const FittedNormal q =
        fit_normal(p.weight.data() + at, p.mean.data() + at, p.sigma.data() + at, p.components);
    mu[r] = static_cast<float>(q.mu);
    sigma[r] = static_cast<float>(q.sigma);
  }
}

void fit_rows_pullback(const Mixtures& p, const float* dmu, const float* dsigma,
                       float* const (&out)[3], std::size_t rows) {
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t at = r * p.components;
    const float *weight = p.weight.data() + at, *mean = p.mean.data() + at,
                *sigma = p.sigma.data() + at;
    const FittedNormal q = fit_normal(weight, mean, sigma, p.components);
    float* const y[3] = {out[0] + at, out[1] + at, out[2] + at};
    map(FitSlopes{q.mu, q.sigma, dmu[r] / q.total, dsigma[r] / q.total}, p.components, y, weight,
        mean, sigma);
  }
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(kl_normal_standard_sum);
HWY_EXPORT(kl_normal_standard_pullback);
HWY_EXPORT(kl_normal_normal_sum);
HWY_EXPORT(kl_normal_normal_pullback);
HWY_EXPORT(kl_bernoulli_sum);
HWY_EXPORT(kl_bernoulli_pullback);
HWY_EXPORT(kl_categorical_sum);
HWY_EXPORT(kl_categorical_pullback);
HWY_EXPORT(jensen_shannon_sum);
HWY_EXPORT(jensen_shannon_pullback);
HWY_EXPORT(jeffreys_sum);
HWY_EXPORT(jeffreys_pullback);
HWY_EXPORT(kl_multivariate_normal_value);
HWY_EXPORT(kl_multivariate_normal_pullback);

HWY_EXPORT(fit_rows);
HWY_EXPORT(fit_rows_pullback);

namespace {

void require_sizes(const char* op, std::size_t expected, std::initializer_list<std::size_t> sizes) {
  for (const std::size_t size : sizes) require_same_size(op, "an operand", size, expected);
}

}  // namespace

float kl_normal_standard(std::span<const float> mu, std::span<const float> sigma) {
  require_sizes("kl_normal_standard", mu.size(), {sigma.size()});
  const auto run = HWY_DYNAMIC_DISPATCH(kl_normal_standard_sum);
  return static_cast<float>(run(mu.data(), sigma.data(), mu.size()));
}

void kl_normal_standard_gradient(std::span<const float> mu, std::span<const float> sigma,
                                 float upstream, std::span<float> dmu, std::span<float> dsigma) {
  require_sizes("kl_normal_standard_gradient", mu.size(),
                {sigma.size(), dmu.size(), dsigma.size()});
  HWY_DYNAMIC_DISPATCH(kl_normal_standard_pullback)
  (mu.data(), sigma.data(), upstream, dmu.data(), dsigma.data(), mu.size());
}

float kl_normal_normal(std::span<const float> mu1, std::span<const float> sigma1,
                       std::span<const float> mu2, std::span<const float> sigma2) {
  require_sizes("kl_normal_normal", mu1.size(), {sigma1.size(), mu2.size(), sigma2.size()});
  const auto run = HWY_DYNAMIC_DISPATCH(kl_normal_normal_sum);
  return static_cast<float>(run(mu1.data(), sigma1.data(), mu2.data(), sigma2.data(), mu1.size()));
}

void kl_normal_normal_gradient(std::span<const float> mu1, std::span<const float> sigma1,
                               std::span<const float> mu2, std::span<const float> sigma2,
                               float upstream, std::span<float> dmu1, std::span<float> dsigma1,
                               std::span<float> dmu2, std::span<float> dsigma2) {
  require_sizes("kl_normal_normal_gradient", mu1.size(),
                {sigma1.size(), mu2.size(), sigma2.size(), dmu1.size(), dsigma1.size(), dmu2.size(),
                 dsigma2.size()});
  float* const gradients[4] = {dmu1.data(), dsigma1.data(), dmu2.data(), dsigma2.data()};
  HWY_DYNAMIC_DISPATCH(kl_normal_normal_pullback)
  (mu1.data(), sigma1.data(), mu2.data(), sigma2.data(), upstream, gradients, mu1.size());
}

float kl_bernoulli(std::span<const float> p, std::span<const float> q) {
  require_sizes("kl_bernoulli", p.size(), {q.size()});
  const auto run = HWY_DYNAMIC_DISPATCH(kl_bernoulli_sum);
  return static_cast<float>(run(p.data(), q.data(), p.size()));
}

void kl_bernoulli_gradient(std::span<const float> p, std::span<const float> q, float upstream,
                           std::span<float> dp, std::span<float> dq) {
  require_sizes("kl_bernoulli_gradient", p.size(), {q.size(), dp.size(), dq.size()});
  HWY_DYNAMIC_DISPATCH(kl_bernoulli_pullback)
  (p.data(), q.data(), upstream, dp.data(), dq.data(), p.size());
}

float kl_categorical(std::span<const float> p, std::span<const float> q) {
  require_sizes("kl_categorical", p.size(), {q.size()});
  const auto run = HWY_DYNAMIC_DISPATCH(kl_categorical_sum);
  return static_cast<float>(run(p.data(), q.data(), p.size()));
}

void kl_categorical_gradient(std::span<const float> p, std::span<const float> q, float upstream,
                             std::span<float> dp, std::span<float> dq) {
  require_sizes("kl_categorical_gradient", p.size(), {q.size(), dp.size(), dq.size()});
  HWY_DYNAMIC_DISPATCH(kl_categorical_pullback)
  (p.data(), q.data(), upstream, dp.data(), dq.data(), p.size());
}

float jensen_shannon(std::span<const float> p, std::span<const float> q) {
  require_sizes("jensen_shannon", p.size(), {q.size()});
  const auto run = HWY_DYNAMIC_DISPATCH(jensen_shannon_sum);
  return static_cast<float>(run(p.data(), q.data(), p.size()));
}

void jensen_shannon_gradient(std::span<const float> p, std::span<const float> q, float upstream,
                             std::span<float> dp, std::span<float> dq) {
  require_sizes("jensen_shannon_gradient", p.size(), {q.size(), dp.size(), dq.size()});
  HWY_DYNAMIC_DISPATCH(jensen_shannon_pullback)
  (p.data(), q.data(), upstream, dp.data(), dq.data(), p.size());
}

float jeffreys(std::span<const float> p, std::span<const float> q) {
  require_sizes("jeffreys", p.size(), {q.size()});
  const auto run = HWY_DYNAMIC_DISPATCH(jeffreys_sum);
  return static_cast<float>(run(p.data(), q.data(), p.size()));
}

void jeffreys_gradient(std::span<const float> p, std::span<const float> q, float upstream,
                       std::span<float> dp, std::span<float> dq) {
  require_sizes("jeffreys_gradient", p.size(), {q.size(), dp.size(), dq.size()});
  HWY_DYNAMIC_DISPATCH(jeffreys_pullback)
  (p.data(), q.data(), upstream, dp.data(), dq.data(), p.size());
}

std::size_t kl_multivariate_normal_workspace(std::size_t dimensions) {
  return 6 * element_count("kl_multivariate_normal", dimensions, dimensions) + 2 * dimensions;
}

namespace {

void require_pair(const char* op, const MultivariateNormal& p, const MultivariateNormal& q,
                  std::span<double> workspace) {
  const std::size_t d = p.mu.size();
  require_sizes(op, d, {q.mu.size()});
  require_sizes(op, element_count(op, d, d), {p.covariance.size(), q.covariance.size()});
  require_same_size(op, "workspace", workspace.size(), kl_multivariate_normal_workspace(d));
}

}  // namespace

float kl_multivariate_normal(const MultivariateNormal& p, const MultivariateNormal& q,
                             std::span<double> workspace) {
  require_pair("kl_multivariate_normal", p, q, workspace);
  const auto run = HWY_DYNAMIC_DISPATCH(kl_multivariate_normal_value);
  return static_cast<float>(run(p.mu.data(), p.covariance.data(), q.mu.data(), q.covariance.data(),
                                workspace.data(), p.mu.size()));
}

void kl_multivariate_normal_gradient(const MultivariateNormal& p, const MultivariateNormal& q,
                                     float upstream, const MultivariateNormalGradient& dp,
                                     const MultivariateNormalGradient& dq,
                                     std::span<double> workspace) {
  const char* const op = "kl_multivariate_normal_gradient";
  require_pair(op, p, q, workspace);
  require_sizes(op, p.mu.size(), {dp.dmu.size(), dq.dmu.size()});
  require_sizes(op, p.covariance.size(), {dp.dcovariance.size(), dq.dcovariance.size()});
  float* const gradients[4] = {dp.dmu.data(), dp.dcovariance.data(), dq.dmu.data(),
                               dq.dcovariance.data()};
  HWY_DYNAMIC_DISPATCH(kl_multivariate_normal_pullback)
  (p.mu.data(), p.covariance.data(), q.mu.data(), q.covariance.data(), upstream, gradients,
   workspace.data(), p.mu.size());
}

namespace {

std::size_t require_mixtures(const char* op, const Mixtures& p) {
  const std::size_t rows = p.components == 0 ? 0 : p.weight.size() / p.components;
  for (const std::size_t size : {p.weight.size(), p.mean.size(), p.sigma.size()})
    require_same_size(op, "a parameter", size, rows * p.components);
  return rows;
}

}  // namespace

void normal_fit(const Mixtures& p, std::span<float> mu, std::span<float> sigma) {
  const std::size_t rows = require_mixtures("normal_fit", p);
  for (const std::size_t size : {mu.size(), sigma.size()})
    require_same_size("normal_fit", "an output", size, rows);
  HWY_DYNAMIC_DISPATCH(fit_rows)(p, mu.data(), sigma.data(), rows);
}

void normal_fit_gradient(const Mixtures& p, std::span<const float> dmu,
                         std::span<const float> dsigma, std::span<float> dweight,
                         std::span<float> dmean, std::span<float> dsigmas) {
  const std::size_t rows = require_mixtures("normal_fit_gradient", p);
  for (const std::size_t size : {dmu.size(), dsigma.size()})
    require_same_size("normal_fit_gradient", "an upstream gradient", size, rows);
  for (const std::size_t size : {dweight.size(), dmean.size(), dsigmas.size()})
    require_same_size("normal_fit_gradient", "a gradient", size, p.weight.size());
  float* const out[3] = {dweight.data(), dmean.data(), dsigmas.data()};
  HWY_DYNAMIC_DISPATCH(fit_rows_pullback)(p, dmu.data(), dsigma.data(), out, rows);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
