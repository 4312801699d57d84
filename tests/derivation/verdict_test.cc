// What is true holds, what is false is refuted, and what is neither is called what it is.
#include <gtest/gtest.h>

#include "tests/derivation/judged.h"

namespace assay::derivation {
namespace {

struct Judgement {
  const char* title;
  const char* block;
  Verdict verdict;
  const char* said = "";  ///< must stand in the report
};

class VerdictTest : public testing::TestWithParam<Judgement> {};

TEST_P(VerdictTest, IsTheOneThatMathematicsDemands) {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    JudgeOptions options;
    options.seed = seed;
    const ClaimReport report = judged_one(GetParam().block, options);
    EXPECT_EQ(name(report.verdict), std::string(name(GetParam().verdict)))
        << "seed " << seed << "\n"
        << words_of(report);
    EXPECT_NE(words_of(report).find(GetParam().said), std::string::npos)
        << "no '" << GetParam().said << "' in\n"
        << words_of(report);
  }
}

const Judgement holding[] = {
    {"bce",
     "given p in (0,1), y in {0,1}\nlet L = -(y log(p) + (1-y) log(1-p))\n"
     "claim dL/dp = (p - y)/(p (1 - p))",
     Verdict::holds},
    {"tuple_norm", "given a, b in R\nclaim ||(a, b)||^2 = a^2 + b^2", Verdict::holds},
    {"tuple_p_norm", "given a, b in R\nclaim ||(a, b)||_1 = |a| + |b|", Verdict::holds},
    {"tuple_diag", "given a, b in R\nclaim diag((a, b)) = [a, 0; 0, b]", Verdict::holds},
    {"tuple_reverse", "given a, b in R\nclaim reverse((a, b)) = (b, a)", Verdict::holds},
    {"tuple_outer", "given a in R\nclaim outer((a, 1), (1, a)) = [a, a^2; 1, a]", Verdict::holds},
    {"tuple_size", "given a in R\nclaim numel((a, a)) + shape((a, a)) = 4", Verdict::holds},
    {"sigmoid_slope", "given z in R\nclaim d/dz sigma(z) = sigma(z) (1 - sigma(z))",
     Verdict::holds},
    {"two_layers",
     "given n, m, k in 1..3\ngiven x in R^n; W in R^(m,n); V in R^(k,m); y in R^k\n"
     "let z = W x\nlet h = relu(z)\nlet L = 1/2 |V h - y|^2\n"
     "claim dL/dW = ((V^T (V h - y)) .* relu'(z)) x^T",
     Verdict::holds},
    {"softmax_jacobian",
     "given K in 2..4; z in R^K\nlet p = softmax(z)\n"
     "claim jac(p, z) = diag(p) - p p^T",
     Verdict::holds},
    {"softmax_entries",
     "given K in 2..4; z in R^K; i, j in 1..K\nlet p = softmax(z)\n"
     "claim dp_i/dz_j = p_i (1[i = j] - p_j)",
     Verdict::holds},
    {"kl_by_definition",
     "given mu in R; s in (0, inf)\n"
     "claim KL(Normal(mu, s^2) || Normal(0, 1)) = 1/2 (s^2 + mu^2 - 1) - log(s)",
     Verdict::holds},
    {"full_covariance",
     "given n in 1..2; m in R^n; S in SPD(n)\n"
     "claim KL(Normal(m, S) || Normal(zeros(n), eye(n))) = 1/2 (tr(S) + m^T m - n - logdet(S))",
     Verdict::holds},
    {"expectation_with_kink", "claim E[relu(z) ; z ~ Normal(0, 1)] = 1/sqrt(2 pi)", Verdict::holds},
    {"expectation_of_logistic", "claim E[sigma(z) ; z ~ Normal(0, 4)] = 1/2", Verdict::holds},
    {"beta_divergence",
     "claim KL(Beta(2, 3) || Beta(3, 1)) = "
     "log(beta(3,1)/beta(2,3)) - digamma(2) + 2 digamma(3) - digamma(5)",
     Verdict::holds},
    {"noise_is_ridge",
     "given m, n in 1..2; X in R^(m,n); y in R^m; w in R^n; s in (0, inf); "
     "N in R^(m,n) iid ~ Normal(0, s^2)\n"
     "claim E[|(X + N) w - y|^2] = |X w - y|^2 + m s^2 |w|^2",
     Verdict::holds},
    {"output_size",
     "given d in 1..9; k in 1..4; P in 0..2; s in 1..3\nwhere d + 2 P >= k\n"
     "claim #{t in 0..20 : t s + k <= d + 2 P} = floor((d + 2 P - k)/s) + 1",
     Verdict::holds},
    {"recurrence",
     "given b in (0,1); g in R; t in 1..8\n"
     "seq m_t : m_0 = 0; m_t = b m_{t-1} + (1 - b) g\nclaim m_t/(1 - b^t) = g",
     Verdict::holds},
    {"limit", "given t in 1..6\nclaim lim_{b -> 1-} (1 - b^t)/(1 - b) = t", Verdict::holds},
    {"limit_as", "given c in R\nclaim c/x^2 -> 0 as x -> inf", Verdict::holds},
    {"minimiser",
     "given a in R; u in R+\n"
     "claim argmin_{m in R, s in R+} E_{x ~ N(a, u^2)}[log(s) + (x - m)^2/(2 s^2)] = (a, u)",
     Verdict::holds},
    {"convergence",
     "given w0 in [1, 3]; eta in (0, 3)\nlet w[0] = w0\n"
     "let w[t+1] = w[t] - eta w[t]\nwhere abs(eta - 2) > 1/10\n"
     "claim w converges to 0 iff 0 < eta < 2",
     Verdict::holds},
    {"range_only", "given p in R\nclaim p (1 - p) > 0 for p in (0, 1) only", Verdict::holds},
    {"cancellation",
     "given x in (0, 1)\nclaim (1 - cos(1e-20 x))/(1e-20 x)^2 = "
     "2 sin(1e-20 x/2)^2/(1e-20 x)^2",
     Verdict::holds},
    {"subgradient", "given x in R\nclaim d/dx relu(x) = 1[x > 0]", Verdict::holds},
    {"inequality", "given x in R\nclaim exp(x) >= 1 + x", Verdict::holds},
    {"second_derivative", "given x in R\nclaim d^2/dx^2 exp(2 x) = 4 exp(2 x)", Verdict::holds},
    {"hessian", "given n in 1..3; A in Sym(n); x in R^n\nclaim hess(1/2 x^T A x, x) = A",
     Verdict::holds},
    {"arbitrary_function", "given f: R -> R; x in R\nclaim d/dx f(2 x) = 2 f'(2 x)",
     Verdict::holds},
    {"catalogue", "given z in R\nclaim gelu(z) = z/2 (1 + erf(z/sqrt(2)))", Verdict::holds},
    {"integral", "claim integral(t in -inf..inf: exp(-t^2)) = sqrt(pi)", Verdict::holds},
    {"logarithms_of_powers",
     "given k in 0..9\nclaim floor(log2(8)) + log10(1/1000) = 0 and log_3(3^k) = k",
     Verdict::holds},
    {"far_peak", "claim integral(t in -inf..inf: exp(-(t - 1000)^2)) = sqrt(pi)", Verdict::holds},
    {"narrow_peak", "claim integral(t in -1..1: 1/(10^6 t^2 + 1)) = 2 atan(1000)/1000",
     Verdict::holds},
    {"two_far_peaks",
     "claim integral(t in -inf..inf: exp(-(t - 1000)^2) + exp(-(t + 2000)^2)) = 2 sqrt(pi)",
     Verdict::holds},
    {"series_of_powers", "claim sum_{k=1..inf} 1/k^2 = pi^2/6", Verdict::holds},
    {"series_of_a_law", "given lam in (0, 5)\nclaim sum_{k=0..inf} k lam^k exp(-lam)/k! = lam",
     Verdict::holds},
    {"series_as_a_limit", "claim lim_{n -> inf} sum_{k=1..n} 1/2^k = 1", Verdict::holds},
    {"limit_that_cancels", "claim lim_{t -> 0} (sin(t) - t + t^3/6)/t^5 = 1/120", Verdict::holds},
    {"convergence_over_a_set",
     "given a in {1, 2, 3}\nseq w : w_0 = 1 ; w_t = w_{t-1} (1 - a)\n"
     "claim w converges iff a < 2",
     Verdict::holds},
    {"pole_inside", "claim integral(t in 0..2: |t-1|^(-1/2)) = 4", Verdict::holds},
    {"mass_far_from_the_mean", "claim E[exp(100 z - 5000) ; z ~ N(0, 1)] = 1", Verdict::holds},
    {"open_ends_between_names", "given a in R; a < u < 2\nclaim u > a", Verdict::holds},
    {"two_peaks_that_are_far_apart",
     "claim integral(t in -inf..inf: exp(-t^2) + exp(-(t - 10000)^2)) = 2 sqrt(pi)",
     Verdict::holds},
    {"series_within_its_radius", "given b in (-1, 1)\nclaim sum_{k=0..inf} b^k = 1/(1 - b)",
     Verdict::holds},
    {"given_twice", "given x in R\ngiven x > 0\ngiven x < 1\nclaim x^2 < x", Verdict::holds},
    {"law_declared_anew", "given z ~ Normal(0, 1)\ngiven z ~ Uniform(0, 1)\nclaim E[z] = 1/2",
     Verdict::holds},
    {"normal_tail", "claim E[1[x > 30]; x ~ Normal(0, 1)] > 0", Verdict::holds},
    {"tail_beyond_all_nodes", "claim E[1[x > 40]; x ~ Normal(0, 1)] > 0", Verdict::holds},
    {"disjoint_parts", "claim E[relu(x) relu(-x); x ~ Normal(0, 1)] = 0", Verdict::holds},
    {"exponential_tail", "claim integral(t in 0..inf: 1[t > 1000] exp(-t)) = exp(-1000)",
     Verdict::holds},
    {"total_variation_of_nested_supports",
     "claim TV(Uniform(0, 1) || Uniform(0, 2)) = 1/2 = TV(Uniform(0, 2) || Uniform(0, 1))",
     Verdict::holds},
    {"series_that_starts_late", "claim sum_{k=0..inf} exp(-(k-50)^2/2) > 2", Verdict::holds},
};

const Judgement failing[] = {
    {"sign",
     "given p in (0,1), y in {0,1}\nlet L = -(y log(p) + (1-y) log(1-p))\n"
     "claim dL/dp = -(y/p + (1-y)/(1-p))",
     Verdict::refuted, "has its sign flipped"},
    {"root_of_square", "given x in R\nclaim sqrt(x^2) = x", Verdict::refuted},
    {"domain", "given x in R\nclaim log(x^2) = 2 log(x)", Verdict::refuted},
    {"mean_as_half_sum", "given K in 1..4; x in R^K\nclaim mean(x) = 1/2 sum(x)", Verdict::refuted,
     "agrees K = 2"},
    {"logdet", "given n in 1..3; A in Inv(n)\nclaim grad(logdet(A), A) = A^-1", Verdict::refuted,
     "transposed"},
    {"tiny_difference", "given x in R\nclaim x + 1e-25 = x", Verdict::refuted},
    {"tail", "given x in (100, 1000)\nclaim sigma(-x) = 0", Verdict::refuted},
    {"missing_size",
     "given n in 1..3; m in 1..3; X in R^(m,n); w in R^n; s in R+\n"
     "claim sum_{i=1..m} E_{v ~ N(zeros(n), s^2 ones(n))}[(sum_j (X_{i,j} + v_j) w_j)^2] = "
     "|X w|^2 + s^2 |w|^2",
     Verdict::refuted, "multiplied by m"},
    {"ceil",
     "given d in 1..9; k in 1..3; s in 1..3\nwhere d >= k\n"
     "claim #{t in 0..20 : t s + k <= d} = ceil((d - k)/s) + 1",
     Verdict::refuted, "floor stands for ceil"},
    {"hidden_simplex",
     "given K in 2..4; z, t in R^K\nlet L = -sum_k t_k log(softmax(z)_k)\n"
     "claim dL/dz = softmax(z) - t",
     Verdict::refuted, "sum to 1"},
    {"variance_for_deviation",
     "given a in R; u in R+\n"
     "claim argmin_{m in R, s in R+} E_{x ~ N(a, u^2)}[log(s) + (x - m)^2/(2 s^2)] = (a, u^2)",
     Verdict::refuted},
    {"unbounded_factor", "given c in R\nclaim lim_{u -> -inf} sigma(u) exp(-u) c = 0",
     Verdict::refuted},
    {"strict", "given x in R\nclaim exp(x) > 1 + x", Verdict::refuted},
    {"slope_at_kink", "given x in R\nclaim d/dx abs(x) = 2 1[x > 0] - 1 + 5 1[x = 0]",
     Verdict::refuted},
    {"only_too_narrow", "given x in R\nclaim x^2 > 0 for x in (0, 1) only", Verdict::refuted,
     "outside"},
    {"range_of_convergence",
     "given w0 in [1, 3]; eta in (0, 3)\nlet w[0] = w0\n"
     "let w[t+1] = w[t] - eta w[t]\nclaim w converges iff 0 < eta < 1",
     Verdict::refuted},
    {"series_slightly_off", "claim sum_{k=1..inf} 1/k^(3/2) = 2.612", Verdict::refuted},
    {"series_of_the_wrong_moment",
     "given lam in (0, 5)\nclaim sum_{k=0..inf} k lam^k exp(-lam)/k! = lam^2", Verdict::refuted},
    {"limit_of_what_turns", "claim lim_{t -> inf} sin(t) = 0", Verdict::refuted,
     "no limit is reached"},
    {"equivalence_at_one_point",
     "given a in R; b in R+\n"
     "claim E[(a + b z)^2; z ~ Normal(0,1)] = 1 <=> a^2 + b = -1",
     Verdict::refuted},
    {"equivalence_of_what_no_enclosure_settles",
     "given a in {0}\nclaim exp(log(a + 1)) = 1 <=> a = 1", Verdict::refuted},
    {"equivalence_binds_weaker_than_or", "given k in 1..5\nclaim k = 1 <=> k = 2 or k <= 5",
     Verdict::refuted},
    {"limit_over_whole_numbers", "claim lim_{n -> inf} prod_{k=1..n} (-1) = 1", Verdict::refuted},
    {"series_outside_its_radius", "given b in R\nclaim sum_{k=0..inf} b^k = 1/(1 - b)",
     Verdict::refuted, "do not tend to 0"},
    {"large_ranges", "given n in 1..50000\nclaim n <= 40000", Verdict::refuted},
    {"divergence_from_a_smaller_support", "claim KL(Uniform(0, 2) || Uniform(0, 1)) = -log(2)",
     Verdict::refuted, "density that is 0"},
    {"series_that_starts_late_is_not_zero", "claim sum_{k=0..inf} exp(-(k-30)^2) = 0",
     Verdict::refuted},
    {"exponential_tail_is_not_zero", "claim integral(t in 0..inf: 1[t > 1000] exp(-t)) = 0",
     Verdict::refuted},
    {"limit_of_a_sequence_slightly_off",
     "given b in (0, 1)\nseq v_t: v_0 = 0; v_t = b v_{t-1} + 1\n"
     "claim v converges to 1/(1-b) + 10^(-15)",
     Verdict::refuted},
    {"the_other_root", "given x in R\nclaim x^2 = 2 <=> x = sqrt(2)", Verdict::refuted},
};

const Judgement neither[] = {
    {"two_columns", "given n, m in 1..3; h in R^n; d in R^m\nclaim h d = 0", Verdict::ill_formed,
     "a b^T"},
    {"layout", "given m, n in 1..3; W in R^(m,n); x in R^n\nclaim jac(W x, x) = W^T",
     Verdict::ill_formed, "layout = denominator"},
    {"joined_names", "given W, x in R\nclaim Wx = 3", Verdict::ill_formed, "did you mean 'W x'"},
    {"no_parentheses", "given p in R+\nclaim sqrt p = 3", Verdict::ill_formed, "sqrt(...)"},
    {"unclosed", "given p in R+\nclaim (p + 1 = 3", Verdict::ill_formed, "opened at column"},
    {"same", "given x in R\nclaim x + 1 = x + 1", Verdict::trivial},
    {"restated_definition", "given x in R\nlet y = x^2\nclaim y = x^2", Verdict::trivial},
    {"circular", "given x in R\nlet y = x^2\nclaim dy/dx = 1 dy/dx", Verdict::trivial, "circular"},
    {"no_domain", "given x in (0, 1)\nclaim sqrt(x - 10) = sqrt(x - 10) + 0", Verdict::undecided,
     "undefined"},
    {"impossible_condition", "given x in R\nwhere x^2 < -1\nclaim x = 1 + x", Verdict::undecided,
     "no draw"},
    {"two_sided_limit", "claim lim_{x -> 0} 1/x = 0", Verdict::refuted},
    {"convention",
     "given m, n in 1..3; W in R^(m,n); x in R^n\n"
     "convention layout in {numerator, denominator}\nclaim jac(W x, x) = W",
     Verdict::holds_under, "layout = numerator"},
    {"threshold", "given x in {-1, 0, 1}\nconvention step(0) in {0, 1}\nclaim step(x) = 1[x >= 0]",
     Verdict::holds_under, "step(0) = 1"},
    {"only_of_a_condition", "given a in R\nclaim a > 0 for a > 0 only", Verdict::ill_formed,
     "'only' needs a set"},
    {"number", "given x in R\nclaim x^2 + 1", Verdict::ill_formed, "a number is no claim"},
    {"series_of_ones_and_minus_ones", "claim sum_{k=1..inf} (-1)^k = -1/2", Verdict::refuted,
     "do not tend to 0"},
    {"series_that_grows", "claim sum_{k=1..inf} 1/k = 20", Verdict::undecided},
    {"series_that_rises_before_it_falls", "claim sum_{k=0..inf} 3000^k/k! = exp(3000)",
     Verdict::undecided, "too slowly"},
    {"series_with_a_late_term", "claim sum_{k=0..inf} (2^(-k) + 1[k=100]) = 2", Verdict::undecided},
    {"series_of_one_sign_that_diverges", "claim sum_{k=1..inf} 1/sqrt(k) < 0", Verdict::undecided,
     "no faster than 1/k"},
    {"principal_value", "claim integral(t in -inf..inf: t/(1+t^2)) = 0", Verdict::undecided,
     "does not fall off"},
    {"limit_of_what_begins_late", "claim lim_{x -> inf} tanh(x/10^2000) = 1", Verdict::undecided,
     "too slowly"},
    {"empty_range", "given n in 5..3; x in R^n\nclaim x = x + 0", Verdict::undecided,
     "n has no value to take"},
    {"slow_limit", "claim lim_{x -> inf} log(x)/x^(1/100) = 0", Verdict::undecided, "too slowly"},
    {"variable_of_another_name", "given w, x in R\nlet J(w) = (w x)^2\nclaim dJ/dx = 4 x^3",
     Verdict::ill_formed, "write J(...)"},
    {"convergence_that_is_slow_somewhere",
     "given a in {1, 3}\nseq w : w_0 = 1 ; w_t = w_{t-1} - w_{t-1}^a/2\n"
     "claim w converges iff a < 3/2",
     Verdict::undecided, "too slow to tell"},
};

std::string title_of(const testing::TestParamInfo<Judgement>& info) { return info.param.title; }

INSTANTIATE_TEST_SUITE_P(Holding, VerdictTest, testing::ValuesIn(holding), title_of);
INSTANTIATE_TEST_SUITE_P(Failing, VerdictTest, testing::ValuesIn(failing), title_of);
INSTANTIATE_TEST_SUITE_P(Neither, VerdictTest, testing::ValuesIn(neither), title_of);

}  // namespace
}  // namespace assay::derivation
