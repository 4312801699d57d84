// How slips in a loss are written down, and their tables.
#pragma once

#include <cmath>

#include "tests/mutants/mutants.h"

namespace assay {

std::vector<Mutant> elementwise_loss_mutants();
std::vector<Mutant> adversarial_mutants();
std::vector<Mutant> example_loss_mutants();

/// Multiplies every gradient of the reference by a factor of (inputs, attributes).
inline Mutant gradient_times(const std::string& op, const std::string& slip, auto factor) {
  return {op, "gradient: " + slip, [factor](Operator& row) {
            const auto wide = row.gradient.wide;
            row.gradient.wide = [wide, factor](const Bag<WideReal>& in,
                                               const Bag<WideReal>& upstream, const Attributes& a) {
              Bag<WideReal> gradient = wide(in, upstream, a);
              for (Tensor<WideReal>& tensor : gradient)
                for (WideReal& element : tensor.data) element *= factor(in, a);
              return gradient;
            };
          }};
}

/// A kernel whose value is a factor of (inputs, attributes) times the right one.
inline Mutant kernel_times(const std::string& op, const std::string& slip, auto factor) {
  return {op, "kernel: " + slip, [factor](Operator& row) {
            const auto right = row.fast;
            row.fast = tensor_kernel([right, factor](const Bag<double>& in, const Attributes& a) {
              Bag<double> out = right(in, a);
              for (double& element : out[0].data) element *= factor(in, a);
              return out;
            });
          }};
}

/// A kernel that evaluates f on floats and sums in float.
inline Mutant float_kernel(const std::string& op, const std::string& slip,
                           float (*f)(float, float)) {
  return {op, "kernel: " + slip, [f](Operator& row) {
            row.fast = tensor_kernel([f](const Bag<double>& in, const Attributes& a) {
              float sum = 0;
              for (std::size_t i = 0; i < in[0].data.size(); ++i)
                sum += f(static_cast<float>(in[0].data[i]), static_cast<float>(in[1].data[i]));
              const bool mean = a.choice("reduction") == "mean";
              return Bag<double>{
                  Tensor<double>::scalar(sum / (mean ? static_cast<float>(in[0].size()) : 1.0f))};
            });
          }};
}

/// The loss whose terms are f(x, attributes), x one element of each input.
template <class F>
auto loss_of(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    T sum(0);
    for (std::size_t i = 0; i < in[0].data.size(); ++i) {
      std::vector<T> x;
      for (const Tensor<T>& input : in) x.push_back(input.data[i]);
      sum += f(x, a);
    }
    const bool mean = a.choice("reduction") == "mean";
    return Bag<T>{Tensor<T>::scalar(mean ? T(sum / static_cast<int>(in[0].size())) : sum)};
  };
}

/// Another term everywhere.
template <class F>
Mutant other_term(const std::string& op, const std::string& slip, F f) {
  return {op, "everywhere: " + slip, [f](Operator& row) { plant_everywhere(row, loss_of(f)); }};
}

/// Another term in the kernel.
template <class F>
Mutant kernel_term(const std::string& op, const std::string& slip, F f) {
  return {op, "kernel: " + slip, [f](Operator& row) { row.fast = tensor_kernel(loss_of(f)); }};
}

/// The reference's gradient becomes that of another loss.
template <class F>
Mutant gradient_of(const std::string& op, const std::string& slip, F f) {
  return {op, "gradient: " + slip, [f](Operator& row) {
            row.gradient.wide = numerical_pullback<WideReal>(
                loss_of(f), differentiable_inputs(row.card), power_of_ten<WideReal>(-40));
          }};
}

}  // namespace assay
