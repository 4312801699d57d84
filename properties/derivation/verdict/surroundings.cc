#include "properties/derivation/verdict/surroundings.h"

#include <algorithm>

#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

void collect_slopes(const Tree& t, const Scope& scope, std::vector<Tree>& slopes) {
  if (t->kind == Kind::call && t->kids.size() == 1 && t->kids[0]->kind == Kind::name &&
      (find_elementwise(t->text) || scope.definitions.count(t->text) ||
       (scope.given(t->text) && scope.given(t->text)->domain.base == Domain::Base::function)) &&
      slopes.size() < 4) {
    const Tree slope = std::make_shared<const Node>(
        Node{Kind::derived_call, t->span, t->text, t->kids, Number(1)});
    if (std::none_of(slopes.begin(), slopes.end(),
                     [&](const Tree& known) { return same(known, slope); }))
      slopes.push_back(slope);
  }
  for (const Tree& kid : t->kids) collect_slopes(kid, scope, slopes);
}

bool is_share(const Domain& domain) {
  const auto is = [&](std::size_t end, long value) {
    const Tree& t = domain.parts[end];
    return t->kind == Kind::number && compare(t->number, Number(value)) == 0;
  };
  return domain.base == Domain::Base::interval && domain.dims.empty() && is(0, 0) && is(1, 1);
}

}  // namespace

Surroundings surroundings(const Step& step, const Scope& scope, const Draw& draw) {
  Surroundings around;
  for (const auto& [name, value] : draw) {
    if (!value.is_scalar()) {
      if (around.tensors.size() < 6) around.tensors.push_back(name);
      continue;
    }
    const Given* given = scope.given(name);
    const bool size = given && given->domain.base == Domain::Base::range;
    if (given && is_share(given->domain) && around.shares.size() < 2) around.shares.push_back(name);
    auto& names = size ? around.sizes : around.scalars;
    if (names.size() < 6) names.push_back(name);
  }
  const std::set<std::string> names = scope.dependencies(step.left);
  for (const auto& [name, definition] : scope.definitions) {
    if (!names.count(name)) continue;
    collect_slopes(definition.body, scope, around.slopes);
    if (definition.parameters.empty() && around.tensors.size() < 12) around.tensors.push_back(name);
  }
  collect_slopes(step.left, scope, around.slopes);
  return around;
}

}  // namespace assay::derivation
