// What every activation of one number keeps, whatever it computes: a result depends on its element
// only, NaN shows, an output may be an input.

#include <functional>

#include "fast/activation/activation.h"
#include "fast/activation/piecewise.h"
#include "fast/activation/smooth.h"
#include "tests/fast/kernel_checks.h"

namespace assay::fast {
namespace {

using Span = std::span<const float>;

struct Kernel {
  std::string name;
  std::function<void(Span, std::span<float>)> value;
  std::function<void(Span, Span, std::span<float>)> gradient;
};

// The attributes by their names in the lists.
constexpr float slope = 0.01f, scale = 5, steepness = 0.2f, offset = 0.5f, lower = -1, upper = 2,
                lambda = 0.5f, alpha = 0.75f, beta = 1.5f, threshold = 20;

const std::vector<Kernel>& kernels() {
  static const std::vector<Kernel> all = {
#define ASSAY_KERNEL(name, Functor, ...)                                                   \
  Kernel{#name, [](Span x, std::span<float> y) { name(x, y __VA_OPT__(, ) __VA_ARGS__); }, \
         [](Span x, Span g, std::span<float> dx) {                                         \
           name##_gradient(x, g, dx __VA_OPT__(, ) __VA_ARGS__);                           \
         }},
      ASSAY_FAST_ACTIVATIONS(ASSAY_KERNEL) ASSAY_FAST_PIECEWISE_ACTIVATIONS(ASSAY_KERNEL)
          ASSAY_FAST_SMOOTH_ACTIVATIONS(ASSAY_KERNEL)
#undef ASSAY_KERNEL
  };
  return all;
}

float value_at(const Kernel& op, float x) {
  float y = 0;
  op.value({&x, 1}, {&y, 1});
  return y;
}

float gradient_at(const Kernel& op, float x, float upstream) {
  float dx = 0;
  op.gradient({&x, 1}, {&upstream, 1}, {&dx, 1});
  return dx;
}

class PointwiseKernel : public testing::TestWithParam<Kernel> {};

INSTANTIATE_TEST_SUITE_P(Every, PointwiseKernel, testing::ValuesIn(kernels()),
                         [](const auto& row) { return row.param.name; });

// One element at a time is the yardstick: length, position and alignment must not show, and
// nothing outside the span may be written.
TEST_P(PointwiseKernel, DependsOnNothingButTheElement) {
  const Kernel& op = GetParam();
  const auto inputs = edge_floats();
  constexpr float kGuard = 12345.0f;
  on_every_target([&] {
    std::vector<float> expected, slopes;
    for (const float x : inputs) expected.push_back(value_at(op, x));
    for (const float x : inputs) slopes.push_back(gradient_at(op, x, -3.0f));
    for (std::size_t length = 0; length < 68; ++length) {
      for (std::size_t begin = 0; begin < 4; ++begin) {
        std::vector<float> x(length + 4), g(length + 4, -3.0f), y(length + 8, kGuard), dx(y);
        for (std::size_t i = 0; i < length; ++i) x[begin + i] = inputs[i % inputs.size()];
        op.value({&x[begin], length}, {&y[begin + 1], length});
        op.gradient({&x[begin], length}, {&g[3 - begin], length}, {&dx[begin], length});
        for (std::size_t i = 0; i < length; ++i) {
          ASSERT_TRUE(same(y[begin + 1 + i], expected[i % inputs.size()])) << hex(x[begin + i]);
          ASSERT_TRUE(same(dx[begin + i], slopes[i % inputs.size()])) << hex(x[begin + i]);
        }
        const auto written = [&](const std::vector<float>& v) {
          return v.size() - static_cast<std::size_t>(std::ranges::count(v, kGuard));
        };
        ASSERT_EQ(written(y), length);
        ASSERT_EQ(written(dx), length);
      }
    }
  });
}

TEST_P(PointwiseKernel, WorksInPlace) {
  const Kernel& op = GetParam();
  const auto inputs = edge_floats();
  on_every_target([&] {
    auto y = inputs, dx = inputs, dg = std::vector<float>(inputs.size(), 2.0f);
    const auto g = dg;
    op.value(y, y);
    op.gradient(dx, g, dx);
    op.gradient(inputs, dg, dg);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      EXPECT_TRUE(same(y[i], value_at(op, inputs[i]))) << hex(inputs[i]);
      EXPECT_TRUE(same(dx[i], gradient_at(op, inputs[i], 2.0f))) << hex(inputs[i]);
      EXPECT_TRUE(same(dg[i], dx[i])) << hex(inputs[i]);
    }
  });
}

TEST_P(PointwiseKernel, NanInNanOut) {
  const Kernel& op = GetParam();
  on_every_target([&] {
    for (const std::uint32_t bits : {0x7fc00000u, 0xffc00000u, 0x7f800001u, 0xffffffffu}) {
      const float nan = std::bit_cast<float>(bits);
      EXPECT_TRUE(std::isnan(value_at(op, nan)));
      EXPECT_TRUE(std::isnan(gradient_at(op, nan, 1.0f)));
      EXPECT_TRUE(std::isnan(gradient_at(op, nan, 0.0f)));
      for (const float x : edge_floats()) {
        EXPECT_TRUE(std::isnan(gradient_at(op, x, nan))) << hex(x);
      }
    }
  });
}

TEST_P(PointwiseKernel, GivesZeroForAZeroUpstream) {
  const Kernel& op = GetParam();
  on_every_target([&] {
    for (const float x : edge_floats()) EXPECT_EQ(gradient_at(op, x, 0.0f), 0.0f) << hex(x);
  });
}

}  // namespace
}  // namespace assay::fast
