// Planted mistakes: wrong versions of operators, as people really write them. The suite must find
// every one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "properties/catalogue/kinds.h"
#include "properties/grading/grading.h"
#include "properties/laws/law.h"
#include "reference/scalar/rounding.h"

namespace assay {

struct Mutant {
  std::string op;    ///< "activation/gelu_erf"
  std::string slip;  ///< "kernel: 1 + erf cancels in the tail"
  std::function<void(Operator&)> plant;
};

/// The verdict on one mutant.
struct Autopsy {
  Mutant mutant;
  std::vector<std::string> killers;  ///< the names of the laws that it breaks; empty if it survives
};

/// All mutants, family by family.
std::vector<Mutant> all_mutants();

/// Plants the mistake and checks the laws; stops at the first that breaks unless `all_killers`.
Autopsy dissect(const Mutant& mutant, bool all_killers);

// One table a family, each in the file of its name.
std::vector<Mutant> activation_mutants();
std::vector<Mutant> gradient_mutants();
std::vector<Mutant> schedule_mutants();
std::vector<Mutant> pooling_mutants();
std::vector<Mutant> network_mutants();
std::vector<Mutant> convolution_mutants();
std::vector<Mutant> initialization_mutants();
std::vector<Mutant> regularization_mutants();
std::vector<Mutant> recurrent_mutants();
std::vector<Mutant> attention_mutants();
std::vector<Mutant> shape_mutants();
std::vector<Mutant> normalization_mutants();
std::vector<Mutant> optimizer_mutants();
std::vector<Mutant> adaptive_optimizer_mutants();  ///< part of optimizer_mutants
std::vector<Mutant> divergence_mutants();
std::vector<Mutant> entropy_mutants();
std::vector<Mutant> loss_mutants();
std::vector<Mutant> linear_mutants();
std::vector<Mutant> softmax_mutants();
std::vector<Mutant> latent_mutants();
std::vector<Mutant> decoding_mutants();

Bag<double> rounded_to_float(Bag<double> bag);

/// A wrong pointwise kernel, written on doubles as one would on floats: its result is rounded.
Function<double> pointwise_kernel(std::function<double(double, const Attributes&)> f);

/// A wrong derivative in a pointwise kernel's gradient.
Pullback<double> pointwise_gradient_kernel(std::function<double(double, const Attributes&)> slope);

/// A wrong kernel on tensors of doubles, written as a generic callable; its result is rounded.
template <class F>
Function<double> tensor_kernel(F f) {
  return [f](const Bag<double>& inputs, const Attributes& attributes) {
    return rounded_to_float(f(inputs, attributes));
  };
}

/// A wrong gradient kernel on tensors of doubles.
template <class F>
Pullback<double> tensor_gradient_kernel(F f) {
  return [f](const Bag<double>& inputs, const Bag<double>& upstream, const Attributes& attributes) {
    return rounded_to_float(f(inputs, upstream, attributes));
  };
}

/// A kernel that sees other attributes, or other inputs, than it is given.
Mutant confused(const std::string& op, const std::string& slip,
                std::function<void(Bag<double>&, Attributes&)> confuse);

/// A kernel's gradient that sees other attributes, inputs or upstream gradients.
Mutant confused_gradient(
    const std::string& op, const std::string& slip,
    std::function<void(Bag<double>&, Bag<double>& upstream, Attributes&)> confuse);

/// A kernel whose right outputs are spoilt afterwards, for the inputs and attributes given.
Mutant spoilt(
    const std::string& op, const std::string& slip,
    std::function<void(Bag<double>& out, const Bag<double>& in, const Attributes&)> spoil);

/// The same of its gradients.
Mutant spoilt_gradient(
    const std::string& op, const std::string& slip,
    std::function<void(Bag<double>& out, const Bag<double>& in, const Attributes&)> spoil);

/// Sets a choice between two to the other one.
void other_choice(Attributes& attributes, const std::string& name, const std::string& one,
                  const std::string& other);

/// A kernel that computes the reference's own plain reading, rounded; what a consistent
/// misunderstanding would ship.
Function<double> rounded_plain(const Reference& reference, Format format);

/// The same mistake everywhere: the reference is `wrong`, the gradients are its numerical
/// derivatives, the kernels follow it. Only the operator's own identities can see that.
template <class F>
void plant_everywhere(Operator& op, F wrong);

/// The vector-Jacobian product of `f` by central differences, for plant_everywhere.
template <class T>
Pullback<T> numerical_pullback(Function<T> f, std::vector<std::size_t> positions, const T& step) {
  return [f, positions, step](const Bag<T>& inputs, const Bag<T>& upstream,
                              const Attributes& attributes) {
    const auto loss = [&](const Bag<T>& x) {
      const Bag<T> y = f(x, attributes);
      T sum = T(0);
      for (std::size_t o = 0; o < y.size(); ++o)
        for (std::size_t j = 0; j < y[o].data.size(); ++j)
          sum += upstream[o].data[j] * y[o].data[j];
      return sum;
    };
    Bag<T> gradient;
    Bag<T> x = inputs;
    for (const std::size_t k : positions) {
      gradient.emplace_back(inputs[k].shape);
      for (std::size_t i = 0; i < x[k].data.size(); ++i) {
        const T kept = x[k].data[i];
        x[k].data[i] = kept + step;
        const T above = loss(x);
        x[k].data[i] = kept - step;
        gradient.back().data[i] = (above - loss(x)) / (2 * step);
        x[k].data[i] = kept;
      }
    }
    return gradient;
  };
}

template <class F>
void plant_everywhere(Operator& op, F wrong) {
  op.reference = tensorwise(wrong);
  op.fast = rounded_plain(op.reference, op.card.format);
  if (!op.gradient) return;
  const std::vector<std::size_t> positions = differentiable_inputs(op.card);
  op.gradient.real =
      numerical_pullback<Real>(op.reference.real, positions, power_of_ten<Real>(-20));
  op.gradient.wide =
      numerical_pullback<WideReal>(op.reference.wide, positions, power_of_ten<WideReal>(-40));
  const Pullback<Real> exact = op.gradient.real;
  const Format format = op.card.format;
  op.fast_gradient = [exact, format](const Bag<double>& inputs, const Bag<double>& upstream,
                                     const Attributes& attributes) {
    Bag<double> rounded;
    for (const Tensor<Real>& tensor :
         exact(convert<Real>(inputs), convert<Real>(upstream), attributes)) {
      rounded.emplace_back(tensor.shape);
      for (std::size_t i = 0; i < tensor.data.size(); ++i)
        rounded.back().data[i] = round_to(tensor.data[i], format);
    }
    return rounded;
  };
}

/// A confusion of inputs and attributes everywhere: reference and kernel agree on it.
template <class F>
Mutant confused_everywhere(const std::string& op, const std::string& slip, F confuse) {
  return {op, "everywhere: " + slip, [confuse](Operator& row) {
            const Reference right = row.reference;
            plant_everywhere(row, [right, confuse]<class T>(const Bag<T>& in, const Attributes& a) {
              Bag<T> inputs = in;
              Attributes attributes = a;
              confuse(inputs, attributes);
              return right.at<T>()(inputs, attributes);
            });
          }};
}

}  // namespace assay
