// Every form in which a kernel may come, and every operator that there is.

#include <gtest/gtest.h>

#include <cmath>

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/harness/check_kernel.h"
#include "tests/harness/kernels.h"

namespace assay {
namespace {

/// An operator's own fast twin, as somebody would bring it.
Bag<float> narrowed(const Bag<double>& from) {
  Bag<float> to;
  for (const Tensor<double>& tensor : from) to.emplace_back(tensor.shape, kinds::to_floats(tensor));
  return to;
}

Bag<double> widened(const Bag<float>& from) {
  Bag<double> to;
  for (const Tensor<float>& tensor : from)
    to.push_back(kinds::to_doubles(tensor.shape, tensor.data));
  return to;
}

class OwnKernel : public testing::TestWithParam<std::size_t> {};

TEST_P(OwnKernel, KeepsEveryLaw) {
  const Operator& op = catalogue()[GetParam()];
  const auto kernel = [&op](const Bag<float>& in, const Attributes& attributes) {
    return narrowed(op.fast(widened(in), attributes));
  };
  GradientKernel gradient;
  if (op.fast_gradient)
    gradient = [&op](const Bag<float>& in, const Bag<float>& upstream,
                     const Attributes& attributes) {
      return narrowed(op.fast_gradient(widened(in), widened(upstream), attributes));
    };
  const Report report = check_kernel(
      op.card.name, kernel, gradient,
      {.promise = op.card.promise, .gradient_promise = op.card.gradient_promise, .effort = 0.1});
  EXPECT_TRUE(report.ok) << report.text;
  EXPECT_NE(report.text.find("values: "), std::string::npos);
  EXPECT_EQ(report.text.find("gradients: ") != std::string::npos, bool(op.fast_gradient));
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name = catalogue()[info.param].card.name;
  for (char& c : name)
    if (c == '/') c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, OwnKernel, testing::Range<std::size_t>(0, catalogue().size()),
                         test_name);

TEST(Forms, SpansWithAGradient) {
  const Report report = check_kernel("sigmoid", each(sigmoid), each_gradient(sigmoid_slope));
  EXPECT_TRUE(report.ok) << report.text;
}

void leaky(In x, Out y, const Attributes& attributes) {
  const auto slope = static_cast<float>(attributes.real("slope"));
  // 0 times -inf would be NaN where the limit is 0.
  for (std::size_t i = 0; i < x.size(); ++i)
    y[i] = x[i] > 0 ? x[i] : slope == 0 && std::isinf(x[i]) ? 0 : slope * x[i];
}

TEST(Forms, AFunctionOnSpansWithAttributes) {
  const Report report = check_kernel("leaky_relu", leaky, {}, {.promise = Grade::exact});
  EXPECT_TRUE(report.ok) << report.text;
}

TEST(Forms, WithoutAttributesTheDefaultsCount) {
  const auto at = [](float slope) {
    return each([slope](float x) { return x > 0 ? x : slope * x; });
  };
  EXPECT_TRUE(check_kernel("leaky_relu", at(0.01f)).ok);
  EXPECT_FALSE(check_kernel("leaky_relu", at(0.25f)).ok);
  EXPECT_TRUE(check_kernel("leaky_relu", at(0.25f), {}, {.attributes = {{"slope", 0.25}}}).ok);
}

TEST(Forms, SeveralInputsAndOutputsOnSpans) {
  const auto momentum = [](In theta, In gradient, In velocity, Out new_theta, Out new_velocity) {
    for (std::size_t i = 0; i < theta.size(); ++i) {
      new_velocity[i] = static_cast<float>(0.9f * double(velocity[i]) + double(gradient[i]));
      new_theta[i] =
          static_cast<float>(theta[i] - 0.01f * (0.9f * double(velocity[i]) + double(gradient[i])));
    }
  };
  const Report report =
      check_kernel("sgd", momentum, {}, {.attributes = {{"momentum", 0.9}, {"lr", 0.01}}});
  EXPECT_TRUE(report.ok) << report.text;
}

TEST(Forms, ALossGivesOneNumber) {
  const auto half_sum = [](In prediction, In target, Out loss) {
    double sum = 0;
    for (std::size_t i = 0; i < prediction.size(); ++i) {
      const double error = double(prediction[i]) - target[i];
      sum += error * error;
    }
    loss[0] = static_cast<float>(sum / 2);
  };
  const Report report =
      check_kernel("mean_squared_error", half_sum, {}, {.attributes = {{"reduction", "half_sum"}}});
  EXPECT_TRUE(report.ok) << report.text;
}

Bag<float> softmax_rows(const Bag<float>& in) {
  Tensor<float> y(in[0].shape);
  const std::int64_t n = in[0].extent(1);
  for (std::int64_t row = 0; row < in[0].extent(0); ++row) {
    double highest = in[0].at(row, 0), sum = 0;
    for (std::int64_t i = 0; i < n; ++i) highest = std::fmax(highest, in[0].at(row, i));
    for (std::int64_t i = 0; i < n; ++i) sum += std::exp(in[0].at(row, i) - highest);
    for (std::int64_t i = 0; i < n; ++i)
      y.at(row, i) = static_cast<float>(std::exp(in[0].at(row, i) - highest) / sum);
  }
  return {y};
}

TEST(Forms, TensorsWithASizeOfItsOwn) {
  std::int64_t seen = 0;
  const auto kernel = [&seen](const Bag<float>& in) {
    seen = std::max(seen, in[0].extent(1));
    EXPECT_EQ(in[0].extent(1), 24);
    return softmax_rows(in);
  };
  const Report report = check_kernel("softmax", kernel, {}, {.sizes = {{"n", 24}}});
  EXPECT_TRUE(report.ok) << report.text;
  EXPECT_EQ(seen, 24);
}

TEST(Forms, LongBatchesReachUnrolledLoops) {
  std::size_t longest = 0;
  const auto kernel = [&longest](In x, Out y) {
    longest = std::max(longest, x.size());
    each(sigmoid)(x, y);
  };
  EXPECT_TRUE(check_kernel("sigmoid", kernel).ok);
  EXPECT_GE(longest, 128u);
}

}  // namespace
}  // namespace assay
