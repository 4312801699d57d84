#include <algorithm>

#include "properties/derivation/syntax/tree.h"

namespace assay::derivation {

Tree make(Kind kind, Span span, std::string text, std::vector<Tree> kids) {
  return std::make_shared<const Node>(Node{kind, span, std::move(text), std::move(kids), {}});
}

Tree make_number(Number value, Span span) {
  return std::make_shared<const Node>(Node{Kind::number, span, {}, {}, std::move(value)});
}

Tree make_name(const std::string& name, Span span) { return make(Kind::name, span, name); }

Tree with_kids(const Tree& tree, std::vector<Tree> kids) {
  return std::make_shared<const Node>(
      Node{tree->kind, tree->span, tree->text, std::move(kids), tree->number});
}

bool same(const Tree& a, const Tree& b) {
  if (a == b) return true;
  if (a->kind != b->kind || a->text != b->text || a->kids.size() != b->kids.size()) return false;
  if (a->kind == Kind::number || a->kind == Kind::derived_call)
    if (compare(a->number, b->number) != 0) return false;
  for (std::size_t i = 0; i < a->kids.size(); ++i)
    if (!same(a->kids[i], b->kids[i])) return false;
  return true;
}

bool mentions(const Tree& tree, const Tree& part) {
  return same(tree, part) || std::any_of(tree->kids.begin(), tree->kids.end(),
                                         [&](const Tree& kid) { return mentions(kid, part); });
}

void collect_names(const Tree& tree, std::vector<std::string>& names) {
  if (!tree->text.empty()) names.push_back(tree->text);
  for (const Tree& kid : tree->kids) collect_names(kid, names);
}

}  // namespace assay::derivation
