// Trees as a person would type them.
#include "properties/derivation/syntax/tree.h"

namespace assay::derivation {

namespace {

enum Level {
  logic_level,
  relation_level,
  sum_level,
  product_level,
  factor_level,
  postfix_level,
  base_level
};

std::string print(const Tree& tree, int level);

std::string bracketed(const std::string& text, bool brackets) {
  return brackets ? "(" + text + ")" : text;
}

std::string list(const std::vector<Tree>& kids, std::size_t from, const std::string& separator) {
  std::string text;
  for (std::size_t i = from; i < kids.size(); ++i)
    text += (i > from ? separator : "") + print(kids[i], logic_level);
  return text;
}

std::string shown_name(const std::string& name) { return name.substr(0, name.find('@')); }

std::string infix(const Node& node, const char* sign, int own, int level, int right_level) {
  return bracketed(print(node.kids[0], own) + sign + print(node.kids[1], right_level), level > own);
}

/// "a^b^c" is a^(b^c).
std::string raised(const Node& node, const char* sign, int level) {
  return bracketed(print(node.kids[0], base_level) + sign + print(node.kids[1], postfix_level),
                   level > postfix_level);
}

std::string print_relation(const Node& node) {
  std::string text = print(node.kids[0], sum_level);
  std::size_t at = 0;
  for (std::size_t i = 1; i < node.kids.size(); ++i) {
    const std::size_t end = node.text.find(' ', at);
    text += " " + node.text.substr(at, end - at) + " " + print(node.kids[i], sum_level);
    at = end + 1;
  }
  return text;
}

std::string print_reduction(const Node& node, const char* open, const char* close) {
  if (node.kids.size() == 1) return node.text + open + print(node.kids[0], logic_level) + close;
  std::string text = shown_name(node.text) + "_{";
  for (std::size_t i = 0; i + 1 < node.kids.size(); ++i)
    text += (i > 0 ? ", " : "") + print(node.kids[i], logic_level);
  return text + "}" + open + print(node.kids.back(), *open == '[' ? logic_level : product_level) +
         close;
}

std::string print_derivative(const Node& node) {
  if (node.text != "d") return node.text + "(" + list(node.kids, 0, ", ") + ")";
  const bool simple = node.kids[0]->kind == Kind::name || node.kids[0]->kind == Kind::index;
  const std::string of = print(node.kids[0], simple ? postfix_level : product_level);
  if (node.kids.size() == 2)
    return simple ? "d" + of + "/d" + print(node.kids[1], postfix_level)
                  : "d/d" + print(node.kids[1], postfix_level) + " " + of;
  const std::string below =
      "(d" + print(node.kids[1], postfix_level) + " d" + print(node.kids[2], postfix_level) + ")";
  return simple ? "d^2" + of + "/" + below : "d^2/" + below + " " + of;
}

std::string print_cases(const Node& node) {
  std::string text = "{";
  for (std::size_t i = 0; i < node.kids.size(); i += 2)
    text +=
        (i > 0 ? "; " : "") + print(node.kids[i], logic_level) +
        (i + 1 < node.kids.size() ? " if " + print(node.kids[i + 1], logic_level) : " otherwise");
  return text + "}";
}

std::string print_bracketing(const Node& node) {
  switch (node.kind) {
    case Kind::absolute:
      return "|" + print(node.kids[0], sum_level) + "|";
    case Kind::norm:
      return "||" + print(node.kids[0], sum_level) + "||" +
             (node.kids.size() > 1 ? "_" + print(node.kids[1], postfix_level) : "");
    case Kind::inner:
      return "<" + list(node.kids, 0, ", ") + ">";
    case Kind::tuple:
      return "(" + list(node.kids, 0, ", ") + ")";
    case Kind::set:
      return "{" + list(node.kids, 0, ", ") + "}";
    case Kind::iverson:
      return "1[" + print(node.kids[0], logic_level) + "]";
    case Kind::count:
      return "#{" + list(node.kids, 0, ", ") + "}";
    case Kind::interval:
      return node.text.substr(0, 1) + list(node.kids, 0, ", ") + node.text.substr(1);
    default: {
      std::string rows;
      for (const Tree& row : node.kids)
        rows += (rows.empty() ? "" : "; ") + list(row->kids, 0, ", ");
      return "[" + rows + "]";
    }
  }
}

std::string print_arithmetic(const Node& node, int level) {
  switch (node.kind) {
    case Kind::negate:
      return bracketed("-" + print(node.kids[0], product_level), level > sum_level);
    case Kind::add:
      return infix(node, " + ", sum_level, level, product_level);
    case Kind::subtract:
      return infix(node, " - ", sum_level, level, product_level);
    case Kind::product: {
      const std::string right = print(node.kids[1], factor_level);
      const bool digit = right.front() >= '0' && right.front() <= '9';
      return bracketed(print(node.kids[0], product_level) + (digit ? " * " : " ") + right,
                       level > product_level);
    }
    case Kind::divide:
      return infix(node, "/", product_level, level, factor_level);
    case Kind::hadamard:
      return infix(node, " .* ", product_level, level, factor_level);
    case Kind::hadamard_divide:
      return infix(node, " ./ ", product_level, level, factor_level);
    case Kind::power:
      return raised(node, "^", level);
    default:
      return raised(node, ".^", level);
  }
}

std::string print_logic(const Node& node, int level) {
  switch (node.kind) {
    case Kind::conjunction:
      return infix(node, " and ", logic_level, level, logic_level);
    case Kind::disjunction:
      return infix(node, " or ", logic_level, level, logic_level);
    case Kind::implication:
      return infix(node, " => ", logic_level, level, logic_level);
    case Kind::equivalence:
      return infix(node, " <=> ", logic_level, level, logic_level);
    case Kind::negation:
      return "not " + print(node.kids[0], relation_level);
    case Kind::member:
      return print(node.kids[0], sum_level) + " in " + print(node.kids[1], sum_level);
    default:
      return bracketed(print_relation(node), level > relation_level);
  }
}

std::string print_number(const Node& node, int level) {
  const std::string text = node.number.to_string(12);
  return bracketed(
      text, level >= factor_level && (text.find('/') != std::string::npos || text.front() == '-'));
}

std::string print_binder(const Node& node) {
  if (node.kids.empty()) return shown_name(node.text);
  const Node& set = *node.kids[0];
  const bool random = set.kind == Kind::call && set.text != "R" && set.text != "R+" &&
                      set.text != "Z" && set.text != "power_set";
  if (!random && set.kind == Kind::call)
    return shown_name(node.text) + " in " +
           (set.text == "power_set" ? print(set.kids[0], postfix_level) : set.text) +
           (set.kids.size() > 1                            ? "^(" + list(set.kids, 1, ", ") + ")"
            : set.text != "power_set" && !set.kids.empty() ? "^" + list(set.kids, 0, ", ")
                                                           : "");
  return shown_name(node.text) + (random ? " ~ " : " in ") + print(node.kids[0], sum_level);
}

std::string print_calculus(const Node& node) {
  switch (node.kind) {
    case Kind::integral:
      return "integral(" + print(node.kids[0], logic_level) + ": " +
             print(node.kids[1], logic_level) + ")";
    case Kind::limit:
      return "limit(" + print(node.kids[0], postfix_level) + " -> " +
             print(node.kids[1], sum_level) + node.text + ": " + print(node.kids[2], logic_level) +
             ")";
    case Kind::divergence:
      return node.text + "(" + print(node.kids[0], sum_level) + " || " +
             print(node.kids[1], sum_level) + ")";
    case Kind::converges:
      return node.text + " converges" +
             (node.kids.empty() ? "" : " to " + print(node.kids[0], sum_level));
    default:
      return print_derivative(node);
  }
}

std::string print(const Tree& tree, int level) {
  const Node& node = *tree;
  switch (node.kind) {
    case Kind::number:
      return print_number(node, level);
    case Kind::name:
      return shown_name(node.text);
    case Kind::call:
      return shown_name(node.text) + "(" + list(node.kids, 0, ", ") + ")";
    case Kind::derived_call:
      return shown_name(node.text) +
             std::string(static_cast<std::size_t>(node.number.integer()), '\'') + "(" +
             list(node.kids, 0, ", ") + ")";
    case Kind::named:
      return node.text + "=" + print(node.kids[0], sum_level);
    case Kind::index:
      return print(node.kids[0], postfix_level) + "[" + list(node.kids, 1, ", ") + "]";
    case Kind::transpose:
      return print(node.kids[0], postfix_level) + "^T";
    case Kind::factorial:
      return print(node.kids[0], postfix_level) + "!";
    case Kind::range:
      return print(node.kids[0], sum_level) + ".." + print(node.kids[1], sum_level);
    case Kind::cases:
      return print_cases(node);
    case Kind::binder:
      return print_binder(node);
    case Kind::reduce:
      return bracketed(print_reduction(node, " ", ""), level > product_level);
    case Kind::expectation:
      return print_reduction(node, "[", "]");
    case Kind::absolute:
    case Kind::norm:
    case Kind::inner:
    case Kind::tuple:
    case Kind::set:
    case Kind::iverson:
    case Kind::count:
    case Kind::interval:
    case Kind::matrix:
      return print_bracketing(node);
    case Kind::relation:
    case Kind::member:
    case Kind::conjunction:
    case Kind::disjunction:
    case Kind::negation:
    case Kind::implication:
    case Kind::equivalence:
      return print_logic(node, level);
    case Kind::integral:
    case Kind::limit:
    case Kind::divergence:
    case Kind::converges:
    case Kind::derivative:
      return bracketed(print_calculus(node),
                       level >= factor_level && node.kind == Kind::derivative);
    default:
      return print_arithmetic(node, level);
  }
}

}  // namespace

std::string to_string(const Tree& tree) { return print(tree, logic_level); }

}  // namespace assay::derivation
