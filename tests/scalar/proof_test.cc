// Proven rounding: what is decided, what must stay undecided, and that it ends.

#include "reference/scalar/proof.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reference/activation/gelu_erf.h"
#include "reference/activation/relu.h"
#include "reference/scalar/rounding.h"

namespace assay {
namespace {

/// The proof of a scalar function at one point.
template <class F>
ProvenValue prove_at(F f, double x, Format format, PrecisionRange precision = {}) {
  const Function<Ball> function = [f](const Bag<Ball>& in, const Attributes&) {
    return Bag<Ball>{Tensor<Ball>::scalar(f(in[0].data[0]))};
  };
  const auto proven = prove(function, {Tensor<double>::scalar(x)}, {}, format, precision);
  return proven.at(0).data.at(0);
}

TEST(Proof, RecognisesExactResultsAndMidpointsAtOnce) {
  const auto half = [](const Ball& x) { return x / 2; };
  for (const double x : {3.0, 0x1p-149, 1 + 0x1p-23, 0.0}) {
    const ProvenValue proven = prove_at(half, x, Format::binary32);
    EXPECT_TRUE(proven.proven);
    EXPECT_EQ(proven.bits, PrecisionRange{}.first);
    EXPECT_EQ(proven.value, round_to(Real(x) / 2, Format::binary32));
  }
}

TEST(Proof, LeavesAMidpointReachedInexactlyUndecided) {
  const auto loop = [](const Ball& x) { return log(exp(x)); };
  const ProvenValue proven =
      prove_at(loop, 1 + 0x1p-24, Format::binary32, {.first = 64, .limit = 1000});
  EXPECT_FALSE(proven.proven);
  EXPECT_LE(proven.bits, 1000);
  EXPECT_GT(proven.bits, 600);
  EXPECT_NEAR(proven.value, 1, 1e-6);
}

TEST(Proof, LeavesAMidpointOfBinary64Undecided) {
  const auto midpoint = [](const Ball& x) { return x + Ball(0x1p-53); };
  const ProvenValue exact = prove_at(midpoint, 1, Format::binary64);
  EXPECT_TRUE(exact.proven);
  EXPECT_EQ(exact.value, 1);  // the even neighbour
  const auto loop = [midpoint](const Ball& x) { return log(exp(midpoint(x))); };
  const ProvenValue inexact = prove_at(loop, 1, Format::binary64, {.first = 64, .limit = 1000});
  EXPECT_FALSE(inexact.proven);
  EXPECT_GT(inexact.bits, 600);
  EXPECT_LE(std::abs(inexact.value - 1), 0x1p-52);
  // Half a spacing away, the same loop is decided.
  const auto beside = [](const Ball& x) { return log(exp(x + Ball(0x1p-54))); };
  EXPECT_TRUE(prove_at(beside, 1, Format::binary64).proven);
}

TEST(Proof, DecidesTheNearTiesOfGeluOnSubnormals) {
  for (const double x : {0x1p-149, 3 * 0x1p-149, 0x1.777p-137, 12345 * 0x1p-149}) {
    const ProvenValue proven =
        prove_at([](const Ball& b) { return gelu_erf(b); }, x, Format::binary32);
    EXPECT_TRUE(proven.proven);
    EXPECT_GT(proven.bits, PrecisionRange{}.first);
    // x Phi(x) lies a hair above x / 2, so ties go up.
    EXPECT_EQ(proven.value, std::ceil(x / 2 / 0x1p-149) * 0x1p-149);
  }
}

TEST(Proof, RaisesThePrecisionForAComparison) {
  // 1/3 + 1/3 + 1/3 - 1 + 2^-200 is positive, but only high precision sees it.
  const auto f = [](const Ball& x) {
    Ball tiny(1);
    arb_mul_2exp_si(tiny.arb(), tiny.arb(), -200);
    return relu(Ball(x / 3 + x / 3 + x / 3 - 1 + tiny)) == Ball(0) ? Ball(0) : Ball(1);
  };
  const ProvenValue proven = prove_at(f, 1, Format::binary32);
  EXPECT_TRUE(proven.proven);
  EXPECT_EQ(proven.value, 1);
  EXPECT_GT(proven.bits, 150);
}

TEST(Proof, GivesNothingWhereNoPrecisionSettlesAComparison) {
  const Function<Ball> undecidable = [](const Bag<Ball>& in, const Attributes&) {
    const Ball& x = in[0].data[0];
    return Bag<Ball>{Tensor<Ball>::scalar(log(exp(x)) == x ? Ball(1) : Ball(0))};
  };
  EXPECT_TRUE(prove(undecidable, {Tensor<double>::scalar(1)}, {}, Format::binary32).empty());
}

TEST(Proof, DoesNotProveSpecialValues) {
  const auto reciprocal = [](const Ball& x) { return 1 / x; };
  EXPECT_FALSE(prove_at(reciprocal, 0, Format::binary32).proven);
}

TEST(Proof, OverflowsAndUnderflowsAsTheFormatDoes) {
  const auto grow = [](const Ball& x) { return exp(x); };
  EXPECT_EQ(prove_at(grow, 1e6, Format::binary64).value, HUGE_VAL);
  EXPECT_EQ(prove_at(grow, -1e6, Format::binary64).value, 0);
  EXPECT_TRUE(prove_at(grow, -1e6, Format::binary64).proven);
  EXPECT_EQ(prove_at(grow, 12, Format::binary16).value, HUGE_VAL);
}

}  // namespace
}  // namespace assay
