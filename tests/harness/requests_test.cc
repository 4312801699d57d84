// Questions that cannot be answered are told so in one line.

#include <gtest/gtest.h>

#include <stdexcept>

#include "properties/harness/check_kernel.h"
#include "tests/harness/kernels.h"

namespace assay {
namespace {

const auto copy = each([](float x) { return x; });

/// The message with which the request is refused.
std::string refusal(std::string_view op, const Kernel& kernel, const GradientKernel& gradient = {},
                    const CheckOptions& options = {}) {
  try {
    check_kernel(op, kernel, gradient, options);
  } catch (const std::invalid_argument& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    return error.what();
  }
  return "";
}

TEST(Requests, AnUnknownOperator) {
  EXPECT_EQ(refusal("sigmiod", copy),
            "no operator is called 'sigmiod'; did you mean activation/sigmoid?");
}

TEST(Requests, SpansThatDoNotFit) {
  EXPECT_EQ(refusal("sgd", copy),
            "optimizer/sgd: a kernel reads 3 spans and writes 2, this one reads 1 and writes 1");
  EXPECT_EQ(refusal("sigmoid", copy, copy),
            "activation/sigmoid: a gradient reads 2 spans and writes 1, this one reads 1 and "
            "writes 1");
  EXPECT_NE(refusal("softmax", copy).find("kernel on Bag<float>"), std::string::npos);
}

TEST(Requests, AGradientWhereThereIsNone) {
  const auto update = [](const Bag<float>& in) { return Bag<float>{in[0], in[2]}; };
  const auto gradient = [](const Bag<float>& in, const Bag<float>&) { return in; };
  EXPECT_NE(refusal("sgd", update, gradient).find("optimizer/sgd has no gradient: "),
            std::string::npos);
}

TEST(Requests, UnknownAttributesAndSizes) {
  EXPECT_NE(refusal("leaky_relu", copy, {}, {.attributes = {{"alpha", 0.1}}}).find("alpha"),
            std::string::npos);
  EXPECT_NE(refusal("leaky_relu", copy, {}, {.attributes = {{"slope", -1.0}}}).find("slope"),
            std::string::npos);
  EXPECT_EQ(refusal("relu", copy, {}, {.sizes = {{"m", 3}}}),
            "activation/relu has no size called 'm'");
  EXPECT_NE(refusal("relu", copy, {}, {.sizes = {{"n", -3}}}).find("must be at least"),
            std::string::npos);
}

}  // namespace
}  // namespace assay
