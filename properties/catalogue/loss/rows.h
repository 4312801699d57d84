// How the losses that add a term for each element are declared, and the parts of the family.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "fast/loss/elementwise.h"
#include "properties/catalogue/kinds.h"

namespace assay::loss {

AttributeCard reduction(const std::vector<std::string>& choices = {"mean", "sum"});

/// What the sum over `count` elements is divided by: the count, 1 or 2.
double divisor(const Attributes& attributes, std::int64_t count);
inline double scale(const Attributes& attributes, std::int64_t count) {
  return 1 / divisor(attributes, count);
}

inline const std::vector<Output> one_number = {{"loss", {}}};

/// The kernel of a loss with its attributes, and the kernel of its gradient.
template <std::size_t N, class... Floats>
using ValueKernel = float (*)(const fast::Operands<N>&, double, Floats...);
template <std::size_t N, class... Floats>
using GradientKernel = void (*)(const fast::Operands<N>&, float, double, const fast::Results<N>&,
                                Floats...);

/// A label as a position. Labels are exact integers in every reading.
template <class T>
std::size_t label_at(const Tensor<T>& labels, std::size_t r, std::size_t classes) {
  for (std::size_t y = 0; y < classes; ++y)
    if (labels.data[r] == T(static_cast<int>(y))) return y;
  throw std::out_of_range("a label is no class");
}

inline std::vector<std::int32_t> to_labels(const Tensor<float>& labels) {
  return {labels.data.begin(), labels.data.end()};
}

namespace detail {

/// The reduced sum of f(element of each input..., attributes...).
template <std::size_t... K, std::size_t... A, class F>
Reference value(std::index_sequence<K...>, std::index_sequence<A...>,
                std::vector<std::string> names, F f) {
  return tensorwise([f, names]<class T>(const Bag<T>& in, const Attributes& attributes) {
    T sum(0);
    for (std::size_t i = 0; i < in[0].data.size(); ++i)
      sum += f(in[K].data[i]..., attributes.number<T>(names[A])...);
    return Bag<T>{Tensor<T>::scalar(sum / T(divisor(attributes, in[0].size())))};
  });
}

/// Its gradients, from the derivatives by each element.
template <std::size_t... K, std::size_t... A, class G>
GradientReference gradient(std::index_sequence<K...>, std::index_sequence<A...>,
                           std::vector<std::string> names, G derivatives) {
  return tensorwise_gradient([derivatives, names]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                           const Attributes& attributes) {
    const T g = upstream.at(0).data.at(0) / T(divisor(attributes, in[0].size()));
    Bag<T> gradients = in;
    for (std::size_t i = 0; i < in[0].data.size(); ++i) {
      const auto slopes = derivatives(in[K].data[i]..., attributes.number<T>(names[A])...);
      ((gradients[K].data[i] = g * slopes[K]), ...);
    }
    return gradients;
  });
}

template <std::size_t... K, std::size_t... A, class Kernel>
Function<double> fast_value(std::index_sequence<K...>, std::index_sequence<A...>,
                            std::vector<std::string> names, Kernel kernel) {
  return fast_tensorwise([kernel, names](const Bag<float>& in, const Attributes& a) {
    return Bag<float>{Tensor<float>::scalar(
        kernel({in[K].data...}, scale(a, in[0].size()), static_cast<float>(a.real(names[A]))...))};
  });
}

template <std::size_t... K, std::size_t... A, class Kernel>
Pullback<double> fast_gradient(std::index_sequence<K...>, std::index_sequence<A...>,
                               std::vector<std::string> names, Kernel kernel) {
  return fast_tensorwise_gradient(
      [kernel, names](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
        Bag<float> gradients = in;
        kernel({in[K].data...}, upstream[0].data[0], scale(a, in[0].size()), {gradients[K].data...},
               static_cast<float>(a.real(names[A]))...);
        return gradients;
      });
}

}  // namespace detail

/// The row of a loss from f(element of each input..., attributes...) and its derivatives by the
/// elements, as reference and kernels. The attributes are the card's, in its order; the reduction
/// joins them as the last one.
template <class F, class G, std::size_t N, class... Floats>
Operator row(Card card, F f, G derivatives, ValueKernel<N, Floats...> kernel,
             GradientKernel<N, Floats...> gradient_kernel, std::vector<Identity> identities,
             const AttributeCard& how = reduction()) {
  const auto inputs = std::make_index_sequence<N>();
  const auto attributes = std::index_sequence_for<Floats...>();
  std::vector<std::string> names;
  for (const AttributeCard& attribute : card.attributes) names.push_back(attribute.name);
  card.dims = {{"n", 1, 35}};
  card.outputs = one_number;
  card.attributes.push_back(how);
  return {.card = std::move(card),
          .reference = detail::value(inputs, attributes, names, f),
          .gradient = detail::gradient(inputs, attributes, names, derivatives),
          .fast = detail::fast_value(inputs, attributes, names, kernel),
          .fast_gradient = detail::fast_gradient(inputs, attributes, names, gradient_kernel),
          .identities = std::move(identities)};
}

// The parts of the family.
std::vector<Operator> regression_rows();
std::vector<Operator> binary_rows();
std::vector<Operator> adversarial_rows();
std::vector<Operator> categorical_rows();
std::vector<Operator> embedding_rows();
std::vector<Operator> q_learning_rows();
std::vector<Operator> vae_rows();

}  // namespace assay::loss
