// Entropies and cross-entropies, one class or dimension in a lane.
#if defined(ASSAY_FAST_ENTROPY_ENTROPY_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_ENTROPY_ENTROPY_INL_H
#undef ASSAY_FAST_ENTROPY_ENTROPY_INL_H
#else
#define ASSAY_FAST_ENTROPY_ENTROPY_INL_H
#endif

#include "fast/lanes/log-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// -p log q, 0 where p is 0
struct Surprise {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V q) const {
    return hn::IfThenZeroElse(hn::Eq(p, hn::Zero(d)), hn::Neg(hn::Mul(p, log(d, q))));
  }
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p) const {
    return (*this)(d, p, p);
  }
};

struct SurpriseSlopes {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V p, V q) const {
    const V f = hn::Set(d, -factor);
    return {{hn::Mul(f, log(d, q)), hn::Mul(f, hn::Div(p, q))}};
  }
};

/// -log p - 1
struct EntropySlope {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V p) const {
    return hn::Mul(hn::Set(d, -factor), hn::Add(log(d, p), hn::Set(d, 1.0)));
  }
};

/// -p log q - (1 - p) log(1 - q)
struct BernoulliSurprise {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p, V q) const {
    const V rest = hn::Sub(hn::Set(d, 1.0), p);
    const V sum = hn::MulAdd(p, log(d, q), hn::Mul(rest, log1p(d, hn::Neg(q))));
    return hn::Neg(sum);
  }
  template <class D, class V>
  HWY_INLINE V operator()(D d, V p) const {
    return (*this)(d, p, p);
  }
};

/// log((1 - q) / q) = log1p((1 - 2 q) / q), which keeps its digits where q is about a half
template <class D, class V>
HWY_INLINE V log_odds_against(D d, V q) {
  return log1p(d, hn::Div(hn::NegMulAdd(hn::Set(d, 2.0), q, hn::Set(d, 1.0)), q));
}

struct BernoulliSurpriseSlopes {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE Vectors<2, V> operator()(D d, V p, V q) const {
    const V f = hn::Set(d, factor), rest = hn::Sub(hn::Set(d, 1.0), q);
    const V by_q = hn::Div(hn::Sub(q, p), hn::Mul(q, rest));
    return {{hn::Mul(f, log_odds_against(d, q)), hn::Mul(f, by_q)}};
  }
};

struct BernoulliEntropySlope {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V p) const {
    return hn::Mul(hn::Set(d, factor), log_odds_against(d, p));
  }
};

inline constexpr double kHalfLogTwoPi = 0x1.d67f1c864beb5p-1;  // log(2 pi) / 2

/// log sigma + log(2 pi e) / 2
struct NormalEntropy {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V sigma) const {
    return hn::Add(log(d, sigma), hn::Set(d, kHalfLogTwoPi + 0.5));
  }
};

struct InverseSlope {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V sigma) const {
    return hn::Div(hn::Set(d, factor), sigma);
  }
};

/// log sigma2 + log(2 pi) / 2 + ((sigma1 / sigma2)^2 + z^2) / 2
struct NormalCrossEntropy {
  template <class D, class V>
  HWY_INLINE V operator()(D d, V mu1, V sigma1, V mu2, V sigma2) const {
    const V z = hn::Div(hn::Sub(mu1, mu2), sigma2), r = hn::Div(sigma1, sigma2);
    const V squares = hn::MulAdd(z, z, hn::Mul(r, r));
    return hn::MulAdd(hn::Set(d, 0.5), squares, hn::Add(log(d, sigma2), hn::Set(d, kHalfLogTwoPi)));
  }
};

struct NormalCrossEntropySlopes {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE Vectors<4, V> operator()(D d, V mu1, V sigma1, V mu2, V sigma2) const {
    const V f = hn::Div(hn::Set(d, factor), sigma2);
    const V z = hn::Div(hn::Sub(mu1, mu2), sigma2), r = hn::Div(sigma1, sigma2);
    const V squares = hn::MulAdd(z, z, hn::Mul(r, r));
    return {{hn::Mul(f, z), hn::Mul(f, r), hn::Neg(hn::Mul(f, z)),
             hn::Mul(f, hn::Sub(hn::Set(d, 1.0), squares))}};
  }
};

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
