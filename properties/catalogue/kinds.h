// The adaptors from an operator's natural signature to the common one: one for each kind.
//
//   pointwise   y_i = f(x_i)                      f(x) or f(x, attributes)
//   rowwise     each row on its own               f(row) -> row, or -> number
//   tensorwise  whatever takes and gives tensors  f(inputs, attributes) -> outputs
//
// Each `reference` adaptor takes one generic callable and reads it on Real, WideReal, Ball and
// double; each `fast` adaptor takes a kernel on spans of float.
#pragma once

#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "properties/catalogue/operator.h"

namespace assay {

/// The four readings of a generic callable (inputs, attributes) -> outputs.
template <class F>
Reference tensorwise(F f) {
  return {f, f, f, f};
}

/// The four readings of a generic callable (inputs, upstream, attributes) -> gradients.
template <class F>
GradientReference tensorwise_gradient(F f) {
  return {f, f, f, f};
}

namespace kinds {

/// f(arguments...) or f(arguments..., attributes), whichever f takes.
template <class F, class... Arguments>
auto call(const F& f, const Attributes& attributes, Arguments&&... arguments) {
  if constexpr (std::is_invocable_v<const F&, Arguments..., const Attributes&>)
    return f(std::forward<Arguments>(arguments)..., attributes);
  else
    return f(std::forward<Arguments>(arguments)...);
}

std::vector<float> to_floats(const Tensor<double>& tensor);
Tensor<double> to_doubles(const Shape& shape, const std::vector<float>& values);

}  // namespace kinds

/// The tensor function of a scalar one: y_i = f(x_i).
template <class F>
auto elementwise(F f) {
  return [f]<class T>(const Bag<T>& inputs, const Attributes& attributes) {
    Tensor<T> y = inputs.at(0);
    for (T& element : y.data) element = T(kinds::call(f, attributes, std::as_const(element)));
    return Bag<T>{std::move(y)};
  };
}

/// y_i = f(x_i).
template <class F>
Reference pointwise(F f) {
  return tensorwise(elementwise(f));
}

/// dL/dx_i = dL/dy_i f'(x_i), from the derivative f'.
template <class F>
GradientReference pointwise_gradient(F derivative) {
  return tensorwise_gradient([derivative]<class T>(const Bag<T>& inputs, const Bag<T>& upstream,
                                                   const Attributes& attributes) {
    Tensor<T> dx = inputs.at(0);
    for (std::size_t i = 0; i < dx.data.size(); ++i)
      dx.data[i] = upstream.at(0).data[i] * T(kinds::call(derivative, attributes,
                                                          std::as_const(dx.data[i])));
    return Bag<T>{std::move(dx)};
  });
}

/// A kernel (x, y) or (x, y, attributes) on spans.
template <class F>
Function<double> fast_pointwise(F kernel) {
  return [kernel](const Bag<double>& inputs, const Attributes& attributes) {
    const std::vector<float> x = kinds::to_floats(inputs.at(0));
    std::vector<float> y(x.size());
    kinds::call(kernel, attributes, std::span<const float>(x), std::span<float>(y));
    return Bag<double>{kinds::to_doubles(inputs[0].shape, y)};
  };
}

/// A kernel (x, upstream, dx) or (x, upstream, dx, attributes) on spans.
template <class F>
Pullback<double> fast_pointwise_gradient(F kernel) {
  return [kernel](const Bag<double>& inputs, const Bag<double>& upstream,
                  const Attributes& attributes) {
    const std::vector<float> x = kinds::to_floats(inputs.at(0));
    const std::vector<float> g = kinds::to_floats(upstream.at(0));
    std::vector<float> dx(x.size());
    kinds::call(kernel, attributes, std::span<const float>(x), std::span<const float>(g),
                std::span<float>(dx));
    return Bag<double>{kinds::to_doubles(inputs[0].shape, dx)};
  };
}

/// The rows along the last axis of a tensor.
template <class T>
std::vector<std::span<const T>> rows_of(const Tensor<T>& x) {
  const auto n = static_cast<std::size_t>(x.extent(-1));
  std::vector<std::span<const T>> rows;
  for (std::size_t begin = 0; n > 0 && begin + n <= x.data.size(); begin += n)
    rows.emplace_back(x.data.data() + begin, n);
  return rows;
}

/// Each row along the last axis on its own: f(row) -> a row of the same length.
template <class F>
auto by_rows(F f) {
  return [f]<class T>(const Bag<T>& inputs, const Attributes& attributes) {
    std::vector<T> y;
    for (const std::span<const T> row : rows_of(inputs.at(0))) {
      const std::vector<T> result = kinds::call(f, attributes, row);
      y.insert(y.end(), result.begin(), result.end());
    }
    return Bag<T>{Tensor<T>(inputs[0].shape, std::move(y))};
  };
}

/// Each row along the last axis on its own: f(row) -> a number.
template <class F>
auto by_rows_to_scalar(F f) {
  return [f]<class T>(const Bag<T>& inputs, const Attributes& attributes) {
    std::vector<T> y;
    for (const std::span<const T> row : rows_of(inputs.at(0)))
      y.push_back(kinds::call(f, attributes, row));
    Shape shape = inputs[0].shape;
    shape.pop_back();
    return Bag<T>{Tensor<T>(std::move(shape), std::move(y))};
  };
}

template <class F>
Reference rowwise(F f) {
  return tensorwise(by_rows(f));
}

template <class F>
Reference rowwise_to_scalar(F f) {
  return tensorwise(by_rows_to_scalar(f));
}

/// dL/d(row) from (row, upstream row), or from (row, upstream number) for an operator that gives
/// one number a row.
template <class F>
GradientReference rowwise_gradient(F f) {
  return tensorwise_gradient([f]<class T>(const Bag<T>& inputs, const Bag<T>& upstream,
                                          const Attributes& attributes) {
    std::vector<T> dx;
    const auto rows = rows_of(inputs.at(0));
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::vector<T> result;
      if constexpr (std::is_invocable_v<const F&, std::span<const T>, std::span<const T>>)
        result = kinds::call(f, attributes, rows[r], rows_of(upstream.at(0)).at(r));
      else
        result = kinds::call(f, attributes, rows[r], upstream.at(0).data.at(r));
      dx.insert(dx.end(), result.begin(), result.end());
    }
    return Bag<T>{Tensor<T>(inputs[0].shape, std::move(dx))};
  });
}

/// A kernel that takes and gives tensors of float.
template <class F>
Function<double> fast_tensorwise(F kernel) {
  return [kernel](const Bag<double>& inputs, const Attributes& attributes) {
    Bag<float> x;
    for (const Tensor<double>& input : inputs)
      x.emplace_back(input.shape, kinds::to_floats(input));
    Bag<double> y;
    for (const Tensor<float>& output : kernel(x, attributes))
      y.push_back(kinds::to_doubles(output.shape, output.data));
    return y;
  };
}

/// A gradient kernel that takes and gives tensors of float.
template <class F>
Pullback<double> fast_tensorwise_gradient(F kernel) {
  return [kernel](const Bag<double>& inputs, const Bag<double>& upstream,
                  const Attributes& attributes) {
    Bag<double> all = inputs;
    all.insert(all.end(), upstream.begin(), upstream.end());
    const auto joined = fast_tensorwise([&](const Bag<float>& both, const Attributes& a) {
      const auto middle = both.begin() + static_cast<std::ptrdiff_t>(inputs.size());
      return kernel(Bag<float>(both.begin(), middle), Bag<float>(middle, both.end()), a);
    });
    return joined(all, attributes);
  };
}

}  // namespace assay
