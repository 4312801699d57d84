// Noise on inputs, and what it does to least squares.
#if defined(ASSAY_FAST_REGULARIZATION_NOISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_REGULARIZATION_NOISE_INL_H
#undef ASSAY_FAST_REGULARIZATION_NOISE_INL_H
#else
#define ASSAY_FAST_REGULARIZATION_NOISE_INL_H
#endif

#include <cmath>

#include "fast/lanes/doubles-inl.h"
#include "fast/lanes/exp-inl.h"
#include "fast/lanes/log-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "fast/linear/cholesky-inl.h"
#include "fast/regularization/noise.h"
#include "fast/regularization/pointers.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct GaussianNoise {
  using Lane = double;
  double sigma;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V noise) const {
    return hn::Add(x, hn::Mul(hn::Set(d, sigma), noise));
  }
};

/// factor x
struct Multiple {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(hn::Set(d, factor), x);
  }
};

struct FastGradientSign {
  using Lane = float;
  float epsilon;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V slope) const {
    const V step = hn::CopySign(hn::Set(d, epsilon), slope);
    return hn::IfThenElse(hn::Eq(slope, hn::Zero(d)), x, hn::Add(x, step));
  }
};

/// r = X w - y of one example.
inline double ridge_residual(const float* x, const float* w, float y, std::size_t features) {
  return sum(Product{}, features, x, w) - static_cast<double>(y);
}

inline double noise_ridge_sum(const RidgePointers& in, double lambda, const RidgeExtents& e) {
  double total = lambda * sum(Product{}, e.features, in.w, in.w);
  for (std::size_t i = 0; i < e.examples; ++i) {
    const double r = ridge_residual(in.x + i * e.features, in.w, in.y[i], e.features);
    total += r * r;
  }
  return total;
}

/// dX = 2 r w^T and dy = -2 r, times the factor.
inline void noise_ridge_data_pullback(const RidgePointers& in, double factor, float* dx, float* dy,
                                      const RidgeExtents& e) {
  for (std::size_t i = 0; i < e.examples; ++i) {
    const double r = ridge_residual(in.x + i * e.features, in.w, in.y[i], e.features);
    map(Multiple{2 * factor * r}, e.features, dx + i * e.features, in.w);
    dy[i] = static_cast<float>(-2 * factor * r);
  }
}

/// dw = 2 X^T r + 2 lambda w, times the factor.
inline void noise_ridge_weight_pullback(const RidgePointers& in, double lambda, double factor,
                                        float* dw, const RidgeExtents& e) {
  for (std::size_t j = 0; j < e.features; ++j) {
    double total = lambda * static_cast<double>(in.w[j]);
    for (std::size_t i = 0; i < e.examples; ++i) {
      const float* row = in.x + i * e.features;
      total += static_cast<double>(row[j]) * ridge_residual(row, in.w, in.y[i], e.features);
    }
    dw[j] = static_cast<float>(2 * factor * total);
  }
}

/// The lower triangle L with L L^T = X^T X + lambda I.
inline void ridge_factor(const float* x, double lambda, double* l, const RidgeExtents& e) {
  const std::size_t n = e.features;
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t k = 0; k < n; ++k) l[j * n + k] = 0;
    for (std::size_t i = 0; i < e.examples; ++i)
      add_scaled_doubles(static_cast<double>(x[i * n + j]), x + i * n, j + 1, l + j * n);
    l[j * n + j] += lambda;
    for (std::size_t k = 0; k <= j; ++k) {
      const double rest = l[j * n + k] - dot(l + j * n, l + k * n, k);
      l[j * n + k] = k == j ? std::sqrt(rest) : rest / l[k * n + k];
    }
  }
}

/// b = (L L^T)^-1 b in place.
inline void solve_factored(const double* l, std::size_t n, double* b) {
  solve_lower(l, n, b);
  for (std::size_t j = n; j-- > 0;) {
    b[j] /= l[j * n + j];
    add_scaled_doubles(-b[j], l + j * n, j, b);
  }
}

/// Where the pieces of a workspace are.
struct RidgeWork {
  double *l, *w, *v;
};

inline RidgeWork ridge_work(double* workspace, const RidgeExtents& e) {
  const std::size_t n = e.features;
  return {workspace, workspace + n * n, workspace + n * n + n};
}

/// Leaves the factor in work.l and the minimiser in work.w.
inline void ridge_minimiser(const float* x, const float* y, double lambda, const RidgeWork& work,
                            const RidgeExtents& e) {
  ridge_factor(x, lambda, work.l, e);
  for (std::size_t j = 0; j < e.features; ++j) work.w[j] = 0;
  for (std::size_t i = 0; i < e.examples; ++i)
    add_scaled_doubles(static_cast<double>(y[i]), x + i * e.features, e.features, work.w);
  solve_factored(work.l, e.features, work.w);
}

/// With v = (X^T X + lambda I)^-1 g: dy = X v, dX = (y - X w) v^T - (X v) w^T.
inline void ridge_minimiser_pullback(const float* x, const float* y, double lambda, const float* g,
                                     float* dx, float* dy, double* workspace,
                                     const RidgeExtents& e) {
  const std::size_t n = e.features;
  const RidgeWork work = ridge_work(workspace, e);
  ridge_minimiser(x, y, lambda, work, e);
  for (std::size_t j = 0; j < n; ++j) work.v[j] = static_cast<double>(g[j]);
  solve_factored(work.l, n, work.v);
  for (std::size_t i = 0; i < e.examples; ++i) {
    const float* row = x + i * n;
    const double slope = dot(row, work.v, n);
    const double rest = static_cast<double>(y[i]) - dot(row, work.w, n);
    dy[i] = static_cast<float>(slope);
    for (std::size_t j = 0; j < n; ++j)
      dx[i * n + j] = static_cast<float>(rest * work.v[j] - slope * work.w[j]);
  }
}

/// What the steps leave of the start, f^t, and what they add of the limit, 1 - f^t. Its small
/// values come from expm1: f = 1 - lr s is close to 1 where the rate is small.
template <class V>
struct DescentShares {
  V left, added;
};

struct Descent {
  double lr, variance, steps;

  template <class D, class V>
  HWY_INLINE V curvature(D d, V x) const {
    return hn::MulAdd(x, x, hn::Set(d, variance));
  }

  template <class D, class V>
  HWY_INLINE DescentShares<V> shares(D d, V curvature, double t) const {
    const V one = hn::Set(d, 1.0), zero = hn::Zero(d);
    if (t == 0) return {one, zero};
    const V step = hn::Mul(hn::Set(d, lr), curvature);
    const auto overshoots = hn::Gt(step, one);
    const V size = hn::IfThenElse(overshoots, hn::Sub(step, one), one);
    const V rate = hn::Mul(hn::Set(d, t), hn::IfThenElse(overshoots, log(d, size),
                                                         log1p(d, hn::Neg(hn::Min(step, one)))));
    const V power = exp(d, rate);
    const V missing = hn::Sub(zero, expm1(d, rate));
    if (std::fmod(t, 2) == 0) return {power, missing};
    return {hn::IfThenElse(overshoots, hn::Neg(power), power),
            hn::IfThenElse(overshoots, hn::Add(one, power), missing)};
  }
};

struct DescentValue {
  using Lane = double;
  Descent descent;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V x, V y, V start) const {
    const V s = descent.curvature(d, x);
    const V limit = hn::Div(hn::Mul(x, y), s);
    const auto share = descent.shares(d, s, descent.steps);
    return {{hn::MulAdd(share.left, start, hn::Mul(share.added, limit)), limit,
             hn::Div(hn::Set(d, 2.0), s)}};
  }
};

/// d(weight)/dx = (1 - f^t) d(limit)/dx + (start - limit) d(f^t)/dx with d(f^t)/dx =
/// -2 lr t x f^(t-1).
struct DescentSlopes {
  using Lane = double;
  Descent descent;

  template <class D, class V>
  HWY_INLINE Vectors<3, V> operator()(D d, V x, V y, V start, V g_weight, V g_limit,
                                      V g_rate) const {
    const V s = descent.curvature(d, x), square = hn::Mul(s, s);
    const auto share = descent.shares(d, s, descent.steps);
    const V limit = hn::Div(hn::Mul(x, y), s);
    const V limit_slope =
        hn::Div(hn::Mul(y, hn::Sub(hn::Set(d, descent.variance), hn::Mul(x, x))), square);
    V through_share = hn::Zero(d);
    if (descent.steps > 0) {
      const auto before = descent.shares(d, s, descent.steps - 1);
      const V slope = hn::Mul(hn::Set(d, -2 * descent.lr * descent.steps), x);
      through_share = hn::Mul(hn::Mul(slope, before.left), hn::Sub(start, limit));
    }
    const V through_weight = hn::MulAdd(share.added, limit_slope, through_share);
    const V through_rate = hn::Div(hn::Mul(hn::Set(d, -4.0), x), square);
    const V to_limit = hn::MulAdd(g_weight, share.added, g_limit);
    return {{hn::MulAdd(g_weight, through_weight,
                        hn::MulAdd(g_limit, limit_slope, hn::Mul(g_rate, through_rate))),
             hn::Mul(to_limit, hn::Div(x, s)), hn::Mul(g_weight, share.left)}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
