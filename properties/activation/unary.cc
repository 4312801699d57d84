#include "properties/activation/unary.h"

namespace assay::activation {

Identity everywhere(
    const std::string& sentence,
    const std::function<void(const Unary&, const WideReal&, const Attributes&)>& check) {
  return {sentence, [check](const Operator& op, const Case& drawn) {
            const Unary f = [&](const WideReal& x) { return evaluate_at(op, x, drawn.attributes); };
            for (const double x : drawn.inputs.at(0).data)
              check(f, WideReal(within(x, 40)), drawn.attributes);
          }};
}

Identity equation(const std::string& sentence, const Side& left, const Side& right) {
  return everywhere(sentence, [=](const Unary& f, const WideReal& x, const Attributes& attributes) {
    expect_equal(left(f, x, attributes), right(f, x, attributes), sentence, 1);
  });
}

Identity reflects_to_the_identity() {
  return equation(
      "f(x) - f(-x) = x",
      [](const Unary& f, const WideReal& x, const auto&) { return f(x) - f(-x); },
      [](const Unary&, const WideReal& x, const auto&) { return x; });
}

Identity is_odd() {
  return equation(
      "f(-x) = -f(x)", [](const Unary& f, const WideReal& x, const auto&) { return f(-x); },
      [](const Unary& f, const WideReal& x, const auto&) { return -f(x); });
}

WideReal difference(const Unary& f, const WideReal& x) {
  const WideReal h = power_of_ten<WideReal>(-25);
  return (f(x + h) - f(x - h)) / (2 * h);
}

WideReal attribute(const Attributes& attributes, const std::string& name) {
  return attributes.number<WideReal>(name);
}

}  // namespace assay::activation
