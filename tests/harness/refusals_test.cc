// Planted bugs: each is refused, by the law that it breaks, with a report that its author can use.

#include <gtest/gtest.h>

#include "fast/targets.h"
#include "properties/harness/check_kernel.h"
#include "tests/harness/kernels.h"

namespace assay {
namespace {

/// Holds the report against what it must say, and to name no instruction set. Of what is not finite
/// no command shows the value due.
void expect_refused(const Report& report, const std::string& says, bool with_command = true) {
  EXPECT_FALSE(report.ok);
  EXPECT_NE(report.text.find("BROKEN"), std::string::npos) << report.text;
  EXPECT_NE(report.text.find(says), std::string::npos) << report.text;
  EXPECT_EQ(report.text.find("what is due: assay eval ") != std::string::npos, with_command)
      << report.text;
  EXPECT_EQ(report.text.find("assay verify"), std::string::npos) << report.text;
  for (const fast::Target target : fast::compiled_targets())
    EXPECT_EQ(report.text.find(fast::target_name(target)), std::string::npos) << report.text;
}

TEST(Refused, AWrongSign) {
  expect_refused(check_kernel("sigmoid", each([](float x) { return -sigmoid(x); })),
                 "graded wrong");
}

TEST(Refused, DigitsLostInTheTail) {
  const auto naive =
      each([](float x) { return x * (0.5f + 0.5f * std::erf(x / std::sqrt(2.0f))); });
  expect_refused(check_kernel("gelu_erf", naive, {}, {.special_values = false}), "promised stable");
}

TEST(Refused, AnOverflowThatBecomesNaN) {
  const auto naive = each([](float x) { return std::exp(x) / (1 + std::exp(x)); });
  expect_refused(check_kernel("sigmoid", naive), "got nan");
}

TEST(Refused, ANaNThatIsLost) {
  const auto clamped = each([](float x) { return x > 0 ? x : 0.0f; });
  const Report report = check_kernel("relu", clamped);
  expect_refused(
      report, "value(NaN) gives 0, declared is nan\n          at x[3] = {-inf, inf, nan}\n", false);
  EXPECT_NE(report.text.find("holds   Values are graded"), std::string::npos) << report.text;
  EXPECT_TRUE(check_kernel("relu", clamped, {}, {.special_values = false}).ok);
}

TEST(Refused, ALimitThatIsMissed) {
  const auto naive = each(
      [](float x) { return static_cast<float>(0.5 * x * std::erfc(-double(x) / std::sqrt(2.0))); });
  expect_refused(check_kernel("gelu_erf", naive), "value(-inf) gives", false);
}

TEST(Refused, AGradientThatForgetsTheUpstream) {
  const auto forgetful = [](In x, In, Out dx) {
    for (std::size_t i = 0; i < x.size(); ++i) dx[i] = static_cast<float>(sigmoid_slope(x[i]));
  };
  const Report report = check_kernel("sigmoid", each(sigmoid), forgetful);
  expect_refused(report, "dx[0]: wanted");
  EXPECT_NE(report.text.find(" grad_out.y='["), std::string::npos) << report.text;
  EXPECT_NE(report.text.find(" --gradient"), std::string::npos) << report.text;
}

TEST(Refused, AGradientWithTheWrongSign) {
  const auto negated = each_gradient([](float x) { return -sigmoid_slope(x); });
  expect_refused(check_kernel("sigmoid", each(sigmoid), negated), "graded wrong");
}

TEST(Refused, ATailThatRoundsOtherwise) {
  const auto two_ways = [](In x, Out y) {
    each(sigmoid)(x, y);
    for (std::size_t i = x.size() / 8 * 8; i < x.size(); ++i)
      if (std::abs(x[i]) < 80) y[i] = std::nextafter(y[i], 0.0f);
  };
  const Report report = check_kernel("sigmoid", two_ways);
  expect_refused(report, "differs from itself computed alone");
  EXPECT_NE(report.text.find("holds   Values are graded"), std::string::npos) << report.text;
  EXPECT_TRUE(check_kernel("sigmoid", two_ways, {}, {.batch_independence = false}).ok);
}

TEST(Refused, ExamplesThatMix) {
  const auto mean_shift = [](const Bag<float>& in) {  // the maximum over the whole batch
    Tensor<float> y({in[0].extent(0)});
    double highest = -INFINITY;
    for (const float x : in[0].data) highest = std::fmax(highest, x);
    for (std::int64_t row = 0; row < in[0].extent(0); ++row) {
      double sum = 0;
      for (std::int64_t i = 0; i < in[0].extent(1); ++i)
        sum += std::exp(in[0].at(row, i) - highest);
      y.at(row) = static_cast<float>(highest + std::log(sum));
    }
    return Bag<float>{y};
  };
  expect_refused(check_kernel("logsumexp", mean_shift), "differs from itself computed alone");
}

TEST(Refused, ElementsLeftOut) {
  const auto whole_vectors = [](In x, Out y) {
    const std::size_t whole = x.size() / 4 * 4;
    each(sigmoid)(x.first(whole), y.first(whole));
  };
  expect_refused(check_kernel("sigmoid", whole_vectors), "got nan");
}

TEST(Refused, WritingPastTheEnd) {
  const auto rounded_up = [](In x, Out y) {
    each(sigmoid)(x, y);
    if (x.size() % 4) y.data()[x.size()] = 0.5f;
  };
  expect_refused(check_kernel("sigmoid", rounded_up), "the kernel writes at y[");
}

TEST(Refused, AnotherShape) {
  const auto flat = [](const Bag<float>& in) { return Bag<float>{Tensor<float>({in[0].size()})}; };
  expect_refused(check_kernel("softmax", flat), "in the shape [");
  const auto nothing = [](const Bag<float>&) { return Bag<float>(); };
  expect_refused(check_kernel("softmax", nothing), "gives 0 tensors, 1 are due");
}

TEST(Refused, AnException) {
  const auto unfinished = [](In, Out) { throw std::runtime_error("not on this machine"); };
  expect_refused(check_kernel("sigmoid", unfinished), "not on this machine");
}

TEST(Refused, LessThanItsPromise) {
  const auto one_off = each([](float x) {
    const float y = sigmoid(x);
    return std::abs(x) < 80 ? std::nextafter(y, 0.0f) : y;
  });
  EXPECT_TRUE(check_kernel("sigmoid", one_off).ok);
  expect_refused(check_kernel("sigmoid", one_off, {}, {.promise = Grade::exact}), "promised exact");
  const auto coarse = each_gradient([](float x) { return sigmoid_slope(x) * (1 - 0x1p-23); });
  EXPECT_TRUE(check_kernel("sigmoid", each(sigmoid), coarse).ok);
  expect_refused(check_kernel("sigmoid", each(sigmoid), coarse, {.gradient_promise = Grade::exact}),
                 "promised exact");
}

TEST(Refused, TheSimplestCaseIsShown) {
  const auto broken_above_two = each([](float x) { return x > 2 ? 0.0f : sigmoid(x); });
  const Report report = check_kernel("sigmoid", broken_above_two);
  expect_refused(report, "at n=1, x[1] = {0x1");
}

}  // namespace
}  // namespace assay
