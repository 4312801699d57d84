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
#include "reference/scalar/decimals.h"
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
  for (const Input& input : card.inputs) {  // a bare number for a vector of one
    const auto found = inputs.find(input.name);
    if (found != inputs.end() && input.dims.size() == 1 && found->second.shape.empty())
      found->second.shape = {1};
  }
  for (const auto& [name, tensor] : inputs)
    if (tensor.data.empty())
      throw InputError(fmt::format("{}: expected one element or more, found the shape {}", name,
                                   to_string(tensor.shape)));
  const Case call = given_case(card, inputs, attributes);
  for (const std::string& note : notes) fmt::print(stderr, "assay: {}\n", note);
  return {call, upstream};
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

/// One side of an operator: its values or its gradients.
struct Side {
  std::vector<std::string> names;
  Function<Real> exact;
  Function<Ball> ball;
  Bag<double> inputs;
};

/// Why an element is shown with fewer digits than were asked for, or with digits that may be wrong;
/// empty where all are proven.
std::string doubt(const Real& value, const ProvenDecimal* proven, int digits) {
  if (!isfinite(value) && (!proven || proven->text.empty())) return {};
  if (!proven) return "the digits are not proven: a comparison stays open";
  if (proven->text.empty()) return "the digits are not proven: no enclosure is finite";
  if (proven->digits == digits) return {};
  if (proven->digits >= 0) return fmt::format("only {} digits are proven", proven->digits + 1);
  const Enclosure near_zero = decimal_enclosure(proven->enclosure, 3);
  return fmt::format("no digit is proven; it lies between {} and {}", near_zero.lower,
                     near_zero.upper);
}

/// Digits that are proven, as many as were asked for where so many are. Infinities and NaN are
/// MPFR's, and so is what no ball settles, with a note on the first such element.
std::vector<std::string> decimals(const std::string& name, const Tensor<Real>& values,
                                  const Tensor<ProvenDecimal>* proven, int digits) {
  std::vector<std::string> texts;
  std::string note;
  for (std::size_t i = 0; i < values.data.size(); ++i) {
    const ProvenDecimal* known = proven ? &proven->data[i] : nullptr;
    texts.push_back(known && !known->text.empty() ? known->text
                                                  : to_decimal(values.data[i], digits));
    if (!note.empty()) continue;
    note = doubt(values.data[i], known, digits);
    if (!note.empty()) fmt::print(stderr, "assay: {}[flat {}]: {}\n", name, i, note);
  }
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
    balls.push_back(element.enclosure.is_finite()
                        ? fmt::format("{} +/- {}", shown.midpoint, shown.radius)
                        : "nothing finite");
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

/// MPFR has what balls lack: the signs of zeros, and infinities, which none of them encloses.
Tensor<ProvenValue> with_specials(Tensor<ProvenValue> proven, const Tensor<double>& plain) {
  for (std::size_t i = 0; i < proven.data.size(); ++i) {
    ProvenValue& element = proven.data[i];
    element.value = element.enclosure.is_finite()
                        ? with_sign_of_zero(element.value, element.enclosure, plain.data[i])
                        : plain.data[i];
  }
  return proven;
}

struct Evaluated {
  std::vector<std::string> names;
  Bag<Real> values;
  std::vector<Tensor<ProvenDecimal>> digits;  ///< empty where no comparison could be settled
  std::vector<Tensor<ProvenValue>> proven;    ///< the same, and where no proof is asked for
};

Evaluated evaluate(const Side& side, const Attributes& attributes, const EvalOptions& options,
                   Format format) {
  Evaluated found{.names = side.names,
                  .values = side.exact(convert<Real>(side.inputs), attributes),
                  .digits = prove_decimals(side.ball, side.inputs, attributes, options.digits),
                  .proven = {}};
  if (options.proof) found.proven = prove(side.ball, side.inputs, attributes, format);
  return found;
}

void print_evaluated(const Evaluated& found, const EvalOptions& options, Format format,
                     nlohmann::json* json) {
  for (std::size_t k = 0; k < found.values.size(); ++k) {
    const std::string& name = found.names.at(k);
    const Tensor<Real>& values = found.values[k];
    const auto* const digits = found.digits.empty() ? nullptr : &found.digits[k];
    print_tensor(name, values.shape, decimals(name, values, digits, options.digits), json);
    if (!options.proof) continue;
    if (found.proven.empty())
      print_tensor(json ? name + " proof" : "  proof", {}, {"undecided: a comparison stays open"},
                   json);
    else
      print_proof(name, format, with_specials(found.proven[k], rounded_to(values, format)), json);
  }
}

Side value_side(const Operator& op, const Case& given) {
  Side side{{}, op.reference.real, op.reference.ball, given.inputs};
  for (const Output& output : op.card.outputs) side.names.push_back(output.name);
  return side;
}

Side gradient_side(const Operator& op, const Case& given, const Bag<double>& upstream) {
  const std::size_t inputs = given.inputs.size();
  Side side{{}, joined(op.gradient.real, inputs), joined(op.gradient.ball, inputs), given.inputs};
  side.inputs.insert(side.inputs.end(), upstream.begin(), upstream.end());
  for (const std::size_t k : differentiable_inputs(op.card))
    side.names.push_back("d" + op.card.inputs[k].name);
  return side;
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

  const Format format = op.card.format;
  const Evaluated y = evaluate(value_side(op, given), given.attributes, options, format);
  const Bag<double> grad_out = upstream_for(op.card, shapes_of(y.values), upstream);
  refuse_what_is_undefined(y.names, y.values);
  print_evaluated(y, options, format, out);
  if (options.gradient)
    print_evaluated(evaluate(gradient_side(op, given, grad_out), given.attributes, options, format),
                    options, format, out);
  if (out) fmt::print("{}\n", json.dump(1));
  return 0;
}

}  // namespace assay::cli
