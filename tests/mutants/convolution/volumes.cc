// Slips that need the third axis of a convolution.
#include "tests/mutants/convolution/convolve.h"
#include "tests/mutants/convolution/parts.h"

namespace assay {

using namespace convolution;

namespace {

/// Planes, or the kernel's planes, in reverse.
template <class T>
Tensor<T> planes_backwards(const Tensor<T>& weight) {
  Tensor<T> reversed(weight.shape);
  const std::int64_t plane = weight.extent(3) * weight.extent(4), planes = weight.extent(2);
  for (std::int64_t at = 0; at < weight.size(); ++at) {
    const std::int64_t k = at / plane % planes;
    reversed.data[static_cast<std::size_t>(at + (planes - 1 - 2 * k) * plane)] =
        weight.data[static_cast<std::size_t>(at)];
  }
  return reversed;
}

/// W read as [outputs, planes, inputs, rows, columns].
template <class T>
Tensor<T> planes_before_channels(const Tensor<T>& weight) {
  Tensor<T> mixed(weight.shape);
  const std::int64_t plane = weight.extent(3) * weight.extent(4);
  const std::int64_t inputs = weight.extent(1), planes = weight.extent(2);
  for (std::int64_t at = 0; at < weight.size(); ++at) {
    const std::int64_t o = at / plane / planes / inputs, c = at / plane / planes % inputs,
                       k = at / plane % planes;
    mixed.data[static_cast<std::size_t>(at)] =
        weight.data[static_cast<std::size_t>(((o * planes + k) * inputs + c) * plane + at % plane)];
  }
  return mixed;
}

}  // namespace

std::vector<Mutant> conv3d_mutants() {
  const std::string op = "convolution/conv3d";
  return {
      everywhere(op, "a true convolution that flips rows and columns but not planes",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   if (a.integer("flip") == 0) return Bag<T>{convolve(in, a)};
                   return Bag<T>{convolve(Bag<T>{in[0], planes_backwards(in[1]), in[2]}, a)};
                 }),
      everywhere(op, "the weights laid out as (out, plane, in / groups, row, column)",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return Bag<T>{convolve(Bag<T>{in[0], planes_before_channels(in[1]), in[2]}, a)};
                 }),
      gradient_kernel(op, "dW of the kernel's planes in reverse",
                      [](const Bag<double>& in, const Bag<double>& upstream, const Attributes& a) {
                        Bag<double> d = convolve_gradient(in, upstream[0], a);
                        d[1] = planes_backwards(d[1]);
                        return d;
                      }),
  };
}

}  // namespace assay
