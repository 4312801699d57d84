// The elementary functions of double lanes by themselves, on every instruction set: families yet
// to come rely on all of their digits.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "tests/fast/lanes_test.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/lanes/erf-inl.h"
#include "fast/lanes/exp-inl.h"
#include "fast/lanes/log-inl.h"
#include "fast/lanes/reduce-inl.h"
#include "hwy/highway.h"
#include "tests/fast/kernel_checks.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

#define ASSAY_LANE(function)                        \
  double function##_lane(double x) {                \
    const Tag<double> d;                            \
    return hn::GetLane(function(d, hn::Set(d, x))); \
  }
ASSAY_LANE(exp)
ASSAY_LANE(expm1)
ASSAY_LANE(sigmoid)
ASSAY_LANE(tanh)
ASSAY_LANE(log)
ASSAY_LANE(log1p)
ASSAY_LANE(erf)
ASSAY_LANE(erfc)
ASSAY_LANE(erfcx)
#undef ASSAY_LANE

float max_of(std::size_t n, const float* x) { return max(n, x); }
double sum_of(std::size_t n, const float* x) { return sum(Value{}, n, x); }

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {
namespace {

#define ASSAY_LANE(function)   \
  HWY_EXPORT(function##_lane); \
  double function##_double(double x) { return HWY_DYNAMIC_DISPATCH(function##_lane)(x); }
ASSAY_LANE(exp)
ASSAY_LANE(expm1)
ASSAY_LANE(sigmoid)
ASSAY_LANE(tanh)
ASSAY_LANE(log)
ASSAY_LANE(log1p)
ASSAY_LANE(erf)
ASSAY_LANE(erfc)
ASSAY_LANE(erfcx)
#undef ASSAY_LANE
HWY_EXPORT(max_of);
HWY_EXPORT(sum_of);

/// The relative error in units of 2^-52.
Real error(double got, Real want) { return std::fabs(got / want - 1) * 0x1p52L; }

struct Lane {
  const char* name;
  double (*lane)(double);
  Real (*definition)(Real);
  double low, high;  // swept evenly, and small arguments by powers of two
  Real allowed;
};

Real logistic(Real x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }

const Lane kLanes[] = {
    {"exp", exp_double, [](Real x) { return std::exp(x); }, -700, 700, 1.5},
    {"expm1", expm1_double, [](Real x) { return std::expm1(x); }, -40, 40, 2.5},
    {"sigmoid", sigmoid_double, logistic, -700, 40, 3},
    {"tanh", tanh_double, [](Real x) { return std::tanh(x); }, -20, 20, 3},
    {"log", log_double, [](Real x) { return std::log(x); }, 0x1p-20, 20, 1.5},
    {"log1p", log1p_double, [](Real x) { return std::log1p(x); }, -0.999, 20, 2},
    // The square of an argument must be exact: every point below is a float32.
    {"erf", erf_double, [](Real x) { return std::erf(x); }, -6, 6, 6},
    {"erfc", erfc_double, [](Real x) { return std::erfc(x); }, -6, 14.5, 8},
    {"erfcx", erfcx_double, [](Real x) { return std::exp(x * x) * std::erfc(x); }, 0, 14.5, 8},
};

TEST(Lanes, KeepTheirDigits) {
  on_every_target([] {
    for (const Lane& f : kLanes) {
      for (int i = 0; i <= 20000; ++i) {
        const double x = static_cast<float>(f.low + (f.high - f.low) * i / 20000);
        const Real want = f.definition(x);
        if (want == 0) continue;
        ASSERT_LE(error(f.lane(x), want), f.allowed) << f.name << '(' << x << ')';
      }
      for (double x = 1; x > 0x1p-140; x *= 0.75) {
        for (const double v : {double(float(x)), -double(float(x))}) {
          if (v < f.low) continue;
          const Real want = f.definition(v);
          if (want == 0) continue;
          ASSERT_LE(error(f.lane(v), want), f.allowed) << f.name << '(' << v << ')';
        }
      }
    }
  });
}

TEST(Lanes, TakeTheirLimits) {
  const double inf = kInfinity;
  on_every_target([&] {
    EXPECT_EQ(exp_double(-inf), 0.0);
    EXPECT_EQ(exp_double(inf), inf);
    EXPECT_EQ(exp_double(0.0), 1.0);
    EXPECT_EQ(expm1_double(-inf), -1.0);
    EXPECT_EQ(expm1_double(inf), inf);
    EXPECT_EQ(log_double(0.0), -inf);
    EXPECT_EQ(log_double(-0.0), -inf);
    EXPECT_EQ(log_double(inf), inf);
    EXPECT_EQ(log_double(1.0), 0.0);
    EXPECT_TRUE(std::isnan(log_double(-1.0)));
    EXPECT_EQ(log1p_double(-1.0), -inf);
    EXPECT_EQ(log1p_double(inf), inf);
    EXPECT_TRUE(std::isnan(log1p_double(-1.5)));
    EXPECT_EQ(erf_double(inf), 1.0);
    EXPECT_EQ(erf_double(-inf), -1.0);
    EXPECT_EQ(erfc_double(inf), 0.0);
    EXPECT_EQ(erfc_double(-inf), 2.0);
    EXPECT_EQ(tanh_double(-inf), -1.0);
    EXPECT_EQ(sigmoid_double(-inf), 0.0);
  });
}

TEST(Lanes, MaximumSeesEveryElement) {
  on_every_target([] {
    EXPECT_EQ(HWY_DYNAMIC_DISPATCH(max_of)(0, nullptr), -kInfinity);
    for (std::size_t n = 1; n < 70; ++n) {
      for (std::size_t at = 0; at < n; ++at) {
        std::vector<float> x(n, -3.0f);
        x[at] = -2.0f;
        EXPECT_EQ(HWY_DYNAMIC_DISPATCH(max_of)(n, x.data()), -2.0f);
        x[at] = kNan;
        EXPECT_TRUE(std::isnan(HWY_DYNAMIC_DISPATCH(max_of)(n, x.data()))) << n << ' ' << at;
      }
    }
  });
}

// 1/3-like terms of mixed size: only the same additions in the same order give the same bits.
TEST(Lanes, SumsHaveEqualBitsOnEveryTarget) {
  for (std::size_t n = 0; n < 100; ++n) {
    std::vector<float> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = std::ldexp(1.0f / static_cast<float>(i + 3), i % 40);
    const double first = HWY_DYNAMIC_DISPATCH(sum_of)(n, x.data());
    on_every_target([&] { EXPECT_EQ(HWY_DYNAMIC_DISPATCH(sum_of)(n, x.data()), first) << n; });
  }
}

}  // namespace
}  // namespace assay::fast
#endif  // HWY_ONCE
