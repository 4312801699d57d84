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

/// `count` is a multiple of the lanes. The only place where the functor is expanded.
template <class Op, class... Inputs>
HWY_NOINLINE void map_vectors(const Op& op, std::size_t count, float* y, const Inputs*... x) {
  const Tag<typename Op::Lane> d;
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    store(keep_nan(op, d, load(d, x + i)...), d, y + i);
  }
}

/// The last few elements, padded with zeros to a whole vector.
template <class Lane>
struct Padded {
  HWY_ALIGN float lanes[hn::MaxLanes(Tag<Lane>())] = {};

  Padded(const float* from, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) lanes[i] = from[i];
  }
};

/// Every element goes through the same vector code, so a result depends neither on the length nor
/// on the position nor on the alignment. y may be one of the inputs; it may not overlap otherwise.
template <class Op, class... Inputs>
void map(const Op& op, std::size_t count, float* y, const Inputs*... x) {
  using Lane = typename Op::Lane;
  const std::size_t lanes = hn::Lanes(Tag<Lane>());
  const std::size_t rest = count % lanes;
  const std::size_t whole = count - rest;
  map_vectors(op, whole, y, x...);
  if (rest == 0) return;
  Padded<Lane> tail(nullptr, 0);
  map_vectors(op, lanes, tail.lanes, Padded<Lane>(x + whole, rest).lanes...);
  for (std::size_t i = 0; i < rest; ++i) y[whole + i] = tail.lanes[i];
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
