// Laws of many steps in a row.

#include <algorithm>

#include "properties/catalogue/catalogue.h"
#include "properties/optimizer/identities.h"
#include "properties/optimizer/step.h"

namespace assay::optimizer_laws {

namespace {

/// Rows first .. last - 1 of [k, n] or [k].
Tensor<WideReal> rows(const Tensor<WideReal>& x, std::int64_t first, std::int64_t last) {
  const std::int64_t width = x.size() / x.extent(0);
  Shape shape = x.shape;
  shape[0] = last - first;
  return Tensor<WideReal>(
      shape, std::vector<WideReal>(x.data.begin() + first * width, x.data.begin() + last * width));
}

Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 1024);
  return inputs;
}

/// The attributes of a later start.
Attributes after(Attributes attributes, std::int64_t steps) {
  if (attributes.values().contains("t")) attributes.set("t", attributes.integer("t") + steps);
  return attributes;
}

void check_split(const Operator& op, const Case& drawn) {
  const Bag<WideReal> inputs = moderate(drawn);
  const std::int64_t steps = inputs[1].extent(0), n = inputs[1].extent(1);
  const Bag<WideReal> whole = evaluate(op, inputs, drawn.attributes);
  for (std::int64_t half = 1; half < steps; ++half) {
    Bag<WideReal> first = inputs;
    for (const std::size_t by_step : {1, 2}) first[by_step] = rows(inputs[by_step], 0, half);
    const Bag<WideReal> middle = evaluate(op, first, drawn.attributes);
    Bag<WideReal> second = {Tensor<WideReal>({n}, rows(middle[0], half - 1, half).data),
                            rows(inputs[1], half, steps), rows(inputs[2], half, steps)};
    second.insert(second.end(), middle.begin() + 1, middle.end());
    const Bag<WideReal> end = evaluate(op, second, after(drawn.attributes, half));
    expect_equal(middle[0], rows(whole[0], 0, half), "theta of the first steps", sizes);
    expect_equal(end[0], rows(whole[0], half, steps), "theta of the later steps", sizes);
    for (std::size_t k = 1; k < end.size(); ++k) expect_equal(end[k], whole[k], "the state", sizes);
  }
}

/// The step's own row, with the attributes that the trajectory leaves free and the others'
/// defaults.
void check_single_step(const Operator& op, const Case& drawn) {
  const std::string name = op.card.name.substr(0, op.card.name.rfind("_trajectory"));
  const Operator& rule = require_operator(name);
  Bag<WideReal> inputs = moderate(drawn);
  for (const std::size_t by_step : {1, 2}) inputs[by_step] = rows(inputs[by_step], 0, 1);
  inputs[2].data[0] = std::clamp(drawn.inputs[2].data[0], 0x1p-40, 1024.0);
  const Bag<WideReal> path = evaluate(op, inputs, drawn.attributes);
  Attributes attributes = drawn.attributes;
  attributes.set("lr", std::clamp(drawn.inputs[2].data[0], 0x1p-40, 1024.0));
  inputs[1].shape.erase(inputs[1].shape.begin());
  inputs.erase(inputs.begin() + 2);
  const Bag<WideReal> next = evaluate(rule, inputs, complete_attributes(rule.card, attributes));
  for (std::size_t k = 0; k < next.size(); ++k)
    for (std::size_t i = 0; i < next[k].data.size(); ++i)
      expect_equal(path[k].data[i], next[k].data[i], rule.card.outputs[k].name, sizes);
}

}  // namespace

std::vector<Identity> trajectory_identities() {
  return {{"later steps continue from the state and the number where the first ones stopped",
           check_split},
          {"one step is the rule's own", check_single_step}};
}

}  // namespace assay::optimizer_laws
