#include "properties/derivation/verdict/membership.h"

#include <algorithm>

namespace assay::derivation {

namespace {

bool entry_in(const Domain& domain, const Number& x, const Environment& e) {
  switch (domain.base) {
    case Domain::Base::real:
      return true;
    case Domain::Base::positive:
      return x.sign() > 0;
    case Domain::Base::integer:
      return x.is_integer() && (domain.text != "N" || x.sign() >= 0);
    case Domain::Base::range:
    case Domain::Base::set:
    case Domain::Base::interval: {
      const Kind kind = domain.base == Domain::Base::range ? Kind::range
                        : domain.base == Domain::Base::set ? Kind::set
                                                           : Kind::interval;
      const Tree member =
          make(Kind::member, {}, {}, {make_number(x), make(kind, {}, domain.text, domain.parts)});
      return evaluate_truth(member, e);
    }
    default:
      return false;  // structures are not changed entry by entry
  }
}

bool is_one(const Number& x) { return (x - Number(1)).may_be_zero(); }

bool is_identity(const Value& matrix) {
  for (std::int64_t i = 0; i < matrix.shape[0]; ++i)
    for (std::int64_t j = 0; j < matrix.shape[1]; ++j) {
      const Number& entry = matrix.data[static_cast<std::size_t>(i * matrix.shape[1] + j)];
      if (i == j ? !is_one(entry) : !entry.may_be_zero()) return false;
    }
  return true;
}

bool is_symmetric(const Value& matrix) {
  const Value other = transpose(matrix, {});
  for (std::size_t i = 0; i < matrix.data.size(); ++i)
    if (!(matrix.data[i] - other.data[i]).may_be_zero()) return false;
  return true;
}

/// Sylvester's criterion.
bool has_positive_minors(const Value& matrix) {
  const std::int64_t n = matrix.shape[0];
  for (std::int64_t k = 1; k <= n; ++k) {
    Value corner({k, k}, {});
    for (std::int64_t i = 0; i < k; ++i)
      for (std::int64_t j = 0; j < k; ++j)
        corner.data.push_back(matrix.data[static_cast<std::size_t>(i * n + j)]);
    if (determinant(corner, {}).sign() <= 0) return false;
  }
  return true;
}

/// Structures in which a minimum is sought; a point within the digits of one is in it.
bool is_structured(const std::string& structure, const Value& value) {
  Number sum = 0, squares = 0;
  bool nonnegative = true;
  for (const Number& x : value.data) {
    sum += x;
    squares += x * x;
    nonnegative = nonnegative && (x.may_be_zero() || x.sign() > 0);
  }
  if (structure == "simplex") return nonnegative && is_one(sum);
  if (structure == "Unit") return is_one(squares);
  const bool square = value.is_matrix() && value.shape[0] == value.shape[1];
  if (structure == "Sym") return square && is_symmetric(value);
  if (structure == "Orth") return square && is_identity(multiply(value, transpose(value, {}), {}));
  if (structure == "Inv") return square && !determinant(value, {}).may_be_zero();
  return structure == "SPD" && square && is_symmetric(value) && has_positive_minors(value);
}

}  // namespace

bool others_rest_on(const std::string& name, const Draw& draw, const Scope& scope) {
  return std::any_of(draw.begin(), draw.end(), [&](const auto& drawn) {
    const Given* other = scope.given(drawn.first);
    const auto mentions = [&](const Tree& tree) {
      return scope.dependencies(tree).count(name) > 0;
    };
    return other && other->name != name &&
           (std::any_of(other->domain.dims.begin(), other->domain.dims.end(), mentions) ||
            std::any_of(other->domain.parts.begin(), other->domain.parts.end(), mentions));
  });
}

bool lies_in(const Domain& domain, const Value& value, const Environment& e) {
  if (domain.base == Domain::Base::structure && domain.dims.empty())
    return is_structured(domain.text, value);
  return std::all_of(value.data.begin(), value.data.end(),
                     [&](const Number& x) { return entry_in(domain, x, e); });
}

bool is_member(const Given& given, const Value& value, const Draw& draw, const Scope& scope) {
  Session session;
  Environment e(scope, session);
  bind_all(e, draw);
  try {
    return lies_in(given.domain, value, e) &&
           std::all_of(
               scope.conditions.begin(), scope.conditions.end(),
               [&](const Condition& condition) { return evaluate_truth(condition.logic, e); });
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace assay::derivation
