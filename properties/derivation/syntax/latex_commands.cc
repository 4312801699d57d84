#include "properties/derivation/syntax/latex_commands.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>
#include <vector>

namespace assay::derivation {

namespace {

using enum LatexRole;

// clang-format off
constexpr LatexCommand commands[] = {
    {"alpha", name, "alpha"}, {"beta", name, "beta"}, {"gamma", name, "gamma"},
    {"delta", name, "delta"}, {"epsilon", name, "epsilon"}, {"varepsilon", name, "epsilon"},
    {"zeta", name, "zeta"}, {"eta", name, "eta"}, {"theta", name, "theta"},
    {"vartheta", name, "theta"}, {"iota", name, "iota"}, {"kappa", name, "kappa"},
    {"lambda", name, "lambda"}, {"mu", name, "mu"}, {"nu", name, "nu"}, {"xi", name, "xi"},
    {"pi", name, "pi"}, {"varpi", name, "pi"}, {"rho", name, "rho"}, {"varrho", name, "rho"},
    {"sigma", name, "sigma"}, {"varsigma", name, "sigma"}, {"tau", name, "tau"},
    {"upsilon", name, "upsilon"}, {"phi", name, "phi"}, {"varphi", name, "phi"},
    {"chi", name, "chi"}, {"psi", name, "psi"}, {"omega", name, "omega"}, {"ell", name, "ell"},
    {"Gamma", name, "Gamma"}, {"Delta", name, "Delta"}, {"Theta", name, "Theta"},
    {"Lambda", name, "Lambda"}, {"Xi", name, "Xi"}, {"Pi", name, "Pi"}, {"Sigma", name, "Sigma"},
    {"Upsilon", name, "Upsilon"}, {"Phi", name, "Phi"}, {"Psi", name, "Psi"},
    {"Omega", name, "Omega"}, {"infty", name, "inf"}, {"imath", name, "i"}, {"jmath", name, "j"},
    {"log", function, "log"}, {"ln", function, "ln"}, {"lg", function, "log10"},
    {"exp", function, "exp"}, {"sin", function, "sin"}, {"cos", function, "cos"},
    {"tan", function, "tan"}, {"sinh", function, "sinh"}, {"cosh", function, "cosh"},
    {"tanh", function, "tanh"}, {"arcsin", function, "asin"}, {"arccos", function, "acos"},
    {"arctan", function, "atan"}, {"det", function, "det"}, {"tr", function, "tr"},
    {"cdot", sign, "*"}, {"times", sign, "*"}, {"ast", sign, "*"}, {"star", sign, "*"},
    {"odot", sign, ".*"}, {"circ", sign, ".*"}, {"oslash", sign, "./"}, {"div", sign, "/"},
    {"le", sign, "<="}, {"leq", sign, "<="}, {"leqslant", sign, "<="}, {"ge", sign, ">="},
    {"geq", sign, ">="}, {"geqslant", sign, ">="}, {"lt", sign, "<"}, {"gt", sign, ">"},
    {"ne", sign, "!="}, {"neq", sign, "!="}, {"approx", sign, "~="}, {"to", sign, "->"},
    {"rightarrow", sign, "->"}, {"longrightarrow", sign, "->"}, {"iff", sign, "<=>"},
    {"Leftrightarrow", sign, "<=>"}, {"Longleftrightarrow", sign, "<=>"}, {"implies", sign, "=>"},
    {"Rightarrow", sign, "=>"}, {"Longrightarrow", sign, "=>"}, {"sim", sign, "~"},
    {"colon", sign, ":"}, {"coloneqq", sign, "="}, {"triangleq", sign, "="}, {"mid", sign, ","},
    {"partial", sign, "∂"}, {"prime", sign, "'"},
    {"in", word, "in"}, {"land", word, "and"}, {"wedge", word, "and"}, {"lor", word, "or"},
    {"vee", word, "or"}, {"neg", word, "not"}, {"lnot", word, "not"}, {"forall", word, "for"},
    {"sum", reduction, "sum"}, {"prod", reduction, "prod"}, {"max", reduction, "max"},
    {"min", reduction, "min"}, {"argmax", reduction, "argmax"}, {"argmin", reduction, "argmin"},
    {"lim", reduction, "lim"},
    {"hat", accent, "hat"}, {"widehat", accent, "hat"}, {"tilde", accent, "tilde"},
    {"widetilde", accent, "tilde"}, {"bar", accent, "bar"}, {"overline", accent, "bar"},
    {"dot", accent, "dot"}, {"ddot", accent, "ddot"}, {"check", accent, "check"},
    {"mathbf", font, ""}, {"boldsymbol", font, ""}, {"bm", font, ""}, {"pmb", font, ""},
    {"mathrm", font, ""}, {"mathit", font, ""}, {"mathsf", font, ""}, {"mathtt", font, ""},
    {"mathcal", font, ""}, {"mathscr", font, ""}, {"mathfrak", font, ""}, {"mathbb", font, ""},
    {"mathbbm", font, ""}, {"mathds", font, ""}, {"vec", font, ""}, {"operatorname", font, ""},
    {"operatorname*", font, ""}, {"mathop", font, ""},
    {"text", prose, ""}, {"textrm", prose, ""}, {"textit", prose, ""}, {"textbf", prose, ""},
    {"textnormal", prose, ""}, {"mbox", prose, ""}, {"hbox", prose, ""},
    {"{", opening, "{"}, {"lbrace", opening, "{"},
    {"}", closing, "}"}, {"rbrace", closing, "}"},
    {"lbrack", opening, "["},
    {"rbrack", closing, "]"},
    {"langle", opening, "⟨"},
    {"rangle", closing, "⟩"},
    {"lfloor", opening, "⌊"},
    {"rfloor", closing, "⌋"},
    {"lceil", opening, "⌈"},
    {"rceil", closing, "⌉"},
    {"lvert", opening, "|"},
    {"rvert", closing, "|"},
    {"lVert", opening, "||"},
    {"rVert", closing, "||"},
    {"vert", bar, "|"}, {"|", bar, "||"}, {"Vert", bar, "||"}, {"parallel", bar, "||"},
    {"left", sizing, "left"}, {"right", sizing, "right"}, {"middle", sizing, "middle"},
    {"big", sizing, ""}, {"Big", sizing, ""}, {"bigg", sizing, ""}, {"Bigg", sizing, ""},
    {"bigl", sizing, "left"}, {"Bigl", sizing, "left"}, {"biggl", sizing, "left"},
    {"Biggl", sizing, "left"}, {"bigr", sizing, "right"}, {"Bigr", sizing, "right"},
    {"biggr", sizing, "right"}, {"Biggr", sizing, "right"}, {"bigm", sizing, "middle"},
    {"Bigm", sizing, "middle"}, {"biggm", sizing, "middle"}, {"Biggm", sizing, "middle"},
    {",", ignored, ""}, {";", ignored, ""}, {":", ignored, ""}, {"!", ignored, ""},
    {">", ignored, ""}, {" ", ignored, ""}, {"/", ignored, ""}, {"quad", ignored, ""},
    {"qquad", ignored, ""}, {"enspace", ignored, ""}, {"thinspace", ignored, ""},
    {"hspace", ignored, ""}, {"hspace*", ignored, ""}, {"vspace", ignored, ""},
    {"hfill", ignored, ""}, {"displaystyle", ignored, ""}, {"textstyle", ignored, ""},
    {"scriptstyle", ignored, ""}, {"limits", ignored, ""}, {"nolimits", ignored, ""},
    {"nonumber", ignored, ""}, {"notag", ignored, ""}, {"label", ignored, ""}, {"tag", ignored, ""},
    {"tag*", ignored, ""}, {"strut", ignored, ""}, {"mathstrut", ignored, ""},
    {"allowbreak", ignored, ""}, {"phantom", ignored, ""}, {"hphantom", ignored, ""},
    {"color", ignored, ""}, {"textcolor", ignored, ""}, {"intertext", ignored, ""},
    {"shortintertext", ignored, ""}, {"footnote", ignored, ""}, {"bf", ignored, ""},
    {"rm", ignored, ""}, {"it", ignored, ""}, {"noindent", ignored, ""}, {"boxed", ignored, ""},
    {"mathord", ignored, ""}, {"mathbin", ignored, ""}, {"mathrel", ignored, ""},
    {"mathopen", ignored, ""}, {"mathclose", ignored, ""}, {"ensuremath", ignored, ""},
    {"smash", ignored, ""}, {"underline", ignored, ""}, {"relax", ignored, ""},
    {"centering", ignored, ""}, {"ref", ignored, ""}, {"eqref", ignored, ""}, {"cite", ignored, ""},
    {"frac", structure, ""}, {"dfrac", structure, ""}, {"tfrac", structure, ""},
    {"cfrac", structure, ""}, {"nicefrac", structure, ""},
    {"sqrt", structure, ""}, {"binom", structure, ""},
    {"dbinom", structure, ""}, {"tbinom", structure, ""}, {"int", structure, ""},
    {"nabla", structure, ""}, {"arg", structure, ""}, {"not", structure, ""},
    {"underbrace", structure, ""}, {"overbrace", structure, ""}, {"dots", structure, ""},
    {"ldots", structure, ""}, {"cdots", structure, ""}, {"dotsc", structure, ""},
    {"dotsb", structure, ""}, {"downarrow", structure, ""}, {"uparrow", structure, ""},
    {"searrow", structure, ""}, {"nearrow", structure, ""}, {"top", structure, ""},
    {"intercal", structure, ""}, {"begin{cases}", structure, ""}, {"begin{dcases}", structure, ""},
    {"begin{pmatrix}", structure, ""}, {"begin{bmatrix}", structure, ""},
    {"begin{matrix}", structure, ""}, {"begin{vmatrix}", structure, ""},
    {"begin{smallmatrix}", structure, ""}, {"begin{array}", structure, ""},
};
// clang-format on

/// Letters to insert, delete or change to turn one word into the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] != b[j]);
      diagonal = std::exchange(row[j + 1], std::min({row[j + 1], row[j]}) + 1);
      row[j + 1] = std::min(row[j + 1], changed);
    }
  }
  return row.back();
}

}  // namespace

const LatexCommand* find_latex_command(std::string_view wanted) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const LatexCommand*> table;
    for (const LatexCommand& command : commands) table[command.name] = &command;
    return table;
  }();
  const auto found = by_name.find(wanted);
  return found == by_name.end() ? nullptr : found->second;
}

std::string latex_advice(const std::string& unknown) {
  const LatexCommand* nearest = nullptr;
  std::size_t least = unknown.size() < 4 ? 2 : 3;
  for (const LatexCommand& command : commands) {
    const std::size_t away = distance(unknown, command.name);
    if (away >= least || command.role == ignored) continue;
    least = away;
    nearest = &command;
  }
  if (nearest) return "did you mean \\" + std::string(nearest->name) + "?";
  return "if it is your own, define it with \\newcommand in this file";
}

}  // namespace assay::derivation
