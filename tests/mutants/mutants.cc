#include "tests/mutants/mutants.h"

#include <algorithm>
#include <stdexcept>

#include "properties/catalogue/catalogue.h"

namespace assay {

std::vector<Mutant> all_mutants() {
  std::vector<Mutant> all;
  for (const auto& family :
       {activation_mutants, softmax_mutants, linear_mutants, loss_mutants, divergence_mutants,
        entropy_mutants, optimizer_mutants, schedule_mutants, gradient_mutants,
        normalization_mutants, shape_mutants, regularization_mutants, initialization_mutants,
        recurrent_mutants, convolution_mutants, attention_mutants, pooling_mutants,
        network_mutants, latent_mutants, decoding_mutants}) {
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
  std::vector<Law> laws = laws_of(planted);
  // The operator's own identities first: they cost little, and a mistake that is everywhere is
  // theirs to find.
  const auto own = static_cast<std::ptrdiff_t>(planted.identities.size());
  std::rotate(laws.begin(), laws.end() - own, laws.end());
  for (const Law& law : laws) {
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

Mutant confused(const std::string& op, const std::string& slip,
                std::function<void(Bag<double>&, Attributes&)> confuse) {
  return {op, "kernel: " + slip, [confuse](Operator& row) {
            row.fast = [right = row.fast, confuse](const Bag<double>& in, const Attributes& a) {
              Bag<double> inputs = in;
              Attributes attributes = a;
              confuse(inputs, attributes);
              return right(inputs, attributes);
            };
          }};
}

Mutant confused_gradient(const std::string& op, const std::string& slip,
                         std::function<void(Bag<double>&, Bag<double>&, Attributes&)> confuse) {
  return {op, "gradient kernel: " + slip, [confuse](Operator& row) {
            row.fast_gradient = [right = row.fast_gradient, confuse](const Bag<double>& in,
                                                                     const Bag<double>& upstream,
                                                                     const Attributes& a) {
              Bag<double> inputs = in, above = upstream;
              Attributes attributes = a;
              confuse(inputs, above, attributes);
              return right(inputs, above, attributes);
            };
          }};
}

Mutant spoilt(const std::string& op, const std::string& slip,
              std::function<void(Bag<double>&, const Bag<double>&, const Attributes&)> spoil) {
  return {op, "kernel: " + slip, [spoil](Operator& row) {
            row.fast = [right = row.fast, spoil](const Bag<double>& in, const Attributes& a) {
              Bag<double> out = right(in, a);
              spoil(out, in, a);
              return rounded_to_float(out);
            };
          }};
}

Mutant spoilt_gradient(
    const std::string& op, const std::string& slip,
    std::function<void(Bag<double>&, const Bag<double>&, const Attributes&)> spoil) {
  return {op, "gradient kernel: " + slip, [spoil](Operator& row) {
            row.fast_gradient = [right = row.fast_gradient, spoil](const Bag<double>& in,
                                                                   const Bag<double>& upstream,
                                                                   const Attributes& a) {
              Bag<double> out = right(in, upstream, a);
              spoil(out, in, a);
              return rounded_to_float(out);
            };
          }};
}

void other_choice(Attributes& attributes, const std::string& name, const std::string& one,
                  const std::string& other) {
  attributes.set(name, attributes.choice(name) == one ? other : one);
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
