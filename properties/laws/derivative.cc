// The hand-derived gradient against central differences in 100 digits.

#include <fmt/format.h>

#include <algorithm>

#include "properties/grading/grading.h"
#include "properties/laws/law.h"
#include "reference/scalar/rounding.h"

namespace assay {

namespace {

struct Bracket {
  WideReal least = 0, most = 0;
};

/// L = <upstream, f(x)> as a function of one element of one input.
class Probe {
 public:
  Probe(const Operator& op, const Attributes& attributes, Bag<WideReal> inputs,
        const Bag<WideReal>& upstream)
      : op_(op), attributes_(attributes), inputs_(std::move(inputs)), upstream_(upstream) {}

  /// The terms of L, one an output element, with element i of input k moved by `step`.
  std::vector<WideReal> moved_terms(std::size_t k, std::size_t i, const WideReal& step) {
    WideReal& element = inputs_[k].data[i];
    const WideReal kept = element;
    element += step;
    const Bag<WideReal> y = op_.reference.wide(inputs_, attributes_);
    element = kept;
    std::vector<WideReal> terms;
    for (std::size_t o = 0; o < y.size(); ++o)
      for (std::size_t j = 0; j < y[o].data.size(); ++j)
        terms.push_back(upstream_[o].data[j] * y[o].data[j]);
    return terms;
  }

  /// L with element i of input k moved by `step`.
  WideReal moved(std::size_t k, std::size_t i, const WideReal& step) {
    WideReal sum = 0;
    for (const WideReal& term : moved_terms(k, i, step)) sum += term;
    return sum;
  }

  WideReal central(std::size_t k, std::size_t i, const WideReal& h) {
    return (moved(k, i, h) - moved(k, i, -h)) / (2 * h);
  }

  /// Two central differences and one step of Richardson's extrapolation: order four.
  WideReal extrapolated(std::size_t k, std::size_t i, const WideReal& h) {
    return (4 * central(k, i, h / 2) - central(k, i, h)) / 3;
  }

  /// Where the derivative lies, from one-sided differences of step h: each term of L may have a
  /// kink of its own, and their jumps may cancel in the sum.
  Bracket one_sided(std::size_t k, std::size_t i, const WideReal& h) {
    const std::vector<WideReal> here = moved_terms(k, i, WideReal(0)), above = moved_terms(k, i, h),
                                below = moved_terms(k, i, -h);
    Bracket bracket;
    for (std::size_t j = 0; j < here.size(); ++j) {
      const WideReal right = (above[j] - here[j]) / h, left = (here[j] - below[j]) / h;
      bracket.least += std::min(left, right);
      bracket.most += std::max(left, right);
    }
    return bracket;
  }

  /// log2 of the ratio of successive differences: 2 where the function is smooth.
  double observed_order(std::size_t k, std::size_t i, const WideReal& h) {
    const WideReal coarse = central(k, i, 4 * h), middle = central(k, i, 2 * h),
                   fine = central(k, i, h);
    if (middle == fine || coarse == middle) return 0;
    return static_cast<double>(log(abs((coarse - middle) / (middle - fine))) / log(WideReal(2)));
  }

 private:
  const Operator& op_;
  const Attributes& attributes_;
  Bag<WideReal> inputs_;
  const Bag<WideReal>& upstream_;
};

/// Inputs of moderate magnitude: a wrong derivative is wrong there too, and differences of two
/// floats stay far above the step. Zero stays zero where the domain has it.
double tamed(double value, const Domain& domain) {
  constexpr double least = 0x1p-20, most = 0x1p+20;
  const double magnitude = std::abs(value);
  double tame = magnitude < least ? 0 : std::min(magnitude, most);
  if (value < 0) tame = -tame;
  if (tame <= domain.lower && !domain.includes_lower) tame = domain.lower + least;
  if (tame >= domain.upper && !domain.includes_upper) tame = domain.upper - least;
  return tame;
}

Bag<double> tamed_inputs(const Operator& op, const Case& drawn) {
  Bag<double> inputs = drawn.inputs;
  for (const std::size_t k : differentiable_inputs(op.card))
    for (double& element : inputs[k].data) element = tamed(element, op.card.inputs[k].domain);
  return inputs;
}

/// The step, small beside the distance to the ends of an open domain.
WideReal step_at(double value, const Domain& domain) {
  double room = std::max(1.0, std::abs(value));
  if (std::isfinite(domain.lower) && value > domain.lower)
    room = std::min(room, value - domain.lower);
  if (std::isfinite(domain.upper) && value < domain.upper)
    room = std::min(room, domain.upper - value);
  return power_of_ten<WideReal>(-17) * room;
}

bool at_closed_end(double value, const Domain& domain) {
  return value == domain.lower || value == domain.upper;
}

struct Slot {
  std::size_t input, gradient, element;
  WideReal claimed, scale;
};

std::string slot_name(const Operator& op, const Slot& slot) {
  return fmt::format("d{}[flat {}]", op.card.inputs[slot.input].name, slot.element);
}

/// Kinks with points are declared there and nowhere else; the others (ties) depend on the case.
bool is_declared(const Card& card, double value) {
  return std::any_of(card.kinks.begin(), card.kinks.end(), [&](const Kink& kink) {
    return kink.points.empty() ||
           std::find(kink.points.begin(), kink.points.end(), value) != kink.points.end();
  });
}

/// At a kink the one-sided differences must bracket what the gradient claims.
void check_kink(const Operator& op, const Slot& slot, double value, const Bracket& bracket) {
  if (!is_declared(op.card, value))
    throw LawBroken(
        fmt::format("{}: an undeclared kink at {}: the one-sided differences are {} "
                    "and {}",
                    slot_name(op, slot), to_hex(value), to_decimal(Real(bracket.least), 12),
                    to_decimal(Real(bracket.most), 12)));
  const WideReal slack = power_of_ten<WideReal>(-12) * (1 + slot.scale);
  const bool bracketed =
      slot.claimed >= bracket.least - slack && slot.claimed <= bracket.most + slack;
  if (!bracketed)
    throw LawBroken(fmt::format("{}: at a kink the gradient claims {}, outside [{}, {}]",
                                slot_name(op, slot), to_decimal(Real(slot.claimed), 12),
                                to_decimal(Real(bracket.least), 12),
                                to_decimal(Real(bracket.most), 12)));
}

void check_slot(const Operator& op, Probe& probe, const Slot& slot, double value) {
  const Domain& domain = op.card.inputs[slot.input].domain;
  if (at_closed_end(value, domain)) return;  // differences would leave the domain
  const WideReal h = step_at(value, domain);
  const WideReal tiny = h * power_of_ten<WideReal>(-10);
  const Bracket bracket = probe.one_sided(slot.input, slot.element, tiny);
  if (bracket.most - bracket.least >
      power_of_ten<WideReal>(-10) * (1 + slot.scale + abs(bracket.most)))
    return check_kink(op, slot, value, bracket);
  const WideReal wanted = probe.extrapolated(slot.input, slot.element, h);
  const WideReal error = abs(slot.claimed - wanted);
  if (error <= power_of_ten<WideReal>(-30) * std::max<WideReal>(slot.scale, abs(wanted)) +
                   power_of_ten<WideReal>(-45))
    return;
  const double order = probe.observed_order(slot.input, slot.element, h * 1000000);
  // Where only the second derivative jumps, central differences err by a multiple of h.
  if (order < 1.5 && is_declared(op.card, value)) return check_kink(op, slot, value, bracket);
  throw LawBroken(fmt::format(
      "{}: the gradient claims {}, central differences give {} ({:.1f} digits agree; observed "
      "order {:.2f})",
      slot_name(op, slot), to_decimal(Real(slot.claimed), 20), to_decimal(Real(wanted), 20),
      static_cast<double>(-log10(WideReal(error / (abs(wanted) + power_of_ten<WideReal>(-99))))),
      order));
}

void check(const Operator& op, const Case& drawn) {
  const Bag<double> inputs = tamed_inputs(op, drawn);
  const Bag<double> y = op.reference.plain(inputs, drawn.attributes);
  const Bag<WideReal> upstream = convert<WideReal>(draw_upstream(shapes_of(y), drawn.seed));
  const Bag<WideReal> x = convert<WideReal>(inputs);
  const Bag<WideReal> claimed = op.gradient.wide(x, upstream, drawn.attributes);
  const std::vector<std::size_t> positions = differentiable_inputs(op.card);
  if (claimed.size() != positions.size())
    throw LawBroken(
        fmt::format("{} gradients for {} differentiable inputs", claimed.size(), positions.size()));
  Probe probe(op, drawn.attributes, x, upstream);
  for (std::size_t g = 0; g < claimed.size(); ++g) {
    const std::size_t k = positions[g];
    if (claimed[g].shape != x[k].shape)
      throw LawBroken(fmt::format("d{} has shape {}, the input {}", op.card.inputs[k].name,
                                  to_string(claimed[g].shape), to_string(x[k].shape)));
    WideReal scale = 0;
    for (const WideReal& element : claimed[g].data) scale = std::max<WideReal>(scale, abs(element));
    for (std::size_t i = 0; i < claimed[g].data.size(); ++i)
      check_slot(
          op, probe,
          {.input = k, .gradient = g, .element = i, .claimed = claimed[g].data[i], .scale = scale},
          inputs[k].data[i]);
  }
}

}  // namespace

Law gradient_matches_differences() {
  return {.name = "gradient_matches_differences",
          .sentence =
              "The gradient agrees with central differences to 30 digits; at a declared "
              "kink it lies between the one-sided ones.",
          .applies = [](const Operator& op) { return static_cast<bool>(op.gradient); },
          .check = check,
          .cases = 30};
}

}  // namespace assay
