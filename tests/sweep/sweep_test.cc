// The proofs behind a sweep, tried against Arb at a precision far above theirs. Sampling outputs
// cannot see a bound that is too small: wrong results would be one in 10^8. So the bounds are tried
// themselves, and a planted one that is too small must be seen.

#include "properties/sweep/sweep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "properties/catalogue/catalogue.h"
#include "properties/sweep/digest.h"
#include "properties/sweep/page.h"
#include "reference/scalar/proof.h"

namespace assay::sweep {
namespace {

/// Every operator of one real number, and whether its derivative is meant.
std::vector<std::pair<const Operator*, bool>> all_sides() {
  std::vector<std::pair<const Operator*, bool>> sides;
  for (const Operator& op : catalogue()) {
    if (!is_of_one_number(op.card)) continue;
    sides.emplace_back(&op, false);
    if (op.gradient) sides.emplace_back(&op, true);
  }
  return sides;
}

std::vector<SweptFunction> all_functions() {
  std::vector<SweptFunction> functions;
  for (const auto& [op, derivative] : all_sides())
    functions.push_back(swept_function(*op, derivative, default_attributes(op->card)));
  return functions;
}

SweptFunction function_named(const std::string& name, bool derivative = false) {
  const Operator& op = require_operator(name);
  return swept_function(op, derivative, default_attributes(op.card));
}

/// The piece on which a pattern lies.
Piece piece_at(const SweptFunction& f, Format format, std::uint64_t pattern) {
  Piece found;
  cut_into_pieces(f, format, {pattern, 1}, [&](const Piece& piece) {
    if (pattern >= piece.block.first && pattern < piece.block.end()) found = piece;
  });
  return found;
}

/// |f(x_i) - p(u_i)| / bound of a polynomial piece.
double ratio_at(const SweptFunction& f, Format format, const Piece& piece, std::uint64_t i) {
  const PrecisionScope precision(400);
  const Ball exact = f.balls(Ball(from_bits(piece.block.first + i, format)));
  const Ball ratio = abs(exact - Ball(polynomial_at(piece, i))) / Ball(piece.bound);
  return arf_get_d(arb_midref(ratio.arb()), ARF_RND_UP);
}

/// A line's rounding at one number is that of the function.
bool line_holds(const SweptFunction& f, const Piece& piece, std::uint64_t i) {
  constexpr Format format = Format::binary32;
  const double x = from_bits(piece.block.first + i, format), v = piece.slope * x + piece.offset;
  const double rounded = round_to(v + std::abs(v) * (0x1p-51 * piece.side), format);
  const PointTruth truth = truth_at(f, x, format);
  return truth.proven && rounded == truth.rounded;
}

/// Patterns all over a format, the same in every run.
std::vector<std::uint64_t> spread(Format format, int count) {
  std::vector<std::uint64_t> patterns;
  const std::uint64_t all = std::uint64_t{1} << traits(format).bits;
  for (std::uint64_t k = 0, at = 12345; static_cast<int>(k) < count; ++k) {
    at += static_cast<std::uint64_t>(0.6180339887 * static_cast<double>(all));
    if (std::isfinite(from_bits(at % all, format))) patterns.push_back(at % all);
  }
  return patterns;
}

/// Numbers of ordinary size, where functions bend.
std::vector<std::uint64_t> ordinary() {
  std::vector<std::uint64_t> patterns;
  for (const double x : {0.01, 0.3, 0.9, 1.7, 4.1, 9.3, 14.2, 60.1})
    for (const double sign : {1.0, -1.0})
      patterns.push_back(to_bits(round_to(sign * x, Format::binary32), Format::binary32));
  return patterns;
}

TEST(Sweep, EveryFunctionOfOneNumberReadsAsASeries) {
  const std::vector<SweptFunction> functions = all_functions();
  EXPECT_GE(functions.size(), 55u);
  for (const SweptFunction& f : functions) EXPECT_TRUE(f.series) << f.name;
}

TEST(Sweep, BoundsContainTheFunctionAndASmallerBoundIsSeen) {
  double worst = 0;
  int polynomials = 0, lines = 0;
  for (const SweptFunction& f : all_functions()) {
    std::vector<std::uint64_t> patterns = ordinary();
    for (const std::uint64_t pattern : spread(Format::binary32, 8)) patterns.push_back(pattern);
    for (const std::uint64_t pattern : patterns) {
      const Piece piece = piece_at(f, Format::binary32, pattern);
      for (const std::uint64_t i : {std::uint64_t{0}, pattern - piece.block.first,
                                    piece.block.count / 3, piece.block.count - 1}) {
        if (piece.kind == Piece::Kind::polynomial) {
          const double ratio = ratio_at(f, Format::binary32, piece, i);
          EXPECT_LE(ratio, 1) << f.name << " at " << pattern;
          worst = std::max(worst, ratio);
          ++polynomials;
        } else if (piece.kind == Piece::Kind::line) {
          EXPECT_TRUE(line_holds(f, piece, i)) << f.name << " at " << pattern;
          ++lines;
        } else if (piece.kind == Piece::Kind::constant) {
          const double x = from_bits(piece.block.first + i, Format::binary32);
          EXPECT_EQ(truth_at(f, x, Format::binary32).rounded, piece.constant)
              << f.name << " at " << x;
        }
      }
    }
  }
  EXPECT_GT(polynomials, 1000);
  EXPECT_GT(lines, 100);
  // A bound half as large would have been seen, and so would a coefficient off by its share of it.
  EXPECT_GT(worst, 0.5);
}

TEST(Sweep, AWrongCoefficientIsSeen) {
  const SweptFunction f = function_named("sigmoid");
  const Piece right = piece_at(f, Format::binary32, 0x3f900000);
  ASSERT_EQ(right.kind, Piece::Kind::polynomial);
  for (std::size_t k = 0; k < 4; ++k) {
    Piece wrong = right;
    wrong.coefficients[k] *= 1 + 1e-6;
    EXPECT_GT(ratio_at(f, Format::binary32, wrong, right.block.count - 1), 1) << k;
  }
}

/// The truth of every number of a format, against one proof for each number.
void expect_all_proven(const SweptFunction& f, Format format) {
  std::uint64_t seen = 0;
  for (const Block& run : all_inputs(format).runs)
    walk(f, format, run, [&](const Tile& tile) {
      for (std::size_t i = 0; i < tile.x.size(); ++i, ++seen) {
        const PointTruth point = truth_at(f, tile.x[i], format);
        ASSERT_EQ(to_bits(point.rounded, format), to_bits(tile.truth[i], format))
            << f.name << " at " << tile.x[i];
      }
    });
  EXPECT_EQ(seen, std::uint64_t{1} << 16);
}

TEST(Sweep, EveryFloat16IsAsItsOwnProofSays) {
  expect_all_proven(function_named("silu"), Format::binary16);
  expect_all_proven(function_named("tanh"), Format::binary16);
  expect_all_proven(function_named("hard_swish", true), Format::binary16);
}

TEST(Sweep, EveryBfloat16IsAsItsOwnProofSays) {
  expect_all_proven(function_named("elu"), Format::bfloat16);
  expect_all_proven(function_named("softshrink"), Format::bfloat16);
}

float truth_of(const SweptFunction& f, float x) {
  float result = 0;
  walk(f, Format::binary32, {to_bits(x, Format::binary32), 1},
       [&](const Tile& tile) { result = tile.truth[0]; });
  return result;
}

TEST(Sweep, NearTiesOfSubnormalsGoToTheirSide) {
  constexpr float tiny = 0x1p-149f;
  for (const char* name : {"silu", "gelu_erf", "gelu_tanh", "quick_gelu", "hard_swish"}) {
    const SweptFunction f = function_named(name);
    // x/2 + O(x^2) lies just above the tie: up for both signs.
    EXPECT_EQ(truth_of(f, 4097 * tiny), 2049 * tiny) << name;
    EXPECT_EQ(truth_of(f, 4099 * tiny), 2050 * tiny) << name;
    EXPECT_EQ(truth_of(f, -4097 * tiny), -2048 * tiny) << name;
    EXPECT_EQ(truth_of(f, -4099 * tiny), -2049 * tiny) << name;
    EXPECT_EQ(truth_of(f, tiny), tiny) << name;
    EXPECT_TRUE(std::signbit(truth_of(f, -tiny))) << name;
  }
}

TEST(Sweep, TiesBeyondEveryPrecisionHaveARule) {
  // x - tanh x = x - 1 + 2 / (e^2x + 1): a tie for x = 2^24 + 2 k, and 10^-14000000 above it.
  const SweptFunction f = function_named("tanhshrink");
  for (const float sign : {1.0f, -1.0f}) {
    EXPECT_EQ(truth_of(f, sign * 0x1.000002p+24f), sign * 0x1.000002p+24f);
    EXPECT_EQ(truth_of(f, sign * 0x1.000004p+24f), sign * 0x1.000004p+24f);
    EXPECT_EQ(truth_of(f, sign * 0x1.000006p+23f), sign * 0x1.000004p+23f);
  }
}

TEST(Sweep, UnderflowKeepsItsSign) {
  // Proven where the sign follows from those of its factors, sampled where terms cancel.
  const std::uint64_t far = to_bits(-1e38, Format::binary32);
  for (const char* name : {"silu", "gelu_erf", "gelu_tanh", "mish", "softplus", "sigmoid"})
    EXPECT_FALSE(piece_at(function_named(name), Format::binary32, far).sign_is_sampled) << name;
  EXPECT_TRUE(piece_at(function_named("silu", true), Format::binary32, far).sign_is_sampled);
  EXPECT_TRUE(std::signbit(truth_of(function_named("silu"), -1e38f)));
  EXPECT_TRUE(std::signbit(truth_of(function_named("gelu_erf", true), -1e38f)));
  EXPECT_FALSE(std::signbit(truth_of(function_named("sigmoid"), -1e38f)));
  EXPECT_FALSE(std::signbit(truth_of(function_named("relu"), -1.0f)));
}

/// How many of these numbers some instruction set's kernel does not round correctly.
int misses_at(const char* name, const std::vector<float>& inputs) {
  const SweptFunction f = function_named(name);
  const Operator& op = require_operator(name);
  int misses = 0;
  for (const Subject& subject :
       fast_subjects(op, false, default_attributes(op.card), Format::binary32, "")) {
    const fast::TargetScope scope(*subject.target);
    std::vector<float> y(inputs.size());
    subject.answer(inputs, y);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      misses += y[i] != static_cast<float>(truth_at(f, inputs[i], Format::binary32).rounded);
  }
  return misses;
}

TEST(Sweep, KernelsFindTheSideOfWhatLiesNextToHalfway) {
  // sigmoid(x) is halfway between two floats for many of these, but for x^3 / 48.
  std::vector<float> multiples;
  for (int k = -4096; k <= 4096; ++k) multiples.push_back(static_cast<float>(k) * 0x1p-24f);
  EXPECT_EQ(misses_at("sigmoid", multiples), 0);
  EXPECT_EQ(misses_at("gelu_erf", {0x1.6148dep-16f}), 0);
  EXPECT_EQ(misses_at("softplus", {0x1.d483ap-12f}), 0);
  EXPECT_EQ(misses_at("log_sigmoid", {-0x1.d483ap-12f}), 0);
}

/// Whether a tally has nothing but what rounding twice, to float32 and on, explains.
bool nearly_right(const Tally& tally) {
  const std::uint64_t near = tally.right + tally.distances[0] + tally.zero_signs;
  return tally.inputs == std::uint64_t{1} << 16 && near == tally.inputs && tally.unproven == 0 &&
         tally.distances[0] < tally.inputs / 32;
}

/// Every number of the format through every kernel of the operator, by instruction set.
std::vector<Tally> tallies(const SweptFunction& f, const std::vector<Subject>& subjects,
                           Format format) {
  std::vector<Tally> all(subjects.size());
  std::vector<float> y(tile_size);
  walk(f, format, all_inputs(format).runs[0], [&](const Tile& tile) {
    for (std::size_t k = 0; k < subjects.size(); ++k) {
      const fast::TargetScope scope(*subjects[k].target);
      const std::span<float> got = std::span(y).first(tile.x.size());
      subjects[k].answer(tile.x, got);
      count(all[k], tile, got, format);
    }
  });
  return all;
}

/// Every number of bfloat16 and float16 has a proven result, and every kernel, which computes in
/// float32, is next to it at worst.
TEST(Sweep, KernelsAreNearlyRightOnEveryNarrowFloat) {
  for (const auto& [op, derivative] : all_sides()) {
    const Attributes attributes = default_attributes(op->card);
    const SweptFunction f = swept_function(*op, derivative, attributes);
    for (const Format format : {Format::bfloat16, Format::binary16})
      for (const Tally& tally :
           tallies(f, fast_subjects(*op, derivative, attributes, format, ""), format))
        EXPECT_TRUE(nearly_right(tally))
            << f.name << " " << traits(format).name << ": " << summary(tally);
  }
}

TEST(Sweep, MissesAreCountedByTheirDistance) {
  constexpr Format format = Format::bfloat16;
  const SweptFunction f = function_named("tanh");
  const Subject off = {
      .name = "off", .answer = [](std::span<const float> x, std::span<float> y) {
        const SweptFunction tanh = function_named("tanh");
        for (std::size_t i = 0; i < x.size(); ++i) {
          const double right = truth_at(tanh, x[i], format).rounded;
          y[i] = static_cast<float>(x[i] == 1   ? from_rank(rank(right, format) + 3, format)
                                    : x[i] == 2 ? std::nan("")
                                    : x[i] == 0 ? -right
                                                : right);
        }
      }};
  const Inputs inputs = {format, {{0, 0x8001}}};
  const Tally tally = run(f, {off}, {.inputs = inputs})[0].tally;
  EXPECT_EQ(tally.inputs, 0x8001u);
  EXPECT_EQ(tally.right, 0x8001u - 4);
  EXPECT_EQ(tally.distances[2], 1u);
  EXPECT_EQ(tally.zero_signs, 2u);
  EXPECT_EQ(tally.nans, 1u);
  EXPECT_EQ(tally.worst[0].x, 2.0);
  EXPECT_EQ(tally.worst[1].x, 1.0);
  EXPECT_NEAR(tally.worst[1].ulps, 3, 0.51);
  EXPECT_FALSE(keeps(tally, Grade::faithful));
}

TEST(Sweep, RangesAreTheirNumbers) {
  EXPECT_EQ(inputs_between(1, 2, Format::binary16).size(), 1025u);
  EXPECT_EQ(inputs_between(-1, 1, Format::bfloat16).size(), 2u * (0x3f80 + 1));
  EXPECT_EQ(inputs_between(1.0001, 1.0002, Format::bfloat16).size(), 0u);
  EXPECT_EQ(inputs_between(-2, -1, Format::binary32).runs[0].first, 0xbf800000u);
  EXPECT_THROW(inputs_between(2, 1, Format::binary32), std::invalid_argument);
  const Inputs across = {Format::binary32, {{0, chunk_size - 1}, {0x80000000, 5}}};
  ASSERT_EQ(across.chunks(), 2u);
  EXPECT_EQ(across.chunk(0)[1].count, 1u);
  EXPECT_EQ(across.chunk(1)[0].first, 0x80000001u);
}

TEST(Sweep, TheDigestIsThatOfTheShell) {
  // printf abc | split -b 2 --filter=sha256sum | sha256sum
  Digest first, second;
  first.add("ab");
  second.add("c");
  EXPECT_EQ(digest_of_lines({first.hex(), second.hex()}),
            "19eb0327d30dd3a76ef4be1d007ee99d06e94565d1dfa68d336fbf6e8fe80e7d");
}

}  // namespace
}  // namespace assay::sweep
