#include "properties/loss/elementwise.h"

namespace assay::loss_laws {

namespace {

Attributes reduced_by(Attributes attributes, const std::string& how) {
  attributes.set("reduction", how);
  return attributes;
}

}  // namespace

Term::Term(const Operator& op, Attributes attributes)
    : op_(op), attributes_(reduced_by(std::move(attributes), "sum")) {}

WideReal Term::operator()(const std::vector<WideReal>& x) const {
  Bag<WideReal> inputs;
  for (const WideReal& element : x) inputs.emplace_back(Shape{1}, element);
  return evaluate(op_, inputs, attributes_).at(0).data.at(0);
}

Term Term::with(const std::string& name, double value) const {
  Attributes changed = attributes_;
  changed.set(name, value);
  return {op_, changed};
}

Identity at_each_element(
    const std::string& sentence,
    const std::function<void(const Term& f, const std::vector<WideReal>& x)>& check) {
  return {sentence, [check](const Operator& op, const Case& drawn) {
            const Term f(op, drawn.attributes);
            for (std::size_t i = 0; i < drawn.inputs[0].data.size(); ++i) {
              std::vector<WideReal> x;
              for (const Tensor<double>& input : drawn.inputs)
                x.push_back(WideReal(within(input.data[i], 60)));
              check(f, x);
            }
          }};
}

Identity equation(const std::string& sentence, const Side& left, const Side& right) {
  return at_each_element(sentence, [=](const Term& f, const std::vector<WideReal>& x) {
    expect_equal(left(f, x), right(f, x), sentence, 1);
  });
}

Identity mean_is_sum_by_count(std::size_t counted) {
  return {"the sum is the mean times the count", [counted](const Operator& op, const Case& drawn) {
            const Bag<WideReal> x = convert<WideReal>(drawn.inputs);
            const auto loss = [&](const std::string& how) {
              return evaluate(op, x, reduced_by(drawn.attributes, how)).at(0).data.at(0);
            };
            const auto count = static_cast<int>(x[counted].extent(0));
            expect_equal(loss("sum"), count * loss("mean"), "the sum");
          }};
}

}  // namespace assay::loss_laws
