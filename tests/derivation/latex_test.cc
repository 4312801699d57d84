// LaTeX and plain text meet in one tree.
#include <gtest/gtest.h>

#include "properties/derivation/document/document.h"

namespace assay::derivation {
namespace {

const char* const declarations =
    "given n, k, m in 1..4; x, y, g, v in R^n; W in R^(k,n); A, B in SPD(n); s, t, u, eta in R\n"
    "given W_1 in R^(k,n); W_2 in R^(m,k); b, h in R^k; h^(t) in R^k; p, q in (0,1); mu in R\n"
    "given sigma in R+; yhat, xbar, wtilde in R^n; T_1 in R^(n,n,n); i, j in 1..4; theta in R\n"
    "given z ~ Normal(0, 1)\n"
    "given v^(t-1), v_{t-1}, v_{t+1} in R; x_max, w, w*, l_max, a, b_1, c, beta, lr in R\n"
    "let f(r) = r^2 + 1\nlet P(r, o) = r o\nlet L = 1/2 ||W x - b||^2\nlet M = |x|\n"
    "let r_1 = a\n";

/// The declarations as comment lines.
std::string commented(const std::string& text) {
  std::string lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines += "% assay: " + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return lines;
}

std::string printed(const Document& document) {
  std::string text;
  for (const Item& item : document.items) {
    text += (text.empty() ? "" : " ## ");
    if (item.unreadable) {
      text += std::string("ERROR ") + item.unreadable->links[0].reason;
      continue;
    }
    text += to_string(item.claim.statement);
    for (const Given& local : item.claim.locals) text += " for " + local.name;
    for (const Tree& condition : item.claim.conditions) text += " if " + to_string(condition);
  }
  return text;
}

std::string from_tex(const std::string& tex, const std::string& preamble = "") {
  return printed(read_document(
      "t.tex", preamble + "\\begin{claim}\n" + commented(declarations) + tex + "\n\\end{claim}\n"));
}

std::string from_text(const std::string& text) {
  return printed(
      read_document("t.md", "```claim\n" + std::string(declarations) + text + "\n```\n"));
}

struct Pair {
  const char* tex;
  const char* text;
};

class LatexPairTest : public testing::TestWithParam<Pair> {};

TEST_P(LatexPairTest, MeansTheSameAsThePlainText) {
  const Pair& pair = GetParam();
  const std::string expected = from_text("claim " + std::string(pair.text));
  EXPECT_EQ(expected.find("ERROR"), std::string::npos) << pair.text << ": " << expected;
  EXPECT_EQ(from_tex("\\[ " + std::string(pair.tex) + " \\]"), expected) << pair.tex;
}

constexpr Pair fractions[] = {
    {R"(\frac{a}{c} = 1)", "a/c = 1"},
    {R"(\dfrac{a+c}{s t} = \tfrac{1}{2})", "(a + c)/(s t) = (1/2)"},
    {R"(\frac12 a = a\frac 1 2)", "(1/2) a = a (1/2)"},
    {R"(2\frac{a}{c} s = 1)", "2 (a/c) s = 1"},
    {R"(\frac{\partial L}{\partial W} = 0)", "∂L/∂W = 0"},
    {R"(\frac{\partial L}{\partial x} = \partial L/\partial x)", "∂L/∂x = ∂L/∂x"},
    {R"(\frac{\partial}{\partial a} (a^2 + s) = 2a)", "∂/∂a (a^2 + s) = 2 a"},
    {R"(\frac{d}{ds} s^2 = 2s)", "d/ds s^2 = 2 s"},
    {R"(\frac{\mathrm{d}}{\mathrm{d}s} f(s) = f'(s))", "d/ds f(s) = f'(s)"},
    {R"(\frac{dL}{dx} = 0)", "dL/dx = 0"},
    {R"(\frac{{\rm d}}{{\rm d}s} f(s) = \int_0^1 r\,{\rm d}r)",
     "d/ds f(s) = integral(r in 0..1: r)"},
    {R"(dL/dx = 0)", "dL/dx = 0"},
    {R"(d/ds \, f(s) = 0)", "d/ds f(s) = 0"},
    {R"(\frac{\partial^2 f(s)}{\partial s^2} = 2)", "∂^2 f(s)/∂s^2 = 2"},
    {R"(\frac{d^{2}}{ds^{2}} f(s) = 2)", "d^2/ds^2 f(s) = 2"},
    {R"(\frac{\partial^2 L}{\partial x \partial b} = 0)", "∂^2 L/∂x ∂b = 0"},
    {R"(\frac{\partial \log f(s)}{\partial s} = 0)", "∂(log(f(s)))/∂s = 0"},
    {R"(\frac{\partial L}{\partial W} x = 0)", "(∂L/∂W) x = 0"},
    {R"(\frac{\partial x_i}{\partial x_j} = \mathbf{1}[i = j])", "∂(x_i)/∂x_j = 1[i = j]"},
    {R"(\sqrt{s} + \sqrt[3]{t} = \binom{n}{k})", "sqrt(s) + t^(1/3) = binom(n, k)"},
};

constexpr Pair scripts[] = {
    {R"(W_1 x = h)", "W_1 x = h"},
    {R"(W_{1}x=h)", "W_1 x = h"},
    {R"(W_{ij} = W_{i,j})", "W_{i,j} = W_{i,j}"},
    {R"(x_i^2 = x^2_i)", "x_i^2 = x_i^2"},
    {R"(h^{(t)} = h)", "h^(t) = h"},
    {R"(v^{(t-1)} = v_{t-1} = v_{t+1})", "v^(t-1) = v_{t-1} = v_{t+1}"},
    {R"(h_i^{(t)} = h^{(t)}_i)", "h^(t)_i = h^(t)_i"},
    {R"(W_1^\top h = 0)", "W_1^T h = 0"},
    {R"(x^T y = x^{\top} y = x^{\intercal}y = x^{\mathsf T} y)", "x^T y = x^T y = x^T y = x^T y"},
    {R"(A^{-1} = A^{-\top})", "A^-1 = A^{-T}"},
    {R"(x_{\text{max}} = x_{\mathrm{max}} = x_{max})", "x_max = x_max = x_max"},
    {R"(w^* = w^{\star})", "w* = w*"},
    {R"({W_1}^\top h = (W_1)^\top h)", "W_1^T h = W_1^T h"},
    {R"(e^{-x^\top y/2} = 1)", "e^(-x^T y/2) = 1"},
    {R"(s^{n+1} t^{-1} = s^a)", "s^(n + 1) t^(-1) = s^a"},
    {R"((Wx)_i = \sum_{j=1}^n W_{ij} x_j)", "(W x)_i = sum_{j=1..n} W_{i,j} x_j"},
    {R"((T_1)_{iji} = 0)", "(T_1)_{i,j,i} = 0"},
    {R"(x^{\odot 2} = x^{\circ 2})", "x.^2 = x.^2"},
    {R"(n! = 2 n!)", "n! = 2 n!"},
    {R"(Wx = W x)", "W x = W x"},
    {R"(\mathrm{lr}\, s = s\, \mathit{lr})", "lr s = s lr"},
    {R"(\hat y = \hat{y} = \widehat{y})", "yhat = yhat = yhat"},
    {R"(\hat{y}_i - \bar x_i = \tilde w_j)", "yhat_i - xbar_i = wtilde_j"},
    {R"(\mathbf{x}^\top \boldsymbol{y} = \bm{x}^\top\vec{y})", "x^T y = x^T y"},
    {R"(\hat{\mathbf{y}} = \mathbf{\hat y})", "yhat = yhat"},
    {R"(x[i] = x_{i})", "x[i] = x_i"},
};

constexpr Pair operators[] = {
    {R"(a \cdot c = a \times c = a c)", "a * c = a * c = a c"},
    {R"(x \odot y = x \circ y)", "x .* y = x ⊙ y"},
    {R"(x \oslash y = x)", "x ./ y = x"},
    {R"(a \le c \leq s)", "a <= c <= s"},
    {R"(a \ge c \geqslant s)", "a >= c >= s"},
    {R"(a \ne c)", "a != c"},
    {R"(a \not= c)", "a != c"},
    {R"(a < c \iff c > a)", "a < c <=> c > a"},
    {R"(a < c \implies c > a)", "a < c => c > a"},
    {R"(a < c \Rightarrow c > a)", "a < c => c > a"},
    {R"(a < c \land c < s \lor a = 0)", "a < c and c < s or a = 0"},
    {R"(a = c \text{ and } c = s)", "a = c and c = s"},
    {R"(a ≤ c)", "a <= c"},
    {R"(1/2 \|x\|^2 = 1/n \sum_i x_i = a/c (s))", "1/2 ||x||^2 = 1/n sum_i x_i = a/c (s)"},
    {R"(a\,+\;c\!=~s\quad)", "a + c = s"},
    {R"(a = c + {} s)", "a = c + s"},
    {R"(a \approx c)", "a ~= c"},
    {R"(p \in (0,1])", "p in (0, 1]"},
    {R"(p \in [0,1))", "p in [0, 1)"},
    {R"(n \in \{1,\dots,4\})", "n in 1..4"},
    {R"(n \in \{1,2,\ldots,4\})", "n in 1..4"},
    {R"(0.5 a = .5 a)", "0.5 a = 0.5 a"},
    {R"(-2 a = - 2a)", "-2 a = -2 a"},
};

constexpr Pair functions[] = {
    {R"(\log a = \log(a))", "log(a) = log(a)"},
    {R"(\exp(-a) = \exp\left(-a\right) = \exp\{-a\} = \exp\bigl[-a\bigr])",
     "exp(-a) = exp(-a) = exp(-a) = exp(-a)"},
    {R"(\log s^2 = 2 \log s)", "log(s^2) = 2 log(s)"},
    {R"(\sin^2 s + \cos^2 s = 1)", "sin(s).^2 + cos(s).^2 = 1"},
    {R"(\sin^2(s) = \sin(s)^2)", "sin(s).^2 = sin(s)^2"},
    {R"(s \log p + (1-s) \log(1-p) = 0)", "s log(p) + (1 - s) log(1 - p) = 0"},
    {R"(\log f(s) = \tanh s)", "log(f(s)) = tanh(s)"},
    {R"(\log \frac{p}{q} = \log\frac pq)", "log(p/q) = log(p/q)"},
    {R"(\log p \log q = 0)", "log(p) log(q) = 0"},
    {R"(\log_2 8 = \log_{10}(1000))", "log_2(8) = log_{10}(1000)"},
    {R"(\log\sum_{i=1}^n e^{x_i} = 0)", "log(sum_{i=1..n} e^(x_i)) = 0"},
    {R"(\operatorname{softmax}(x)_i = \mathrm{softmax}(x)_i)", "softmax(x)_i = softmax(x)_i"},
    {R"(\operatorname{tr}(A) = \operatorname{Tr} A = \mathrm{tr}\, A)", "tr(A) = tr(A) = tr(A)"},
    {R"(\text{ReLU}(s) = \text{softmax}(x)_i = \text{Var}(z))", "relu(s) = softmax(x)_i = Var[z]"},
    {R"(\log\det A = \log |A|)", "log(det(A)) = log(|A|)"},
    {R"(\max(a, c) = \max\{a, c\})", "max(a, c) = max(a, c)"},
    {R"(\arctan a = \arcsin a)", "atan(a) = asin(a)"},
    {R"(\operatorname{diag}(x) = I_n)", "diag(x) = I_n"},
    {R"(\mathbf{1}_n^\top x = \mathbf 1_n^\top y)", "ones(n)^T x = ones(n)^T y"},
    {R"(P(a \mid c) = P(a, c))", "P(a, c) = P(a, c)"},
};

constexpr Pair brackets[] = {
    {R"(\|x\|^2 = \lVert x\rVert^2 = \left\|x\right\|^2 = ||x||^2)",
     "||x||^2 = ||x||^2 = ||x||^2 = ||x||^2"},
    {R"(|a| = \lvert a\rvert = \left|a\right| = \bigl|a\bigr|)", "|a| = |a| = |a| = |a|"},
    {R"(|a||c| = |a c|)", "|a| |c| = |a c|"},
    {R"(|a - |c|| = \lvert a \lvert c \rvert\rvert)", "|a - |c|| = |a (|c|)|"},
    {R"(\|x\|_1 \le \|x\|_{2})", "||x||_1 <= ||x||_2"},
    {R"(\|W\|_F = \lVert W\rVert_{\mathrm{F}} \ge \|x\|_\infty)", "||W|| = ||W|| >= ||x||_inf"},
    {R"(|a| - |c| \le |a - c|)", "|a| - |c| <= |a - c|"},
    {R"(\left( a + \left[ c - s \right] \right) t = 2[a + c])", "(a + (c - s)) t = 2 (a + c)"},
    {R"(-\Bigl[\frac{a}{c} + \frac{1-a}{1-c}\Bigr] = 0)", "-(a/c + (1 - a)/(1 - c)) = 0"},
    {R"(\lfloor s \rfloor = \left\lceil s \right\rceil)", "⌊s⌋ = ⌈s⌉"},
    {R"(a [c + s] = a\left[c + s\right] = a\bigl[c + s\bigr])",
     "a (c + s) = a (c + s) = a (c + s)"},
    {R"(\langle x, y \rangle = x^\top y)", "<x, y> = x^T y"},
    {R"(f(s) = \begin{cases} s & s > 0 \\ 0, & \text{otherwise}. \end{cases})",
     "f(s) = {s if s > 0; 0 otherwise}"},
    {R"(f(s) = \begin{cases} s & \text{if } s > 0, \\ -s & \text{if $s < 0$}, \\ 0 & \text{else} \end{cases})",
     "f(s) = {s if s > 0; -s if s < 0; 0 otherwise}"},
    {R"(\begin{pmatrix} a & c \\ s & t \end{pmatrix} = \begin{bmatrix} a & c \\ s & t \\ \end{bmatrix})",
     "[a, c; s, t] = [a, c; s, t]"},
    {R"(\left( \begin{array}{cc} a & c \end{array} \right) = \begin{matrix} a & c \end{matrix})",
     "[a, c] = [a, c]"},
    {R"(\begin{bmatrix} a & c \\ s & t \end{bmatrix} \begin{bmatrix} a \\ c \end{bmatrix} = x)",
     "([a, c; s, t]) [a; c] = x"},
    {R"(\begin{vmatrix} a & c \\ s & t \end{vmatrix} = a t - c s)",
     "det([a, c; s, t]) = a t - c s"},
    {R"(\mathbb{1}[s > 0] = \mathbf{1}_{s > 0} = \mathbb 1\{s>0\} = \mathbf{1}_{\{s > 0\}})",
     "1[s > 0] = 1[s > 0] = 1[s > 0] = 1[s > 0]"},
    {R"(1_{s>0} = \mathbb{I}\left(s > 0\right) = 1[s>0])", "1[s > 0] = 1[s > 0] = 1[s > 0]"},
};

constexpr Pair binders[] = {
    {R"(\sum_{i=1}^n x_i = \sum_{i=1}^{n} x_i)", "sum_{i=1..n} x_i = sum_{i=1..n} x_i"},
    {R"(\sum\limits^n_{i=1} x_i = \sum_i x_i)", "sum_{i=1..n} x_i = sum_i x_i"},
    {R"(\sum_{1 \le i \le n} x_i = \prod_{i=1}^n x_i)", "sum_{i=1..n} x_i = prod_{i=1..n} x_i"},
    {R"(\sum_{j \ne i} x_j = 0)", "sum_{j != i} x_j = 0"},
    {R"(\sum_{i \in \{1,\dots,n\}} x_i = \max_i x_i)", "sum_{i in 1..n} x_i = max_i x_i"},
    {R"(\sum_{i,j} A_{ij} = 0)", "sum_{i, j} A_{i,j} = 0"},
    {R"(\min_{i} x_i \le \max_{i} x_i)", "min_{i} x_i <= max_{i} x_i"},
    {R"(w = \operatorname*{arg\,min}_{r \in \mathbb{R}} r^2)", "w = argmin_{r in R} r^2"},
    {R"(w = \arg\min_{r \in \mathbb{R}} r^2 = \argmin_{r \in \mathbb{R}} r^2)",
     "w = argmin_{r in R} r^2 = argmin_{r in R} r^2"},
    {R"(\int_0^1 r^2 \, dr = \frac13)", "integral(r in 0..1: r^2) = (1/3)"},
    {R"(\int_{-\infty}^{\infty} e^{-r^2}\mathrm{d}r = \sqrt{\pi})",
     "integral(r in -inf..inf: e^(-r^2)) = sqrt(pi)"},
    {R"(\int_0^1 r \mathop{}\!\mathrm{d} r = 1)", "integral(r in 0..1: r) = 1"},
    {R"(\int_0^a dr = a)", "integral(r in 0..a: 1) = a"},
    {R"(\int_0^1 \frac{dr}{1+r^2} = \int_0^1 \frac{2 r\,dr}{1+r})",
     "integral(r in 0..1: (1/(1 + r^2))) = integral(r in 0..1: (2 r)/(1 + r))"},
    {R"(\int_0^1 \int_0^r o \, do \, dr = \frac16)",
     "integral(r in 0..1: integral(o in 0..r: o)) = (1/6)"},
    {R"(\lim_{r\to\infty} \frac1r = 0)", "lim_{r -> inf} (1/r) = 0"},
    {R"(\lim_{r \to 0^+} r = \lim_{r\downarrow 0} r)", "lim_{r -> 0+} r = lim_{r -> 0+} r"},
    {R"(\frac{a}{t} \to 0 \text{ as } t \to \infty)", "a/t -> 0 as t -> inf"},
    {R"(\mathbb{E}[z^2] = \mathbb{E}\left[z^2\right] = E[z^2])", "E[z^2] = E[z^2] = E[z^2]"},
    {R"(\mathbb{E}_{r\sim \mathcal{N}(\mu,\sigma^2)}[r] = \mu)", "E_{r ~ N(mu, sigma^2)}[r] = mu"},
    {R"(\operatorname{Var}(z) = \mathrm{Var}[z] = \mathbb{E}\bigl(z^2\bigr))",
     "Var[z] = Var[z] = E[z^2]"},
    {R"(\mathrm{KL}(\mathcal{N}(\mu,\sigma^2)\,\|\,\mathcal{N}(0,1)) = 0)",
     "KL(N(mu, sigma^2) || N(0, 1)) = 0"},
    {R"(D_{\mathrm{KL}}\left(\mathcal{N}(0,1) \,\middle\|\, \mathcal{N}(\mu,1)\right) = D_{KL}[\mathcal N(0,1) \Vert \mathcal N(\mu, 1)])",
     "KL(N(0, 1) || N(mu, 1)) = KL(N(0, 1) || N(mu, 1))"},
    {R"(\nabla_x L = \nabla_{x} L)", "grad_x L = grad_x L"},
    {R"(\nabla f(s) = 2 s)", "grad_s f(s) = 2 s"},
    {R"(\nabla f(s)^\top (t - s) = \nabla_s f(s) t)", "(grad_s f(s))^T (t - s) = (grad_s f(s)) t"},
    {R"(\nabla f(s)^2 = \nabla_x x^\top A x)", "grad_s (f(s)^2) = grad_x (x^T A x)"},
    {R"(\nabla^2_x L = \nabla_x^2 L)", "hess_x L = hess_x L"},
    {R"(\partial_s f(s) = 2s)", "∂_s f(s) = 2 s"},
};

constexpr Pair statements[] = {
    {R"(a = c.)", "a = c"},
    {R"(a = c, \label{eq:x} \tag{3})", "a = c"},
    {R"(s^2 > 0 \text{ for } s > 0)", "s^2 > 0 for s > 0"},
    {R"(s^2 > 0, \quad \text{for all } s > 0.)", "s^2 > 0 for s > 0"},
    {R"(r^2 \ge 0 \qquad \forall r \in \mathbb{R})", "r^2 >= 0 for r in R"},
    {R"(r^2 \ge 0 \quad \text{if $r \in (0,1)$})", "r^2 >= 0 for r in (0,1)"},
    {R"(r < 1 \text{ for } r \in (0,1) \text{ only})", "r < 1 for r in (0,1) only"},
    {R"(a = c \quad \text{(by the chain rule)})", "a = c"},
    {R"(a = c + % a comment, \frac{
    s)",
     "a = c + s"},
    {R"(r^\top r \ge 0 \text{ for } r \in \mathbb{R}^n)", "r^T r >= 0 for r in R^n"},
};

std::string numbered(const testing::TestParamInfo<Pair>& info) {
  return std::to_string(info.index);
}
INSTANTIATE_TEST_SUITE_P(Fractions, LatexPairTest, testing::ValuesIn(fractions), numbered);
INSTANTIATE_TEST_SUITE_P(Scripts, LatexPairTest, testing::ValuesIn(scripts), numbered);
INSTANTIATE_TEST_SUITE_P(Operators, LatexPairTest, testing::ValuesIn(operators), numbered);
INSTANTIATE_TEST_SUITE_P(Functions, LatexPairTest, testing::ValuesIn(functions), numbered);
INSTANTIATE_TEST_SUITE_P(Brackets, LatexPairTest, testing::ValuesIn(brackets), numbered);
INSTANTIATE_TEST_SUITE_P(Binders, LatexPairTest, testing::ValuesIn(binders), numbered);
INSTANTIATE_TEST_SUITE_P(Statements, LatexPairTest, testing::ValuesIn(statements), numbered);

}  // namespace
}  // namespace assay::derivation
