// Does the reference's own formula cancel? Twice the digits tell, and so does the proof reading.

#include <fmt/format.h>

#include "properties/grading/grading.h"
#include "properties/laws/law.h"
#include "reference/scalar/rounding.h"

namespace assay {

namespace {

/// How far the 50-digit value may be off: 10 digits of slack, relative to the result and to what
/// its inputs' own errors would cause.
Real slack(const Real& value, double condition) {
  return power_of_ten<Real>(-40) * (abs(value) + condition) + power_of_ten<Real>(-1000);
}

/// What the inputs' own errors would cause. Few values need to know, so it is computed when first
/// asked for.
class Conditions {
 public:
  Conditions(const Operator& op, const Case& drawn) : op_(op), drawn_(drawn) {}

  double at(std::size_t output, std::size_t element) {
    if (sums_.empty())
      sums_ = condition_sums(op_.reference.real, drawn_.inputs, drawn_.attributes,
                             integer_inputs(op_.card));
    return sums_.at(output).data.at(element);
  }

 private:
  const Operator& op_;
  const Case& drawn_;
  std::vector<Tensor<double>> sums_;
};

void check_digits(const Operator& op, const Case& drawn) {
  const Bag<Real> narrow = op.reference.real(convert<Real>(drawn.inputs), drawn.attributes);
  const Bag<WideReal> wide = op.reference.wide(convert<WideReal>(drawn.inputs), drawn.attributes);
  Conditions conditions(op, drawn);
  for (std::size_t k = 0; k < narrow.size(); ++k) {
    for (std::size_t i = 0; i < narrow[k].data.size(); ++i) {
      const Real& value = narrow[k].data[i];
      const Real error = abs(Real(wide[k].data[i]) - value);
      if (error > slack(value, 0) && error > slack(value, conditions.at(k, i)))
        throw LawBroken(fmt::format("{}[flat {}]: 50 digits give {}, 100 digits {}",
                                    op.card.outputs.at(k).name, i, to_decimal(value, 45),
                                    to_decimal(Real(wide[k].data[i]), 45)));
    }
  }
}

/// A Real as an exact ball.
Ball to_ball(const Real& value) {
  Ball ball;
  arf_set_mpfr(arb_midref(ball.arb()), value.backend().data());
  return ball;
}

bool is_within(const Ball& distance, const Real& allowed) {
  return arb_le(distance.arb(), to_ball(allowed).arb());
}

void check_enclosure(const Operator& op, const Case& drawn) {
  const PrecisionScope precision(168);
  const Bag<Real> values = op.reference.real(convert<Real>(drawn.inputs), drawn.attributes);
  Bag<Ball> balls;
  try {
    balls = op.reference.ball(convert<Ball>(drawn.inputs), drawn.attributes);
  } catch (const Undecided&) {
    return;  // the proof would raise its precision; proven values are checked where they are made
  }
  Conditions conditions(op, drawn);
  for (std::size_t k = 0; k < values.size(); ++k) {
    for (std::size_t i = 0; i < values[k].data.size(); ++i) {
      const Real& value = values[k].data[i];
      const Ball distance = abs(balls[k].data[i] - to_ball(value));
      // Everything in the ball must lie within the slack: a wide ball means that the formula
      // cancels, one elsewhere that the two readings differ.
      if (!is_within(distance, slack(value, 0)) &&
          !is_within(distance, slack(value, conditions.at(k, i))))
        throw LawBroken(fmt::format("{}[flat {}]: the value {} against the enclosure {}",
                                    op.card.outputs.at(k).name, i, to_decimal(value, 45),
                                    balls[k].data[i].to_string(45)));
    }
  }
}

}  // namespace

Law reference_keeps_its_digits() {
  return {.name = "reference_keeps_its_digits",
          .sentence =
              "The reference in 50 digits agrees with itself in 100 to 40: its formula does "
              "not cancel more than its inputs do.",
          .applies = [](const Operator&) { return true; },
          .check = check_digits,
          .cases = 50};
}

Law proof_encloses_reference() {
  return {.name = "proof_encloses_reference",
          .sentence = "The enclosure on balls is narrow and contains the 50-digit value.",
          .applies = [](const Operator&) { return true; },
          .check = check_enclosure,
          .cases = 50};
}

}  // namespace assay
