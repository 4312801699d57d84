// assay eval

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/values.h"
#include "fixtures/format/input_error.h"
#include "properties/cases/given.h"
#include "properties/grading/grading.h"
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
      attributes.set(name, parse_attribute(*attribute, text));
    else if (name.starts_with(upstream_prefix))
      upstream[name.substr(upstream_prefix.size())] = parse_tensor(text, card.format, name);
    else
      inputs[name] = parse_tensor(text, card.format, name);
  }
  for (const Input& input : card.inputs) {  // a bare number for a vector of one
    const auto found = inputs.find(input.name);
    if (found != inputs.end() && input.dims.size() == 1 && found->second.shape.empty())
      found->second.shape = {1};
  }
  return {given_case(card, inputs, attributes), upstream};
}

/// The upstream gradient for each output: what was given, otherwise ones.
Bag<Real> upstream_for(const Card& card, const Bag<Real>& y,
                       std::map<std::string, Tensor<double>> given) {
  Bag<Real> upstream;
  for (std::size_t k = 0; k < y.size(); ++k) {
    upstream.emplace_back(y[k].shape, Real(1));
    auto found = given.extract(card.outputs.at(k).name);
    if (found.empty()) continue;
    if (found.mapped().shape.empty() && y[k].size() == 1) found.mapped().shape = y[k].shape;
    if (found.mapped().shape != y[k].shape)
      throw InputError(fmt::format("{}{} has shape {}, the output {}", upstream_prefix,
                                   card.outputs[k].name, to_string(found.mapped().shape),
                                   to_string(y[k].shape)));
    upstream.back() = convert<Real>({found.mapped()}).front();
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

void print_proof(const Operator& op, const std::string& name, std::size_t k,
                 const std::vector<Tensor<ProvenValue>>& proven, nlohmann::json* json) {
  if (proven.empty()) {
    print_tensor(name + " proven", {}, {"undecided: a comparison stays open"}, json);
    return;
  }
  std::vector<std::string> texts;
  for (const ProvenValue& element : proven[k].data)
    texts.push_back(fmt::format("{} ({} at {} bits)", to_hex(element.value),
                                element.proven ? "proven" : "undecided", element.bits));
  print_tensor(fmt::format("{} as {}", name, traits(op.card.format).name), proven[k].shape, texts,
               json);
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
  nlohmann::json json = nlohmann::json::object();
  nlohmann::json* out = options.json ? &json : nullptr;

  const Bag<Real> x = convert<Real>(given.inputs);
  const Bag<Real> y = op.reference.real(x, given.attributes);
  const Bag<Real> grad_out = upstream_for(op.card, y, upstream);
  std::vector<Tensor<ProvenValue>> proven;
  if (options.proof)
    proven = prove(op.reference.ball, given.inputs, given.attributes, op.card.format);
  for (std::size_t k = 0; k < y.size(); ++k) {
    const std::string& name = op.card.outputs.at(k).name;
    print_tensor(name, y[k].shape, decimals(y[k], options.digits), out);
    if (options.proof) print_proof(op, name, k, proven, out);
  }
  if (options.gradient) {
    const Bag<Real> gradient = op.gradient.real(x, grad_out, given.attributes);
    const std::vector<std::size_t> positions = differentiable_inputs(op.card);
    for (std::size_t k = 0; k < gradient.size(); ++k)
      print_tensor("d" + op.card.inputs[positions[k]].name, gradient[k].shape,
                   decimals(gradient[k], options.digits), out);
  }
  if (out) fmt::print("{}\n", json.dump(1));
  return 0;
}

}  // namespace assay::cli
