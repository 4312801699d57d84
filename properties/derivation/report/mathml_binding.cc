// Everything that binds a name or differentiates, in MathML.
#include <algorithm>
#include <array>

#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml_parts.h"

namespace assay::derivation {

namespace {

constexpr std::array<std::string_view, 3> number_sets = {"R", "R+", "Z"};

std::string number_set(std::string_view name) {
  if (name == "R+") return "<msub><mi>ℝ</mi><mrow><mo>&gt;</mo><mn>0</mn></mrow></msub>";
  return element("mi", name == "R" ? "ℝ" : "ℤ");
}

/// "1 ≤ i ≤ n", "x ∈ S", "z ∼ N(0, 1)" or the bare name.
std::string binder(const Node& node) {
  const std::string name = mathml_name(node.text);
  if (node.kids.empty()) return name;
  const Node& set = *node.kids[0];
  if (set.kind == Kind::range)
    return show(set.kids[0], sum_level) + "<mo>≤</mo>" + name + "<mo>≤</mo>" +
           show(set.kids[1], sum_level);
  const bool random = set.kind == Kind::call && !is_set_call(set);
  return name + (random ? "<mo>∼</mo>" : "<mo>∈</mo>") + show(node.kids[0], sum_level);
}

std::string sign_of(const std::string& reduction) {
  if (reduction == "sum") return "<mo>∑</mo>";
  if (reduction == "prod") return "<mo>∏</mo>";
  if (reduction == "argmin") return "<mi>arg min</mi>";
  if (reduction == "argmax") return "<mi>arg max</mi>";
  return element("mi", escaped(reduction));
}

std::string reduction(const Node& node) {
  const std::string sign = sign_of(node.text);
  if (node.kids.size() == 1)
    return row(sign + "<mo>\u2061</mo>" + fenced("(", show(node.kids[0], logic_level), ")"));
  const std::string body = show(node.kids.back(), product_level);
  const Node& first = *node.kids[0];
  const bool one_range = node.kids.size() == 2 && first.kind == Kind::binder &&
                         !first.kids.empty() && first.kids[0]->kind == Kind::range;
  if (one_range && sign.starts_with("<mo>")) {
    const Node& range = *first.kids[0];
    return "<munderover>" + sign +
           row(mathml_name(first.text) + "<mo>=</mo>" + show(range.kids[0], sum_level)) +
           whole(range.kids[1]) + "</munderover>" + body;
  }
  const std::vector<Tree> below(node.kids.begin(), node.kids.end() - 1);
  return "<munder>" + sign + row(list(below)) + "</munder><mspace width=\"0.17em\"/>" + body;
}

std::string expectation(const Node& node) {
  const std::string sign = node.text == "E" ? "<mi>𝔼</mi>" : element("mi", escaped(node.text));
  const Node& last = *node.kids.back();
  const std::string inside = node.text == "Cov" && last.kind == Kind::tuple
                                 ? list(last.kids)
                                 : show(node.kids.back(), logic_level);
  const std::string body = fenced("[", inside, "]");
  if (node.kids.size() == 1) return row(sign + body);
  const std::vector<Tree> below(node.kids.begin(), node.kids.end() - 1);
  return row("<msub>" + sign + row(list(below)) + "</msub>" + body);
}

std::string integral(const Node& node) {
  const Node& over = *node.kids[0];
  const std::string name = mathml_name(over.text);
  const std::string end = "<mspace width=\"0.17em\"/><mi mathvariant=\"normal\">d</mi>" + name;
  const Node& set = *over.kids.at(0);
  const bool ends = set.kind == Kind::range || set.kind == Kind::interval;
  const std::string sign =
      ends ? "<msubsup><mo>∫</mo>" + whole(set.kids[0]) + whole(set.kids[1]) + "</msubsup>"
           : "<msub><mo>∫</mo>" + row(show(over.kids[0], sum_level)) + "</msub>";
  return row(sign + show(node.kids[1], product_level) + end);
}

std::string limit(const Node& node) {
  std::string target = row(show(node.kids[1], sum_level));
  if (!node.text.empty())
    target = "<msup>" + target + element("mo", node.text == "-" ? "−" : "+") + "</msup>";
  return "<munder><mo movablelimits=\"false\">lim</mo>" +
         row(show(node.kids[0], postfix_level) + "<mo>→</mo>" + target) +
         "</munder><mspace width=\"0.17em\"/>" + show(node.kids[2], product_level);
}

std::string differential(const Node& node) {
  const Tree& of = node.kids[0];
  const std::string d = "<mo form=\"prefix\" lspace=\"0\" rspace=\"0\">∂</mo>";
  const bool second = node.kids.size() > 2;
  const std::string above = second ? "<msup>" + d + "<mn>2</mn></msup>" : d;
  const auto variable = [&](const Tree& x) { return d + show(x, postfix_level); };
  const std::string below =
      !second ? variable(node.kids[1])
      : same(node.kids[1], node.kids[2])
          ? d + "<msup>" + row(show(node.kids[1], postfix_level)) + "<mn>2</mn></msup>"
          : variable(node.kids[1]) + "<mspace width=\"0.17em\"/>" + variable(node.kids[2]);
  if (is_simple(of))
    return "<mfrac>" + row(above + show(of, postfix_level)) + row(below) + "</mfrac>";
  return "<mfrac>" + row(above) + row(below) + "</mfrac><mspace width=\"0.1em\"/>" +
         show(of, product_level);
}

std::string derivative(const Node& node) {
  if (node.text == "d") return differential(node);
  const std::string by = whole(node.kids[1]);
  const std::string thin = "<mspace width=\"0.1em\"/>";
  if (node.text == "grad")
    return "<msub><mo>∇</mo>" + by + "</msub>" + thin + show(node.kids[0], factor_level);
  if (node.text == "hess")
    return "<msubsup><mo>∇</mo>" + by + "<mn>2</mn></msubsup>" + thin +
           show(node.kids[0], factor_level);
  return row("<msub><mi>Jac</mi>" + by + "</msub><mo>\u2061</mo>" +
             fenced("(", show(node.kids[0], logic_level), ")"));
}

std::string divergence(const Node& node) {
  return row(element("mi", escaped(node.text)) + "<mo>\u2061</mo>" +
             fenced("(",
                    show(node.kids[0], sum_level) + "<mo>∥</mo>" + show(node.kids[1], sum_level),
                    ")"));
}

std::string convergence(const Node& node) {
  return mathml_name(node.text) + "<mtext>\u00a0converges</mtext>" +
         (node.kids.empty() ? "" : "<mtext>\u00a0to\u00a0</mtext>" + show(node.kids[0], sum_level));
}

}  // namespace

bool is_set_call(const Node& node) {
  return node.text == "power_set" ||
         std::find(number_sets.begin(), number_sets.end(), node.text) != number_sets.end();
}

std::string with_sizes(const std::string& set, const std::vector<Tree>& sizes) {
  if (sizes.empty()) return set;
  std::string product;
  for (const Tree& size : sizes)
    product += (product.empty() ? "" : "<mo>×</mo>") + show(size, product_level);
  return "<msup>" + set + row(product) + "</msup>";
}

std::string mathml_set(const Node& node) {
  if (node.text == "power_set")
    return with_sizes(show(node.kids[0], postfix_level), {node.kids.begin() + 1, node.kids.end()});
  const bool sized = !node.kids.empty() && node.kids.back()->kind == Kind::tuple;
  return with_sizes(number_set(node.text), sized ? node.kids.back()->kids : node.kids);
}

std::string mathml_binding(const Node& node) {
  switch (node.kind) {
    case Kind::binder:
      return binder(node);
    case Kind::reduce:
      return reduction(node);
    case Kind::expectation:
      return expectation(node);
    case Kind::integral:
      return integral(node);
    case Kind::limit:
      return limit(node);
    case Kind::divergence:
      return divergence(node);
    case Kind::converges:
      return convergence(node);
    default:
      return derivative(node);
  }
}

}  // namespace assay::derivation
