// The activations that are made of straight pieces, and hard_swish, of one curved piece.
#if defined(ASSAY_FAST_ACTIVATION_PIECEWISE_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_PIECEWISE_INL_H
#undef ASSAY_FAST_ACTIVATION_PIECEWISE_INL_H
#else
#define ASSAY_FAST_ACTIVATION_PIECEWISE_INL_H
#endif

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// min(max(x, lower), upper)
struct HardTanh {
  using Lane = float;
  float lower, upper;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Min(hn::Max(x, hn::Set(d, lower)), hn::Set(d, upper));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const auto inside = hn::And(hn::Gt(x, hn::Set(d, lower)), hn::Lt(x, hn::Set(d, upper)));
    return hn::IfThenElseZero(inside, hn::Set(d, 1.0f));
  }
};

/// min(max(x, 0), 6)
struct Relu6 {
  using Lane = float;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return HardTanh{0.0f, 6.0f}(d, x);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return HardTanh{0.0f, 6.0f}.slope(d, x);
  }
};

/// min(max(steepness x + offset, 0), 1): the product is exact in double.
struct HardSigmoid {
  using Lane = double;
  float steepness, offset;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Min(hn::Max(line(d, x), hn::Zero(d)), hn::Set(d, 1.0));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V z = line(d, x);
    const auto inside = hn::And(hn::Gt(z, hn::Zero(d)), hn::Lt(z, hn::Set(d, 1.0)));
    return hn::IfThenElseZero(inside, hn::Set(d, static_cast<double>(steepness)));
  }

 private:
  template <class D, class V>
  HWY_INLINE V line(D d, V x) const {
    return hn::MulAdd(hn::Set(d, static_cast<double>(steepness)), x,
                      hn::Set(d, static_cast<double>(offset)));
  }
};

/// x min(max(x + 3, 0), 6) / 6; the bound keeps -inf * 0 away, and the limit there is -0.
struct HardSwish {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V three = hn::Set(d, 3.0);
    const V bounded = hn::Max(x, hn::Neg(three));
    const V gate = hn::Min(hn::Add(bounded, three), hn::Set(d, 6.0));
    return hn::Div(hn::Mul(bounded, gate), hn::Set(d, 6.0));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V three = hn::Set(d, 3.0), one = hn::Set(d, 1.0);
    const V inner = hn::Div(hn::Add(hn::Add(x, x), three), hn::Set(d, 6.0));
    const V right = hn::IfThenElse(hn::Ge(x, three), one, inner);
    return hn::IfThenElseZero(hn::Gt(x, hn::Neg(three)), right);
  }
};

/// sign(x) max(|x| - lambda, 0)
struct Softshrink {
  using Lane = float;
  float lambda;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V bound = hn::Set(d, lambda);
    return hn::IfThenElseZero(hn::Gt(hn::Abs(x), bound), hn::Sub(x, hn::CopySign(bound, x)));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return hn::IfThenElseZero(hn::Gt(hn::Abs(x), hn::Set(d, lambda)), hn::Set(d, 1.0f));
  }
};

/// x where |x| > lambda, else 0
struct Hardshrink {
  using Lane = float;
  float lambda;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenElseZero(hn::Gt(hn::Abs(x), hn::Set(d, lambda)), x);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return Softshrink{lambda}.slope(d, x);
  }
};

/// 1 right of 0, 0 left of it
struct Heaviside {
  using Lane = float;
  float at_zero;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V zero = hn::Zero(d);
    const V right = hn::IfThenElseZero(hn::Gt(x, zero), hn::Set(d, 1.0f));
    return hn::IfThenElse(hn::Eq(x, zero), hn::Set(d, at_zero), right);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
