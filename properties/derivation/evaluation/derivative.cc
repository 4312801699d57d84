// Derivatives of what the person wrote, from the definition: difference quotients in high
// precision. With t digits wanted, a step of h = 10^-(t/2+2) and t/2 more digits inside, the
// central quotients at h and 2h agree to t digits; their gap is the error estimate, and after
// extrapolation a polynomial of degree 4 comes out exactly.
#include <algorithm>

#include "properties/derivation/evaluation/evaluate.h"
#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

constexpr long most_digits = 1200;
constexpr long smallest_exponent = 200;

/// How much a straight-line pair of one-sided slopes may differ at h before it is a kink: the gap
/// of a smooth function halves with the step, that of a kink stays.
bool is_kink(const Number& gap, const Number& gap_at_double_step) {
  if (gap.may_be_zero() || gap_at_double_step.may_be_zero()) return false;
  // Divided first: the logarithms of exp(-10^75) would swallow the difference.
  return (gap_at_double_step / gap).log2_magnitude() < 0.58;
}

/// One of the slopes is more than the digits of the value can carry.
bool is_resolved(const Number& right, const Number& left, const Number& value, long digits) {
  if (value.may_be_zero()) return !right.may_be_zero() || !left.may_be_zero();
  const double least = -3.32 * static_cast<double>(digits);
  return (right / value).log2_magnitude() > least || (left / value).log2_magnitude() > least;
}

/// How many powers of ten a small argument lies below 1: the step must stay far below it.
long smallness(const Number& x) {
  constexpr double log2_of_ten = 3.3219280948873626;
  if (x.may_be_zero() || x.log2_magnitude() > 0) return 0;
  return std::min(smallest_exponent, std::lround(-x.log2_magnitude() / log2_of_ten) + 1);
}

/// The derivative in one direction of f(step) from the argument `x`, entry by entry of what f
/// returns.
Value directional(const std::function<Value(const Number&)>& f, const Number& x,
                  const Environment& e) {
  Session& session = e.session();
  const long digits = session.digits;
  const long step_exponent = digits / 2 + 2 + smallness(x);
  if (digits + step_exponent > most_digits) throw OutOfBudget("derivatives nest too deeply");
  const Number h = Number::power_of_ten(-step_exponent);
  const DigitsScope more(session, digits + step_exponent + 6);
  const Value at = f(Number(0)), above = f(h), below = f(-h), above2 = f(Number(2) * h),
              below2 = f(Number(-2) * h);
  const Number two_h = Number(2) * h;
  Value slope = at;
  for (std::size_t i = 0; i < at.data.size(); ++i) {
    const Number right = (above.data[i] - at.data[i]) / h;
    const Number left = (at.data[i] - below.data[i]) / h;
    const Number right2 = (above2.data[i] - at.data[i]) / two_h;
    const Number left2 = (at.data[i] - below2.data[i]) / two_h;
    if (is_resolved(right, left, at.data[i], digits) && is_kink(right - left, right2 - left2)) {
      if (session.kink_side == KinkSide::none)
        throw AtKink("the one-sided derivatives differ: " + left.to_string(6) + " and " +
                     right.to_string(6));
      slope.data[i] = session.kink_side == KinkSide::right ? Number(2) * right - right2
                                                           : Number(2) * left - left2;
      continue;
    }
    const Number near = (right + left) / Number(2), far = (right2 + left2) / Number(2);
    const Number gap = near - far;
    if (gap.is_zero()) {
      slope.data[i] = near;
      continue;
    }
    session.estimated = true;
    session.methods.insert("difference quotients");
    slope.data[i] = widen(near + gap / Number(3), gap);
  }
  return slope;
}

Value shifted(const Value& value, std::size_t entry, const Number& step) {
  Value moved = value;
  moved.data[entry] = moved.data[entry] + step;
  return moved;
}

struct Variable {
  std::string name;
  Value value;
  std::vector<std::size_t> entries;  ///< of the value, with respect to which is differentiated
  Shape shape;
  bool row = false;
};

Variable variable_of(const Tree& tree, const Environment& e) {
  Tree base = tree;
  if (tree->kind == Kind::index) base = tree->kids[0];
  if (base->kind != Kind::name)
    throw IllFormed(tree->span,
                    "a derivative is taken with respect to a name, not '" + to_string(tree) + "'");
  Variable variable{base->text, value_of_name(base, e), {}, {}, false};
  if (variable.value.is_tuple) throw IllFormed(tree->span, "a derivative by a tuple");
  if (tree->kind == Kind::name) {
    for (std::size_t i = 0; i < variable.value.data.size(); ++i) variable.entries.push_back(i);
    variable.shape = variable.value.shape;
    variable.row = variable.value.row;
    return variable;
  }
  if (tree->kids.size() - 1 != variable.value.shape.size())
    throw IllFormed(tree->span, "as many indices are needed as '" + base->text + "' has axes");
  const long first = e.session().convention("index", "1") == "0" ? 0 : 1;
  std::vector<std::int64_t> index;
  for (std::size_t i = 1; i < tree->kids.size(); ++i)
    index.push_back(evaluate_integer(tree->kids[i], e) - first);
  for (std::size_t axis = 0; axis < index.size(); ++axis)
    if (index[axis] < 0 || index[axis] >= variable.value.shape[axis])
      throw Undefined("no such entry of '" + base->text + "'");
  variable.entries = {static_cast<std::size_t>(flat_index(variable.value.shape, index))};
  return variable;
}

/// Puts the slopes, one value for each entry of the variable, into the layout in force.
Value arranged(const std::vector<Value>& slopes, const Value& of, const Variable& variable,
               const std::string& layout) {
  if (variable.shape.empty()) {
    Value result = slopes[0];
    return layout == "denominator" && result.is_column() ? Value(result.shape, result.data, true)
                                                         : result;
  }
  if (of.is_scalar()) {
    Value result(variable.shape, {}, variable.row);
    for (const Value& slope : slopes) result.data.push_back(slope.data[0]);
    return layout == "numerator" ? transpose(result, {}) : result;
  }
  // Outputs first; the other way round in denominator layout.
  const auto outputs = of.size(), inputs = static_cast<std::int64_t>(slopes.size());
  Value result;
  const bool denominator = layout == "denominator";
  result.shape = denominator ? variable.shape : of.shape;
  const Shape& inner = denominator ? of.shape : variable.shape;
  result.shape.insert(result.shape.end(), inner.begin(), inner.end());
  result.data.resize(static_cast<std::size_t>(outputs * inputs));
  for (std::int64_t i = 0; i < outputs; ++i)
    for (std::int64_t j = 0; j < inputs; ++j)
      result.data[static_cast<std::size_t>(denominator ? j * outputs + i : i * inputs + j)] =
          slopes[static_cast<std::size_t>(j)].data[static_cast<std::size_t>(i)];
  return result;
}

Value first_derivative(const Tree& of, const Tree& wrt, const std::string& layout,
                       const Environment& e) {
  const Variable variable = variable_of(wrt, e);
  // A row is differentiated like the column of the same entries.
  std::vector<Value> slopes;
  for (const std::size_t entry : variable.entries)
    slopes.push_back(directional(
        [&](const Number& step) {
          Environment frame(e);
          frame.bind(variable.name, shifted(variable.value, entry, step));
          return evaluate(of, frame);
        },
        variable.value.data[entry], e));
  if (slopes.empty()) return Value(variable.shape, {});
  return arranged(slopes, slopes[0], variable, layout);
}

}  // namespace

Value evaluate_derivative(const Node& node, const Environment& e) {
  std::string layout = e.session().convention("layout", "mixed");
  if (node.text == "hess") {
    const Tree gradient = make(Kind::derivative, node.span, "grad", {node.kids[0], node.kids[1]});
    return first_derivative(gradient, node.kids[1], "mixed", e);
  }
  if (node.kids.size() == 3) {
    const Tree inner = make(Kind::derivative, node.span, "d", {node.kids[0], node.kids[2]});
    return first_derivative(inner, node.kids[1], "mixed", e);
  }
  if (node.text == "grad") layout = "mixed";
  return first_derivative(node.kids[0], node.kids[1], layout, e);
}

namespace {

/// "-1/2" or "0.01".
Number number_from(const std::string& text) {
  if (text.starts_with('-')) return -number_from(text.substr(1));
  const std::size_t bar = text.find('/');
  if (bar == std::string::npos) return Number::from_decimal(text);
  return Number::from_decimal(text.substr(0, bar)) / Number::from_decimal(text.substr(bar + 1));
}

}  // namespace

/// f'(x), entry by entry.
Value evaluate_derived_call(const Node& node, const Environment& e) {
  const Value argument = evaluate(node.kids[0], e);
  const long order = node.number.integer();
  if (order > 3) throw IllFormed(node.span, "a derivative above order 3");
  const std::function<Number(const Number&, long)> derived = [&](const Number& x, long left) {
    if (left == 1 && x.is_zero()) {
      const std::string at_zero = e.session().convention(node.text + "'(0)", "");
      if (!at_zero.empty()) return number_from(at_zero);
    }
    const Value slope = directional(
        [&](const Number& step) {
          if (left > 1) return Value(derived(x + step, left - 1));
          const Value y = call_function(node.text, {Value(x + step)}, {}, node.span, e);
          if (!y.is_scalar())
            throw IllFormed(node.span, node.text + "' needs a function of one number");
          return y;
        },
        x, e);
    return slope.data[0];
  };
  return map(argument, [&](const Number& x) { return derived(x, order); });
}

}  // namespace assay::derivation
