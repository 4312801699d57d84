#include "properties/derivation/verdict/room.h"

#include <cmath>
#include <limits>

#include "properties/derivation/verdict/membership.h"

namespace assay::derivation {

namespace {

bool is_inequality(const Tree& tree) {
  return tree->kind == Kind::relation && tree->text.find_first_of("<>!") != std::string::npos;
}

/// Coordinates of one value: of its entries one by one, or of what its structure lets move.
void collect(std::size_t value, const Value& data, const Domain& domain,
             std::vector<Coordinate>& found) {
  const std::size_t count = data.data.size();
  if (domain.base == Domain::Base::real || domain.base == Domain::Base::positive ||
      domain.base == Domain::Base::interval) {
    for (std::size_t j = 0; j < count; ++j) found.push_back({value, j, j, false});
    return;
  }
  if (domain.base != Domain::Base::structure || !domain.dims.empty()) return;
  if (domain.text == "simplex")
    for (std::size_t j = 0; j + 1 < count; ++j) found.push_back({value, j, count - 1, true});
  if (domain.text != "SPD" && domain.text != "Sym") return;
  const auto n = static_cast<std::size_t>(data.shape[0]);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = i; j < n; ++j) found.push_back({value, i * n + j, j * n + i, false});
}

}  // namespace

Inequality inequality_of(const Step& step) {
  if (step.right) {
    const Tree relation = make(Kind::relation, {}, step.sign, {step.left, step.right});
    return {nullptr, is_inequality(relation) ? relation : nullptr};
  }
  if (is_inequality(step.left)) return {nullptr, step.left};
  if (step.left->kind == Kind::implication && is_inequality(step.left->kids[1]))
    return {step.left->kids[0], step.left->kids[1]};
  return {};
}

Number Room::share() const {
  const Number sum = abs(left) + abs(right);
  return sum.may_be_zero() ? size : size / sum;
}

std::vector<Room> rooms_in(const Tree& relation, const Environment& e) {
  std::vector<Room> rooms;
  std::size_t at = 0;
  Number left = evaluate_scalar(relation->kids[0], e);
  for (std::size_t i = 1; i < relation->kids.size(); ++i) {
    const Number right = evaluate_scalar(relation->kids[i], e);
    const std::size_t end = std::min(relation->text.find(' ', at), relation->text.size());
    const std::string sign = relation->text.substr(at, end - at);
    at = end + 1;
    if (sign[0] == '<') rooms.push_back({left, right, right - left, sign == "<"});
    if (sign[0] == '>') rooms.push_back({left, right, left - right, sign == ">"});
    if (sign == "!=") rooms.push_back({left, right, abs(left - right), true});
    left = right;
  }
  return rooms;
}

void Coordinate::move(Draw& draw, const Number& step) const {
  std::vector<Number>& data = draw[value].second.data;
  data[entry] = data[entry] + step;
  if (twin != entry) data[twin] = opposite ? data[twin] - step : data[entry];
}

std::vector<Coordinate> coordinates_of(const Draw& draw, const Scope& scope) {
  std::vector<Coordinate> found;
  for (std::size_t i = 0; i < draw.size(); ++i) {
    const Given* given = scope.given(draw[i].first);
    if (given && !others_rest_on(draw[i].first, draw, scope))
      collect(i, draw[i].second, given->domain, found);
  }
  return found;
}

Number exactly(double x) {
  int exponent = 0;
  const double mantissa = std::frexp(x, &exponent);
  constexpr int bits = std::numeric_limits<double>::digits;
  return Number(static_cast<long>(std::ldexp(mantissa, bits))) *
         pow(Number(2), Number(exponent - bits));
}

bool is_allowed(const Coordinate& c, const Draw& draw, const Scope& scope) {
  const Given& given = *scope.given(draw[c.value].first);
  return is_member(given, draw[c.value].second, draw, scope);
}

}  // namespace assay::derivation
