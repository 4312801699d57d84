#include "reference/scalar/proof.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "reference/scalar/rounding.h"

namespace assay {

namespace {

/// The nearest value of `format` to an arf, by MPFR at the arf's own precision (so exactly).
double round_arf(const arf_t value, Format format) {
  if (arf_is_zero(value)) return 0;
  if (!arf_is_normal(value))
    return arf_is_nan(value) ? std::numeric_limits<double>::quiet_NaN()
                             : arf_sgn(value) * overflow_of(format);
  // Far outside every format the exponent may not fit MPFR's.
  const FormatTraits& widest = traits(Format::binary64);
  if (arf_cmpabs_2exp_si(value, widest.max_exponent + 2) > 0)
    return arf_sgn(value) * overflow_of(format);
  if (arf_cmpabs_2exp_si(value, widest.min_exponent - widest.precision - 2) < 0)
    return arf_sgn(value) < 0 ? -0.0 : 0.0;
  mpfr_t exact;
  mpfr_init2(exact, std::max<mpfr_prec_t>(arf_bits(value), MPFR_PREC_MIN));
  arf_get_mpfr(exact, value, MPFR_RNDN);
  const double rounded = round_mpfr(exact, format);
  mpfr_clear(exact);
  return rounded;
}

struct Ends {
  Ends(const Ball& ball, slong bits) {
    arf_init(lower);
    arf_init(upper);
    arb_get_lbound_arf(lower, ball.arb(), bits);
    arb_get_ubound_arf(upper, ball.arb(), bits);
  }
  ~Ends() {
    arf_clear(lower);
    arf_clear(upper);
  }
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;
  arf_t lower, upper;
};

/// The midpoint's rounding: the best guess while nothing is proven.
double best_guess(const Ball& ball, Format format) {
  return round_arf(arb_midref(ball.arb()), format);
}

class Attempts {
 public:
  Attempts(const Function<Ball>& reference, const Bag<double>& inputs, const Attributes& attributes,
           Format format)
      : reference_(reference), attributes_(attributes), format_(format) {
    for (const Tensor<double>& input : inputs)
      exact_.emplace_back(input.shape, std::vector<Ball>(input.data.begin(), input.data.end()));
  }

  /// Evaluates once at this precision; true when nothing is left undecided.
  bool at(long bits) {
    const PrecisionScope precision(bits);
    Bag<Ball> outputs;
    try {
      outputs = reference_(exact_, attributes_);
    } catch (const Undecided&) {
      return false;
    }
    if (proven.empty())
      for (const Tensor<Ball>& output : outputs)
        proven.emplace_back(output.shape, std::vector<ProvenValue>(output.data.size()));
    bool all = true;
    for (std::size_t k = 0; k < outputs.size(); ++k)
      for (std::size_t i = 0; i < outputs[k].data.size(); ++i)
        all = decide(proven[k].data[i], outputs[k].data[i], bits) && all;
    return all;
  }

  std::vector<Tensor<ProvenValue>> proven;

 private:
  bool decide(ProvenValue& element, const Ball& ball, long bits) const {
    if (element.proven) return true;
    const std::optional<double> rounded = round_if_certain(ball, format_);
    element = {rounded.value_or(best_guess(ball, format_)), rounded.has_value(), bits, ball};
    return element.proven || !ball.is_finite();
  }

  const Function<Ball>& reference_;
  const Attributes& attributes_;
  Format format_;
  Bag<Ball> exact_;
};

}  // namespace

std::optional<double> round_if_certain(const Ball& ball, Format format) {
  if (!ball.is_finite()) return {};
  const Ends ends(ball, PrecisionScope::bits() + 64);
  const double lower = round_arf(ends.lower, format);
  const double upper = round_arf(ends.upper, format);
  if (std::isnan(lower) && std::isnan(upper)) return lower;  // overflow without an infinity
  if (lower != upper) return {};
  // Zeros of two signs are one number; a ball that reaches across 0 has no sign to keep.
  return lower == 0 && std::signbit(lower) != std::signbit(upper) ? 0.0 : lower;
}

double with_sign_of_zero(double rounded, const Ball& enclosure, double plain) {
  return rounded == 0 && plain == 0 && arb_contains_zero(enclosure.arb()) ? plain : rounded;
}

std::vector<Tensor<ProvenValue>> prove(const Function<Ball>& reference, const Bag<double>& inputs,
                                       const Attributes& attributes, Format format,
                                       PrecisionRange precision) {
  Attempts attempts(reference, inputs, attributes, format);
  for (long bits = precision.first; bits <= precision.limit; bits += bits / 2)
    if (attempts.at(bits)) break;
  return std::move(attempts.proven);
}

}  // namespace assay
