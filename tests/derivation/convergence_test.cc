// Convergence close to its border, and so slow that looking does not tell.
#include <gtest/gtest.h>

#include "tests/derivation/judged.h"

namespace assay::derivation {
namespace {

struct Iteration {
  const char* title;
  const char* block;
  Verdict verdict = Verdict::holds;
};

class ConvergenceTest : public testing::TestWithParam<Iteration> {};

TEST_P(ConvergenceTest, IsTold) {
  JudgeOptions options;
  options.diagnose = false;
  const ClaimReport report = judged_one(GetParam().block, options);
  EXPECT_EQ(name(report.verdict), std::string(name(GetParam().verdict))) << words_of(report);
}

const Iteration iterations[] = {
    {"descent",
     "given eta, a > 0\nseq w_t: w_0 = 1; w_t = w_{t-1} - eta a w_{t-1}\n"
     "claim w converges to 0 iff eta a < 2"},
    {"descent_just_beyond",
     "given eta, a > 0\nseq w_t: w_0 = 1; w_t = w_{t-1} - eta a w_{t-1}\n"
     "claim w converges to 0 iff eta a < 2 + 10^-6",
     Verdict::refuted},
    {"slow", "seq u_t: u_0 = 1; u_t = 999/1000 u_{t-1} + 2/1000\nclaim u converges to 2"},
    {"slow_to_another",
     "seq u_t: u_0 = 1; u_t = 999/1000 u_{t-1} + 2/1000\n"
     "claim u converges to 2 + 10^-20",
     Verdict::refuted},
    {"slow_growth", "seq z_t: z_0 = 10^-60; z_t = 1001/1000 z_{t-1}\nclaim z converges",
     Verdict::refuted},
    {"bounded_growth_is_left_open",
     "seq y_t: y_0 = 10^-60; y_t = 1001/1000 y_{t-1} (1 - y_{t-1})\n"
     "claim y converges to 1/1001",
     Verdict::undecided},
    {"ratio",
     "given rho in (0, 2)\nseq z_t: z_0 = 1; z_t = rho z_{t-1}\n"
     "claim z converges to 0 iff rho < 99/100",
     Verdict::refuted},
    {"heavy_ball",
     "given b in (0,1); l in (0, 4)\n"
     "seq m_t: m_0 = 0; m_1 = 1; m_t = m_{t-1} + b (m_{t-1} - m_{t-2}) - l m_{t-1}\n"
     "claim m converges to 0 iff l < 2 (1 + b)"},
    {"heavy_ball_too_narrow",
     "given b in (0,1); l in (0, 4)\n"
     "seq m_t: m_0 = 0; m_1 = 1; m_t = m_{t-1} + b (m_{t-1} - m_{t-2}) - l m_{t-1}\n"
     "claim m converges to 0 iff l < 2 + b",
     Verdict::refuted},
    {"heaviest_ball",
     "given l in (0, 4)\n"
     "seq v_t: v_0 = 0; v_1 = 1; "
     "v_t = v_{t-1} + 999/1000 (v_{t-1} - v_{t-2}) - l v_{t-1}/1000\n"
     "claim v converges to 0"}};

INSTANTIATE_TEST_SUITE_P(Iterations, ConvergenceTest, testing::ValuesIn(iterations),
                         [](const auto& test) { return std::string(test.param.title); });

}  // namespace
}  // namespace assay::derivation
