#include "reference/contract/operator.h"

#include <stdexcept>

namespace assay {

const AttributeValue& Attributes::find(const std::string& name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw std::out_of_range("no attribute named " + name);
  return found->second;
}

std::int64_t Attributes::integer(const std::string& name) const {
  if (const auto* value = std::get_if<std::int64_t>(&find(name))) return *value;
  throw std::out_of_range("attribute " + name + " is not an integer");
}

double Attributes::real(const std::string& name) const {
  const AttributeValue& value = find(name);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  throw std::out_of_range("attribute " + name + " is not a number");
}

const std::string& Attributes::choice(const std::string& name) const {
  if (const auto* text = std::get_if<std::string>(&find(name))) return *text;
  throw std::out_of_range("attribute " + name + " is not a choice");
}

}  // namespace assay
