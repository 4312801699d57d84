// Limits, from the expression at three points.
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "properties/derivation/evaluation/evaluate.h"
#include "properties/derivation/evaluation/magnitude.h"

namespace assay::derivation {

int infinite_sign(const Node& node) {
  if (node.kind == Kind::negate) return -infinite_sign(*node.kids[0]);
  return node.kind == Kind::name && node.text == "inf" ? 1 : 0;
}

namespace {

/// The largest |a - b| over the entries, as an upper bound of its log2.
double log2_distance(const Value& a, const Value& b) {
  double worst = -1e300;
  for (std::size_t i = 0; i < a.data.size(); ++i)
    worst = std::max(worst, (a.data[i] - b.data[i]).log2_magnitude());
  return worst;
}

/// What errors are relative to; of small values they are absolute.
double log2_size(const Value& value) { return std::max(0.0, log2_largest(value)); }

/// True where a name bounds a range, and so must be a whole number.
bool bounds_a_range(const Tree& tree, const Tree& name) {
  if (tree->kind == Kind::range && (mentions(tree->kids[0], name) || mentions(tree->kids[1], name)))
    return true;
  return std::any_of(tree->kids.begin(), tree->kids.end(),
                     [&](const Tree& kid) { return bounds_a_range(kid, name); });
}

/// Values of one direction that may yet go anywhere: not a growth without bound.
bool creeps(const Value& a, const Value& b, const Value& c) {
  if (!a.is_scalar() || !b.is_scalar() || !c.is_scalar()) return false;
  const double first = a.data[0].approximate(), second = b.data[0].approximate(),
               third = c.data[0].approximate();
  constexpr double boundless = 1e9;
  const double one = second - first, other = third - second;
  return one * other > 0 && std::abs(other) < 4 * std::abs(one) && std::abs(third) < boundless;
}

/// Whole numbers of different remainders, so that (-1)^n has no limit.
long far_count(long station) {
  constexpr long counts[] = {501, 1006, 2003, 4006, 8009, 16014, 32003};
  return counts[std::min<long>(station, 6)];
}

/// The values settle nowhere.
struct NoLimit : Undefined {
  using Undefined::Undefined;
};

/// A limit that is asked for, and how near its variable comes.
class Limit {
 public:
  Limit(const Node& node, const Environment& e)
      : body_(node.kids[2]),
        name_(node.kids[0]->text),
        e_(e),
        digits_(e.session().digits),
        infinite_(infinite_sign(*node.kids[1])),
        target_(infinite_ ? Number(0) : evaluate_scalar(node.kids[1], e)) {
    for (const auto& [sequence, rule] : e.scope().sequences)
      counts_ = counts_ || e.scope().dependencies(body_).count(sequence) > 0;
    counts_ = counts_ || bounds_a_range(body_, node.kids[0]);
  }

  /// The value far along the way when the way settles: the expression at three points, each much
  /// closer than the last, and the last step's change as the error. Throws Imprecise where what the
  /// enclosures leave open is more than 2^log2_tolerated times the value.
  Value settled(int side, double log2_tolerated) const {
    const Value a = at(digits_, side), b = at(digits_ + digits_ / 4, side),
                c = at(digits_ + digits_ / 2, side);
    const double early = log2_distance(a, b), late = log2_distance(b, c), size = log2_size(c);
    const double blur = std::max(log2_radius(b), log2_radius(c));
    if (blur > size + log2_tolerated) throw Imprecise("a limit cancels too many digits");
    // What still rises from next to nothing may end anywhere: x/(x + 10^80).
    const double last = log2_largest(c);
    const bool certain =
        std::none_of(c.data.begin(), c.data.end(), [](const Number& x) { return x.may_be_zero(); });
    if (certain && last < 0 && log2_largest(a) < log2_largest(b) - 1 && log2_largest(b) < last - 1)
      throw Imprecise("the limit is approached too slowly to tell");
    const bool settles = late <= size - 30 || late < -200;
    if (!settles && ((late < early && late < size) || creeps(a, b, c)))
      throw Imprecise("the limit is approached too slowly to tell");
    // What swings by less and less, as sin(t)/log(t) does, swings by little.
    constexpr double wide_swing = -3;
    if (late > -30 && late < size + wide_swing)
      throw Imprecise("the limit is approached too slowly to tell");
    const double noise = std::max({size - 3.3 * static_cast<double>(digits_), -200.0, blur + 2});
    if (!settles || (late > early - 1 && late > noise)) {
      const bool grows = log2_largest(a) < log2_largest(b) - 1 && log2_largest(b) < last - 1;
      if (grows) require_growth_beyond(c, side);
      throw NoLimit("no limit is reached: " + to_string(a, 8) + ", " + to_string(b, 8) + ", " +
                    to_string(c, 8));
    }
    require_calm_beyond(c, side, std::max(late, noise));
    Value result = c;
    for (std::size_t i = 0; i < c.data.size(); ++i)
      result.data[i] = widen(c.data[i], c.data[i] - b.data[i]);
    return result;
  }

  bool infinite() const { return infinite_ != 0; }
  /// From now on the variable takes whole numbers; false where it already did, or where its target
  /// is finite.
  bool count() { return infinite_ != 0 && !std::exchange(counts_, true); }

 private:
  /// Calls visit(value) much farther along the way, where there is a value.
  void look_beyond(int side, const std::function<void(const Value&)>& visit) const {
    if (counts_) return;
    for (const long exponent : {1'000L, 3'000L, 20'000L}) {
      std::optional<Value> value;
      try {
        value = at(exponent, side);
      } catch (const Undefined&) {
      } catch (const Imprecise&) {
      }
      if (value) visit(*value);
    }
  }

  /// Throws Imprecise where the value is elsewhere again, by more than 2^`settled`:
  /// exp(log(t)^2/1000)/t^5 falls until t = 10^1085 and is beyond every bound soon.
  void require_calm_beyond(const Value& there, int side, double settled) const {
    look_beyond(side, [&](const Value& beyond) {
      const double distance = log2_distance(beyond, there);
      if (distance > settled + 20 && log2_radius(beyond) < distance - 4)
        throw Imprecise("far beyond where it seemed to settle the value is " +
                        to_string(beyond, 6));
    });
  }

  /// Throws Imprecise where what has grown is small again: t^5 exp(-t/10^600).
  void require_growth_beyond(const Value& there, int side) const {
    look_beyond(side, [&](const Value& beyond) {
      if (log2_largest(beyond) < log2_largest(there))
        throw Imprecise("far beyond where it grew the value is " + to_string(beyond, 6));
    });
  }

  Value at(long exponent, int side) const {
    // No round numbers, on which sin(pi t) would seem to have a limit.
    const Number irregular = Number::ratio(618033 + 7919 * (exponent % 97), 1000003);
    Environment frame(e_);
    frame.bind(
        name_,
        Value(infinite_ && counts_ ? Number(far_count(exponent / (digits_ / 4 + 1)))
              : infinite_          ? Number(infinite_) * irregular * Number::power_of_ten(exponent)
                          : target_ + Number(side) * irregular * Number::power_of_ten(-exponent)));
    return evaluate(body_, frame);
  }

  const Tree& body_;
  const std::string& name_;
  const Environment& e_;
  long digits_;
  int infinite_;  ///< the sign of an infinite target, or 0
  Number target_;
  bool counts_ = false;  ///< the variable counts the terms of a sequence: whole numbers
};

Value from_the_side(const Node& node, const Limit& limit, double log2_tolerated) {
  if (limit.infinite() || node.text == "+") return limit.settled(1, log2_tolerated);
  if (node.text == "-") return limit.settled(-1, log2_tolerated);
  const Value right = limit.settled(1, log2_tolerated), left = limit.settled(-1, log2_tolerated);
  if (log2_distance(left, right) > -30)
    throw Undefined("the limits from both sides differ: " + to_string(left, 8) + " and " +
                    to_string(right, 8));
  return right;
}

/// The sum of lim(n -> inf: sum(k in first..n: term)), or nothing where it is another limit.
const Node* partial_sum(const Node& limit) {
  const Node& sum = *limit.kids[2];
  if (infinite_sign(*limit.kids[1]) != 1 || sum.kind != Kind::reduce || sum.text != "sum" ||
      sum.kids.size() != 2 || sum.kids[0]->kids.empty())
    return nullptr;
  const Node& range = *sum.kids[0]->kids[0];
  const Tree& n = limit.kids[0];
  return range.kind == Kind::range && same(range.kids[1], n) && !mentions(range.kids[0], n) &&
                 !mentions(sum.kids[1], n)
             ? &sum
             : nullptr;
}

}  // namespace

namespace {

Value precise_limit(const Node& node, const Limit& limit, Session& session) {
  const long digits = session.digits;
  // A quotient of what vanishes to the third order loses all of three times the digits.
  for (const long times : {3L, 6L}) {
    const DigitsScope scope(session, times * digits + 40);
    try {
      return from_the_side(node, limit, -3.33 * static_cast<double>(digits));
    } catch (const Imprecise&) {
    }
  }
  const DigitsScope scope(session, 12 * digits + 40);
  return from_the_side(node, limit, -40);
}

}  // namespace

Value evaluate_limit(const Node& node, const Environment& e) {
  if (const Node* sum = partial_sum(node))
    return evaluate_series(sum->kids[0]->text, evaluate_integer(sum->kids[0]->kids[0]->kids[0], e),
                           sum->kids[1], e);
  Session& session = e.session();
  session.estimated = true;
  session.methods.insert("limit");
  Limit limit(node, e);
  try {
    return precise_limit(node, limit, session);
  } catch (const NoLimit&) {
    throw;
  } catch (const Undefined&) {
    if (!limit.count()) throw;  // else (-1)^n has a value at whole numbers only
  }
  return precise_limit(node, limit, session);
}

}  // namespace assay::derivation
