#include "properties/sweep/function.h"

#include <cmath>
#include <stdexcept>

#include "properties/sweep/series_reading.h"
#include "reference/scalar/proof.h"
#include "reference/scalar/rounding.h"

namespace assay::sweep {

namespace {

constexpr long most_bits = 4096;
constexpr long most_bits_for_sign = 512;  // more do not help where Arb bounds a tail crudely

template <class T>
std::function<T(const T&)> of_one(const Function<T>& f, const Attributes& attributes) {
  return [&f, attributes](const T& x) { return f({Tensor<T>({1}, x)}, attributes).at(0).data[0]; };
}

template <class T>
std::function<T(const T&)> of_one(const Pullback<T>& f, const Attributes& attributes) {
  return [&f, attributes](const T& x) {
    return f({Tensor<T>({1}, x)}, {Tensor<T>({1}, T(1))}, attributes).at(0).data[0];
  };
}

/// The Taylor reading inside the reading on balls, if it is there.
template <class WithSeries, class OnBalls>
std::function<Series(const Series&)> series_inside(const OnBalls& balls,
                                                   const Attributes& attributes) {
  const auto* both = balls.template target<WithSeries>();
  if (both == nullptr) return {};
  return [both, attributes](const Series& x) { return both->series(x, attributes); };
}

template <class WithSeries, class Readings>
SweptFunction read(const Readings& of, const Attributes& attributes) {
  return {.name = {},
          .balls = of_one(of.ball, attributes),
          .series = series_inside<WithSeries>(of.ball, attributes),
          .plain = of_one(of.plain, attributes),
          .real = of_one(of.real, attributes),
          .limits = {},
          .promise = {}};
}

}  // namespace

bool is_of_one_number(const Card& card) {
  if (card.inputs.size() != 1 || card.outputs.size() != 1) return false;
  const Input& x = card.inputs[0];
  return x.dims.size() == 1 && card.batch == x.dims[0] && x.domain.kind == Domain::Kind::real;
}

SweptFunction swept_function(const Operator& op, bool derivative, const Attributes& attributes) {
  const Card& card = op.card;
  if (!is_of_one_number(card))
    throw std::invalid_argument(card.name + " is not pointwise: a sweep is over one real number");
  if (derivative && !op.gradient)
    throw std::invalid_argument(card.name + " has no gradient: " + card.no_gradient);
  SweptFunction f = derivative ? read<PullbackWithSeries>(op.gradient, attributes)
                               : read<BallsWithSeries>(op.reference, attributes);
  f.name = card.name + (derivative ? "'" : "");
  f.promise = derivative ? card.gradient_promise : card.promise;
  const auto& limits = derivative ? card.gradient_limits : card.limits;
  f.limits = limits ? limits(attributes) : Limits{f.plain(-infinity), f.plain(infinity)};
  return f;
}

std::optional<int> proven_sign(const SweptFunction& f, double x) {
  for (long bits = 128; bits <= most_bits_for_sign; bits *= 2) {
    const PrecisionScope precision(bits);
    try {
      const Ball y = f.balls(Ball(x));
      if (arb_is_zero(y.arb())) return 0;
      if (arb_is_positive(y.arb())) return 1;
      if (arb_is_negative(y.arb())) return -1;
    } catch (const Undecided&) {
      continue;
    }
  }
  return {};
}

double signed_zero(const SweptFunction& f, double x) {
  std::optional<int> sign = proven_sign(f, x);
  for (double y = x; !sign && std::abs(y) > 1; y *= 0x1p-16) sign = proven_sign(f, y);
  if (sign.value_or(0) == 0) return std::signbit(f.plain(x)) ? -0.0 : 0.0;
  return *sign < 0 ? -0.0 : 0.0;
}

namespace {

/// A limit of 0 has the sign of what comes before it.
PointTruth truth_at_infinity(const SweptFunction& f, double x, Format format) {
  const double limit =
      round_to(x < 0 ? f.limits.at_minus_infinity : f.limits.at_plus_infinity, format);
  const double last = std::copysign(largest_finite(format), x);
  return {limit == 0 ? signed_zero(f, last) : limit, limit, true};
}

}  // namespace

PointTruth truth_at(const SweptFunction& f, double x, Format format) {
  if (std::isnan(x)) return {std::nan(""), std::nan(""), true};
  if (std::isinf(x)) return truth_at_infinity(f, x, format);
  PointTruth best;
  for (long bits = 96; bits <= most_bits && !best.proven; bits += bits / 2) {
    const PrecisionScope precision(bits);
    try {
      const Ball y = f.balls(Ball(x));
      best.value = arf_get_d(arb_midref(y.arb()), ARF_RND_NEAR);
      const std::optional<double> rounded = round_if_certain(y, format);
      best.rounded = rounded.value_or(round_to(best.value, format));
      best.proven = rounded.has_value();
    } catch (const Undecided&) {
      continue;
    }
  }
  if (best.proven && best.rounded == 0) best.rounded = signed_zero(f, x);
  return best;
}

}  // namespace assay::sweep
