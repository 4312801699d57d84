// The normal distribution q next to a mixture p of normals with weights w, means m and standard
// deviations s, by the forward divergence: argmin_q KL(p || q) has the mean and the variance of p,
//
//   mu = sum_i w_i m_i / W,  sigma^2 = sum_i w_i (s_i^2 + (m_i - mu)^2) / W,  W = sum_i w_i.
//
// [Bishop 2006, Pattern recognition and machine learning, section 10.1.2 and eq. 10.187]
#pragma once

#include <array>
#include <span>
#include <vector>

#include "reference/scalar/functions.h"

namespace assay {

template <class T>
struct NormalMixture {
  std::span<const T> weight, mean, sigma;
};

template <class T>
struct NormalFit {
  T total, mu, variance;
};

template <class T>
NormalFit<T> normal_fit(const NormalMixture<T>& p) {
  T total(0), first(0), second(0);
  for (std::size_t i = 0; i < p.weight.size(); ++i) {
    total += p.weight[i];
    first += p.weight[i] * p.mean[i];
  }
  const T mu = first / total;
  for (std::size_t i = 0; i < p.weight.size(); ++i) {
    const T apart = p.mean[i] - mu;
    second += p.weight[i] * (p.sigma[i] * p.sigma[i] + apart * apart);
  }
  return {total, mu, T(second / total)};
}

// {dw, dm, ds} from dL/dmu and dL/dsigma:
//   dmu/dw_i = (m_i - mu) / W,  dmu/dm_i = w_i / W,
//   dsigma/dw_i = (s_i^2 + (m_i - mu)^2 - sigma^2) / (2 sigma W),
//   dsigma/dm_i = w_i (m_i - mu) / (sigma W),  dsigma/ds_i = w_i s_i / (sigma W).
template <class T>
std::array<std::vector<T>, 3> normal_fit_gradient(const NormalMixture<T>& p, const T& dmu,
                                                  const T& dsigma) {
  const NormalFit<T> q = normal_fit(p);
  const T sigma = sqrt(q.variance);
  std::array<std::vector<T>, 3> d;
  for (std::size_t i = 0; i < p.weight.size(); ++i) {
    const T apart = p.mean[i] - q.mu, share = p.weight[i] / q.total;
    const T excess = p.sigma[i] * p.sigma[i] + apart * apart - q.variance;
    d[0].push_back(dmu * apart / q.total + dsigma * excess / (2 * sigma * q.total));
    d[1].push_back(share * (dmu + dsigma * apart / sigma));
    d[2].push_back(dsigma * share * p.sigma[i] / sigma);
  }
  return d;
}

}  // namespace assay
