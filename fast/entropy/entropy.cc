// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/entropy/entropy.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/entropy/entropy.h"

#include <cmath>

#include "fast/entropy/entropy-inl.h"
#include "fast/linear/cholesky-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double categorical_entropy_sum(const float* p, std::size_t n) { return sum(Surprise{}, n, p); }

void categorical_entropy_pullback(const float* p, double g, float* dp, std::size_t n) {
  map(EntropySlope{g}, n, dp, p);
}

double bernoulli_entropy_sum(const float* p, std::size_t n) {
  return sum(BernoulliSurprise{}, n, p);
}

void bernoulli_entropy_pullback(const float* p, double g, float* dp, std::size_t n) {
  map(BernoulliEntropySlope{g}, n, dp, p);
}

double normal_entropy_sum(const float* sigma, std::size_t n) {
  return sum(NormalEntropy{}, n, sigma);
}

void normal_entropy_pullback(const float* sigma, double g, float* dsigma, std::size_t n) {
  map(InverseSlope{g}, n, dsigma, sigma);
}

double categorical_cross_entropy_sum(const float* p, const float* q, std::size_t n) {
  return sum(Surprise{}, n, p, q);
}

void categorical_cross_entropy_pullback(const float* p, const float* q, double g, float* dp,
                                        float* dq, std::size_t n) {
  float* const y[2] = {dp, dq};
  map(SurpriseSlopes{g}, n, y, p, q);
}

double bernoulli_cross_entropy_sum(const float* p, const float* q, std::size_t n) {
  return sum(BernoulliSurprise{}, n, p, q);
}

void bernoulli_cross_entropy_pullback(const float* p, const float* q, double g, float* dp,
                                      float* dq, std::size_t n) {
  float* const y[2] = {dp, dq};
  map(BernoulliSurpriseSlopes{g}, n, y, p, q);
}

double normal_cross_entropy_sum(const float* mu1, const float* sigma1, const float* mu2,
                                const float* sigma2, std::size_t n) {
  return sum(NormalCrossEntropy{}, n, mu1, sigma1, mu2, sigma2);
}

void normal_cross_entropy_pullback(const float* mu1, const float* sigma1, const float* mu2,
                                   const float* sigma2, double g, float* const* gradients,
                                   std::size_t n) {
  float* const y[4] = {gradients[0], gradients[1], gradients[2], gradients[3]};
  map(NormalCrossEntropySlopes{g}, n, y, mu1, sigma1, mu2, sigma2);
}

double multivariate_normal_entropy_value(const float* s, double* l, std::size_t d) {
  cholesky(s, d, l);
  double sum = 0;
  for (std::size_t i = 0; i < d; ++i) sum += std::log(l[i * d + i]) + (kHalfLogTwoPi + 0.5);
  return sum;
}

void multivariate_normal_entropy_pullback(const float* s, double g, float* ds, double* l,
                                          std::size_t d) {
  double* const columns = l + d * d;
  cholesky(s, d, l);
  invert_lower(l, d, columns);
  for (std::size_t a = 0; a < d; ++a)
    for (std::size_t b = 0; b < d; ++b)
      ds[a * d + b] = static_cast<float>(0.5 * g * dot(columns + a * d, columns + b * d, d));
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(categorical_entropy_sum);
HWY_EXPORT(categorical_entropy_pullback);
HWY_EXPORT(bernoulli_entropy_sum);
HWY_EXPORT(bernoulli_entropy_pullback);
HWY_EXPORT(normal_entropy_sum);
HWY_EXPORT(normal_entropy_pullback);
HWY_EXPORT(categorical_cross_entropy_sum);
HWY_EXPORT(categorical_cross_entropy_pullback);
HWY_EXPORT(bernoulli_cross_entropy_sum);
HWY_EXPORT(bernoulli_cross_entropy_pullback);
HWY_EXPORT(normal_cross_entropy_sum);
HWY_EXPORT(normal_cross_entropy_pullback);
HWY_EXPORT(multivariate_normal_entropy_value);
HWY_EXPORT(multivariate_normal_entropy_pullback);

float categorical_entropy(std::span<const float> p) {
  return static_cast<float>(HWY_DYNAMIC_DISPATCH(categorical_entropy_sum)(p.data(), p.size()));
}

void categorical_entropy_gradient(std::span<const float> p, float upstream, std::span<float> dp) {
  require_same_size("categorical_entropy_gradient", "dp", dp.size(), p.size());
  HWY_DYNAMIC_DISPATCH(categorical_entropy_pullback)(p.data(), upstream, dp.data(), p.size());
}

float bernoulli_entropy(std::span<const float> p) {
  return static_cast<float>(HWY_DYNAMIC_DISPATCH(bernoulli_entropy_sum)(p.data(), p.size()));
}

void bernoulli_entropy_gradient(std::span<const float> p, float upstream, std::span<float> dp) {
  require_same_size("bernoulli_entropy_gradient", "dp", dp.size(), p.size());
  HWY_DYNAMIC_DISPATCH(bernoulli_entropy_pullback)(p.data(), upstream, dp.data(), p.size());
}

float normal_entropy(std::span<const float> sigma) {
  return static_cast<float>(HWY_DYNAMIC_DISPATCH(normal_entropy_sum)(sigma.data(), sigma.size()));
}

void normal_entropy_gradient(std::span<const float> sigma, float upstream,
                             std::span<float> dsigma) {
  require_same_size("normal_entropy_gradient", "dsigma", dsigma.size(), sigma.size());
  HWY_DYNAMIC_DISPATCH(normal_entropy_pullback)
  (sigma.data(), upstream, dsigma.data(), sigma.size());
}

float categorical_cross_entropy(std::span<const float> p, std::span<const float> q) {
  require_same_size("categorical_cross_entropy", "q", q.size(), p.size());
  return static_cast<float>(
      HWY_DYNAMIC_DISPATCH(categorical_cross_entropy_sum)(p.data(), q.data(), p.size()));
}

void categorical_cross_entropy_gradient(std::span<const float> p, std::span<const float> q,
                                        float upstream, std::span<float> dp, std::span<float> dq) {
  for (const std::size_t size : {q.size(), dp.size(), dq.size()})
    require_same_size("categorical_cross_entropy_gradient", "an operand", size, p.size());
  HWY_DYNAMIC_DISPATCH(categorical_cross_entropy_pullback)
  (p.data(), q.data(), upstream, dp.data(), dq.data(), p.size());
}

float bernoulli_cross_entropy(std::span<const float> p, std::span<const float> q) {
  require_same_size("bernoulli_cross_entropy", "q", q.size(), p.size());
  return static_cast<float>(
      HWY_DYNAMIC_DISPATCH(bernoulli_cross_entropy_sum)(p.data(), q.data(), p.size()));
}

void bernoulli_cross_entropy_gradient(std::span<const float> p, std::span<const float> q,
                                      float upstream, std::span<float> dp, std::span<float> dq) {
  for (const std::size_t size : {q.size(), dp.size(), dq.size()})
    require_same_size("bernoulli_cross_entropy_gradient", "an operand", size, p.size());
  HWY_DYNAMIC_DISPATCH(bernoulli_cross_entropy_pullback)
  (p.data(), q.data(), upstream, dp.data(), dq.data(), p.size());
}

float normal_cross_entropy(const NormalPair& x) {
  for (const std::size_t size : {x.sigma1.size(), x.mu2.size(), x.sigma2.size()})
    require_same_size("normal_cross_entropy", "an operand", size, x.mu1.size());
  const auto run = HWY_DYNAMIC_DISPATCH(normal_cross_entropy_sum);
  return static_cast<float>(
      run(x.mu1.data(), x.sigma1.data(), x.mu2.data(), x.sigma2.data(), x.mu1.size()));
}

void normal_cross_entropy_gradient(const NormalPair& x, float upstream,
                                   const NormalPairGradient& gradient) {
  for (const std::size_t size :
       {x.sigma1.size(), x.mu2.size(), x.sigma2.size(), gradient.dmu1.size(),
        gradient.dsigma1.size(), gradient.dmu2.size(), gradient.dsigma2.size()})
    require_same_size("normal_cross_entropy_gradient", "an operand", size, x.mu1.size());
  float* const gradients[4] = {gradient.dmu1.data(), gradient.dsigma1.data(), gradient.dmu2.data(),
                               gradient.dsigma2.data()};
  HWY_DYNAMIC_DISPATCH(normal_cross_entropy_pullback)
  (x.mu1.data(), x.sigma1.data(), x.mu2.data(), x.sigma2.data(), upstream, gradients, x.mu1.size());
}

std::size_t multivariate_normal_entropy_workspace(std::size_t dimensions) {
  return 2 * element_count("multivariate_normal_entropy", dimensions, dimensions);
}

float multivariate_normal_entropy(std::span<const float> covariance, std::size_t dimensions,
                                  std::span<double> workspace) {
  const char* const op = "multivariate_normal_entropy";
  require_same_size(op, "covariance", covariance.size(), element_count(op, dimensions, dimensions));
  require_same_size(op, "workspace", workspace.size(),
                    multivariate_normal_entropy_workspace(dimensions));
  const auto run = HWY_DYNAMIC_DISPATCH(multivariate_normal_entropy_value);
  return static_cast<float>(run(covariance.data(), workspace.data(), dimensions));
}

void multivariate_normal_entropy_gradient(std::span<const float> covariance, float upstream,
                                          std::span<float> dcovariance, std::size_t dimensions,
                                          std::span<double> workspace) {
  const char* const op = "multivariate_normal_entropy_gradient";
  for (const std::size_t size : {covariance.size(), dcovariance.size()})
    require_same_size(op, "a covariance", size, element_count(op, dimensions, dimensions));
  require_same_size(op, "workspace", workspace.size(),
                    multivariate_normal_entropy_workspace(dimensions));
  HWY_DYNAMIC_DISPATCH(multivariate_normal_entropy_pullback)
  (covariance.data(), upstream, dcovariance.data(), workspace.data(), dimensions);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
