// Slips in the activations of tensors.

#include "reference/activation/glu.h"
#include "reference/activation/parametric_relu.h"
#include "tests/mutants/activation/pointwise.h"

namespace assay {

namespace {

const std::string prelu = "activation/parametric_relu", glu_op = "activation/glu";

bool value_first(const Attributes& a) { return a.choice("value_half") == "first"; }

template <class T>
Tensor<T> reversed(Tensor<T> slope) {
  std::reverse(slope.data.begin(), slope.data.end());
  return slope;
}

/// The slopes' gradient over all elements, the positive ones too.
struct SumsEverything {
  template <class T>
  Bag<T> operator()(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) const {
    auto gradient = parametric_relu_gradient(in[0], in[1], upstream[0]);
    for (std::int64_t n = 0; n < in[0].extent(0); ++n)
      for (std::int64_t c = 0; c < in[0].extent(1); ++c)
        for (std::int64_t i = 0; i < in[0].extent(2); ++i)
          if (in[0].at(n, c, i) > 0)
            gradient.slope.at(c) += upstream[0].at(n, c, i) * in[0].at(n, c, i);
    return {gradient.x, gradient.slope};
  }
};

struct LastExampleOnly {
  Bag<double> operator()(const Bag<double>& in, const Bag<double>& upstream,
                         const Attributes&) const {
    auto gradient = parametric_relu_gradient(in[0], in[1], upstream[0]);
    const std::int64_t last = in[0].extent(0) - 1;
    for (std::int64_t c = 0; last > 0 && c < in[0].extent(1); ++c) {
      gradient.slope.at(c) = 0;
      for (std::int64_t i = 0; i < in[0].extent(2); ++i)
        gradient.slope.at(c) += upstream[0].at(last, c, i) * std::min(in[0].at(last, c, i), 0.0);
    }
    return {gradient.x, gradient.slope};
  }
};

/// db = g a sigmoid(b) in place of g a sigmoid'(b).
struct GateIsItsSlope {
  template <class T>
  Bag<T> operator()(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) const {
    Tensor<T> dx = glu_gradient(in[0], upstream[0], value_first(a));
    const std::int64_t h = dx.extent(1) / 2;
    const GluHalves at = glu_halves(h, value_first(a));
    for (std::int64_t n = 0; n < dx.extent(0); ++n)
      for (std::int64_t i = 0; i < h; ++i)
        dx.at(n, at.gate + i) =
            in[0].at(n, at.value + i) * upstream[0].at(n, i) * sigmoid(in[0].at(n, at.gate + i));
    return {dx};
  }
};

struct GatesItself {
  template <class T>
  Bag<T> operator()(const Bag<T>& in, const Attributes& a) const {
    Tensor<T> x = in[0];
    const std::int64_t h = x.extent(1) / 2;
    const GluHalves at = glu_halves(h, value_first(a));
    for (std::int64_t n = 0; n < x.extent(0); ++n)
      for (std::int64_t i = 0; i < h; ++i) x.at(n, at.gate + i) = x.at(n, at.value + i);
    return {glu(x, true)};
  }
};

}  // namespace

std::vector<Mutant> channelwise_mutants() {
  return {
      {prelu, "kernel: the first channel's slope for all",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes&) {
           const Tensor<double> slope(in[1].shape, in[1].data.at(0));
           return Bag<double>{parametric_relu(in[0], slope)};
         });
       }},
      {prelu, "gradient: the slope's sum over the positive elements too",
       [](Operator& row) { row.gradient = tensorwise_gradient(SumsEverything{}); }},
      {prelu, "gradient kernel: the slope's gradient of the last example only",
       [](Operator& row) { row.fast_gradient = tensor_gradient_kernel(LastExampleOnly{}); }},
      {prelu, "everywhere: the channels' slopes in reverse",
       [](Operator& row) {
         plant_everywhere(row, []<class T>(const Bag<T>& in, const Attributes&) {
           return Bag<T>{parametric_relu(in[0], reversed(in[1]))};
         });
       }},
      {glu_op, "kernel: the gate's half first whatever the attribute",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes&) {
           return Bag<double>{glu(in[0], false)};
         });
       }},
      {glu_op, "gradient: sigmoid(b) in place of its derivative",
       [](Operator& row) { row.gradient = tensorwise_gradient(GateIsItsSlope{}); }},
      {glu_op, "everywhere: the halves swapped",
       [](Operator& row) {
         plant_everywhere(row, []<class T>(const Bag<T>& in, const Attributes& a) {
           return Bag<T>{glu(in[0], !value_first(a))};
         });
       }},
      {glu_op, "everywhere: the value gates itself",
       [](Operator& row) { plant_everywhere(row, GatesItself{}); }},
  };
}

}  // namespace assay
