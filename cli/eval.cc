// assay eval

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/commands.h"
#include "cli/values.h"
#include "fixtures/cases/answers.h"
#include "fixtures/format/input_error.h"
#include "properties/cases/given.h"
#include "properties/grading/grading.h"
#include "reference/scalar/enclosure.h"
#include "reference/scalar/proof.h"
#include "reference/scalar/rounding.h"

namespace assay::cli {

namespace {

/// What was assigned on the command line.
struct Given {
  Case call;
  std::map<std::string, Tensor<double>> upstream;  ///< by output name
};

constexpr std::string_view upstream_prefix = "grad_out.";

Given parse_case(const Card& card, const std::vector<std::string>& assignments) {
  std::map<std::string, Tensor<double>> inputs, upstream;
  Attributes attributes;
  std::set<std::string> given;
  std::vector<std::string> notes;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
      throw InputError("expected name=value, found '" + assignment + "'");
    const std::string name = assignment.substr(0, equals);
    const std::string text = assignment.substr(equals + 1);
    const auto attribute =
        std::find_if(card.attributes.begin(), card.attributes.end(),
                     [&](const AttributeCard& known) { return known.name == name; });
    if (attribute != card.attributes.end())
      attributes.set(name, parse_attribute(*attribute, text, card.format, notes));
    else if (name.starts_with(upstream_prefix))
      upstream[name.substr(upstream_prefix.size())] = parse_tensor(text, card.format, name, notes);
    else
      inputs[name] = parse_tensor(text, card.format, name, notes);
    if (!given.insert(name).second) throw InputError(name + " is given twice");
  }
  for (const std::string& note : notes) fmt::print(stderr, "assay: {}\n", note);
  for (const Input& input : card.inputs) {  // a bare number for a vector of one
    const auto found = inputs.find(input.name);
    if (found != inputs.end() && input.dims.size() == 1 && found->second.shape.empty())
      found->second.shape = {1};
  }
  return {given_case(card, inputs, attributes), upstream};
}

/// The upstream gradient for each output: what was given, otherwise ones.
Bag<double> upstream_for(const Card& card, const std::vector<Shape>& outputs,
                         std::map<std::string, Tensor<double>> given) {
  Bag<double> upstream;
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    upstream.emplace_back(outputs[k], 1.0);
    auto found = given.extract(card.outputs.at(k).name);
    if (found.empty()) continue;
    if (found.mapped().shape.empty() && element_count(outputs[k]) == 1)
      found.mapped().shape = outputs[k];
    if (found.mapped().shape != outputs[k])
      throw InputError(fmt::format("{}{} has shape {}, the output {}", upstream_prefix,
                                   card.outputs[k].name, to_string(found.mapped().shape),
                                   to_string(outputs[k])));
    upstream.back() = found.mapped();
  }
  if (!given.empty()) throw InputError(card.name + " has no output " + given.begin()->first);
  return upstream;
}

/// Nested brackets, one pair for each axis.
std::string nested(const Shape& shape, const std::vector<std::string>& texts, std::size_t axis,
                   std::size_t& at) {
  if (axis == shape.size()) return texts[at++];
  std::string text = "[";
  for (std::int64_t i = 0; i < shape[axis]; ++i)
    text += (i ? ", " : "") + nested(shape, texts, axis + 1, at);
  return text + "]";
}

void print_tensor(const std::string& name, const Shape& shape,
                  const std::vector<std::string>& texts, nlohmann::json* json) {
  if (json) {
    (*json)[name] = {{"shape", shape}, {"values", texts}};
    return;
  }
  std::size_t at = 0;
  fmt::print("{} = {}\n", name, nested(shape, texts, 0, at));
}

std::vector<std::string> decimals(const Tensor<Real>& tensor, int digits) {
  std::vector<std::string> texts;
  for (const Real& element : tensor.data) texts.push_back(to_decimal(element, digits));
  return texts;
}

Enclosure enclosure_of(const ProvenValue& element) {
  return decimal_enclosure(element.enclosure, telling_digits(element.enclosure, element.bits));
}

nlohmann::json as_json(const ProvenValue& element) {
  const Enclosure enclosure = enclosure_of(element);
  return {
      {"rounded", to_hex(element.value)}, {"proven", element.proven},   {"bits", element.bits},
      {"midpoint", enclosure.midpoint},   {"radius", enclosure.radius}, {"lower", enclosure.lower},
      {"upper", enclosure.upper}};
}

/// The enclosure in decimals, rounded outwards, and what all of it rounds to.
void print_proof(const std::string& name, Format format, const Tensor<ProvenValue>& proven,
                 nlohmann::json* json) {
  if (json) {
    nlohmann::json elements = nlohmann::json::array();
    for (const ProvenValue& element : proven.data) elements.push_back(as_json(element));
    (*json)[name + " proof"] = {
        {"format", traits(format).name}, {"shape", proven.shape}, {"elements", elements}};
    return;
  }
  std::vector<std::string> balls, lower, upper, rounded;
  for (const ProvenValue& element : proven.data) {
    const Enclosure shown = enclosure_of(element);
    balls.push_back(fmt::format("{} +/- {}", shown.midpoint, shown.radius));
    lower.push_back(shown.lower);
    upper.push_back(shown.upper);
    rounded.push_back(fmt::format("{} ({} at {} bits)", to_hex(element.value),
                                  element.proven ? "proven" : "undecided", element.bits));
  }
  print_tensor("  enclosed by", proven.shape, balls, nullptr);
  print_tensor("  lower end", proven.shape, lower, nullptr);
  print_tensor("  upper end", proven.shape, upper, nullptr);
  print_tensor(fmt::format("  as {}", traits(format).name), proven.shape, rounded, nullptr);
}

Tensor<ProvenValue> with_signs(Tensor<ProvenValue> proven, const Tensor<double>& plain) {
  for (std::size_t i = 0; i < proven.data.size(); ++i) {
    ProvenValue& element = proven.data[i];
    element.value = with_sign_of_zero(element.value, element.enclosure, plain.data[i]);
  }
  return proven;
}

/// One side of the operator: its values or its gradients, each with its proof where one is asked
/// for.
void print_side(const std::vector<std::string>& names, const Bag<Real>& values,
                const std::vector<Tensor<ProvenValue>>& proven, const EvalOptions& options,
                Format format, nlohmann::json* json) {
  for (std::size_t k = 0; k < values.size(); ++k) {
    print_tensor(names.at(k), values[k].shape, decimals(values[k], options.digits), json);
    if (!options.proof) continue;
    if (proven.empty())
      print_tensor(json ? names[k] + " proof" : "  proof", {},
                   {"undecided: a comparison stays open"}, json);
    else
      print_proof(names[k], format, with_signs(proven[k], rounded_to(values[k], format)), json);
  }
}

void print_gradient(const Operator& op, const Case& given, const Bag<double>& upstream,
                    const EvalOptions& options, nlohmann::json* json) {
  Bag<double> both = given.inputs;
  both.insert(both.end(), upstream.begin(), upstream.end());
  std::vector<std::string> names;
  for (const std::size_t k : differentiable_inputs(op.card))
    names.push_back("d" + op.card.inputs[k].name);
  const std::size_t inputs = given.inputs.size();
  std::vector<Tensor<ProvenValue>> proven;
  if (options.proof)
    proven = prove(joined(op.gradient.ball, inputs), both, given.attributes, op.card.format);
  print_side(names, joined(op.gradient.real, inputs)(convert<Real>(both), given.attributes), proven,
             options, op.card.format, json);
}

/// Each number costs microseconds and a hundred bytes, and products of matrices many times that.
void require_few(const Case& given) {
  constexpr std::size_t most = 1 << 20;
  std::size_t count = 0;
  for (const Tensor<double>& input : given.inputs) count += input.data.size();
  if (count > most)
    throw InputError(fmt::format("{} numbers are given; eval takes at most {}", count, most));
}

/// Numbers that each lie in their domain, but together have no result: a matrix that is no
/// covariance.
void refuse_what_is_undefined(const std::vector<std::string>& names, const Bag<Real>& values) {
  for (std::size_t k = 0; k < values.size(); ++k)
    for (const Real& value : values[k].data)
      if (isnan(value))
        throw InputError(names[k] + " is not a number there: the inputs lie outside its domain");
}

}  // namespace

int run_eval(const EvalOptions& options) {
  const Operator& op = require_operator(options.op);
  const auto [given, upstream] = parse_case(op.card, options.assignments);
  if (options.gradient && !op.gradient)
    throw InputError(op.card.name + " has no gradient: " + op.card.no_gradient);
  if (!options.gradient && !upstream.empty())
    throw InputError(
        fmt::format("{}{} is for --gradient", upstream_prefix, upstream.begin()->first));
  require_few(given);
  nlohmann::json json = nlohmann::json::object();
  nlohmann::json* out = options.json ? &json : nullptr;

  const Bag<Real> y = op.reference.real(convert<Real>(given.inputs), given.attributes);
  const Bag<double> grad_out = upstream_for(op.card, shapes_of(y), upstream);
  std::vector<std::string> names;
  for (const Output& output : op.card.outputs) names.push_back(output.name);
  std::vector<Tensor<ProvenValue>> proven;
  if (options.proof)
    proven = prove(op.reference.ball, given.inputs, given.attributes, op.card.format);
  refuse_what_is_undefined(names, y);
  print_side(names, y, proven, options, op.card.format, out);
  if (options.gradient) print_gradient(op, given, grad_out, options, out);
  if (out) fmt::print("{}\n", json.dump(1));
  return 0;
}

}  // namespace assay::cli
