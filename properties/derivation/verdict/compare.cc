#include "properties/derivation/verdict/compare.h"

#include <algorithm>
#include <cmath>

namespace assay::derivation {

namespace {

/// What is all but 0 agrees with 0 to any number of digits.
long whole_digits(double digits) {
  constexpr double most = 1e9;
  return static_cast<long>(std::clamp(digits, -most, most));
}

constexpr double bits_per_digit = 3.3219280948873626;
constexpr long working_digits[] = {50, 110, 230, 700};
constexpr long most_digits_of_equality = 230;
constexpr long very_many_digits = 2000;

enum class Order { agree, differ, touching, unsettled };

struct EntryResult {
  Order order;
  double digits;  ///< infinite when exact
};

/// Tells two numbers apart, or finds to how many digits they agree.
EntryResult compare_entries(const Number& a, const Number& b, const std::string& sign, long wanted,
                            bool last) {
  const Number gap = a - b;
  const bool equality = sign == "=" || sign == "!=" || sign == "~=";
  if (gap.rational()) {
    const int order = gap.sign();
    const bool true_here = equality       ? (order == 0) != (sign == "!=")
                           : sign == "<"  ? order < 0
                           : sign == "<=" ? order <= 0
                           : sign == ">"  ? order > 0
                                          : order >= 0;
    return {true_here ? Order::agree : Order::differ, INFINITY};
  }
  if (!gap.may_be_zero()) {
    const int order = gap.sign();
    const bool true_here = sign == "!=" || ((sign == "<" || sign == "<=") && order < 0) ||
                           ((sign == ">" || sign == ">=") && order > 0);
    if (sign == "~=") {
      // "About": to three digits.
      const double size = std::max(a.log2_magnitude(), b.log2_magnitude());
      return {gap.log2_magnitude() < size - 10 ? Order::agree : Order::differ, 3};
    }
    return {true_here ? Order::agree : Order::differ, INFINITY};
  }
  const double size = std::max(a.log2_magnitude(), b.log2_magnitude());
  const double digits = (size - gap.log2_magnitude()) / bits_per_digit;
  // Both sides may be zero: then only the absolute size of the enclosure counts.
  const double absolute = -gap.log2_magnitude() / bits_per_digit;
  const bool close = digits >= static_cast<double>(wanted) ||
                     (last && absolute >= 2 * static_cast<double>(wanted));
  if (!close) return {Order::unsettled, digits};
  // Sides that touch to all digits may still be apart: sigma(800) < 1.
  if (sign == "<" || sign == ">" || sign == "!=") return {Order::touching, digits};
  if (!equality && !last) return {Order::unsettled, digits};
  return {Order::agree, std::max(digits, last ? absolute : digits)};
}

/// What quadrature and limits miss they do not know of, so a near agreement is no refutation.
bool within_an_estimate(const Number& a, const Number& b, const Session& session) {
  if (!session.methods.count("quadrature") && !session.methods.count("limit")) return false;
  const double size = std::max(a.log2_magnitude(), b.log2_magnitude());
  return (a - b).log2_magnitude() < size - 50;
}

bool is_zero_literal(const Tree& tree) {
  return tree->kind == Kind::number && tree->number.is_zero();
}

Value column_of(const Value& tuple) {
  Value column({static_cast<std::int64_t>(tuple.items.size())}, {});
  for (const Value& item : tuple.items) {
    if (!item.is_scalar()) return tuple;
    column.data.push_back(item.data[0]);
  }
  return column;
}

/// The entries of both sides side by side, tuples opened.
void pair_up(const Step& step, Value left, Value right, const Environment& e,
             std::vector<std::pair<Number, Number>>& pairs) {
  if (left.is_tuple && right.is_tuple) {
    if (left.items.size() != right.items.size()) require_same_form(step, left, right, e);
    for (std::size_t i = 0; i < left.items.size(); ++i)
      pair_up(step, left.items[i], right.items[i], e, pairs);
    return;
  }
  if (left.is_tuple) left = column_of(left);
  if (right.is_tuple) right = column_of(right);
  require_same_form(step, left, right, e);
  const std::size_t count = std::max(left.data.size(), right.data.size());
  for (std::size_t i = 0; i < count; ++i)
    pairs.emplace_back(left.data[left.is_scalar() ? 0 : i], right.data[right.is_scalar() ? 0 : i]);
}

}  // namespace

void require_same_form(const Step& step, const Value& left, const Value& right,
                       const Environment& e) {
  if (same_form(left, right)) return;
  const bool broadcast = (left.is_scalar() && (is_zero_literal(step.left) || step.sign != "=")) ||
                         (right.is_scalar() && (is_zero_literal(step.right) || step.sign != "="));
  if (broadcast && !left.is_tuple && !right.is_tuple) return;
  throw IllFormed(step.right->span,
                  "left is " + named_shape(left, e) + ", right is " + named_shape(right, e));
}

namespace {

/// Every number of the draw is at most 2^bits in size, where nothing saturates beyond the digits at
/// hand.
bool is_tame(const Draw& draw, double bits) {
  return std::all_of(draw.begin(), draw.end(), [&](const auto& entry) {
    const std::vector<Number>& data = entry.second.data;
    return std::all_of(data.begin(), data.end(),
                       [&](const Number& x) { return x.log2_magnitude() <= bits + 0.01; });
  });
}

}  // namespace

Outcome Comparison::attempt(const Step& step, const Draw& draw, Session& session, bool last) {
  Environment e(scope, session);
  bind_all(e, draw);
  session.close_is_equal = last && !step.right && is_tame(draw, 4);
  Outcome outcome;
  std::string left_missing, right_missing;
  const auto side = [&](const Tree& tree, Value& value, std::string& missing) {
    try {
      value = evaluate(tree, e);
    } catch (const Undefined& undefined) {
      missing = undefined.what();
    }
  };
  side(step.left, outcome.left, left_missing);
  if (step.right) side(step.right, outcome.right, right_missing);
  outcome.rigorous = !session.estimated;
  if (!left_missing.empty() || !right_missing.empty()) {
    outcome.kind = left_missing.empty()    ? Outcome::Kind::right_undefined
                   : right_missing.empty() ? Outcome::Kind::left_undefined
                                           : Outcome::Kind::undefined;
    if (!step.right) outcome.kind = Outcome::Kind::undefined;
    outcome.reason = left_missing.empty() ? right_missing : left_missing;
    return outcome;
  }
  if (!step.right && step.left->kind == Kind::implication && outcome.left.data.at(0).sign() != 0 &&
      !evaluate_truth(step.left->kids[0], e)) {
    outcome.kind = Outcome::Kind::premise_false;
    outcome.reason = "the premise is not met";
    return outcome;
  }
  if (!step.right) {
    const bool truth = outcome.left.data.at(0).sign() != 0;
    outcome.kind = truth ? Outcome::Kind::agree : Outcome::Kind::differ;
    outcome.exact = true;
    outcome.right = Value(Number(1));
    return outcome;
  }
  std::vector<std::pair<Number, Number>> pairs;
  pair_up(step, outcome.left, outcome.right, e, pairs);
  double agreement = INFINITY;
  bool unsettled = false, touching = false;
  for (const auto& [a, b] : pairs) {
    // An integral that cancels to zero is not worth the dearest precision.
    const bool settle = last || session.methods.count("quadrature") > 0;
    const EntryResult entry = compare_entries(a, b, step.sign, digits, settle);
    if (entry.order == Order::differ && within_an_estimate(a, b, session)) {
      outcome.reason = "the sides agree to 15 digits, and an estimate is not worth more";
      return outcome;
    }
    if (entry.order == Order::differ) {
      outcome.kind = Outcome::Kind::differ;
      return outcome;
    }
    unsettled = unsettled || entry.order == Order::unsettled;
    touching = touching || entry.order == Order::touching;
    agreement = std::min(agreement, entry.digits);
  }
  outcome.kind = unsettled || touching ? Outcome::Kind::unsettled : Outcome::Kind::agree;
  outcome.touching = touching && !unsettled;
  if (unsettled || touching)
    outcome.reason = std::isfinite(agreement)
                         ? "the sides are equal to " +
                               std::to_string(whole_digits(std::max(agreement, 0.0))) +
                               " digits, which settles nothing"
                         : "the enclosures of the sides have no bounds";
  outcome.exact = std::isinf(agreement);
  outcome.digits = outcome.exact ? 0 : whole_digits(agreement);
  return outcome;
}

/// At a kink the claim may name anything between the one-sided derivatives.
Outcome Comparison::at_kink(const Step& step, const Draw& draw, long working) {
  Outcome sides[2];
  for (const bool right : {false, true}) {
    Session session;
    session.conventions = conventions;
    session.deadline = deadline;
    session.kink_side = right ? KinkSide::right : KinkSide::left;
    const DigitsScope precision(session, working);
    sides[right] = attempt(step, draw, session, true);
    methods.insert(session.methods.begin(), session.methods.end());
    if (sides[right].kind != Outcome::Kind::differ && sides[right].kind != Outcome::Kind::agree) {
      sides[right].kind = Outcome::Kind::kink;
      return sides[right];
    }
  }
  const Outcome &below = sides[0], &above = sides[1];
  Outcome verdict = above;
  verdict.kind = Outcome::Kind::kink;
  if (step.sign != "=" || below.left.data.size() != below.right.data.size() ||
      below.left.data.size() != above.left.data.size())
    return verdict;
  for (std::size_t i = 0; i < below.left.data.size(); ++i) {
    const Number low = below.left.data[i] - below.right.data[i];
    const Number high = above.left.data[i] - above.right.data[i];
    if (low.may_be_zero() || high.may_be_zero() || low.sign() != high.sign()) continue;
    verdict.kind = Outcome::Kind::differ;
    verdict.rigorous = false;
    return verdict;
  }
  return verdict;
}

Outcome Comparison::with_digits(const Step& step, const Draw& draw, long working, bool last) {
  Session session;
  session.conventions = conventions;
  session.deadline = deadline;
  Outcome outcome;
  try {
    const DigitsScope precision(session, std::max(working, digits + 20));
    outcome = attempt(step, draw, session, last);
  } catch (const Imprecise& imprecise) {
    outcome.reason = imprecise.what();
  } catch (const Undecided& imprecise) {
    outcome.reason = imprecise.what();
  }
  methods.insert(session.methods.begin(), session.methods.end());
  work += session.steps;
  return outcome;
}

/// Sides that touch at ordinary numbers to all these digits are equal, and not just close.
bool Comparison::is_equality(const Step& step, const Draw& draw, const Outcome& outcome,
                             long working) {
  if (!outcome.touching || working < working_digits[1]) return false;
  if (!outcome.rigorous) return is_tame(draw, 1.6);
  return working == working_digits[std::size(working_digits) - 1] && is_tame(draw, 3) &&
         with_digits(step, draw, very_many_digits, true).touching;
}

Outcome Comparison::at(const Step& step, const Draw& draw) {
  Outcome outcome;
  std::optional<Outcome> refuted;
  const bool strict = step.sign == "<" || step.sign == ">" || step.sign == "!=";
  for (const long working : working_digits) {
    // Only a strict inequality gains from very many digits: its sides touch in the tails.
    if (working > most_digits_of_equality && !strict) break;
    const bool last = working >= most_digits_of_equality;
    try {
      outcome = with_digits(step, draw, working, last);
    } catch (const AtKink&) {
      return at_kink(step, draw, working);
    }
    if (is_equality(step, draw, outcome, working)) {
      outcome.kind = Outcome::Kind::differ;
      outcome.rigorous = false;
      return outcome;
    }
    if (outcome.kind == Outcome::Kind::unsettled) continue;
    if (deep && outcome.kind == Outcome::Kind::agree && outcome.rigorous && !outcome.exact) {
      const Outcome closer = with_digits(step, draw, very_many_digits, true);
      if (closer.kind == Outcome::Kind::differ) return closer;
    }
    // What rests on error estimates is refuted only when a second precision says the same.
    const bool doubtful = outcome.kind == Outcome::Kind::differ && !outcome.rigorous;
    if (!doubtful || tentative || refuted ||
        working == working_digits[std::size(working_digits) - 1])
      return outcome;
    const Outcome closer = with_digits(step, draw, working + working / 2, last);
    if (closer.kind == Outcome::Kind::differ) return closer;
    refuted = outcome;
  }
  return refuted ? *refuted : outcome;
}

}  // namespace assay::derivation
