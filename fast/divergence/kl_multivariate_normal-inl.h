// Divergences of normal distributions with full covariances, by their Cholesky factors.
#if defined(ASSAY_FAST_DIVERGENCE_KL_MULTIVARIATE_NORMAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_DIVERGENCE_KL_MULTIVARIATE_NORMAL_INL_H
#undef ASSAY_FAST_DIVERGENCE_KL_MULTIVARIATE_NORMAL_INL_H
#else
#define ASSAY_FAST_DIVERGENCE_KL_MULTIVARIATE_NORMAL_INL_H
#endif

#include "fast/linear/cholesky-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct NormalPointers {
  const float *mu1, *s1, *mu2, *s2;
};

/// Where the pieces of the workspace are, d^2 or d numbers each.
struct FactoredPair {
  std::size_t d;
  double *l1, *l2;  ///< rows of the factors
  double *w, *z;    ///< columns of L2^-1 L1; L2^-1 (mu1 - mu2)
};

inline FactoredPair factor_pair(const NormalPointers &in, std::size_t d, double *workspace) {
  const FactoredPair pair = {d, workspace, workspace + d * d, workspace + 2 * d * d,
                             workspace + 3 * d * d};
  cholesky(in.s1, d, pair.l1);
  cholesky(in.s2, d, pair.l2);
  for (std::size_t c = 0; c < d; ++c) {
    for (std::size_t i = 0; i < d; ++i) pair.w[c * d + i] = pair.l1[i * d + c];
    solve_lower(pair.l2, d, pair.w + c * d);
    pair.z[c] = static_cast<double>(in.mu1[c]) - static_cast<double>(in.mu2[c]);
  }
  solve_lower(pair.l2, d, pair.z);
  return pair;
}

inline double kl_of_pair(const FactoredPair &pair) {
  const std::size_t d = pair.d;
  double sum = 0.5 * dot(pair.z, pair.z, d);
  for (std::size_t c = 0; c < d; ++c) {
    const double *column = pair.w + c * d;
    const double r = column[c];
    sum += 0.5 * (r - 1) * (r + 1) - std::log(r);
    sum += 0.5 * dot(column + c + 1, column + c + 1, d - c - 1);
  }
  return sum;
}

struct NormalGradients {
  float *dmu1, *ds1, *dmu2, *ds2;
};

/// P = K^T K for K = L^-1; P2 S1 P2 = M^T M for M = W^T K2.
inline void kl_pair_gradient(const FactoredPair &pair, double upstream, double *workspace,
                             const NormalGradients &out) {
  const std::size_t d = pair.d;
  double *const k1 = workspace, *const k2 = k1 + d * d, *const m = k2 + d * d, *const v = m + d * d;
  invert_lower(pair.l1, d, k1);
  invert_lower(pair.l2, d, k2);
  for (std::size_t a = 0; a < d; ++a) {
    v[a] = dot(k2 + a * d, pair.z, d);
    for (std::size_t c = 0; c < d; ++c) m[a * d + c] = dot(pair.w + c * d, k2 + a * d, d);
  }
  for (std::size_t a = 0; a < d; ++a) {
    out.dmu1[a] = static_cast<float>(upstream * v[a]);
    out.dmu2[a] = static_cast<float>(-upstream * v[a]);
    for (std::size_t b = 0; b < d; ++b) {
      const double p1 = dot(k1 + a * d, k1 + b * d, d), p2 = dot(k2 + a * d, k2 + b * d, d);
      const double inner = dot(m + a * d, m + b * d, d) + v[a] * v[b];
      out.ds1[a * d + b] = static_cast<float>(0.5 * upstream * (p2 - p1));
      out.ds2[a * d + b] = static_cast<float>(0.5 * upstream * (p2 - inner));
    }
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
