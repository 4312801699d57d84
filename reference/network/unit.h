// The activations that the units of a network may have, by name.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include "reference/activation/elu.h"
#include "reference/activation/gelu_erf.h"
#include "reference/activation/identity.h"
#include "reference/activation/leaky_relu.h"
#include "reference/activation/relu.h"
#include "reference/activation/sigmoid.h"
#include "reference/activation/silu.h"
#include "reference/activation/softplus.h"
#include "reference/activation/tanh.h"

namespace assay {

/// phi and phi', both of the preactivation.
template <class T>
struct Unit {
  std::function<T(const T&)> value, derivative;
};

/// `negative_slope` is leaky_relu's. Throws std::invalid_argument on an unknown name.
template <class T>
Unit<T> unit(const std::string& name, const T& negative_slope) {
  if (name == "identity") return {identity<T>, identity_derivative<T>};
  if (name == "relu") return {relu<T>, relu_derivative<T>};
  if (name == "sigmoid") return {sigmoid<T>, sigmoid_derivative<T>};
  if (name == "tanh") return {hyperbolic_tangent<T>, hyperbolic_tangent_derivative<T>};
  if (name == "softplus") return {softplus<T>, softplus_derivative<T>};
  if (name == "silu") return {silu<T>, silu_derivative<T>};
  if (name == "gelu_erf") return {gelu_erf<T>, gelu_erf_derivative<T>};
  if (name == "elu")
    return {[](const T& z) { return elu(z, T(1)); },
            [](const T& z) { return elu_derivative(z, T(1)); }};
  if (name == "leaky_relu")
    return {[negative_slope](const T& z) { return leaky_relu(z, negative_slope); },
            [negative_slope](const T& z) { return leaky_relu_derivative(z, negative_slope); }};
  throw std::invalid_argument("no unit is called '" + name + "'");
}

}  // namespace assay
