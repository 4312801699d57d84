// Losses of a class target, and of adversarial networks.
#if defined(ASSAY_FAST_LOSS_CLASSIFICATION_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_CLASSIFICATION_INL_H
#undef ASSAY_FAST_LOSS_CLASSIFICATION_INL_H
#else
#define ASSAY_FAST_LOSS_CLASSIFICATION_INL_H
#endif

#include "fast/lanes/exp-inl.h"
#include "fast/lanes/log-inl.h"
#include "fast/loss/elementwise-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// softplus at -z and at z: log(1 + e^-|z|) and the part of z that is linear
template <class V>
struct Softpluses {
  V of_minus, of_plus;
};

template <class D, class V>
HWY_INLINE Softpluses<V> softpluses(D d, V z) {
  const V zero = hn::Zero(d);
  const V rest = log1p(d, exp(d, hn::Neg(hn::Abs(z))));
  return {hn::Add(hn::Max(hn::Neg(z), zero), rest), hn::Add(hn::Max(z, zero), rest)};
}

/// -(t log p + (1 - t) log(1 - p)); in double 1 - p is exact for a float p above 2^-29
struct BinaryCrossEntropy {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V t) const {
    const V rest = hn::Sub(hn::Set(d, 1.0), t);
    return hn::Neg(hn::MulAdd(t, log(d, p), hn::Mul(rest, log1p(d, hn::Neg(p)))));
  }
  template <class D, class V>
  HWY_INLINE Vectors<2, V> slopes(D d, V p, V t) const {
    const V variance = hn::Mul(p, hn::Sub(hn::Set(d, 1.0), p));
    return {{hn::Div(hn::Sub(p, t), variance), hn::Sub(log1p(d, hn::Neg(p)), log(d, p))}};
  }
};

/// w s softplus(-z) + (1 - s) softplus(z), s the smoothed target: two terms of one sign, and no
/// probability is rounded
struct BinaryCrossEntropyWithLogits {
  float pos_weight, smoothing;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V t) const {
    const auto softplus = softpluses(d, z);
    const V s = smoothed(d, t);
    const V positive = hn::Mul(hn::Mul(weight(d), s), softplus.of_minus);
    return hn::MulAdd(hn::Sub(hn::Set(d, 1.0), s), softplus.of_plus, positive);
  }
  /// (1 - s) sigmoid(z) - w s sigmoid(-z), near 0 in the odd and even parts of sigmoid;
  /// (1 - smoothing) (w max(-z, 0) - max(z, 0) + (w - 1) log(1 + e^-|z|))
  template <class D, class V>
  HWY_INLINE Vectors<2, V> slopes(D d, V z, V t) const {
    const V one = hn::Set(d, 1.0), zero = hn::Zero(d), w = weight(d), s = smoothed(d, t);
    const V down = hn::Mul(w, s), up = hn::Sub(one, s), half = hn::Set(d, 0.5);
    const V far = hn::Sub(hn::Mul(up, sigmoid(d, z)), hn::Mul(down, sigmoid(d, hn::Neg(z))));
    const V near_zero =
        hn::Mul(half, hn::MulAdd(hn::Add(up, down), tanh(d, hn::Mul(half, z)), imbalance(d, t)));
    const V by_logit = hn::IfThenElse(hn::Lt(hn::Abs(z), one), near_zero, far);
    const V rest = hn::Mul(hn::Sub(w, one), log1p(d, exp(d, hn::Neg(hn::Abs(z)))));
    const V linear = hn::Sub(hn::Mul(w, hn::Max(hn::Neg(z), zero)), hn::Max(z, zero));
    const V kept = hn::Set(d, 1.0 - static_cast<double>(smoothing));
    return {{by_logit, hn::Mul(kept, hn::Add(linear, rest))}};
  }

 private:
  template <class D>
  HWY_INLINE auto weight(D d) const {
    return hn::Set(d, static_cast<double>(pos_weight));
  }
  /// 1 - s - w s, with what does not depend on t in one exact number: it may vanish.
  template <class D, class V>
  HWY_INLINE V imbalance(D d, V t) const {
    const double part = static_cast<double>(smoothing), both = 1 + static_cast<double>(pos_weight);
    return hn::NegMulAdd(hn::Set(d, (1 - part) * both), t, hn::Set(d, 1 - part / 2 * both));
  }
  template <class D, class V>
  HWY_INLINE V smoothed(D d, V t) const {
    const double part = static_cast<double>(smoothing);
    return hn::MulAdd(hn::Set(d, 1.0 - part), t, hn::Set(d, part / 2));
  }
};

/// alpha t a(z) + (1 - alpha) (1 - t) a(-z) with a(z) = e^(-gamma softplus(z)) softplus(-z)
struct Focal {
  float gamma, alpha;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V z, V t) const {
    const Parts<V> parts = examine(d, z, t);
    return hn::MulAdd(parts.positive, parts.of_positive,
                      hn::Mul(parts.negative, parts.of_negative));
  }
  template <class D, class V>
  HWY_INLINE Vectors<2, V> slopes(D d, V z, V t) const {
    const Parts<V> parts = examine(d, z, t);
    const V up = hn::Mul(parts.negative,
                         steepness(d, hn::Neg(z), parts.fade_of_negative, parts.softplus.of_plus));
    const V down =
        hn::Mul(parts.positive, steepness(d, z, parts.fade_of_positive, parts.softplus.of_minus));
    return {{hn::Sub(up, down), by_target(d, z, parts)}};
  }

 private:
  template <class V>
  struct Parts {
    Softpluses<V> softplus;
    V fade_of_positive, fade_of_negative;  // (1 - p)^gamma, p^gamma
    V of_positive, of_negative;
    V positive, negative;  // alpha t, (1 - alpha) (1 - t)
  };

  template <class D, class V>
  HWY_INLINE Parts<V> examine(D d, V z, V t) const {
    const auto softplus = softpluses(d, z);
    const V power = hn::Set(d, -static_cast<double>(gamma));
    const V positive_fade = exp(d, hn::Mul(power, softplus.of_plus));
    const V negative_fade = exp(d, hn::Mul(power, softplus.of_minus));
    const double share = static_cast<double>(alpha);
    return {softplus,
            positive_fade,
            negative_fade,
            hn::Mul(positive_fade, softplus.of_minus),
            hn::Mul(negative_fade, softplus.of_plus),
            hn::Mul(hn::Set(d, share), t),
            hn::Mul(hn::Set(d, 1.0 - share), hn::Sub(hn::Set(d, 1.0), t))};
  }

  /// alpha a(z) - (1 - alpha) a(-z). For |z| < 1, where a(z) and a(-z) nearly cancel, with
  /// u = log(2 cosh(z/2)) and c = gamma |z| / 2 it is e^(-gamma u) times half of
  /// (2 alpha - 1) (2 u cosh c + |z| sinh c) - sign(z) (2 u sinh c + |z| cosh c).
  template <class D, class V>
  HWY_INLINE V by_target(D d, V z, const Parts<V>& parts) const {
    const V one = hn::Set(d, 1.0), half = hn::Set(d, 0.5);
    const double share = static_cast<double>(alpha), power = static_cast<double>(gamma);
    const V far = hn::Sub(hn::Mul(hn::Set(d, share), parts.of_positive),
                          hn::Mul(hn::Set(d, 1.0 - share), parts.of_negative));
    const V size = hn::Min(hn::Abs(z), one);
    const V u = hn::Mul(half, hn::Add(parts.softplus.of_minus, parts.softplus.of_plus));
    const V m = expm1(d, hn::Mul(hn::Set(d, power / 2), size));
    const V inverse = hn::Div(one, hn::Add(m, one));
    const V twice_cosh = hn::Add(hn::Add(m, one), inverse);
    const V twice_sinh = hn::MulAdd(m, inverse, m);
    const V sum = hn::MulAdd(u, twice_cosh, hn::Mul(half, hn::Mul(size, twice_sinh)));
    const V difference = hn::MulAdd(u, twice_sinh, hn::Mul(half, hn::Mul(size, twice_cosh)));
    const V skew = hn::Sub(hn::Mul(hn::Set(d, 2 * share - 1), sum), hn::CopySign(difference, z));
    const V fade = exp(d, hn::Mul(hn::Set(d, -power), u));
    return hn::IfThenElse(hn::Lt(hn::Abs(z), one), hn::Mul(half, hn::Mul(fade, skew)), far);
  }

  /// -a'(z)
  template <class D, class V>
  HWY_INLINE V steepness(D d, V z, V fade, V softplus_of_minus) const {
    const V pull =
        hn::Mul(hn::Set(d, static_cast<double>(gamma)), hn::Mul(sigmoid(d, z), softplus_of_minus));
    return hn::Mul(fade, hn::Add(pull, sigmoid(d, hn::Neg(z))));
  }
};

/// max(0, 1 - t p)
struct Hinge {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V prediction, V target) const {
    return hn::Max(missing(d, prediction, target), hn::Zero(d));
  }
  template <class D, class V>
  HWY_INLINE Vectors<2, V> slopes(D d, V prediction, V target) const {
    const auto active = hn::Gt(missing(d, prediction, target), hn::Zero(d));
    return {{hn::IfThenElseZero(active, hn::Neg(target)),
             hn::IfThenElseZero(active, hn::Neg(prediction))}};
  }

  template <class D, class V>
  static HWY_INLINE V missing(D d, V prediction, V target) {
    return hn::NegMulAdd(target, prediction, hn::Set(d, 1.0));
  }
};

struct SquaredHinge {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V prediction, V target) const {
    const V missing = Hinge{}(d, prediction, target);
    return hn::Mul(missing, missing);
  }
  template <class D, class V>
  HWY_INLINE Vectors<2, V> slopes(D d, V prediction, V target) const {
    const V slope = hn::Mul(hn::Set(d, -2.0), Hinge{}(d, prediction, target));
    return {{hn::Mul(slope, target), hn::Mul(slope, prediction)}};
  }
};

/// softplus(-z)
struct GanGeneratorNonSaturating {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z) const {
    return softpluses(d, z).of_minus;
  }
  template <class D, class V>
  HWY_INLINE Vectors<1, V> slopes(D d, V z) const {
    return {{hn::Neg(sigmoid(d, hn::Neg(z)))}};
  }
};

/// -softplus(z)
struct GanGeneratorMinimax {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V z) const {
    return hn::Neg(softpluses(d, z).of_plus);
  }
  template <class D, class V>
  HWY_INLINE Vectors<1, V> slopes(D d, V z) const {
    return {{hn::Neg(sigmoid(d, z))}};
  }
};

struct WassersteinGenerator {
  template <class D, class V>
  HWY_INLINE V operator()(D, V value) const {
    return hn::Neg(value);
  }
  template <class D, class V>
  HWY_INLINE Vectors<1, V> slopes(D d, V) const {
    return {{hn::Set(d, -1.0)}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
