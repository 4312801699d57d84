// How the activations of one number are declared, and their parts of the family.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "properties/sweep/float_kernel.h"
#include "properties/sweep/series_reading.h"

namespace assay::activation {

/// Completes the card of a function of one number, applied to each element.
Card unary(Card card);

/// The kernel y = f(x) with its attributes, and the kernel of its gradient.
template <class... Floats>
using ValueKernel = void (*)(std::span<const float>, std::span<float>, Floats...);
template <class... Floats>
using GradientKernel = void (*)(std::span<const float>, std::span<const float>, std::span<float>,
                                Floats...);

namespace detail {

/// f(x, attributes...), the attributes in the order of `names`, in the arithmetic of x.
template <std::size_t... I, class F>
auto with_attributes(std::index_sequence<I...>, std::vector<std::string> names, F f) {
  return [f, names]<class T>(const T& x, const Attributes& attributes) {
    return f(x, attributes.number<T>(names[I])...);
  };
}

inline float attribute(const Attributes& attributes, const std::string& name) {
  return static_cast<float>(attributes.real(name));
}

template <std::size_t... I, class... Floats>
Function<double> fast_value(std::index_sequence<I...>, std::vector<std::string> names,
                            ValueKernel<Floats...> kernel) {
  return fast_on_floats([kernel, names](auto x, auto y, const Attributes& a) {
    kernel(x, y, attribute(a, names[I])...);
  });
}

template <std::size_t... I, class... Floats>
Pullback<double> fast_gradient(std::index_sequence<I...>, std::vector<std::string> names,
                               GradientKernel<Floats...> kernel) {
  return fast_gradient_on_floats([kernel, names](auto x, auto g, auto dx, const Attributes& a) {
    kernel(x, g, dx, attribute(a, names[I])...);
  });
}

inline std::vector<std::string> attribute_names(const Card& card) {
  std::vector<std::string> names;
  for (const AttributeCard& attribute : card.attributes) names.push_back(attribute.name);
  return names;
}

}  // namespace detail

/// The row of a function without a derivative, from f(x, attributes...) as reference and kernel.
/// The attributes are the card's, in its order.
template <class F, class... Floats>
Operator row(Card card, F f, ValueKernel<Floats...> kernel, std::vector<Identity> identities) {
  const auto indices = std::index_sequence_for<Floats...>();
  const auto names = detail::attribute_names(card);
  return {.card = unary(std::move(card)),
          .reference = pointwise_with_series(detail::with_attributes(indices, names, f)),
          .fast = detail::fast_value(indices, names, kernel),
          .identities = std::move(identities)};
}

/// The row of a function f with the derivative f'(x, attributes...).
template <class F, class D, class... Floats>
Operator row(Card card, F f, D derivative, ValueKernel<Floats...> kernel,
             GradientKernel<Floats...> gradient_kernel, std::vector<Identity> identities) {
  const auto indices = std::index_sequence_for<Floats...>();
  const auto names = detail::attribute_names(card);
  Operator op = row(std::move(card), f, kernel, std::move(identities));
  op.gradient = pointwise_gradient_with_series(detail::with_attributes(indices, names, derivative));
  op.fast_gradient = detail::fast_gradient(indices, names, gradient_kernel);
  return op;
}

// The parts of the family.
std::vector<Operator> piecewise_rows();
std::vector<Operator> smooth_rows();
std::vector<Operator> channelwise_rows();

}  // namespace assay::activation
