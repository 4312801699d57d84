// O = softmax(Q K^T / sqrt(d)) V over the admitted keys, query by query; scores and weights in
// float64.
#if defined(ASSAY_FAST_ATTENTION_SCALED_DOT_PRODUCT_ATTENTION_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ATTENTION_SCALED_DOT_PRODUCT_ATTENTION_INL_H
#undef ASSAY_FAST_ATTENTION_SCALED_DOT_PRODUCT_ATTENTION_INL_H
#else
#define ASSAY_FAST_ATTENTION_SCALED_DOT_PRODUCT_ATTENTION_INL_H
#endif

#include <cstdint>
#include <limits>

#include "fast/attention/attention.h"
#include "fast/lanes/columns-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "fast/operand.h"
#include "fast/softmax/row-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The numbers of the admitted positions, at a fixed distance; the others are not even read.
struct AdmittedWeights {
  const double* first;
  const std::uint8_t* mask;
  std::size_t stride;
  double factor;

  double operator[](std::size_t i) const { return first[i * stride] * factor; }
  bool skips(std::size_t i) const { return mask[i * stride] == 0; }
};

struct KeyPointers {
  const float *k, *v;
  const std::uint8_t* mask;  // of one query
};

inline double inverse_root(std::size_t width) {
  const hn::CappedTag<double, 1> one;
  return 1 / hn::GetLane(hn::Sqrt(hn::Set(one, static_cast<double>(width))));
}

/// The admitted scores q . k_j / sqrt(d), -inf elsewhere. Returns the position of the largest or of
/// a NaN; e.keys where no key is admitted.
inline std::size_t scores_of(const float* q, KeyPointers keys, AttentionExtents e, double* scores) {
  const double factor = inverse_root(e.width);
  std::size_t top = e.keys;
  for (std::size_t j = 0; j < e.keys; ++j) {
    scores[j] = -std::numeric_limits<double>::infinity();
    if (keys.mask[j] == 0) continue;
    scores[j] = factor * sum(Product{}, e.width, q, keys.k + j * e.width);
    if (top == e.keys || scores[j] > scores[top] || scores[j] != scores[j]) top = j;
  }
  return top;
}

/// s[j] = e^(s[j] - max)
inline void shifted_exponentials(double max, std::size_t count, double* s) {
  const ShiftedExp shifted_exp = {max};
  const Tag<double> d;
  const hn::CappedTag<double, 1> one;
  std::size_t j = 0;
  for (; j + hn::Lanes(d) <= count; j += hn::Lanes(d))
    hn::StoreU(keep_nan(shifted_exp, d, hn::LoadU(d, s + j)), d, s + j);
  for (; j < count; ++j) hn::StoreU(keep_nan(shifted_exp, one, hn::LoadU(one, s + j)), one, s + j);
}

/// The weights of one query's keys, 0 where masked out. Returns the position of the largest.
inline std::size_t weights_of(const float* q, KeyPointers keys, AttentionExtents e, double* p) {
  const std::size_t top = scores_of(q, keys, e, p);
  if (top == e.keys) return top;
  shifted_exponentials(p[top], e.keys, p);
  double total = 0;
  for (std::size_t j = 0; j < e.keys; ++j) total += p[j];
  for (std::size_t j = 0; j < e.keys; ++j) p[j] /= total;
  return top;
}

inline void attention_forward(const float* q, const float* k, const float* v,
                              const std::uint8_t* mask, float* out, double* weights,
                              AttentionExtents e) {
  for (std::size_t n = 0; n < e.queries; ++n) {
    const std::uint8_t* row = mask + n * e.keys;
    weights_of(q + n * e.width, {k, v, row}, e, weights);
    weighted_row_sum(AdmittedWeights{weights, row, 1, 1}, v, e.keys, e.values, out + n * e.values);
  }
}

/// ds_j = p_j ((g_j - g_top) - sum_i p_i (g_i - g_top)) with g_j = upstream . v_j: where one weight
/// is nearly 1, its own term is small without cancelling.
inline void score_gradients(const float* upstream, KeyPointers keys, std::size_t top,
                            AttentionExtents e, const double* p, double* ds) {
  if (top == e.keys) return;
  const double pivot = sum(Product{}, e.values, upstream, keys.v + top * e.values);
  double mean = 0;
  for (std::size_t j = 0; j < e.keys; ++j) {
    ds[j] = 0;
    if (keys.mask[j] == 0 || j == top) continue;
    ds[j] = sum(Product{}, e.values, upstream, keys.v + j * e.values) - pivot;
    mean += p[j] * ds[j];
  }
  ds[top] = pivot - pivot;  // 0, or NaN
  for (std::size_t j = 0; j < e.keys; ++j) ds[j] = p[j] * (ds[j] - mean);
}

/// P and dL/dS, both [queries, keys], and dQ = dS K / sqrt(d).
inline void attention_backward_queries(const float* q, const float* k, const float* v,
                                       const std::uint8_t* mask, const float* upstream, double* p,
                                       double* ds, float* dq, AttentionExtents e) {
  for (std::size_t n = 0; n < e.queries; ++n) {
    const std::size_t at = n * e.keys;
    const KeyPointers keys = {k, v, mask + at};
    const std::size_t top = weights_of(q + n * e.width, keys, e, p + at);
    score_gradients(upstream + n * e.values, keys, top, e, p + at, ds + at);
    weighted_row_sum(AdmittedWeights{ds + at, mask + at, 1, inverse_root(e.width)}, k, e.keys,
                     e.width, dq + n * e.width);
  }
}

/// dK = dS^T Q / sqrt(d), dV = P^T dO.
inline void attention_backward_keys(const float* q, const std::uint8_t* mask, const float* upstream,
                                    const double* p, const double* ds, float* dk, float* dv,
                                    AttentionExtents e) {
  for (std::size_t j = 0; j < e.keys; ++j) {
    weighted_row_sum(AdmittedWeights{place(ds, j), place(mask, j), e.keys, inverse_root(e.width)},
                     q, e.queries, e.width, dk + j * e.width);
    weighted_row_sum(AdmittedWeights{place(p, j), place(mask, j), e.keys, 1}, upstream, e.queries,
                     e.values, dv + j * e.values);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
