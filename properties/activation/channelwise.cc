// Identities of the activations of tensors.

#include "properties/activation/identities.h"
#include "properties/laws/expect.h"

namespace assay::activation {

namespace {

/// The drawn inputs, their real numbers kept within 40.
Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> x = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : x)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 40);
  return x;
}

Tensor<WideReal> value(const Operator& op, const Bag<WideReal>& x, const Case& drawn) {
  return evaluate(op, x, drawn.attributes).at(0);
}

Tensor<WideReal> negated(Tensor<WideReal> x) {
  for (WideReal& element : x.data) element = -element;
  return x;
}

}  // namespace

std::vector<Identity> parametric_relu_identities() {
  return {{"f(x) + f(-x) = (1 - a_c) |x|",
           [](const Operator& op, const Case& drawn) {
             const Bag<WideReal> x = moderate(drawn);
             const Tensor<WideReal> y = value(op, x, drawn),
                                    z = value(op, {negated(x[0]), x[1]}, drawn);
             const std::int64_t m = x[0].extent(2), channels = x[0].extent(1);
             for (std::int64_t i = 0; i < y.size(); ++i) {
               const auto at = static_cast<std::size_t>(i);
               expect_equal(y.data[at] + z.data[at],
                            (1 - x[1].at(i / m % channels)) * abs(x[0].data[at]), "f(x) + f(-x)",
                            1);
             }
           }},
          {"with all slopes 1 it is the identity",
           [](const Operator& op, const Case& drawn) {
             const Bag<WideReal> x = moderate(drawn);
             expect_equal(value(op, {x[0], Tensor<WideReal>(x[1].shape, 1)}, drawn), x[0], "f(x)");
           }},
          {"positive elements pass whatever the slopes", [](const Operator& op, const Case& drawn) {
             Bag<WideReal> x = moderate(drawn);
             for (WideReal& element : x[0].data) element = abs(element) + 1;
             expect_equal(value(op, x, drawn), x[0], "f(x)");
           }}};
}

std::vector<Identity> glu_identities() {
  const auto first = [](const Case& drawn) { return drawn.attributes.choice("value_half"); };
  return {{"f(a, b) + f(a, -b) = a",
           [first](const Operator& op, const Case& drawn) {
             const Bag<WideReal> x = moderate(drawn);
             Tensor<WideReal> other = x[0];
             const std::int64_t h = other.extent(1) / 2, value_at = first(drawn) == "first" ? 0 : h;
             for (std::int64_t n = 0; n < other.extent(0); ++n)
               for (std::int64_t i = 0; i < h; ++i)
                 other.at(n, h - value_at + i) = -other.at(n, h - value_at + i);
             const Tensor<WideReal> y = value(op, x, drawn), z = value(op, {other}, drawn);
             for (std::int64_t n = 0; n < other.extent(0); ++n)
               for (std::int64_t i = 0; i < h; ++i)
                 expect_equal(y.at(n, i) + z.at(n, i), x[0].at(n, value_at + i),
                              "f(a, b) + f(a, -b)", 1);
           }},
          {"f(a, b) (1 + e^-b) = a", [first](const Operator& op, const Case& drawn) {
             const Bag<WideReal> x = moderate(drawn);
             const Tensor<WideReal> y = value(op, x, drawn);
             const std::int64_t h = y.extent(1), value_at = first(drawn) == "first" ? 0 : h;
             for (std::int64_t n = 0; n < y.extent(0); ++n)
               for (std::int64_t i = 0; i < h; ++i)
                 expect_equal(y.at(n, i) * (1 + exp(-x[0].at(n, h - value_at + i))),
                              x[0].at(n, value_at + i), "f(a, b) (1 + e^-b)");
           }}};
}

}  // namespace assay::activation
