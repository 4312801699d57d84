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

bool is_member(const Given& given, const Value& value, const Draw& draw, const Scope& scope) {
  Session session;
  Environment e(scope, session);
  bind_all(e, draw);
  try {
    return std::all_of(value.data.begin(), value.data.end(),
                       [&](const Number& x) { return entry_in(given.domain, x, e); }) &&
           std::all_of(
               scope.conditions.begin(), scope.conditions.end(),
               [&](const Condition& condition) { return evaluate_truth(condition.logic, e); });
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace assay::derivation
