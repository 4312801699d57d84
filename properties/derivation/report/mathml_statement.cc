// Declarations and claims in MathML.
#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/mathml_parts.h"
#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

namespace {

std::string words(const std::string& text) { return element("mtext", escaped(text)); }

std::string base_set(const Domain& domain) {
  const Span nowhere = {};
  switch (domain.base) {
    case Domain::Base::real:
      return whole(make(Kind::call, nowhere, "R"));
    case Domain::Base::positive:
      return whole(make(Kind::call, nowhere, "R+"));
    case Domain::Base::integer:
      return domain.text == "N" ? "<mi>ℕ</mi>" : whole(make(Kind::call, nowhere, "Z"));
    case Domain::Base::range:
      return whole(make(Kind::range, nowhere, {}, domain.parts));
    case Domain::Base::set:
      return whole(make(Kind::set, nowhere, {}, domain.parts));
    case Domain::Base::interval:
      return whole(make(Kind::interval, nowhere, domain.text, domain.parts));
    default:
      return whole(make(Kind::call, nowhere, domain.text, domain.parts));
  }
}

struct Declaration {
  std::string operator()(const Given& given) const {
    return mathml_name(given.name) + mathml_domain(given);
  }
  std::string operator()(const Definition& definition) const {
    std::string parameters;
    for (const std::string& parameter : definition.parameters)
      parameters += (parameters.empty() ? "" : "<mo>,</mo>") + mathml_name(parameter);
    return mathml_name(definition.name) + (parameters.empty() ? "" : fenced("(", parameters, ")")) +
           "<mo>=</mo>" + whole(definition.body);
  }
  std::string operator()(const Sequence& sequence) const {
    std::string text;
    const auto term = [&](const std::string& index) {
      return "<msub>" + mathml_name(sequence.name) + row(index) + "</msub><mo>=</mo>";
    };
    for (const auto& [index, value] : sequence.first)
      text += term(whole(index)) + whole(value) + "<mo>,</mo><mspace width=\"0.5em\"/>";
    if (!sequence.step) return text;
    std::string index = mathml_name(sequence.index);
    if (sequence.shift != 0)
      index += element("mo", sequence.shift > 0 ? "+" : "−") +
               element("mn", std::to_string(std::labs(sequence.shift)));
    return text + term(index) + whole(sequence.step);
  }
  std::string operator()(const Condition& condition) const { return whole(condition.logic); }
  std::string operator()(const Convention& convention) const {
    std::string values;
    for (const std::string& value : convention.values)
      values += (values.empty() ? "" : " or ") + value;
    return words("convention " + convention.name + " = " + values);
  }
  std::string operator()(const Claim&) const { return {}; }
};

std::string locals_of(const Claim& claim) {
  std::string text;
  for (const Given& given : claim.locals)
    text += words(text.empty() ? "\u2003for\u00a0" : ",\u00a0") + mathml_name(given.name) +
            mathml_domain(given);
  return claim.only ? text + words("\u00a0only") : text;
}

}  // namespace

std::string math(const std::string& content, bool large) {
  return element("math", content, large ? " displaystyle=\"true\"" : "");
}

std::string mathml_domain(const Given& given) {
  if (given.distribution) {
    const std::string law = "<mo>∼</mo>" + whole(given.distribution);
    if (given.domain.dims.empty()) return law;
    return "<mo>∈</mo>" + with_sizes(base_set(given.domain), given.domain.dims) +
           words("\u00a0iid\u00a0") + law;
  }
  if (given.domain.base == Domain::Base::function)
    return "<mo>:</mo><mi>ℝ</mi><mo>→</mo><mi>ℝ</mi>";
  return "<mo>∈</mo>" + with_sizes(base_set(given.domain), given.domain.dims);
}

std::string mathml_declaration(const Statement& statement) {
  return std::visit(Declaration{}, statement);
}

std::vector<std::string> mathml_claim(const Claim& claim) {
  std::vector<std::string> pieces;
  const Node& statement = *claim.statement;
  if (statement.kind == Kind::relation) {
    pieces.push_back(row(show(statement.kids[0], sum_level)));
    for (const Step& step : steps_of(claim.statement))
      pieces.push_back(row(mathml_sign(step.sign) + show(step.right, sum_level)));
  } else {
    pieces.push_back(whole(claim.statement));
  }
  if (claim.convergence_range)
    pieces.push_back(row(words("\u2003iff\u00a0") + whole(claim.convergence_range)));
  if (!claim.locals.empty()) pieces.push_back(row(locals_of(claim)));
  return pieces;
}

}  // namespace assay::derivation
