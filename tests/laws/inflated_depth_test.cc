// Is a stable bound too wide to mean anything? An error of twice as many unit roundoffs as any
// textbook algorithm could make must be graded worse than stable, at every case where it shows.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "properties/cases/draw.h"
#include "properties/catalogue/catalogue.h"
#include "properties/grading/grading.h"
#include "properties/laws/law.h"
#include "tests/laws/remembered.h"

namespace assay {
namespace {

/// One side of an operator for which stable is promised.
struct Stable {
  const Operator* op;
  bool gradient;
};

std::string name_of(const Stable& side) {
  std::string name = side.op->card.name + (side.gradient ? "_gradient" : "_value");
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

void PrintTo(const Stable& side, std::ostream* out) { *out << name_of(side); }

std::vector<Stable> stable_sides() {
  std::vector<Stable> sides;
  for (const Operator& op : catalogue()) {
    if (op.card.promise == Grade::stable) sides.push_back({&op, false});
    if (op.fast_gradient && op.card.gradient_promise == Grade::stable) sides.push_back({&op, true});
  }
  return sides;
}

/// No path from an input to an output is longer than this: every number that is given enters a few
/// times, and what is done to it once has a few dozen roundings.
double longest_depth(const Bag<double>& given) {
  double numbers = 0;
  for (const Tensor<double>& tensor : given) numbers += static_cast<double>(tensor.size());
  return 64 + 4 * numbers;
}

/// Adds 2 D u condition to every element where that is more than grading forgives anyway. True if
/// there is one.
bool spoil(Format format, Bag<double>& right, const std::vector<Tensor<double>>& conditions,
           double depth) {
  bool shows = false;
  for (std::size_t k = 0; k < right.size(); ++k) {
    for (std::size_t i = 0; i < right[k].data.size(); ++i) {
      double& element = right[k].data[i];
      const double error = 2 * depth * unit_roundoff(format) * conditions[k].data[i];
      const double noise = 4 * ulp(element, format) + 4 * (depth + 1) * smallest_subnormal(format);
      if (!(error > noise) || !std::isfinite(element)) continue;
      element += error;
      shows = true;
    }
  }
  return shows;
}

/// The operator with its kernels spoilt; `shows` tells of the last call.
Operator spoilt(Operator op, bool& shows) {
  op.fast = [op, &shows](const Bag<double>& x, const Attributes& attributes) {
    Bag<double> y = op.fast(x, attributes);
    shows = spoil(op.card.format, y,
                  condition_sums(op.reference.real, x, attributes, integer_inputs(op.card)),
                  longest_depth(x));
    return y;
  };
  if (!op.fast_gradient) return op;
  op.fast_gradient = [op, &shows](const Bag<double>& x, const Bag<double>& upstream,
                                  const Attributes& attributes) {
    Bag<double> dx = op.fast_gradient(x, upstream, attributes);
    Bag<double> both = x;
    both.insert(both.end(), upstream.begin(), upstream.end());
    shows = spoil(op.card.format, dx,
                  condition_sums(joined(op.gradient.real, x.size()), both, attributes,
                                 integer_inputs(op.card)),
                  longest_depth(both));
    return dx;
  };
  return op;
}

struct Tally {
  int telling = 0;                  ///< cases in which the error shows
  std::vector<std::string> passed;  ///< those of them in which it is graded stable
};

/// Over at most `cases` cases, until the error has shown in `enough` of them.
Tally tally(const Stable& side, const Operator& op, int cases, int enough) {
  const Law law =
      side.gradient ? fast_gradient_agrees_with_reference() : fast_agrees_with_reference();
  bool shows = false;
  const Operator planted = spoilt(op, shows);
  Tally result;
  for (int n = 1; n <= cases && result.telling < enough; ++n) {
    const Case drawn = draw_case(op.card, static_cast<std::uint64_t>(n), n);
    shows = false;
    bool unmasked = false;
    try {
      law.check(planted, drawn);
    } catch (const LawBroken&) {
      unmasked = true;
    }
    if (!shows) continue;
    ++result.telling;
    if (!unmasked) result.passed.push_back(to_string(op.card, drawn));
  }
  return result;
}

class InflatedDepth : public testing::TestWithParam<Stable> {};

TEST_P(InflatedDepth, NoBoundCoversTwiceTheLongestDepth) {
  const Tally honest = tally(GetParam(), remembered(*GetParam().op), 40, 10);
  EXPECT_GE(honest.telling, 10);
  EXPECT_TRUE(honest.passed.empty()) << honest.passed.front();
}

TEST_P(InflatedDepth, AnInflatedOneDoes) {
  Operator inflated = remembered(*GetParam().op);
  inflated.card.depth.steps = inflated.card.gradient_depth.steps = 0x1p+20;
  const Tally wide = tally(GetParam(), inflated, 20, 2);
  EXPECT_GE(wide.telling, 1);
  EXPECT_EQ(static_cast<int>(wide.passed.size()), wide.telling);
}

std::string test_name(const testing::TestParamInfo<Stable>& info) { return name_of(info.param); }

INSTANTIATE_TEST_SUITE_P(Catalogue, InflatedDepth, testing::ValuesIn(stable_sides()), test_name);

}  // namespace
}  // namespace assay
