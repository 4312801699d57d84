#include "reference/scalar/enclosure.h"

#include <mpfr.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "reference/scalar/exponents.h"

namespace assay {

namespace {

/// Beyond these exponents even MPFR's range may end.
constexpr slong most_exponent = 1L << 61;

std::string decimal(const arf_t value, int digits, bool up) {
  if (!fits_mpfr(value)) return up ? "inf" : "-inf";
  if (arf_is_zero(value)) return "0";
  const WidestExponents scope;
  mpfr_t exact;
  mpfr_init2(exact, std::max<mpfr_prec_t>(arf_bits(value), MPFR_PREC_MIN));
  arf_get_mpfr(exact, value, MPFR_RNDN);
  char* text = nullptr;
  mpfr_asprintf(&text, up ? "%.*RUe" : "%.*RDe", digits - 1, exact);
  const std::string copy = text;
  mpfr_free_str(text);
  mpfr_clear(exact);
  return copy;
}

std::string end_of(const Ball& ball, int digits, bool up) {
  arf_t end;
  arf_init(end);
  const slong bits = 4L * digits + 64;
  (up ? arb_get_ubound_arf : arb_get_lbound_arf)(end, ball.arb(), bits);
  const std::string text = decimal(end, digits, up);
  arf_clear(end);
  return text;
}

}  // namespace

bool fits_mpfr(const arf_t value) {
  return arf_is_zero(value) ||
         (arf_is_finite(value) && arf_cmpabs_2exp_si(value, most_exponent) < 0 &&
          arf_cmpabs_2exp_si(value, -most_exponent) > 0);
}

int telling_digits(const Ball& ball, long bits) {
  const long accurate = std::clamp(arb_rel_accuracy_bits(ball.arb()), 6L, bits);
  return static_cast<int>(0.30103 * static_cast<double>(accurate)) + 4;
}

Enclosure decimal_enclosure(const Ball& ball, int digits) {
  const std::string lower = end_of(ball, digits, false), upper = end_of(ball, digits, true);
  if (!ball.is_finite()) return {"nan", "inf", lower, upper};
  // Arb writes "[midpoint +/- radius]", "[+/- radius]", or a number alone where it is exact.
  const std::unique_ptr<char, decltype(&flint_free)> shown(
      arb_get_str(ball.arb(), digits, ARB_STR_MORE), &flint_free);
  const std::string text = shown.get();
  const std::string between = "+/- ";
  const std::size_t at = text.find(between);
  if (at == std::string::npos) return {text, "0", lower, upper};
  const std::size_t radius = at + between.size();
  return {at == 1 ? "0" : text.substr(1, at - 2), text.substr(radius, text.size() - radius - 1),
          lower, upper};
}

}  // namespace assay
