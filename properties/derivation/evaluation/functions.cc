#include "properties/derivation/evaluation/functions.h"

#include <algorithm>
#include <cmath>
#ifdef ASSAY_ARB_IN_FLINT
#include <flint/arb_hypgeom.h>
#else
#include <arb_hypgeom.h>
#endif

namespace assay::derivation {

namespace {

Number positive_or_throw(const Number& x, const char* function) {
  if (x.sign() <= 0) throw Undefined(std::string(function) + " of " + x.to_string(6));
  return x;
}

/// The functions that vanish at zero stay exact there.
template <class F>
Number vanishing_at_zero(const Number& x, F f) {
  return x.is_zero() ? Number(0) : Number(f(x.ball()));
}

Number exponential(const Number& x, Session&) {
  return x.is_zero() ? Number(1) : Number(exp(x.ball()));
}
Number natural_logarithm(const Number& x, Session&) {
  positive_or_throw(x, "ln");
  if (x.rational() && compare(x, Number(1)) == 0) return Number(0);
  return Number(log(x.ball()));
}
Number logarithm(const Number& x, Session& session) {
  positive_or_throw(x, "log");
  return session.convention("log", "natural") == "2" ? logarithm_to(Number(2), x, session)
                                                     : natural_logarithm(x, session);
}
Number binary_logarithm(const Number& x, Session& session) {
  return logarithm_to(Number(2), x, session);
}
Number decimal_logarithm(const Number& x, Session& session) {
  return logarithm_to(Number(10), x, session);
}
Number log_one_plus(const Number& x, Session&) {
  positive_or_throw(Number(1) + x, "log");
  return x.is_zero() ? Number(0) : Number(log1p(x.ball()));
}
Number square_root(const Number& x, Session&) { return sqrt(x); }
Number cosine(const Number& x, Session&) { return x.is_zero() ? Number(1) : Number(cos(x.ball())); }
Number hyperbolic_cosine(const Number& x, Session&) {
  return x.is_zero() ? Number(1) : Number(cosh(x.ball()));
}
Number arcsine(const Number& x, Session&) {
  if (compare(abs(x), Number(1)) > 0) throw Undefined("asin of " + x.to_string(6));
  return Number(asin(x.ball()));
}
Number arccosine(const Number& x, Session&) {
  if (compare(abs(x), Number(1)) > 0) throw Undefined("acos of " + x.to_string(6));
  return Number(acos(x.ball()));
}
Number complementary_error(const Number& x, Session&) { return Number(erfc(x.ball())); }
Number gamma_function(const Number& x, Session&) {
  if (x.is_integer() && x.sign() <= 0) throw Undefined("gamma of " + x.to_string(6));
  Ball y;
  arb_gamma(y.arb(), x.ball().arb(), PrecisionScope::bits());
  return Number(y);
}
Number log_gamma(const Number& x, Session&) {
  return Number(lgamma(positive_or_throw(x, "lgamma").ball()));
}
Number digamma_function(const Number& x, Session&) {
  if (x.is_integer() && x.sign() <= 0) throw Undefined("digamma of " + x.to_string(6));
  Ball y;
  arb_digamma(y.arb(), x.ball().arb(), PrecisionScope::bits());
  return Number(y);
}
Number floor_function(const Number& x, Session&) { return floor(x); }
Number ceil_function(const Number& x, Session&) { return ceil(x); }
Number round_function(const Number& x, Session&) { return floor(x + Number::ratio(1, 2)); }

int noted_sign(const Number& x, Session& session) {
  const int sign = x.sign();
  session.branches = session.branches * 31 + static_cast<std::uint64_t>(sign + 2);
  return sign;
}

Number absolute_value(const Number& x, Session& session) {
  return noted_sign(x, session) < 0 ? -x : x;
}
Number sign_function(const Number& x, Session& session) { return Number(noted_sign(x, session)); }
Number relu_function(const Number& x, Session& session) {
  return noted_sign(x, session) > 0 ? x : Number(0);
}
Number step_function(const Number& x, Session& session) {
  const int sign = noted_sign(x, session);
  if (sign != 0) return Number(sign > 0 ? 1 : 0);
  const std::string at_zero = session.convention("step(0)", "");
  if (at_zero.empty()) throw Undefined("step(0): declare 'convention step(0) = 0', '1' or '1/2'");
  if (at_zero == "1/2") return Number::ratio(1, 2);
  return Number(at_zero == "1" ? 1 : 0);
}

Number logistic(const Number& x, Session&) {
  if (x.is_zero()) return Number::ratio(1, 2);
  // The small exponential of the two, so that neither tail loses digits.
  const bool positive = arf_sgn(arb_midref(x.ball().arb())) > 0;
  const Number small(exp(positive ? -x.ball() : x.ball()));
  return (positive ? Number(1) : small) / (Number(1) + small);
}

const Elementwise elementwise[] = {
    {"exp", exponential, "e^x"},
    {"log", logarithm, "natural, or as the convention 'log' says"},
    {"ln", natural_logarithm, "natural logarithm"},
    {"log2", binary_logarithm, "binary logarithm"},
    {"log10", decimal_logarithm, "decimal logarithm"},
    {"log1p", log_one_plus, "log(1 + x)"},
    {"expm1",
     [](const Number& x, Session&) {
       return vanishing_at_zero(x, [](const Ball& b) { return expm1(b); });
     },
     "e^x - 1"},
    {"sqrt", square_root, "square root"},
    {"sin",
     [](const Number& x, Session&) {
       return vanishing_at_zero(x, [](const Ball& b) { return sin(b); });
     },
     "sine"},
    {"cos", cosine, "cosine"},
    {"tan",
     [](const Number& x, Session&) {
       return vanishing_at_zero(x, [](const Ball& b) { return tan(b); });
     },
     "tangent"},
    {"asin", arcsine, "arc sine"},
    {"acos", arccosine, "arc cosine"},
    {"atan",
     [](const Number& x, Session&) {
       return vanishing_at_zero(x, [](const Ball& b) { return atan(b); });
     },
     "arc tangent"},
    {"sinh",
     [](const Number& x, Session&) {
       return vanishing_at_zero(x, [](const Ball& b) { return sinh(b); });
     },
     "hyperbolic sine"},
    {"cosh", hyperbolic_cosine, "hyperbolic cosine"},
    {"tanh",
     [](const Number& x, Session&) {
       return vanishing_at_zero(x, [](const Ball& b) { return tanh(b); });
     },
     "hyperbolic tangent"},
    {"erf",
     [](const Number& x, Session&) {
       return vanishing_at_zero(x, [](const Ball& b) { return erf(b); });
     },
     "error function"},
    {"erfc", complementary_error, "1 - erf(x)"},
    {"gamma", gamma_function, "gamma function"},
    {"Gamma", gamma_function, "gamma function"},
    {"lgamma", log_gamma, "log gamma(x), x > 0"},
    {"digamma", digamma_function, "derivative of lgamma"},
    {"floor", floor_function, "largest integer not above"},
    {"ceil", ceil_function, "smallest integer not below"},
    {"round", round_function, "floor(x + 1/2)"},
    {"abs", absolute_value, "absolute value"},
    {"sign", sign_function, "-1, 0 or 1"},
    {"relu", relu_function, "max(0, x)"},
    {"step", step_function, "1[x > 0], at 0 as the convention 'step(0)' says"},
    {"sigma", logistic, "logistic sigmoid"},
    {"sigmoid", logistic, "logistic sigmoid"},
};

}  // namespace

Number logarithm_to(const Number& base, const Number& x, Session& session) {
  const Number quotient = natural_logarithm(x, session) / natural_logarithm(base, session);
  constexpr double largest_power = 4096;
  const double nearest = std::nearbyint(quotient.approximate());
  if (!x.rational() || !base.rational() || std::abs(nearest) > largest_power) return quotient;
  const Number power(static_cast<long>(nearest));
  return compare(pow(base, power), x) == 0 ? power : quotient;
}

const Elementwise* find_elementwise(const std::string& name) {
  const auto found = std::find_if(std::begin(elementwise), std::end(elementwise),
                                  [&](const Elementwise& f) { return name == f.name; });
  return found == std::end(elementwise) ? nullptr : &*found;
}

std::vector<FunctionDoc> elementwise_functions() {
  std::vector<FunctionDoc> docs;
  for (const Elementwise& function : elementwise) docs.push_back({function.name, function.meaning});
  return docs;
}

}  // namespace assay::derivation
