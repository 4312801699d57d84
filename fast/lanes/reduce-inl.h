// Sums and maxima over memory. A sum always runs in eight double lanes, however many the target
// has, and joins them in one order: on every target the same additions, so sums of exact terms
// (x, x y) are equal to the last bit.
#if defined(ASSAY_FAST_LANES_REDUCE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_REDUCE_INL_H
#undef ASSAY_FAST_LANES_REDUCE_INL_H
#else
#define ASSAY_FAST_LANES_REDUCE_INL_H
#endif

#include <cstddef>
#include <limits>

#include "fast/lanes/map-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline constexpr std::size_t kSumLanes = 8;
using SumTag = hn::CappedTag<double, kSumLanes>;

/// partial[j] += op(x[8 b + j], ...) over whole blocks b.
template <class Op, class... Inputs>
HWY_NOINLINE void sum_blocks(const Op& op, std::size_t count, double* partial, const Inputs*... x) {
  const SumTag d;
  constexpr std::size_t kLanes = hn::MaxLanes(d);
  constexpr std::size_t kVectors = kSumLanes / kLanes;
  hn::Vec<SumTag> sums[kVectors];
  for (std::size_t v = 0; v < kVectors; ++v) sums[v] = hn::LoadU(d, partial + v * kLanes);
  for (std::size_t i = 0; i < count; i += kSumLanes) {
#pragma GCC unroll 4
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[v] = hn::Add(sums[v], keep_nan(op, d, load(d, x + i + v * kLanes)...));
    }
  }
  for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[v], d, partial + v * kLanes);
}

/// sum_i op(x[i], ...), for a lane functor with double lanes. 0 for no elements.
template <class Op, class... Inputs>
double sum(const Op& op, std::size_t count, const Inputs*... x) {
  double partial[kSumLanes] = {};
  const std::size_t rest = count % kSumLanes;
  const std::size_t whole = count - rest;
  sum_blocks(op, whole, partial, x...);
  if (rest != 0) {
    double tail[kSumLanes] = {};
    sum_blocks(op, kSumLanes, tail, Padded<float, kSumLanes>(x + whole, rest).lanes...);
    for (std::size_t j = 0; j < rest; ++j) partial[j] += tail[j];
  }
  for (std::size_t half = kSumLanes / 2; half != 0; half /= 2) {
    for (std::size_t j = 0; j < half; ++j) partial[j] += partial[j + half];
  }
  return partial[0];
}

/// The same without element `skipped`.
template <class Op, class... Inputs>
double sum_without(const Op& op, std::size_t skipped, std::size_t count, const Inputs*... x) {
  return sum(op, skipped, x...) + sum(op, count - skipped - 1, (x + skipped + 1)...);
}

struct Value {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x) const {
    return x;
  }
};

struct Product {
  template <class D, class V>
  HWY_INLINE V operator()(D, V x, V y) const {
    return hn::Mul(x, y);
  }
};

/// The larger one, NaN if either is.
template <class V>
HWY_INLINE V max_or_nan(V a, V b) {
  return hn::IfThenElse(hn::Or(hn::IsNaN(a), hn::Gt(a, b)), a, b);
}

/// max_i x[i]; NaN if any is; -inf for no elements.
HWY_INLINE float max(std::size_t count, const float* x) {
  const Tag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const hn::CappedTag<float, 1> one;
  float result = -std::numeric_limits<float>::infinity();
  std::size_t i = 0;
  if (count >= lanes) {
    auto running = hn::LoadU(d, x);
    for (i = lanes; i + lanes <= count; i += lanes) {
      running = max_or_nan(hn::LoadU(d, x + i), running);
    }
    HWY_ALIGN float lane[hn::MaxLanes(d)];
    hn::Store(running, d, lane);
    for (std::size_t j = 0; j < lanes; ++j) {
      result = hn::GetLane(max_or_nan(hn::Set(one, lane[j]), hn::Set(one, result)));
    }
  }
  for (; i < count; ++i) {
    result = hn::GetLane(max_or_nan(hn::Set(one, x[i]), hn::Set(one, result)));
  }
  return result;
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
