// The catalogue's operators by name, through the proof reading of their references.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "properties/catalogue/catalogue.h"
#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

struct Alias {
  const char* spelling;
  const char* name;
};

/// Short spellings of papers for names of the catalogue.
constexpr Alias aliases[] = {{"gelu", "gelu_erf"}, {"swish", "silu"}};

/// A tuple of numbers stands for a column.
Value as_tensor(const Value& value, Span where) {
  if (!value.is_tuple) return value;
  Value column({static_cast<std::int64_t>(value.items.size())}, {});
  for (const Value& item : value.items) {
    if (!item.is_scalar()) throw IllFormed(where, "a tuple of anything but numbers is no vector");
    column.data.push_back(item.data[0]);
  }
  return column;
}

Tensor<Ball> to_balls(const Value& value, std::size_t rank) {
  Tensor<Ball> tensor(value.shape);
  for (std::size_t i = 0; i < value.data.size(); ++i) tensor.data[i] = value.data[i].ball();
  // A single example stands for a batch of one.
  if (tensor.shape.size() + 1 == rank) tensor.shape.insert(tensor.shape.begin(), 1);
  return tensor;
}

Value from_balls(const Tensor<Ball>& tensor, bool squeeze) {
  Value value;
  value.shape = tensor.shape;
  if (squeeze && !value.shape.empty() && value.shape[0] == 1)
    value.shape.erase(value.shape.begin());
  for (const Ball& ball : tensor.data) value.data.emplace_back(ball);
  return value;
}

/// References of integers enumerate, which would never end for a stride of 0.
void require_whole_numbers(const Input& input, const Value& value, const std::string& name) {
  if (input.domain.kind != assay::Domain::Kind::integer || !input.domain.below.empty()) return;
  for (const Number& x : value.data)
    if (const std::string why = domain_violation(input.domain, x.approximate(), {}); !why.empty())
      throw Undefined(name + ": '" + input.name + "': " + why);
}

/// A decimal of a card, such as 0.01, is meant as it is written and not as the nearest double.
Number as_written(double value) { return Number::from_decimal(fmt::format("{}", std::abs(value))); }

void set_real(const AttributeCard& card, const Number& value, Span where, Attributes& attributes) {
  const Rational* exact = value.rational();
  if (!exact || exact->bits() > 53)
    throw IllFormed(where, "'" + card.name + "' must be a short fraction");
  attributes.set_ratio(card.name, fmpz_get_d(fmpq_numref(exact->get())),
                       fmpz_get_d(fmpq_denref(exact->get())));
}

void set_attribute(const AttributeCard& card, const Value* value, const std::string* word,
                   Span where, Attributes& attributes) {
  if (!value && !word) {
    if (const double* fallback = std::get_if<double>(&card.fallback))
      set_real(card, *fallback < 0 ? -as_written(*fallback) : as_written(*fallback), where,
               attributes);
    return;
  }
  if (std::holds_alternative<std::string>(card.fallback)) {
    if (!word) throw IllFormed(where, "'" + card.name + "' is a word");
    attributes.set(card.name, *word);
    return;
  }
  if (!value || !value->is_scalar()) throw IllFormed(where, "'" + card.name + "' is a number");
  if (std::holds_alternative<std::int64_t>(card.fallback)) {
    const long whole = value->data[0].integer();
    if (static_cast<double>(whole) < card.lower || static_cast<double>(whole) > card.upper)
      throw Undefined(fmt::format("'{}' is {}", card.name, whole));
    attributes.set(card.name, std::int64_t{whole});
  } else {
    set_real(card, value->data[0], where, attributes);
  }
}

const Operator* named_operator(const std::string& name) {
  for (const Alias& alias : aliases)
    if (name == alias.spelling) return find_operator(alias.name);
  return find_operator(name);
}

}  // namespace

std::vector<std::string> operator_names() {
  std::vector<std::string> names;
  for (const Operator& op : catalogue()) names.push_back(op.card.short_name());
  for (const Alias& alias : aliases) names.push_back(alias.spelling);
  return names;
}

bool takes_word(const std::string& name, const std::string& attribute) {
  const Operator* op = named_operator(name);
  return op && std::any_of(op->card.attributes.begin(), op->card.attributes.end(),
                           [&](const AttributeCard& card) {
                             return card.name == attribute &&
                                    std::holds_alternative<std::string>(card.fallback);
                           });
}

std::optional<Value> call_operator(const std::string& name, const std::vector<Value>& arguments,
                                   const std::map<std::string, Value>& named_values,
                                   const std::map<std::string, std::string>& named_words,
                                   Span where) {
  const Operator* op = named_operator(name);
  if (!op) return std::nullopt;
  const Card& card = op->card;
  if (arguments.size() > card.inputs.size())
    throw IllFormed(where, name + " takes " + std::to_string(card.inputs.size()) + " inputs");

  Bag<Ball> inputs;
  bool squeeze = false;
  for (std::size_t i = 0; i < card.inputs.size(); ++i) {
    const Input& input = card.inputs[i];
    const auto by_name = named_values.find(input.name);
    if (i >= arguments.size() && by_name == named_values.end())
      throw IllFormed(where, name + " lacks its input '" + input.name + "'");
    const Value value = as_tensor(i < arguments.size() ? arguments[i] : by_name->second, where);
    // Any shape goes through a pointwise operator.
    const bool pointwise = card.inputs.size() == 1 && input.dims.size() == 1;
    if (!pointwise && value.shape.size() != input.dims.size() &&
        !(value.shape.size() + 1 == input.dims.size() && input.dims[0] == card.batch))
      throw IllFormed(where, name + ": '" + input.name + "' has " +
                                 std::to_string(input.dims.size()) + " axes, not " +
                                 describe_shape(value));
    require_whole_numbers(input, value, name);
    inputs.push_back(to_balls(value, pointwise ? 0 : input.dims.size()));
    squeeze = squeeze || (!pointwise && value.shape.size() + 1 == input.dims.size());
    if (pointwise) inputs.back().shape = {value.size()};
  }
  Attributes attributes = default_attributes(card);
  for (const AttributeCard& attribute : card.attributes) {
    const auto value = named_values.find(attribute.name);
    const auto word = named_words.find(attribute.name);
    set_attribute(attribute, value == named_values.end() ? nullptr : &value->second,
                  word == named_words.end() ? nullptr : &word->second, where, attributes);
  }
  try {
    const Bag<Ball> outputs = op->reference.ball(inputs, attributes);
    std::vector<Value> results;
    for (const Tensor<Ball>& output : outputs) results.push_back(from_balls(output, squeeze));
    const bool pointwise = card.inputs.size() == 1 && card.inputs[0].dims.size() == 1 &&
                           outputs[0].size() == arguments.at(0).size();
    if (pointwise && results.size() == 1) {
      results[0].shape = arguments[0].shape;
      results[0].row = arguments[0].row;
    }
    return results.size() == 1 ? results[0] : Value::tuple(std::move(results));
  } catch (const Undecided& unsettled) {
    throw Imprecise(unsettled.what());
  } catch (const IllFormed&) {
    throw;
  } catch (const std::invalid_argument& refused) {
    throw IllFormed(where, name + ": " + refused.what());
  } catch (const std::out_of_range& refused) {
    throw IllFormed(where, name + ": " + refused.what());
  }
}

}  // namespace assay::derivation
