#include "properties/derivation/report/mathml_parts.h"

#include "properties/derivation/report/markup.h"

namespace assay::derivation {

std::string row(const std::string& content) { return element("mrow", content); }

std::string whole(const Tree& tree) { return row(show(tree, logic_level)); }

namespace {

/// Fonts without mathematical tables make a growing bracket too tall for what lies on one line.
bool is_tall(const std::string& content) {
  for (const char* tall : {"<mfrac", "<mtable", "<munder"})
    if (content.find(tall) != std::string::npos) return true;
  return false;
}

}  // namespace

std::string fenced(const std::string& open, const std::string& content, const std::string& close) {
  const std::string stretchy = is_tall(content) ? " stretchy=\"true\"" : " stretchy=\"false\"";
  return row(element("mo", open, " form=\"prefix\"" + stretchy) + row(content) +
             element("mo", close, " form=\"postfix\"" + stretchy));
}

std::string list(const std::vector<Tree>& kids, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < kids.size(); ++i)
    text += (i > from ? "<mo>,</mo>" : "") + show(kids[i], logic_level);
  return text;
}

bool is_simple(const Tree& tree) { return tree->kind == Kind::name || tree->kind == Kind::index; }

/// An operator that takes in everything to its right.
bool ends_open(const Tree& tree) {
  switch (tree->kind) {
    case Kind::reduce:
      return tree->kids.size() > 1;
    case Kind::integral:
    case Kind::limit:
      return true;
    case Kind::derivative:
      return tree->text != "jac" && (tree->text != "d" || !is_simple(tree->kids[0]));
    case Kind::product:
    case Kind::hadamard:
      return ends_open(tree->kids[1]);
    default:
      return false;
  }
}

bool begins_with_minus(const Tree& tree) {
  switch (tree->kind) {
    case Kind::negate:
      return true;
    case Kind::number:
      return tree->number.rational() && tree->number.sign() < 0;
    case Kind::product:
    case Kind::hadamard:
    case Kind::hadamard_divide:
      return begins_with_minus(tree->kids[0]);
    default:
      return false;
  }
}

int level_of(const Tree& tree) {
  switch (tree->kind) {
    case Kind::conjunction:
    case Kind::disjunction:
    case Kind::implication:
    case Kind::equivalence:
    case Kind::named:
    case Kind::converges:
      return logic_level;
    case Kind::relation:
    case Kind::member:
    case Kind::negation:
    case Kind::range:
    case Kind::binder:
      return relation_level;
    case Kind::add:
    case Kind::subtract:
    case Kind::negate:
    case Kind::cases:
      return sum_level;
    case Kind::name:  // with a superscript of its own
      return tree->text.find_first_of("*(") == std::string::npos ? postfix_level : factor_level;
    case Kind::index:  // of a name with one
      return is_simple(tree->kids[0]) ? level_of(tree->kids[0]) : postfix_level;
    case Kind::number: {
      const std::string text = tree->number.to_string(12);
      return text.front() == '-'                             ? sum_level
             : text.find_first_of("/e") != std::string::npos ? factor_level
                                                             : postfix_level;
    }
    case Kind::product:
    case Kind::hadamard:
    case Kind::hadamard_divide:
      return begins_with_minus(tree->kids[0]) ? sum_level : product_level;
    case Kind::divide:
    case Kind::power:
    case Kind::hadamard_power:
    case Kind::transpose:
      return factor_level;
    case Kind::call:
      // These are typeset as powers.
      return tree->text == "inv" || tree->text == "pow" ? factor_level : postfix_level;
    case Kind::derivative:
      return ends_open(tree) ? product_level : factor_level;
    default:
      return ends_open(tree) ? product_level : postfix_level;
  }
}

}  // namespace assay::derivation
