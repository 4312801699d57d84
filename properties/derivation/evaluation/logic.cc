// Comparisons, membership, logic, indicators and cases.
#include <algorithm>

#include "properties/derivation/evaluation/evaluate.h"

namespace assay::derivation {

namespace {

/// compare(), or 0 where no enclosure tells the two apart.
int order_of(const std::string& sign, const Number& a, const Number& b, const Session& session) {
  try {
    return compare(a, b);
  } catch (const Imprecise&) {
    constexpr double digits_25 = 3.33 * 25;
    const double size = std::max({a.log2_magnitude(), b.log2_magnitude(), -30.0});
    if (sign == "=" && session.close_is_equal && (a - b).log2_magnitude() < size - digits_25)
      return 0;
    throw;
  }
}

bool holds(const std::string& sign, const Value& a, const Value& b, Span where, Session& session) {
  if (!same_form(a, b) && !a.is_scalar() && !b.is_scalar())
    throw IllFormed(where, "the left of '" + sign + "' is " + describe_shape(a) +
                               ", the right is " + describe_shape(b));
  const std::size_t count = std::max(a.data.size(), b.data.size());
  bool all = true, some_differ = false;
  for (std::size_t i = 0; i < count; ++i) {
    const int order =
        order_of(sign, a.data[a.is_scalar() ? 0 : i], b.data[b.is_scalar() ? 0 : i], session);
    session.branches = session.branches * 31 + static_cast<std::uint64_t>(order + 2);
    some_differ = some_differ || order != 0;
    all = all && (sign == "=" || sign == "~=" ? order == 0
                  : sign == "<"               ? order < 0
                  : sign == "<="              ? order <= 0
                  : sign == ">"               ? order > 0
                                              : order >= 0);
  }
  return sign == "!=" ? some_differ : all;
}

bool relation_of(const Node& node, const Environment& e) {
  std::size_t at = 0;
  Value left = evaluate(node.kids[0], e);
  for (std::size_t i = 1; i < node.kids.size(); ++i) {
    const std::size_t end = node.text.find(' ', at);
    Value right = evaluate(node.kids[i], e);
    if (!holds(node.text.substr(at, end - at), left, right, node.span, e.session())) return false;
    left = std::move(right);
    at = end + 1;
  }
  return true;
}

bool member_of(const Node& node, const Environment& e) {
  const Number x = evaluate_scalar(node.kids[0], e);
  const Node& set = *node.kids[1];
  switch (set.kind) {
    case Kind::range:
      return x.is_integer() && compare(x, evaluate_scalar(set.kids[0], e)) >= 0 &&
             compare(x, evaluate_scalar(set.kids[1], e)) <= 0;
    case Kind::interval: {
      const auto end = [&](std::size_t i) { return evaluate_scalar(set.kids[i], e); };
      const bool above = set.kids[0]->kind == Kind::negate && set.kids[0]->kids[0]->text == "inf"
                             ? true
                         : set.text[0] == '(' ? compare(x, end(0)) > 0
                                              : compare(x, end(0)) >= 0;
      const bool below = set.kids[1]->text == "inf" ? true
                         : set.text[1] == ')'       ? compare(x, end(1)) < 0
                                                    : compare(x, end(1)) <= 0;
      return above && below;
    }
    case Kind::set:
      return std::any_of(set.kids.begin(), set.kids.end(), [&](const Tree& element) {
        return compare(x, evaluate_scalar(element, e)) == 0;
      });
    default:
      if (set.text == "R") return true;
      if (set.text == "Z") return x.is_integer();
      if (set.text == "R+") return x.sign() > 0;
      throw IllFormed(node.span, "membership in this set");
  }
}

}  // namespace

bool evaluate_logic(const Node& node, const Environment& e) {
  const auto side = [&](std::size_t i) { return evaluate_truth(node.kids[i], e); };
  switch (node.kind) {
    case Kind::conjunction:
      return side(0) && side(1);
    case Kind::disjunction:
      return side(0) || side(1);
    case Kind::implication:
      return !side(0) || side(1);
    case Kind::equivalence:
      return side(0) == side(1);
    case Kind::negation:
      return !side(0);
    case Kind::member:
      return member_of(node, e);
    default:
      return relation_of(node, e);
  }
}

/// 1[condition]; a comparison of a column with a number gives the column of indicators.
Value evaluate_indicator(const Node& node, const Environment& e) {
  const Tree& condition = node.kids[0];
  if (condition->kind == Kind::relation && condition->kids.size() == 2) {
    const Value left = evaluate(condition->kids[0], e), right = evaluate(condition->kids[1], e);
    const bool entrywise =
        !left.is_tuple && !right.is_tuple && left.is_scalar() != right.is_scalar();
    if (entrywise) {
      Value mask = left.is_scalar() ? right : left;
      for (std::size_t i = 0; i < mask.data.size(); ++i) {
        const Value a(left.data[left.is_scalar() ? 0 : i]),
            b(right.data[right.is_scalar() ? 0 : i]);
        mask.data[i] = Number(holds(condition->text, a, b, node.span, e.session()) ? 1 : 0);
      }
      return mask;
    }
    return Value(Number(holds(condition->text, left, right, node.span, e.session()) ? 1 : 0));
  }
  return Value(Number(evaluate_truth(condition, e) ? 1 : 0));
}

Value evaluate_cases(const Node& node, const Environment& e) {
  std::size_t i = 0;
  for (; i + 1 < node.kids.size(); i += 2)
    if (evaluate_truth(node.kids[i + 1], e)) return evaluate(node.kids[i], e);
  if (i < node.kids.size()) return evaluate(node.kids[i], e);
  throw Undefined("no case applies");
}

}  // namespace assay::derivation
