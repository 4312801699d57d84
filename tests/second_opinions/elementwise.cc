// Elementary functions, activations and optimizers: element by element.

#include "properties/catalogue/kinds.h"
#include "tests/second_opinions/table.h"

namespace assay::second_opinions {

namespace {

/// y = f(x), a call for each element.
std::vector<Call> pointwise_calls(const NodeTest& test, const Attributes& attributes) {
  const std::vector<double>& x = test.input(0).tensor.data;
  std::vector<Call> calls;
  for (std::size_t i = 0; i < x.size(); ++i)
    calls.push_back({.inputs = {vector_of({x[i]})},
                     .attributes = attributes,
                     .answers = {answer_at(test.output(0), {i})}});
  return calls;
}

std::vector<Call> without_attributes(const NodeTest& test, const Operator&) {
  return pointwise_calls(test, {});
}

/// Attributes of ONNX: its name, ours, its default.
struct Renamed {
  const char* onnx;
  const char* ours;
  double fallback;
};

auto renaming(const std::vector<Renamed>& attributes) {
  return [attributes](const NodeTest& test, const Operator&) {
    Attributes ours;
    for (const Renamed& attribute : attributes)
      ours.set(attribute.ours, test.real(attribute.onnx, attribute.fallback));
    return pointwise_calls(test, ours);
  };
}

/// The default constants only, which ours are to float32.
std::vector<Call> selu(const NodeTest& test, const Operator&) {
  if (test.real("alpha", 0) != 0 || test.real("gamma", 0) != 0) throw NotCovered("other constants");
  return pointwise_calls(test, {});
}

/// Shrink with a bias of 0, or as large as lambd.
auto shrink(bool soft) {
  return [soft](const NodeTest& test, const Operator&) {
    const double lambda = test.real("lambd", 0.5), bias = test.real("bias", 0);
    if (bias != (soft ? lambda : 0)) throw NotCovered("another bias");
    return pointwise_calls(test, {{"lambda", lambda}});
  };
}

/// A channel of one element for each, with its slope after broadcasting along the first axes.
std::vector<Call> prelu(const NodeTest& test, const Operator&) {
  const std::vector<double>& x = test.input(0).tensor.data;
  const std::vector<double>& slope = test.input(1).tensor.data;
  std::vector<Call> calls;
  for (std::size_t i = 0; i < x.size(); ++i)
    calls.push_back(
        {.inputs = {Tensor<double>({1, 1, 1}, x[i]), vector_of({slope[i % slope.size()]})},
         .answers = {answer_at(test.output(0), {i})}});
  return calls;
}

/// With the published mask in training; without any in inference, where dropout is the identity.
std::vector<Call> dropout(const NodeTest& test, const Operator&) {
  const bool trains = test.has_input(2) && test.input(2).tensor.data.at(0) != 0;
  if (trains && !test.has_output(1)) throw NotCovered("a drawn mask that is not published");
  const double drop = test.has_input(1) ? test.input(1).tensor.data.at(0) : 0.5;
  const Tensor<double>& x = test.input(0).tensor;
  std::vector<Call> calls;
  for (std::size_t i = 0; i < x.data.size(); ++i)
    calls.push_back(
        {.inputs = {vector_of({x.data[i]}),
                    vector_of({trains ? test.output(1).tensor.data.at(i) : 1})},
         .attributes = {{"p", drop}, {"mode", std::string(trains ? "training" : "evaluation")}},
         .answers = {answer_at(test.output(0), {i})}});
  return calls;
}

/// The update after the L2 penalty's gradient: g + norm_coefficient theta.
Reference regularized(const Reference& update) {
  return tensorwise([update]<class T>(Bag<T> in, const Attributes& attributes) {
    for (std::size_t i = 0; i < in[1].data.size(); ++i)
      in[1].data[i] += T(attributes.real("norm_coefficient")) * in[0].data[i];
    return update.at<T>()(in, attributes);
  });
}

/// An update of several tensors: rate, step number, all parameters, all gradients, all states.
std::vector<Call> updates(const NodeTest& test, const Operator& op, std::size_t states,
                          const Attributes& attributes) {
  const std::size_t tensors = (test.inputs.size() - 2) / (2 + states);
  std::vector<Call> calls;
  for (std::size_t k = 0; k < tensors; ++k) {
    Call call{.inputs = {}, .attributes = attributes, .composed = regularized(op.reference)};
    for (std::size_t kind = 0; kind < 2 + states; ++kind)
      call.inputs.push_back(vector_of(test.input(2 + kind * tensors + k).tensor.data));
    for (std::size_t kind = 0; kind < 1 + states; ++kind) {
      const Published& updated = test.output(kind * tensors + k);
      call.answers.push_back(answer_at(updated, all_positions(updated.tensor.data.size())));
    }
    call.besides = {{"norm_coefficient", test.real("norm_coefficient", 0)}};
    call.more_steps = 2;
    calls.push_back(std::move(call));
  }
  return calls;
}

double scalar_input(const NodeTest& test, std::size_t position) {
  return test.input(position).tensor.data.at(0);
}

std::vector<Call> adam(const NodeTest& test, const Operator& op) {
  if (test.real("norm_coefficient_post", 0) != 0) throw NotCovered("norm_coefficient_post");
  // ONNX's step 0 leaves the bias corrections out, which is what they are after many steps.
  const auto step = static_cast<std::int64_t>(scalar_input(test, 1));
  return updates(test, op, 2,
                 {{"lr", scalar_input(test, 0)},
                  {"beta1", test.real("alpha", 0.9)},
                  {"beta2", test.real("beta", 0.999)},
                  {"epsilon", test.real("epsilon", 1e-6)},
                  {"t", step == 0 ? std::int64_t{100000} : step},
                  {"eps_mode", std::string("hat")}});
}

std::vector<Call> momentum(const NodeTest& test, const Operator& op) {
  if (scalar_input(test, 1) != 0 && test.real("beta", 1) != 1) throw NotCovered("dampening");
  return updates(
      test, op, 1,
      {{"lr", scalar_input(test, 0)},
       {"momentum", test.real("alpha", 0)},
       {"nesterov", std::string(test.choice("mode", "standard") == "nesterov" ? "yes" : "no")},
       {"momentum_form", std::string("velocity")}});
}

}  // namespace

std::vector<Row> elementwise_rows() {
  return {{"Acos", "function/acos", without_attributes},
          {"Asin", "function/asin", without_attributes},
          {"Atan", "function/atan", without_attributes},
          {"Cos", "function/cos", without_attributes},
          {"Cosh", "function/cosh", without_attributes},
          {"Erf", "function/erf", without_attributes},
          {"Exp", "function/exp", without_attributes},
          {"Log", "function/log", without_attributes},
          {"Sin", "function/sin", without_attributes},
          {"Sinh", "function/sinh", without_attributes},
          {"Sqrt", "function/sqrt", without_attributes},
          {"Tan", "function/tan", without_attributes},
          {"Identity", "activation/identity", without_attributes},
          {"Relu", "activation/relu", without_attributes},
          {"LeakyRelu", "activation/leaky_relu", renaming({{"alpha", "slope", 0.01}})},
          {"Celu", "activation/celu", renaming({{"alpha", "alpha", 1}})},
          {"Elu", "activation/elu", renaming({{"alpha", "alpha", 1}})},
          {"HardSigmoid", "activation/hard_sigmoid",
           renaming({{"alpha", "slope", 0.2}, {"beta", "offset", 0.5}})},
          {"HardSwish", "activation/hard_swish", without_attributes},
          {"PRelu", "activation/parametric_relu", prelu},
          {"Selu", "activation/selu", selu},
          {"Shrink", "activation/hardshrink", shrink(false)},
          {"Shrink", "activation/softshrink", shrink(true)},
          {"Softsign", "activation/softsign", without_attributes},
          {"Sigmoid", "activation/sigmoid", without_attributes},
          {"Tanh", "activation/tanh", without_attributes},
          {"Softplus", "activation/softplus", without_attributes},
          {"Dropout", "regularization/dropout", dropout},
          {"Momentum", "optimizer/sgd", momentum},
          {"Adam", "optimizer/adam", adam}};
}

}  // namespace assay::second_opinions
