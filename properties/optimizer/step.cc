#include "properties/optimizer/step.h"

namespace assay::optimizer_laws {

Values step(const Operator& op, const Values& values, const Attributes& attributes) {
  Bag<WideReal> inputs;
  for (const WideReal& value : values) inputs.emplace_back(Shape{1}, value);
  Values updated;
  for (const Tensor<WideReal>& output : evaluate(op, inputs, attributes))
    updated.push_back(output.data.at(0));
  return updated;
}

Attributes with(Attributes attributes, const std::string& name, const AttributeValue& value) {
  attributes.set(name, value);
  return attributes;
}

Identity at_each_element(
    const std::string& sentence,
    const std::function<void(const Operator&, const Values&, const Attributes&)>& check) {
  return {sentence, [check](const Operator& op, const Case& drawn) {
            for (std::size_t i = 0; i < drawn.inputs[0].data.size(); ++i) {
              Values values;
              for (const Tensor<double>& input : drawn.inputs)
                values.emplace_back(within(input.data[i], 1024));
              check(op, values, drawn.attributes);
            }
          }};
}

Identity moment_is_an_average(const std::string& sentence, std::size_t input, std::size_t output,
                              const std::string& decay, bool squared) {
  return at_each_element(sentence, [=](const Operator& op, const Values& x, const Attributes& a) {
    const WideReal share(a.real(decay));
    const WideReal term = squared ? x[1] * x[1] : x[1];
    expect_equal(step(op, x, a)[output] - term, share * (x[input] - term), "the moment", sizes);
  });
}

Identity constant_gradient_gives_constant_steps(const std::string& epsilon_mode) {
  return at_each_element(
      "from zero moments a constant gradient g steps by -lr g / (|g| + eps) at every t (" +
          epsilon_mode + ")",
      [epsilon_mode](const Operator& op, const Values& x, const Attributes& drawn) {
        Attributes a = with(drawn, "eps_mode", epsilon_mode);
        const bool decays = a.values().contains("weight_decay");
        if (decays) a.set("weight_decay", 0.0);
        const WideReal wanted =
            -WideReal(a.real("lr")) * x[1] / (abs(x[1]) + WideReal(a.real("epsilon")));
        Values state = {x[0], 0, 0};
        for (std::int64_t t = 1; t <= 4; ++t) {
          a.set("t", t);
          const auto next = step(op, {state[0], x[1], state[1], state[2]}, a);
          expect_equal(next[0] - state[0], wanted, "the step", sizes);
          state = next;
        }
      });
}

}  // namespace assay::optimizer_laws
