// Convolutions of any number of axes under one name, so that a slip is written once.
#pragma once

#include "reference/convolution/conv1d.h"
#include "reference/convolution/conv2d.h"
#include "reference/convolution/conv3d.h"
#include "tests/mutants/mutants.h"

namespace assay::convolution {

inline Conv1d conv1d_of(const Shape& x, const Shape& w, const Attributes& a) {
  return {{x[2], w[2], a.integer("stride"), a.integer("padding"), a.integer("dilation")},
          a.integer("groups"),
          a.integer("flip") == 1};
}

inline Conv2d conv2d_of(const Shape& x, const Shape& w, const Attributes& a) {
  const auto axis = [&](std::size_t k, const std::string& suffix) {
    return WindowGeometry{x[k], w[k], a.integer("stride" + suffix), a.integer("padding" + suffix),
                          a.integer("dilation" + suffix)};
  };
  return {axis(2, "_h"), axis(3, "_w"), a.integer("groups"), a.integer("flip") == 1};
}

inline Conv3d conv3d_of(const Shape& x, const Shape& w, const Attributes& a) {
  const auto axis = [&](std::size_t k, const std::string& suffix) {
    return WindowGeometry{x[k], w[k], a.integer("stride" + suffix), a.integer("padding" + suffix),
                          a.integer("dilation" + suffix)};
  };
  return {axis(2, "_d"), axis(3, "_h"), axis(4, "_w"), a.integer("groups"), a.integer("flip") == 1};
}

template <class T>
Tensor<T> convolve(const Bag<T>& in, const Attributes& a) {
  if (in[0].rank() == 3) return conv1d(in[0], in[1], in[2], conv1d_of(in[0].shape, in[1].shape, a));
  if (in[0].rank() == 5) return conv3d(in[0], in[1], in[2], conv3d_of(in[0].shape, in[1].shape, a));
  return conv2d(in[0], in[1], in[2], conv2d_of(in[0].shape, in[1].shape, a));
}

template <class T>
Bag<T> convolve_gradient(const Bag<T>& in, const Tensor<T>& upstream, const Attributes& a) {
  if (in[0].rank() == 3)
    return conv1d_gradient(in[0], in[1], upstream, conv1d_of(in[0].shape, in[1].shape, a));
  if (in[0].rank() == 5)
    return conv3d_gradient(in[0], in[1], upstream, conv3d_of(in[0].shape, in[1].shape, a));
  return conv2d_gradient(in[0], in[1], upstream, conv2d_of(in[0].shape, in[1].shape, a));
}

inline Attributes with(Attributes a, const std::string& name, std::int64_t value) {
  a.set(name, value);
  return a;
}

inline Mutant everywhere(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "everywhere: " + slip, [wrong](Operator& row) { plant_everywhere(row, wrong); }};
}

inline Mutant gradient(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "gradient: " + slip,
          [wrong](Operator& row) { row.gradient = tensorwise_gradient(wrong); }};
}

inline Mutant gradient_kernel(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "gradient kernel: " + slip,
          [wrong](Operator& row) { row.fast_gradient = tensor_gradient_kernel(wrong); }};
}

}  // namespace assay::convolution
