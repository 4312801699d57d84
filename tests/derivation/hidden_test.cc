// What is false in a small place only: below a dip, at a point of equality, under a narrow peak.
#include <gtest/gtest.h>

#include "tests/derivation/judged.h"

namespace assay::derivation {
namespace {

struct Hidden {
  const char* title;
  const char* block;
  Verdict verdict = Verdict::refuted;
};

class HiddenTest : public testing::TestWithParam<Hidden> {};

TEST_P(HiddenTest, IsFound) {
  const bool draws = std::string(GetParam().block).starts_with("given");
  for (std::uint64_t seed = 1; seed <= (draws ? 3 : 1); ++seed) {
    JudgeOptions options;
    options.seed = seed;
    options.diagnose = false;
    const ClaimReport report = judged_one(GetParam().block, options);
    EXPECT_EQ(name(report.verdict), std::string(name(GetParam().verdict)))
        << "seed " << seed << "\n"
        << words_of(report);
  }
}

const Hidden dips[] = {
    {"of_a_parabola", "given x in R\nclaim x^2 - 1.4 x + 0.4899 >= 0"},
    {"in_two_dimensions", "given x, y in R\nclaim (x - 3.7)^2 + (y + 1.3)^2 >= 10^-6"},
    {"of_a_sine", "given x in R\nclaim sin(x) + 1.0001 > 0.001"},
    {"behind_a_premise", "given x in R\nclaim x > 0 => x - log(x) >= 1.00001"},
    {"of_a_vector", "given n in 1..5; v in R^n\nclaim |v|^2 - sum(v) >= -n/4 + 10^-5"},
    {"beside_a_condition", "given x, y in R\nwhere x > y\nclaim x - y >= 10^-6"},
    {"at_two_constants_at_once", "given x, y in R\nclaim (x - y)^2 + (x - 17/3)^2 > 0"},
    {"touching_is_none", "given x in R\nclaim exp(x) >= 1 + x", Verdict::holds},
    {"touching_in_a_chain_is_none", "given x in R+\nclaim 1 - 1/x <= log(x) <= x - 1",
     Verdict::holds},
};

const Hidden peaks[] = {
    {"on_a_slope", "claim integral(t in 0..1: t + 10^8 exp(-10^15 (sin(t) - 2/3)^2)) = 1/2"},
    {"on_a_wave",
     "claim integral(t in 0..10: cos(t) + 1000 exp(-10^8 (exp(t) - 100)^2)) = sin(10)"},
    {"on_a_plain", "claim integral(t in 0..1: 1 + exp(-10^8 (t^3 - 1/5)^2)) = 1"},
    {"of_a_fraction", "claim integral(t in 0..1: 1 + 1/(1 + 10^12 (t - 1/3)^2)) = 1"},
    {"is_summed",
     "claim integral(t in 0..1: 1 + 1/(1 + 10^12 (t - 1/3)^2)) "
     "= 1 + 10^-6 (atan(10^6 * 2/3) + atan(10^6/3))",
     Verdict::holds},
    {"none_beside_it",
     "claim integral(t in 0..1: t + exp(-(t - 1/3)^2)) = "
     "1/2 + sqrt(pi)/2 (erf(2/3) + erf(1/3))",
     Verdict::holds},
};

/// At borders and outside, where a range is one too wide or too narrow.
const Hidden borders[] = {
    {"convergence_at_the_border",
     "given eta, a in R+\nseq w : w_0 = 1; w_t = (1 - eta a) w_{t-1}\n"
     "claim w converges to 0 iff eta a <= 2"},
    {"convergence_beyond_the_border",
     "given eta, a in R+\nseq w : w_0 = 1; w_t = (1 - eta a) w_{t-1}\n"
     "claim w converges to 0 iff eta a < 21/10"},
    {"only_but_for_an_open_end", "claim x^2 <= 1 for x in (-1, 1) only"},
    {"only_but_for_a_second_piece", "claim x^3 - x >= 0 for x in [1, inf) only"},
    {"only_within_what_was_given", "given r > 0\nclaim r^2 < 1 for r in (0, 1) only",
     Verdict::holds},
    {"minimum_with_a_far_rival", "claim argmin(v in R: v^2/(1 + v^2) - 2 exp(-(v - 20)^2)) = 0"},
    {"minimum_without", "claim argmin(v in R: v^2/(1 + v^2) - exp(-(v - 20)^2)/2) = 0",
     Verdict::holds},
    {"less_by_little", "given x in R\nclaim tanh(x)^2 <= 1 - 10^(-70)"},
};

/// What moves slowly is left open: neither a limit nor the want of one is seen.
const Hidden slow[] = {
    {"oscillation",
     "seq s : s_0 = 1; s_1 = 1; s_t = (1 + 999/1000 - 1/100) s_{t-1} - 999/1000 s_{t-2}\n"
     "claim s converges to 0",
     Verdict::holds},
    {"descent_by_steps", "seq e : e_0 = 10; e_t = max(e_{t-1} - 1/100, 0)\nclaim e converges to 0",
     Verdict::undecided},
    {"swing", "claim lim_{t -> inf} sin(t)/log(t) = 0", Verdict::undecided},
    {"late_rise", "claim lim_{t -> inf} exp(log(t)^2/1000)/t^5 = 0", Verdict::undecided},
    {"late_fall", "claim lim_{t -> inf} t^5 exp(-t/10^600) = 0", Verdict::undecided},
    {"late_descent", "seq h : h_0 = 1; h_t = (1000/t) h_{t-1}\nclaim h converges to 0",
     Verdict::holds},
    {"tiny_swing", "seq w : w_0 = 0; w_t = -w_{t-1} + 10^(-50)\nclaim w converges to 0"},
    {"wide_swing", "claim lim_{t -> inf} sin(t) = 0"},
};

std::string title_of(const testing::TestParamInfo<Hidden>& info) { return info.param.title; }

INSTANTIATE_TEST_SUITE_P(Dips, HiddenTest, testing::ValuesIn(dips), title_of);
INSTANTIATE_TEST_SUITE_P(Borders, HiddenTest, testing::ValuesIn(borders), title_of);
INSTANTIATE_TEST_SUITE_P(Slow, HiddenTest, testing::ValuesIn(slow), title_of);
INSTANTIATE_TEST_SUITE_P(Peaks, HiddenTest, testing::ValuesIn(peaks), title_of);

}  // namespace
}  // namespace assay::derivation
