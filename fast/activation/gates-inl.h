// The activations that are x times a gate, and two more without a corner.
#if defined(ASSAY_FAST_ACTIVATION_GATES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_GATES_INL_H
#undef ASSAY_FAST_ACTIVATION_GATES_INL_H
#else
#define ASSAY_FAST_ACTIVATION_GATES_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/polynomial-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// x sigmoid(z) for z = beta x; a zero of x's sign where sigmoid(z) is 0 in any format.
template <class D, class V>
HWY_INLINE V swish_at(D d, V x, V z) {
  const V y = gated(d, x, sigmoid(d, z));
  return hn::IfThenElse(hn::Gt(z, hn::Set(d, -1000.0)), y, hn::CopySign(hn::Zero(d), x));
}

/// sigmoid(z) (1 + z sigmoid(-z))
template <class D, class V>
HWY_INLINE V swish_slope_at(D d, V z) {
  const V bounded = hn::Min(hn::Max(z, hn::Set(d, -1000.0)), hn::Set(d, 1000.0));
  const V other = sigmoid(d, hn::Neg(bounded));
  return hn::Mul(sigmoid(d, bounded), hn::MulAdd(bounded, other, hn::Set(d, 1.0)));
}

struct Swish {
  using Lane = double;
  float beta;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return swish_at(d, x, hn::Mul(hn::Set(d, static_cast<double>(beta)), x));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return swish_slope_at(d, hn::Mul(hn::Set(d, static_cast<double>(beta)), x));
  }
};

struct QuickGelu {
  using Lane = double;
  static constexpr double kBeta = 1.702;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return swish_at(d, x, hn::Mul(hn::Set(d, kBeta), x));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return swish_slope_at(d, hn::Mul(hn::Set(d, kBeta), x));
  }
};

/// x t with t = tanh(softplus(x)). For q = e^-|x|, t = n / (n + m) and 1 - t = m / (n + m), where
/// n = 1 + 2q, m = 2q^2 right of 0 and n = q (q + 2), m = 2 left of it.
struct Mish {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V bounded = hn::Max(x, hn::Set(d, -1000.0));
    return hn::Mul(bounded, gate(d, bounded).open);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    // At -700 the slope is a negative number that no float32 shows: it rounds to -0.
    const V bounded = hn::Min(hn::Max(x, hn::Set(d, -700.0)), hn::Set(d, 1000.0));
    const Gate<V> t = gate(d, bounded);
    const V square_rest = hn::Mul(t.shut, hn::Add(hn::Set(d, 1.0), t.open));
    return hn::MulAdd(hn::Mul(bounded, sigmoid(d, bounded)), square_rest, t.open);
  }

 private:
  template <class V>
  struct Gate {
    V open, shut;  // t and 1 - t
  };

  template <class D, class V>
  static HWY_INLINE Gate<V> gate(D d, V x) {
    const V two = hn::Set(d, 2.0);
    const V q = exp(d, hn::Neg(hn::Abs(x)));
    const auto right = hn::Gt(x, hn::Zero(d));
    const V n =
        hn::IfThenElse(right, hn::MulAdd(two, q, hn::Set(d, 1.0)), hn::Mul(q, hn::Add(q, two)));
    const V m = hn::IfThenElse(right, hn::Mul(two, hn::Mul(q, q)), two);
    const V sum = hn::Add(n, m);
    return {hn::Div(n, sum), hn::Div(m, sum)};
  }
};

/// x / (1 + |x|); the bound keeps inf / inf away.
struct Softsign {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V size = hn::Min(hn::Abs(x), hn::Set(d, 0x1p200));
    return hn::CopySign(hn::Div(size, hn::Add(size, hn::Set(d, 1.0))), x);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V sum = hn::Add(hn::Min(hn::Abs(x), hn::Set(d, 0x1p200)), hn::Set(d, 1.0));
    return hn::Div(hn::Set(d, 1.0), hn::Mul(sum, sum));
  }
};

/// x - tanh(x), which for |x| < 1 is (x cosh x - sinh x) / cosh x with the numerator
/// sum_k 2k x^(2k+1) / (2k+1)!
struct Tanhshrink {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V size = hn::Abs(x), one = hn::Set(d, 1.0);
    const V near_zero = hn::CopySign(series(d, hn::Min(size, one)), x);
    return hn::IfThenElse(hn::Lt(size, one), near_zero, hn::Sub(x, tanh(d, x)));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V t = tanh(d, x);
    return hn::Mul(t, t);
  }

 private:
  /// For 0 <= x <= 1; the first term left out is 4e-19 x^21.
  template <class D, class V>
  static HWY_INLINE V series(D d, V x) {
    static constexpr double kTerms[] = {1.0 / 3,
                                        1.0 / 30,
                                        1.0 / 840,
                                        1.0 / 45360,
                                        1.0 / 3991680,
                                        1.0 / 518918400,
                                        1.0 / 93405312000.,
                                        1.0 / 22230464256000.,
                                        1.0 / 6758061133824000.};
    const V square = hn::Mul(x, x);
    const V growth = exp(d, x);
    const V twice_cosh = hn::Add(growth, hn::Div(hn::Set(d, 1.0), growth));
    const V sum = hn::Mul(hn::Mul(square, x), polynomial(d, square, kTerms));
    return hn::Div(hn::Add(sum, sum), twice_cosh);
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
