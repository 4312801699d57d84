// y[i] = op(x[i], ...) for a lane functor.
//
// A lane functor is a struct with
//   using Lane = double;                              // or float: see Tag in memory-inl.h
//   template <class D, class V> V operator()(D d, V x, ...) const;
// and its attributes as float members. It never loops, loads, or thinks of NaN.
#if defined(ASSAY_FAST_LANES_MAP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LANES_MAP_INL_H
#undef ASSAY_FAST_LANES_MAP_INL_H
#else
#define ASSAY_FAST_LANES_MAP_INL_H
#endif

#include <cstddef>

#include "fast/lanes/memory-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class V>
HWY_INLINE auto any_nan(V x) {
  return hn::IsNaN(x);
}
template <class V, class... Vs>
HWY_INLINE auto any_nan(V x, Vs... more) {
  return hn::Or(hn::IsNaN(x), any_nan(more...));
}

/// NaN in, NaN out: lane arithmetic does not promise it (Min and Max drop NaN, masks send it to
/// either side), so it is restored here, once for every kernel.
template <class Op, class D, class... Vs>
HWY_INLINE hn::Vec<D> keep_nan(const Op& op, D d, Vs... x) {
  return hn::IfThenElse(any_nan(x...), hn::NaN(d), op(d, x...));
}

/// What a functor of several results returns. They follow arithmetic: an input that is NaN spoils
/// only the results that depend on it, so such a functor uses neither Min nor Max nor masks.
template <std::size_t K, class V>
struct Vectors {
  V results[K];
};

/// `count` is a multiple of the lanes. The only place where the functor is expanded.
template <class Op, class... Inputs>
HWY_NOINLINE void map_vectors(const Op& op, std::size_t count, float* y, const Inputs*... x) {
  const Tag<typename Op::Lane> d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    store(keep_nan(op, d, load(d, x + i)...), d, y + i);
  }
}

template <std::size_t K, class Op, class... Inputs>
HWY_NOINLINE void map_vectors(const Op& op, std::size_t count, float* const (&y)[K],
                              const Inputs*... x) {
  const Tag<typename Op::Lane> d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto all = op(d, load(d, x + i)...);
    for (std::size_t k = 0; k < K; ++k) store(all.results[k], d, y[k] + i);
  }
}

/// The last few elements, padded with zeros to a whole vector.
template <class T, std::size_t N>
struct Padded {
  HWY_ALIGN T lanes[N] = {};

  Padded() = default;
  Padded(const T* from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  }
  void copy_to(T* to, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) to[i] = lanes[i];
  }
};

/// y[i] = op(x[i], ...). Every element goes through the same vector code, so a result depends
/// neither on the length nor on the position nor on the alignment. y may be one of the inputs; it
/// may not overlap otherwise.
template <class Op, class... Inputs>
void map(const Op& op, std::size_t count, float* y, const Inputs*... x) {
  const Tag<typename Op::Lane> d;
  using Tail = Padded<float, hn::MaxLanes(d)>;
  const std::size_t rest = count % hn::Lanes(d);
  const std::size_t whole = count - rest;
  map_vectors(op, whole, y, x...);
  if (rest == 0) return;
  Tail tail;
  map_vectors(op, hn::Lanes(d), tail.lanes, Tail(x + whole, rest).lanes...);
  tail.copy_to(y + whole, rest);
}

/// y[k][i] = op(x[i], ...).results[k], for a functor that returns Vectors<K, V>. Each y[k] may be
/// one of the inputs.
template <std::size_t K, class Op, class... Inputs>
void map(const Op& op, std::size_t count, float* const (&y)[K], const Inputs*... x) {
  const Tag<typename Op::Lane> d;
  using Tail = Padded<float, hn::MaxLanes(d)>;
  const std::size_t rest = count % hn::Lanes(d);
  const std::size_t whole = count - rest;
  map_vectors(op, whole, y, x...);
  if (rest == 0) return;
  Tail tails[K];
  float* lanes[K];
  for (std::size_t k = 0; k < K; ++k) lanes[k] = tails[k].lanes;
  map_vectors(op, hn::Lanes(d), lanes, Tail(x + whole, rest).lanes...);
  for (std::size_t k = 0; k < K; ++k) tails[k].copy_to(y[k] + whole, rest);
}

/// dx = g f'(x), for a functor f that has `slope(d, x)`.
template <class Op>
struct Pullback {
  using Lane = typename Op::Lane;
  Op op;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x, V upstream) const {
    return hn::Mul(upstream, op.slope(d, x));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
