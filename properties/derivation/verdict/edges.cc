// The draws that chance does not make.
#include "properties/derivation/verdict/judge.h"
#include "properties/derivation/verdict/membership.h"

namespace assay::derivation {

namespace {

constexpr std::size_t most_edges = 20;

/// "x < 2/s": the name on one side and what it is compared with.
struct Threshold {
  std::string name;
  Tree value;
};

void collect_thresholds(const Tree& tree, const Scope& scope, std::vector<Threshold>& found) {
  if (tree->kind == Kind::relation)
    for (std::size_t i = 1; i < tree->kids.size(); ++i)
      for (const bool left : {true, false}) {
        const Tree& name = tree->kids[left ? i - 1 : i];
        const Tree& value = tree->kids[left ? i : i - 1];
        if (name->kind == Kind::name && scope.given(name->text) &&
            scope.dependencies(value).count(name->text) == 0)
          found.push_back({name->text, value});
      }
  for (const Tree& kid : tree->kids) collect_thresholds(kid, scope, found);
}

/// The draw with one value replaced, where the declarations allow that.
void add_changed(const Draw& base, const std::string& name, const Number& number,
                 const Scope& scope, std::vector<Draw>& edges) {
  const Given* given = scope.given(name);
  if (!given || edges.size() >= most_edges || others_rest_on(name, base, scope)) return;
  Draw changed = base;
  for (auto& [key, value] : changed) {
    if (key != name) continue;
    for (Number& entry : value.data) entry = number;
    if (is_member(*given, value, changed, scope)) edges.push_back(changed);
    return;
  }
}

}  // namespace

std::vector<Draw> edge_draws(const Step& step, Drawer& drawer, const Judging& judging) {
  std::vector<Draw> edges;
  Session session;
  session.conventions = judging.conventions;
  const std::optional<Draw> base = drawer.draw(0, session);
  if (!base) return edges;
  std::vector<Threshold> thresholds;
  collect_thresholds(inlined(step.left, judging.scope), judging.scope, thresholds);
  if (step.right) collect_thresholds(inlined(step.right, judging.scope), judging.scope, thresholds);
  Environment e(judging.scope, session);
  bind_all(e, *base);
  for (const Threshold& threshold : thresholds) {
    try {
      add_changed(*base, threshold.name, evaluate_scalar(threshold.value, e), judging.scope, edges);
    } catch (const std::runtime_error&) {
      continue;  // compared with something that has no single value here
    }
  }
  for (const auto& [name, value] : *base) {
    const Given* given = judging.scope.given(name);
    if (!given || given->domain.base == Domain::Base::range) continue;
    for (const long number : {0L, 1L, -1L})
      if (number == 0 || value.is_scalar())
        add_changed(*base, name, Number(number), judging.scope, edges);
  }
  return edges;
}

}  // namespace assay::derivation
