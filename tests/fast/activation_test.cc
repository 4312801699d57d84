// The activation kernels on every instruction set of this CPU. The long double formulas are a
// coarse screen; the grades come from the high-precision reference.
#include "fast/activation/activation.h"

#include <functional>
#include <numbers>

#include "tests/fast/kernel_checks.h"

namespace assay::fast {
namespace {

using Span = std::span<const float>;

struct Activation {
  std::string name;
  std::function<void(Span, std::span<float>)> value;
  std::function<void(Span, Span, std::span<float>)> gradient;
  Real (*definition)(Real);
  Real (*slope)(Real);
  // The limits: of the function at -inf, -0, +0, +inf, and of its slope at -inf, +inf.
  float at[4];
  float slope_at[2];
};

constexpr Real kPi = std::numbers::pi_v<Real>;
constexpr float kScale = 5.0f;
constexpr float kSlope = 0.01f;

Real logistic(Real x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }
Real phi(Real x) { return std::exp(-x * x / 2) / std::sqrt(2 * kPi); }
Real normal_cdf(Real x) { return std::erfc(-x / std::numbers::sqrt2_v<Real>) / 2; }
Real twice_u(Real x) { return 2 * std::sqrt(2 / kPi) * (x + 0.044715L * x * x * x); }
Real twice_u_slope(Real x) { return 2 * std::sqrt(2 / kPi) * (1 + 3 * 0.044715L * x * x); }
/// Formulas with x times something that vanishes are constant beyond these bounds.
Real bounded(Real x) { return std::clamp<Real>(x, -2000, 2000); }
Real from_left(Real x) { return std::max<Real>(x, -2000); }

const std::vector<Activation>& activations() {
  static const std::vector<Activation> table = {
      {"erf",
       erf,
       erf_gradient,
       [](Real x) { return std::erf(x); },
       [](Real x) { return 2 / std::sqrt(kPi) * std::exp(-x * x); },
       {-1, -0.0f, 0, 1},
       {0, 0}},
      {"exp",
       exp,
       exp_gradient,
       [](Real x) { return std::exp(x); },
       [](Real x) { return std::exp(x); },
       {0, 1, 1, kInfinity},
       {0, kInfinity}},
      {"gelu_erf",
       gelu_erf,
       gelu_erf_gradient,
       [](Real x) { return from_left(x) * normal_cdf(from_left(x)); },
       [](Real x) { return normal_cdf(x) + bounded(x) * phi(bounded(x)); },
       {-0.0f, -0.0f, 0, kInfinity},
       {-0.0f, 1}},
      {"gelu_tanh",
       gelu_tanh,
       gelu_tanh_gradient,
       [](Real x) { return from_left(x) * logistic(twice_u(from_left(x))); },
       [](Real x) {
         const Real u = twice_u(bounded(x));
         return logistic(u) + bounded(x) * logistic(u) * logistic(-u) * twice_u_slope(bounded(x));
       },
       {-0.0f, -0.0f, 0, kInfinity},
       {-0.0f, 1}},
      {"identity",
       identity,
       identity_gradient,
       [](Real x) { return x; },
       [](Real) { return Real(1); },
       {-kInfinity, -0.0f, 0, kInfinity},
       {1, 1}},
      {"leaky_relu",
       [](Span x, std::span<float> y) { leaky_relu(x, y, kSlope); },
       [](Span x, Span g, std::span<float> dx) { leaky_relu_gradient(x, g, dx, kSlope); },
       [](Real x) { return x > 0 ? x : kSlope * x; },
       [](Real x) { return x > 0 ? Real(1) : Real(kSlope); },
       {-kInfinity, -0.0f, 0, kInfinity},
       {kSlope, 1}},
      {"relu",
       relu,
       relu_gradient,
       [](Real x) { return x > 0 ? x : 0; },
       [](Real x) { return x > 0 ? Real(1) : Real(0); },
       {0, 0, 0, kInfinity},
       {0, 1}},
      {"scaled_relu",
       [](Span x, std::span<float> y) { scaled_relu(x, y, kScale); },
       [](Span x, Span g, std::span<float> dx) { scaled_relu_gradient(x, g, dx, kScale); },
       [](Real x) { return x > 0 ? kScale * x : 0; },
       [](Real x) { return x > 0 ? Real(kScale) : Real(0); },
       {0, 0, 0, kInfinity},
       {0, kScale}},
      {"sigmoid",
       sigmoid,
       sigmoid_gradient,
       logistic,
       [](Real x) { return logistic(x) * logistic(-x); },
       {0, 0.5f, 0.5f, 1},
       {0, 0}},
      {"silu",
       silu,
       silu_gradient,
       [](Real x) { return from_left(x) * logistic(from_left(x)); },
       [](Real x) { return logistic(x) * (1 + bounded(x) * logistic(-x)); },
       {-0.0f, -0.0f, 0, kInfinity},
       {-0.0f, 1}},
      {"softplus",
       softplus,
       softplus_gradient,
       [](Real x) { return std::max<Real>(x, 0) + std::log1p(std::exp(-std::fabs(x))); },
       logistic,
       {0, 0x1.62e43p-1f, 0x1.62e43p-1f, kInfinity},
       {0, 1}},
      {"tanh",
       tanh,
       tanh_gradient,
       [](Real x) { return std::tanh(x); },
       [](Real x) { return 4 * logistic(2 * x) * logistic(-2 * x); },
       {-1, -0.0f, 0, 1},
       {0, 0}},
  };
  return table;
}

float value_at(const Activation& op, float x) {
  float y = 0;
  op.value({&x, 1}, {&y, 1});
  return y;
}

float gradient_at(const Activation& op, float x, float upstream) {
  float dx = 0;
  op.gradient({&x, 1}, {&upstream, 1}, {&dx, 1});
  return dx;
}

class ActivationKernel : public testing::TestWithParam<Activation> {};

INSTANTIATE_TEST_SUITE_P(Every, ActivationKernel, testing::ValuesIn(activations()),
                         [](const auto& row) { return row.param.name; });

TEST(ActivationKernels, TheTableHasThemAll) {
  std::vector<std::string> tested;
  for (const auto& op : activations()) tested.push_back(op.name);
#define ASSAY_NAME(name, ...) #name,
  EXPECT_EQ(tested, (std::vector<std::string>{ASSAY_FAST_ACTIVATIONS(ASSAY_NAME)}));
#undef ASSAY_NAME
}

TEST_P(ActivationKernel, TakesItsLimits) {
  const Activation& op = GetParam();
  const float points[] = {-kInfinity, -0.0f, 0.0f, kInfinity};
  on_every_target([&] {
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_TRUE(same(value_at(op, points[i]), op.at[i])) << hex(value_at(op, points[i]));
    }
    EXPECT_EQ(gradient_at(op, -kInfinity, 1.0f), op.slope_at[0]);
    EXPECT_EQ(gradient_at(op, kInfinity, 1.0f), op.slope_at[1]);
  });
}

TEST_P(ActivationKernel, IsWithinHalfAnUlp) {
  const Activation& op = GetParam();
  auto x = floats_by(65521);
  std::ranges::copy(edge_floats(), std::back_inserter(x));
  std::vector<Real> value, slope;
  for (const float v : x) value.push_back(op.definition(v));
  for (const float v : x) slope.push_back(op.slope(v));
  on_every_target([&] {
    std::vector<float> y(x.size());
    op.value(x, y);
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_LE(ulps(y[i], value[i]), 0.501L) << op.name << '(' << hex(x[i]) << ") = " << hex(y[i]);
    }
    for (const float upstream : {1.0f, -0x1.fffffep127f, 0x1.8p-140f}) {
      op.gradient(x, std::vector<float>(x.size(), upstream), y);
      for (std::size_t i = 0; i < x.size(); ++i) {
        ASSERT_LE(ulps(y[i], upstream * slope[i]), 0.501L)
            << op.name << " slope at " << hex(x[i]) << " times " << hex(upstream) << " = "
            << hex(y[i]);
      }
    }
  });
}

// x p(x) with p(x) = 1/2 + c x, c > 0: at odd subnormals just above a tie, so the upper neighbour.
TEST(ActivationKernels, OddSubnormalsRoundUp) {
  on_every_target([] {
    for (const auto& op : activations()) {
      if (op.name != "gelu_erf" && op.name != "gelu_tanh" && op.name != "silu") continue;
      for (std::uint32_t odd = 1; odd < 0x800000; odd += 65536 - 2) {
        const float x = std::bit_cast<float>(odd);
        const float half = std::bit_cast<float>(odd / 2);
        EXPECT_EQ(value_at(op, x), std::nextafter(half, 1.0f)) << op.name << ' ' << hex(x);
        EXPECT_TRUE(same(value_at(op, -x), -half)) << op.name << ' ' << hex(-x);
      }
    }
  });
}

TEST(ActivationKernels, AttributesAreUsed) {
  const std::vector<float> x = {-8.0f, 8.0f}, g = {1.0f, 1.0f};
  std::vector<float> y(2);
  leaky_relu(x, y, 0.25f);
  EXPECT_EQ(y, (std::vector<float>{-2.0f, 8.0f}));
  leaky_relu_gradient(x, g, y, 0.25f);
  EXPECT_EQ(y, (std::vector<float>{0.25f, 1.0f}));
  scaled_relu(x, y, 3.0f);
  EXPECT_EQ(y, (std::vector<float>{0.0f, 24.0f}));
}

TEST(ActivationKernels, LeakyReluOfSlopeZeroIsRelu) {
  const std::vector<float> x = edge_floats(), g(x.size(), 1.0f);
  on_every_target([&] {
    std::vector<float> leaky(x.size()), rectified(x.size());
    leaky_relu(x, leaky, 0.0f);
    relu(x, rectified);
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(leaky[i], rectified[i]) << hex(x[i]);
    leaky_relu_gradient(x, g, leaky, 0.0f);
    relu_gradient(x, g, rectified);
    for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(leaky[i], rectified[i]) << hex(x[i]);
  });
}

TEST(ActivationKernels, LengthsMustAgree) {
  std::vector<float> three(3), two(2);
  EXPECT_DEATH(sigmoid(three, two), "assay::fast::sigmoid: y holds 2 elements, expected 3");
  EXPECT_DEATH(sigmoid_gradient(three, two, three), "sigmoid_gradient: upstream holds 2 elements");
  EXPECT_DEATH(sigmoid_gradient(three, three, two), "sigmoid_gradient: dx holds 2 elements");
}

}  // namespace
}  // namespace assay::fast
