// Gumbel noise, straight-through derivatives, and codes by distance.
#if defined(ASSAY_FAST_LATENT_LATENT_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LATENT_LATENT_INL_H
#undef ASSAY_FAST_LATENT_LATENT_INL_H
#else
#define ASSAY_FAST_LATENT_LATENT_INL_H
#endif

#include <algorithm>

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/log-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "fast/latent/latent.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// (x - log(-log u)) / temperature
struct Perturbed {
  double temperature;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V u) const {
    const V noise = log(d, hn::Neg(log(d, u)));
    return hn::Div(hn::Sub(x, noise), hn::Set(d, temperature));
  }
};

template <class D>
HWY_INLINE void perturb(D d, const float* x, const float* u, double temperature, double* z) {
  hn::StoreU(keep_nan(Perturbed{temperature}, d, load(d, x), load(d, u)), d, z);
}

inline void perturb_row(const float* x, const float* u, double temperature, double* z,
                        std::size_t n) {
  const Tag<double> d;
  const hn::CappedTag<double, 1> one;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) perturb(d, x + i, u + i, temperature, z + i);
  for (; i < n; ++i) perturb(one, x + i, u + i, temperature, z + i);
}

struct Exponential {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return exp(d, x);
  }
};

/// z = e^(z - max) / sum in place.
inline void normalise_row(double* z, std::size_t n) {
  const hn::CappedTag<double, 1> one;
  const double top = *std::max_element(z, z + n);
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    z[i] = hn::GetLane(keep_nan(Exponential{}, one, hn::Set(one, z[i] - top)));
    sum += z[i];
  }
  for (std::size_t i = 0; i < n; ++i) z[i] /= sum;
}

inline void gumbel_softmax_row(const float* x, const float* u, double temperature, float* y,
                               double* work, std::size_t n) {
  perturb_row(x, u, temperature, work, n);
  normalise_row(work, n);
  for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<float>(work[i]);
}

/// dx_i = p_i (g_i - sum_j p_j g_j) / temperature, with every g as its difference from that of the
/// largest weight, which is lost in none of them.
inline void gumbel_softmax_gradient_row(const float* x, const float* u, double temperature,
                                        const float* g, float* dx, double* work, std::size_t n) {
  perturb_row(x, u, temperature, work, n);
  normalise_row(work, n);
  const auto top = static_cast<std::size_t>(std::max_element(work, work + n) - work);
  const auto difference = [&](std::size_t i) {
    return static_cast<double>(g[i]) - static_cast<double>(g[top]);
  };
  double mean = 0;
  for (std::size_t i = 0; i < n; ++i) mean += work[i] * difference(i);
  for (std::size_t i = 0; i < n; ++i)
    dx[i] = static_cast<float>(work[i] * (difference(i) - mean) / temperature);
}

inline std::size_t gumbel_max_row(const float* x, const float* u, double* work, std::size_t n) {
  perturb_row(x, u, 1, work, n);
  return static_cast<std::size_t>(std::max_element(work, work + n) - work);
}

struct InsideSlope {
  using Lane = float;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V g) const {
    return hn::IfThenElseZero(hn::Le(hn::Abs(x), hn::Set(d, 1.0f)), g);
  }
};

struct SigmoidSlope {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V g) const {
    return hn::Mul(g, sigmoid_slope(d, x));
  }
};

struct SquaredDifference {
  template <class D, class V>
  HWY_INLINE V operator()(D, V a, V b) const {
    const V difference = hn::Sub(a, b);
    return hn::Mul(difference, difference);
  }
};

struct NearestCode {
  std::size_t index;
  double distance;
};

inline NearestCode nearest_code(const float* z, const float* codebook, const CodebookExtents& e) {
  NearestCode nearest = {0, sum(SquaredDifference{}, e.width, z, codebook)};
  for (std::size_t k = 1; k < e.codes; ++k) {
    const double distance = sum(SquaredDifference{}, e.width, z, codebook + k * e.width);
    if (distance < nearest.distance) nearest = {k, distance};
  }
  return nearest;
}

inline double quantize(const float* z, const float* codebook, float* quantized, float* code,
                       const CodebookExtents& e) {
  double total = 0;
  for (std::size_t n = 0; n < e.examples; ++n) {
    const NearestCode nearest = nearest_code(z + n * e.width, codebook, e);
    std::copy_n(codebook + nearest.index * e.width, e.width, quantized + n * e.width);
    code[n] = static_cast<float>(nearest.index);
    total += nearest.distance;
  }
  return total;
}

/// factor: 2 scale
inline void quantize_pullback(const float* z, const float* codebook, const float* g, double beta,
                              double factor, float* dz, double* dcodebook,
                              const CodebookExtents& e) {
  std::fill_n(dcodebook, e.codes * e.width, 0.0);
  for (std::size_t n = 0; n < e.examples; ++n) {
    const std::size_t at = n * e.width;
    const std::size_t from = nearest_code(z + at, codebook, e).index * e.width;
    for (std::size_t i = 0; i < e.width; ++i) {
      const double step =
          factor * (static_cast<double>(z[at + i]) - static_cast<double>(codebook[from + i]));
      dz[at + i] = static_cast<float>(static_cast<double>(g[at + i]) + beta * step);
      dcodebook[from + i] -= step;
    }
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
