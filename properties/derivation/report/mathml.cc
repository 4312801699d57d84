// Expressions in MathML.
#include <algorithm>

#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml_parts.h"

namespace assay::derivation {

namespace {

bool begins_with_digit(const Tree& tree) {
  switch (tree->kind) {
    case Kind::number:
      return true;
    case Kind::power:
    case Kind::factorial:
      return begins_with_digit(tree->kids[0]);
    case Kind::divide:
      return begins_with_digit(tree->kids[0]) && begins_with_digit(tree->kids[1]);
    default:
      return false;
  }
}

std::string product(const Node& node) {
  const Tree &left = node.kids[0], &right = node.kids[1];
  // Matrix products and products of entries side by side are told apart by brackets.
  const bool by_entries = node.kind != Kind::product;
  const bool left_by_entries = left->kind == Kind::hadamard || left->kind == Kind::hadamard_divide;
  const bool mixed = by_entries ? left->kind == Kind::product : left_by_entries;
  const std::string first = mixed || ends_open(left)
                                ? fenced("(", show(left, logic_level), ")")
                                : show(left, begins_with_minus(left) ? sum_level : product_level);
  const std::string second = ends_open(right) && level_of(right) == product_level &&
                                     right->kind != Kind::product && right->kind != Kind::hadamard
                                 ? show(right, product_level)
                                 : show(right, factor_level);
  if (node.kind == Kind::hadamard) return first + "<mo>⊙</mo>" + second;
  if (node.kind == Kind::hadamard_divide) return first + "<mo>⊘</mo>" + second;
  if (begins_with_digit(right)) return first + "<mo>·</mo>" + second;
  const bool close = left->kind == Kind::number && right->kind != Kind::call;
  return first + "<mo>\u2062</mo>" + (close ? "" : "<mspace width=\"0.14em\"/>") + second;
}

/// base^raised, with both scripts on one base where that is an entry of a name.
std::string raised(const Tree& base, const std::string& script) {
  if (base->kind == Kind::index && base->kids[0]->kind == Kind::name)
    return mathml_name(base->kids[0]->text, list(base->kids, 1), script);
  if (base->kind == Kind::name && level_of(base) == postfix_level)
    return mathml_name(base->text, {}, script);
  return "<msup>" + row(show(base, postfix_level)) + script + "</msup>";
}

std::string arithmetic(const Node& node) {
  switch (node.kind) {
    case Kind::negate:
      return "<mo form=\"prefix\">−</mo>" + show(node.kids[0], product_level);
    case Kind::add:
      return show(node.kids[0], sum_level) + "<mo>+</mo>" + show(node.kids[1], product_level);
    case Kind::subtract:
      return show(node.kids[0], sum_level) + "<mo>−</mo>" + show(node.kids[1], product_level);
    case Kind::divide:
      return "<mfrac>" + whole(node.kids[0]) + whole(node.kids[1]) + "</mfrac>";
    case Kind::power:
      return raised(node.kids[0], whole(node.kids[1]));
    case Kind::hadamard_power:
      return raised(node.kids[0], row("<mo>⊙</mo>" + show(node.kids[1], postfix_level)));
    case Kind::transpose:
      return raised(node.kids[0], "<mo>⊤</mo>");
    case Kind::factorial:
      return show(node.kids[0], postfix_level) + "<mo>!</mo>";
    default:
      return product(node);
  }
}

std::string applied(const std::string& function, const std::string& arguments) {
  return row(function + "<mo>\u2061</mo>" + fenced("(", arguments, ")"));
}

/// The functions that have a notation of their own.
std::string with_notation(const Node& node) {
  const std::string& name = node.text;
  const std::vector<Tree>& kids = node.kids;
  const std::size_t count = kids.size();
  if (name == "sqrt" && count == 1) return "<msqrt>" + whole(kids[0]) + "</msqrt>";
  if (name == "abs" && count == 1) return fenced("|", show(kids[0], sum_level), "|");
  if (name == "floor" && count == 1) return fenced("⌊", show(kids[0], sum_level), "⌋");
  if (name == "ceil" && count == 1) return fenced("⌈", show(kids[0], sum_level), "⌉");
  if (name == "inv" && count == 1) return raised(kids[0], row("<mo>−</mo><mn>1</mn>"));
  if (name == "pow" && count == 2) return raised(kids[0], whole(kids[1]));
  if (name == "eye" && count == 1) return "<msub><mi>I</mi>" + whole(kids[0]) + "</msub>";
  if (name == "binom" && count == 2)
    return fenced("(", "<mfrac linethickness=\"0\">" + whole(kids[0]) + whole(kids[1]) + "</mfrac>",
                  ")");
  if (name == "log" && count == 2 && kids[1]->kind == Kind::named && kids[1]->text == "base")
    return applied("<msub><mi>log</mi>" + whole(kids[1]->kids[0]) + "</msub>",
                   show(kids[0], logic_level));
  return {};
}

std::string call(const Node& node) {
  if (const std::string notation = with_notation(node); !notation.empty()) return notation;
  return applied(mathml_name(node.text), list(node.kids));
}

std::string matrix(const Node& node) {
  std::string rows;
  for (const Tree& line : node.kids) {
    rows += "<mtr>";
    for (const Tree& entry : line->kids) rows += element("mtd", show(entry, logic_level));
    rows += "</mtr>";
  }
  return mathml_matrix(rows);
}

std::string cases(const Node& node) {
  std::string rows;
  for (std::size_t i = 0; i < node.kids.size(); i += 2)
    rows += "<mtr>" + element("mtd", show(node.kids[i], logic_level)) +
            element("mtd", i + 1 < node.kids.size()
                               ? "<mtext>if\u00a0</mtext>" + show(node.kids[i + 1], logic_level)
                               : "<mtext>otherwise</mtext>") +
            "</mtr>";
  return row("<mo form=\"prefix\" fence=\"true\" stretchy=\"true\">{</mo><mtable class=\"cases\">" +
             rows + "</mtable>");
}

std::string bracketing(const Node& node) {
  switch (node.kind) {
    case Kind::absolute:
      return fenced("|", show(node.kids[0], sum_level), "|");
    case Kind::norm: {
      const std::string norm = fenced("‖", show(node.kids[0], sum_level), "‖");
      return node.kids.size() > 1 ? "<msub>" + norm + whole(node.kids[1]) + "</msub>" : norm;
    }
    case Kind::inner:
      return fenced("⟨", list(node.kids), "⟩");
    case Kind::tuple:
      return fenced("(", list(node.kids), ")");
    case Kind::set:
      return fenced("{", list(node.kids), "}");
    case Kind::iverson:
      return row("<mn>1</mn>" + fenced("[", show(node.kids[0], logic_level), "]"));
    case Kind::count: {
      const std::vector<Tree> binders(node.kids.begin(), node.kids.end() - 1);
      return row(
          "<mo>#</mo>" +
          fenced("{", list(binders) + "<mo>:</mo>" + show(node.kids.back(), logic_level), "}"));
    }
    case Kind::interval:
      return fenced(node.text.substr(0, 1), list(node.kids), node.text.substr(1));
    default:
      return matrix(node);
  }
}

std::string relation(const Node& node) {
  std::string text = show(node.kids[0], sum_level);
  std::size_t at = 0;
  for (std::size_t i = 1; i < node.kids.size(); ++i) {
    const std::size_t end = node.text.find(' ', at);
    text += mathml_sign(node.text.substr(at, end - at)) + show(node.kids[i], sum_level);
    at = end + 1;
  }
  return text;
}

std::string logic(const Node& node) {
  const auto infix = [&](const char* sign) {
    return show(node.kids[0], relation_level) + element("mo", sign) +
           show(node.kids[1], relation_level);
  };
  const auto word = [&](const char* text) {
    return show(node.kids[0], relation_level) + element("mtext", text) +
           show(node.kids[1], relation_level);
  };
  switch (node.kind) {
    case Kind::conjunction:
      return word("\u00a0and\u00a0");
    case Kind::disjunction:
      return word("\u00a0or\u00a0");
    case Kind::implication:
      return infix("⇒");
    case Kind::equivalence:
      return infix("⇔");
    case Kind::negation:
      return "<mo>¬</mo>" + show(node.kids[0], factor_level);
    case Kind::member:
      return show(node.kids[0], sum_level) + "<mo>∈</mo>" + show(node.kids[1], sum_level);
    default:
      return relation(node);
  }
}

/// {1, 2}, {1, ..., n}
std::string range(const Node& node) {
  const Number &first = node.kids[0]->number, &last = node.kids[1]->number;
  const bool next = node.kids[0]->kind == Kind::number && node.kids[1]->kind == Kind::number &&
                    compare(last - first, Number(1)) == 0;
  return fenced("{",
                show(node.kids[0], sum_level) +
                    (next ? "<mo>,</mo>" : "<mo>,</mo><mo>…</mo><mo>,</mo>") +
                    show(node.kids[1], sum_level),
                "}");
}

std::string leaf_or_call(const Node& node) {
  switch (node.kind) {
    case Kind::number:
      return mathml_number(node.number.to_string(12));
    case Kind::name:
      return mathml_name(node.text);
    case Kind::call:
      return is_set_call(node) ? mathml_set(node) : call(node);
    case Kind::derived_call: {
      std::string primes;
      for (long i = 0; i < std::min(node.number.integer(), 8L); ++i) primes += "′";
      return applied("<msup>" + mathml_name(node.text) + element("mo", primes) + "</msup>",
                     list(node.kids));
    }
    case Kind::named:
      return mathml_name(node.text) + "<mo>=</mo>" + show(node.kids[0], sum_level);
    default:
      if (node.kids[0]->kind == Kind::name)
        return mathml_name(node.kids[0]->text, list(node.kids, 1), {});
      return "<msub>" + row(show(node.kids[0], postfix_level)) + row(list(node.kids, 1)) +
             "</msub>";
  }
}

std::string content(const Tree& tree) {
  const Node& node = *tree;
  switch (node.kind) {
    case Kind::number:
    case Kind::name:
    case Kind::call:
    case Kind::derived_call:
    case Kind::named:
    case Kind::index:
      return leaf_or_call(node);
    case Kind::cases:
      return cases(node);
    case Kind::range:
      return range(node);
    case Kind::absolute:
    case Kind::norm:
    case Kind::inner:
    case Kind::tuple:
    case Kind::set:
    case Kind::iverson:
    case Kind::count:
    case Kind::interval:
    case Kind::matrix:
      return bracketing(node);
    case Kind::relation:
    case Kind::member:
    case Kind::conjunction:
    case Kind::disjunction:
    case Kind::negation:
    case Kind::implication:
    case Kind::equivalence:
      return logic(node);
    case Kind::binder:
    case Kind::reduce:
    case Kind::expectation:
    case Kind::integral:
    case Kind::limit:
    case Kind::divergence:
    case Kind::converges:
    case Kind::derivative:
      return mathml_binding(node);
    default:
      return arithmetic(node);
  }
}

}  // namespace

std::string show(const Tree& tree, int level) {
  const std::string text = content(tree);
  return level_of(tree) < level ? fenced("(", text, ")") : text;
}

std::string mathml(const Tree& tree) { return whole(tree); }

}  // namespace assay::derivation
