// What the translation units of the activations share: from a name, a lane functor and its
// attributes to the kernels of each instruction set and the public functions over spans.
//
//   OP(name, Functor, attributes...)
//
// ASSAY_KERNELS_OF goes between HWY_BEFORE_NAMESPACE and HWY_AFTER_NAMESPACE, ASSAY_FUNCTIONS_OF
// under HWY_ONCE.
#pragma once

#include <cstddef>
#include <span>

#include "fast/lanes/attributes.h"
#include "fast/precondition.h"

#define ASSAY_DECLARE_VALUE(name, Functor, ...) \
  void name(std::span<const float> x, std::span<float> y ASSAY_FLOATS(__VA_ARGS__));
#define ASSAY_DECLARE_GRADIENT(name, Functor, ...)                                \
  void name##_gradient(std::span<const float> x, std::span<const float> upstream, \
                       std::span<float> dx ASSAY_FLOATS(__VA_ARGS__));
#define ASSAY_DECLARE(name, ...)         \
  ASSAY_DECLARE_VALUE(name, __VA_ARGS__) \
  ASSAY_DECLARE_GRADIENT(name, __VA_ARGS__)

#define ASSAY_VALUE_KERNEL(name, Functor, ...)                                         \
  void name##_map(const float* x, float* y, std::size_t n ASSAY_FLOATS(__VA_ARGS__)) { \
    map(Functor{__VA_ARGS__}, n, y, x);                                                \
  }
#define ASSAY_GRADIENT_KERNEL(name, Functor, ...)                        \
  void name##_pullback(const float* x, const float* upstream, float* dx, \
                       std::size_t n ASSAY_FLOATS(__VA_ARGS__)) {        \
    map(Pullback<Functor>{{__VA_ARGS__}}, n, dx, x, upstream);           \
  }
#define ASSAY_KERNELS_OF(name, ...)     \
  ASSAY_VALUE_KERNEL(name, __VA_ARGS__) \
  ASSAY_GRADIENT_KERNEL(name, __VA_ARGS__)

#define ASSAY_VALUE_FUNCTION(name, Functor, ...)                                      \
  HWY_EXPORT(name##_map);                                                             \
  void name(std::span<const float> x, std::span<float> y ASSAY_FLOATS(__VA_ARGS__)) { \
    require_same_size(#name, "y", y.size(), x.size());                                \
    HWY_DYNAMIC_DISPATCH(name##_map)                                                  \
    (x.data(), y.data(), x.size() __VA_OPT__(, ) __VA_ARGS__);                        \
  }
#define ASSAY_GRADIENT_FUNCTION(name, Functor, ...)                               \
  HWY_EXPORT(name##_pullback);                                                    \
  void name##_gradient(std::span<const float> x, std::span<const float> upstream, \
                       std::span<float> dx ASSAY_FLOATS(__VA_ARGS__)) {           \
    require_same_size(#name "_gradient", "upstream", upstream.size(), x.size());  \
    require_same_size(#name "_gradient", "dx", dx.size(), x.size());              \
    HWY_DYNAMIC_DISPATCH(name##_pullback)                                         \
    (x.data(), upstream.data(), dx.data(), x.size() __VA_OPT__(, ) __VA_ARGS__);  \
  }
#define ASSAY_FUNCTIONS_OF(name, ...)     \
  ASSAY_VALUE_FUNCTION(name, __VA_ARGS__) \
  ASSAY_GRADIENT_FUNCTION(name, __VA_ARGS__)
