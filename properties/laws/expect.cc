#include "properties/laws/expect.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/scalar/rounding.h"

namespace assay {

Bag<WideReal> evaluate(const Operator& op, const Bag<WideReal>& inputs,
                       const Attributes& attributes) {
  return op.reference.wide(inputs, attributes);
}

WideReal evaluate_at(const Operator& op, const WideReal& x, const Attributes& attributes) {
  return op.reference.wide({Tensor<WideReal>::scalar(x)}, attributes).at(0).data.at(0);
}

void expect_equal(const WideReal& a, const WideReal& b, const std::string& what,
                  const WideReal& scale, int digits) {
  const WideReal size = std::max<WideReal>({abs(a), abs(b), abs(scale)});
  const bool close = isfinite(size) && abs(a - b) <= size * power_of_ten<WideReal>(-digits);
  if (a == b || close) return;
  throw LawBroken(fmt::format("{}: {} against {}", what, to_decimal(Real(a), 25),
                              to_decimal(Real(b), 25)));
}

void expect_equal(const Tensor<WideReal>& a, const Tensor<WideReal>& b, const std::string& what,
                  const WideReal& scale, int digits) {
  expect(a.shape == b.shape, fmt::format("{}: shape {} against {}", what, to_string(a.shape),
                                         to_string(b.shape)));
  for (std::size_t i = 0; i < a.data.size(); ++i)
    expect_equal(a.data[i], b.data[i], fmt::format("{} [flat {}]", what, i), scale, digits);
}

void expect(bool condition, const std::string& what) {
  if (!condition) throw LawBroken(what);
}

double within(double value, double most) { return std::clamp(value, -most, most); }

}  // namespace assay
