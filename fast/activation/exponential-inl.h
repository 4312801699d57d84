// The activations with an exponential tail: the elu family and two forms of softplus.
#if defined(ASSAY_FAST_ACTIVATION_EXPONENTIAL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ACTIVATION_EXPONENTIAL_INL_H
#undef ASSAY_FAST_ACTIVATION_EXPONENTIAL_INL_H
#else
#define ASSAY_FAST_ACTIVATION_EXPONENTIAL_INL_H
#endif

#include "fast/activation/sigmoid-inl.h"
#include "fast/lanes/exp-inl.h"
#include "fast/lanes/log-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// x for x > 0, else alpha (e^x - 1)
struct Elu {
  using Lane = double;
  float alpha;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V left = hn::Mul(hn::Set(d, static_cast<double>(alpha)), expm1(d, x));
    return hn::IfThenElse(hn::Ge(x, hn::Zero(d)), x, left);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V left = hn::Mul(hn::Set(d, static_cast<double>(alpha)), exp(d, x));
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Set(d, 1.0), left);
  }
};

/// kScale x for x > 0, else kScale alpha (e^x - 1), with the constants that keep mean 0 and
/// variance 1
struct Selu {
  using Lane = double;
  static constexpr double kScale = 1.0507009873554804934;
  static constexpr double kScaleAlpha = 1.7580993408473768599;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::IfThenElse(hn::Ge(x, hn::Zero(d)), hn::Mul(hn::Set(d, kScale), x),
                          hn::Mul(hn::Set(d, kScaleAlpha), expm1(d, x)));
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Set(d, kScale),
                          hn::Mul(hn::Set(d, kScaleAlpha), exp(d, x)));
  }
};

/// x for x > 0, else alpha (e^(x/alpha) - 1)
struct Celu {
  using Lane = double;
  float alpha;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V a = hn::Set(d, static_cast<double>(alpha));
    const V left = hn::Mul(a, expm1(d, hn::Div(x, a)));
    return hn::IfThenElse(hn::Ge(x, hn::Zero(d)), x, left);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V left = exp(d, hn::Div(x, hn::Set(d, static_cast<double>(alpha))));
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), hn::Set(d, 1.0), left);
  }
};

/// log(1 + e^(beta x)) / beta where beta x <= threshold, else x; beta x is exact in double.
struct SoftplusBeta {
  using Lane = double;
  float beta, threshold;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V b = hn::Set(d, static_cast<double>(beta));
    const V z = hn::Mul(b, x);
    const V decay = exp(d, hn::Neg(hn::Abs(z)));
    const V soft = hn::Div(hn::Add(hn::Max(z, hn::Zero(d)), log1p(d, decay)), b);
    return hn::IfThenElse(is_linear(d, z), x, soft);
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    const V z = hn::Mul(hn::Set(d, static_cast<double>(beta)), x);
    return hn::IfThenElse(is_linear(d, z), hn::Set(d, 1.0), sigmoid(d, z));
  }

 private:
  template <class D, class V>
  HWY_INLINE auto is_linear(D d, V z) const {
    return hn::Gt(z, hn::Set(d, static_cast<double>(threshold)));
  }
};

/// min(x, 0) - log(1 + e^-|x|): two terms of one sign. The bound keeps the second from underflowing
/// to 0, so that what no float32 shows rounds to -0.
struct LogSigmoid {
  using Lane = double;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    const V decay = exp(d, hn::Neg(hn::Min(hn::Abs(x), hn::Set(d, 700.0))));
    const V y = hn::Sub(hn::Min(x, hn::Zero(d)), log1p(d, decay));
    return hn::IfThenElse(hn::Eq(x, hn::Set(d, -0x1.d483ap-12)), hn::Set(d, -0x1.6301790000001p-1),
                          y);  // as in softplus
  }
  template <class D, class V>
  HWY_INLINE V slope(D d, V x) const {
    return nearest_sigmoid(d, hn::Neg(x));
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
