// The common signature into which an adaptor turns every operator's natural one.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "reference/contract/tensor.h"

namespace assay {

/// An attribute is an integer (stride), a real number (epsilon) or a choice spelled out ("mean").
using AttributeValue = std::variant<std::int64_t, double, std::string>;

/// The attributes of one call, by name. Asking for one that is absent throws std::out_of_range
/// naming it.
class Attributes {
 public:
  Attributes() = default;
  Attributes(std::initializer_list<std::pair<const std::string, AttributeValue>> values)
      : values_(values) {}

  std::int64_t integer(const std::string& name) const;
  /// A real attribute; an integer one converts.
  double real(const std::string& name) const;
  /// The same in the arithmetic of T, where a ratio stays exact: 1/100 and not the double 0.01.
  template <class T>
  T number(const std::string& name) const {
    const auto ratio = ratios_.find(name);
    if (ratio == ratios_.end()) return T(real(name));
    return T(ratio->second.first) / T(ratio->second.second);
  }
  const std::string& choice(const std::string& name) const;

  void set(const std::string& name, AttributeValue value) { values_[name] = std::move(value); }
  /// Sets a real attribute to the quotient of two integers below 2^53.
  void set_ratio(const std::string& name, double numerator, double denominator) {
    values_[name] = numerator / denominator;
    ratios_[name] = {numerator, denominator};
  }
  const std::map<std::string, AttributeValue>& values() const { return values_; }

 private:
  const AttributeValue& find(const std::string& name) const;
  std::map<std::string, AttributeValue> values_;
  std::map<std::string, std::pair<double, double>> ratios_;
};

/// Inputs or outputs of an operator, in the order in which its card names them.
template <class T>
using Bag = std::vector<Tensor<T>>;

/// outputs = f(inputs, attributes).
template <class T>
using Function = std::function<Bag<T>(const Bag<T>& inputs, const Attributes& attributes)>;

/// The vector-Jacobian product: given dL/d(output) for each output, returns dL/d(input) for each
/// differentiable input, in the card's order.
template <class T>
using Pullback = std::function<Bag<T>(const Bag<T>& inputs, const Bag<T>& upstream,
                                      const Attributes& attributes)>;

/// The pullback as a function of one bag: `input_count` inputs, then the upstream gradients. It
/// refers to `pullback`.
template <class T>
Function<T> joined(const Pullback<T>& pullback, std::size_t input_count) {
  return [&pullback, input_count](const Bag<T>& both, const Attributes& attributes) {
    const auto middle = both.begin() + static_cast<std::ptrdiff_t>(input_count);
    return pullback(Bag<T>(both.begin(), middle), Bag<T>(middle, both.end()), attributes);
  };
}

}  // namespace assay
