#include "tests/mutants/mutants.h"

#include <stdexcept>

#include "properties/catalogue/catalogue.h"

namespace assay {

std::vector<Mutant> all_mutants() {
  std::vector<Mutant> all;
  for (const auto& family :
       {activation_mutants, softmax_mutants, linear_mutants, loss_mutants, divergence_mutants,
        optimizer_mutants, normalization_mutants, shape_mutants, regularization_mutants,
        initialization_mutants, recurrent_mutants, convolution_mutants, attention_mutants,
        pooling_mutants}) {
    std::vector<Mutant> mutants = family();
    std::move(mutants.begin(), mutants.end(), std::back_inserter(all));
  }
  return all;
}

Autopsy dissect(const Mutant& mutant, bool all_killers) {
  const Operator* healthy = find_operator(mutant.op);
  if (!healthy) throw std::logic_error("a mutant of an unknown operator: " + mutant.op);
  Operator planted = *healthy;
  mutant.plant(planted);
  Autopsy autopsy{mutant, {}};
  for (const Law& law : laws_of(planted)) {
    if (check_law(planted, law, {.shrink = false}).holds) continue;
    autopsy.killers.push_back(law.name);
    if (!all_killers) break;
  }
  return autopsy;
}

Bag<double> rounded_to_float(Bag<double> bag) {
  for (Tensor<double>& tensor : bag)
    for (double& element : tensor.data) element = round_to(element, Format::binary32);
  return bag;
}

Function<double> pointwise_kernel(std::function<double(double, const Attributes&)> f) {
  return [f](const Bag<double>& inputs, const Attributes& attributes) {
    Tensor<double> y = inputs.at(0);
    for (double& element : y.data) element = round_to(f(element, attributes), Format::binary32);
    return Bag<double>{y};
  };
}

Pullback<double> pointwise_gradient_kernel(std::function<double(double, const Attributes&)> slope) {
  return [slope](const Bag<double>& inputs, const Bag<double>& upstream,
                 const Attributes& attributes) {
    Tensor<double> dx = inputs.at(0);
    for (std::size_t i = 0; i < dx.data.size(); ++i)
      dx.data[i] =
          round_to(upstream.at(0).data[i] * slope(dx.data[i], attributes), Format::binary32);
    return Bag<double>{dx};
  };
}

Function<double> rounded_plain(const Reference& reference, Format format) {
  const Function<Real> exact = reference.real;
  return [exact, format](const Bag<double>& inputs, const Attributes& attributes) {
    Bag<double> rounded;
    for (const Tensor<Real>& tensor : exact(convert<Real>(inputs), attributes)) {
      rounded.emplace_back(tensor.shape);
      for (std::size_t i = 0; i < tensor.data.size(); ++i)
        rounded.back().data[i] = round_to(tensor.data[i], format);
    }
    return rounded;
  };
}

}  // namespace assay
