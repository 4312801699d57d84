#include "reference/scalar/decimals.h"

#include <mpfr.h>

#include <algorithm>

#include "reference/scalar/exponents.h"

namespace assay {

namespace {

constexpr long bits_per_digit = 4;  // more than log2(10), for the roundings on the way as well
constexpr long guard_bits = 64;
constexpr long most_bits = 2048;

/// Correctly rounded, to nearest; empty beyond MPFR's exponents.
std::string rounded_decimal(const arf_t value, int digits) {
  if (!fits_mpfr(value)) return {};
  const WidestExponents scope;
  mpfr_t exact;
  mpfr_init2(exact, std::max<mpfr_prec_t>(arf_bits(value), MPFR_PREC_MIN));
  arf_get_mpfr(exact, value, MPFR_RNDN);
  char* text = nullptr;
  mpfr_asprintf(&text, "%.*RNe", digits, exact);
  const std::string copy = text;
  mpfr_free_str(text);
  mpfr_clear(exact);
  return copy;
}

void settle(ProvenDecimal& element, const Ball& ball, int digits) {
  if (element.digits == digits) return;
  element.enclosure = ball;
  element.text = certain_decimal(ball, digits);
  element.digits = element.text.empty() ? -1 : digits;
}

bool is_settled(const ProvenDecimal& element, int digits) {
  return element.digits == digits || !element.enclosure.is_finite();
}

/// The most digits that the last ball proves.
void shorten(ProvenDecimal& element, int digits) {
  if (is_settled(element, digits)) return;
  for (element.digits = digits - 1; element.digits >= 0; --element.digits) {
    element.text = certain_decimal(element.enclosure, element.digits);
    if (!element.text.empty()) return;
  }
  if (arb_contains_zero(element.enclosure.arb())) element.text = "0";
}

/// Calls `change` for every element of both, side by side.
void for_each_element(std::vector<Tensor<ProvenDecimal>>& proven, auto change) {
  for (std::size_t k = 0; k < proven.size(); ++k)
    for (std::size_t i = 0; i < proven[k].data.size(); ++i) change(proven[k].data[i], k, i);
}

}  // namespace

std::string certain_decimal(const Ball& ball, int digits) {
  if (!ball.is_finite()) return {};
  if (arb_is_zero(ball.arb())) return "0";
  if (arb_contains_zero(ball.arb())) return {};
  if (ball.is_exact()) return rounded_decimal(arb_midref(ball.arb()), digits);
  arf_t end;
  arf_init(end);
  const slong bits = bits_per_digit * digits + guard_bits;
  arb_get_lbound_arf(end, ball.arb(), bits);
  const std::string lower = rounded_decimal(end, digits);
  arb_get_ubound_arf(end, ball.arb(), bits);
  const std::string upper = rounded_decimal(end, digits);
  arf_clear(end);
  return lower == upper ? lower : std::string();
}

std::vector<Tensor<ProvenDecimal>> prove_decimals(const Function<Ball>& reference,
                                                  const Bag<double>& inputs,
                                                  const Attributes& attributes, int digits) {
  Bag<Ball> exact;
  for (const Tensor<double>& input : inputs)
    exact.emplace_back(input.shape, std::vector<Ball>(input.data.begin(), input.data.end()));
  std::vector<Tensor<ProvenDecimal>> proven;
  bool all = false;
  for (long bits = bits_per_digit * digits + guard_bits; !all && bits <= most_bits;
       bits += bits / 2) {
    const PrecisionScope precision(bits);
    Bag<Ball> outputs;
    try {
      outputs = reference(exact, attributes);
    } catch (const Undecided&) {
      continue;
    }
    if (proven.empty())
      for (const Tensor<Ball>& output : outputs)
        proven.emplace_back(output.shape, std::vector<ProvenDecimal>(output.data.size()));
    all = true;
    for_each_element(proven, [&](ProvenDecimal& element, std::size_t k, std::size_t i) {
      settle(element, outputs[k].data[i], digits);
      all = all && is_settled(element, digits);
    });
  }
  for_each_element(
      proven, [&](ProvenDecimal& element, std::size_t, std::size_t) { shorten(element, digits); });
  return proven;
}

}  // namespace assay
