// The cases in which a refuted step would hold: signs, fixed values, narrower kinds of tensors.
#include <algorithm>

#include "properties/derivation/verdict/agreement.h"
#include "properties/derivation/verdict/membership.h"
#include "properties/derivation/verdict/tightest.h"

namespace assay::derivation {

namespace {

constexpr std::uint64_t nodes_of_walks = 10'000;

/// Draws for a restriction: ordinary ones, the smallest, and the edges, where a claim fails first.
struct VariedDraws {
  std::vector<Draw> draws;
  std::size_t ordinary = 0;  ///< those before the edges
};

VariedDraws varied_draws(const Step& step, Drawer& drawer, const Judging& judging) {
  if (drawer.is_exhaustive()) return {drawer.finite(), drawer.finite().size()};
  std::vector<Draw> draws = fresh_draws(drawer, judging, 0, 16);
  for (std::size_t i = 0; i < 24; ++i) {
    Session session;
    session.conventions = judging.conventions;
    if (auto draw = drawer.simple(i, session)) draws.push_back(std::move(*draw));
  }
  const std::size_t ordinary = draws.size();
  for (Draw& edge : edge_draws(sides_of(step), true, drawer, judging))
    if (draws.size() < 120) draws.push_back(std::move(edge));
  return {std::move(draws), ordinary};
}

/// Judges the step at every draw that `restrict` brings into the case; false where it fails.
template <class Restrict>
bool holds_where(const Step& step, const VariedDraws& varied, const Judging& judging,
                 Restrict restrict) {
  Comparison comparison = judging.comparison();
  std::size_t telling = 0;
  for (std::size_t i = 0; i < varied.draws.size(); ++i) {
    if (judging.out_of_time()) return false;
    Draw draw = varied.draws[i];
    if (!restrict(draw)) continue;
    const Answer answer = agrees(step, draw, comparison);
    // Close to the end of a domain a difference quotient may leave it.
    if (answer == Answer::no || (answer == Answer::undefined && i < varied.ordinary)) return false;
    if (answer == Answer::yes) telling += is_telling(comparison.at(step, draw));
  }
  return telling >= 5;
}

/// The value of one name, changed; false where the declarations refuse that.
bool changed(Draw& draw, const Given& given, const Number& number, const Scope& scope) {
  for (auto& [key, value] : draw)
    if (key == given.name) {
      value = Value(number);
      return is_member(given, value, draw, scope);
    }
  return false;
}

Number scalar_of(const Draw& draw, const std::string& name) {
  for (const auto& [key, value] : draw)
    if (key == name) return value.data.at(0);
  return Number(0);
}

/// An inequality is also tried where the case leaves it the least room.
bool holds_when_tight(const Step& step, const Tree& within, const Judging& judging) {
  if (!leaves_room(step)) return true;
  Scope narrowed = judging.scope;
  narrowed.conditions.push_back({within, {}});
  const Judging inner{narrowed, judging.options, judging.conventions, judging.deadline};
  Drawer drawer(narrowed, sides_of(step), judging.options.seed);
  Comparison comparison = inner.comparison();
  bool failed = false;
  walk_to_the_tightest(step, inner, fresh_draws(drawer, inner, 0, 24), nodes_of_walks,
                       [&](const Draw& draw, const auto& meeting) {
                         failed = meeting || agrees(step, draw, comparison) == Answer::no;
                         return failed;
                       });
  return !failed;
}

Tree compared(const std::string& name, const std::string& sign, long number) {
  return make(Kind::relation, {}, sign, {make_name(name), make_number(number, {})});
}

/// One number with a sign, "x > 0", or fixed: "y = 1", "K = 1".
void find_restrictions(const Step& step, const Draw& refuting, Drawer& drawer,
                       const Judging& judging, Link& link) {
  VariedDraws draws;
  for (const auto& [name, value] : refuting) {
    const Given* given = judging.scope.given(name);
    if (!value.is_scalar() || !given || link.agrees.size() >= 2) continue;
    if (draws.draws.empty()) draws = varied_draws(step, drawer, judging);
    const Domain::Base base = given->domain.base;
    const bool real = base == Domain::Base::real || base == Domain::Base::positive ||
                      base == Domain::Base::interval;
    const int refuted_sign = value.data[0].sign();
    const auto with_sign = [&, key = name](int sign) {
      return holds_where(step, draws, judging, [&](Draw& draw) {
        const Number x = scalar_of(draw, key);
        return changed(draw, *given,
                       x.sign() == 0      ? Number(3 * sign)
                       : x.sign() == sign ? x
                                          : -x,
                       judging.scope);
      });
    };
    const auto tight = [&, key = name](const char* sign, long number) {
      return holds_when_tight(step, compared(key, sign, number), judging);
    };
    if (real && refuted_sign <= 0 && with_sign(1) && tight(">", 0)) {
      link.agrees.push_back(name + " > 0");
      continue;
    }
    if (real && refuted_sign >= 0 && with_sign(-1) && tight("<", 0)) {
      link.agrees.push_back(name + " < 0");
      continue;
    }
    // One point of a line says something about an equation only.
    if (real && step.sign != "=") continue;
    for (const long candidate : {1L, 0L, -1L, 2L}) {
      if (judging.out_of_time()) return;
      if ((value.data[0] - Number(candidate)).may_be_zero()) continue;
      const bool size = base == Domain::Base::range;
      const bool holds = holds_where(step, draws, judging, [&, key = name](Draw& draw) {
        // Other names take their shapes from a size, so it is chosen and not changed.
        if (size) return (scalar_of(draw, key) - Number(candidate)).may_be_zero();
        return changed(draw, *given, Number(candidate), judging.scope);
      });
      if (!holds || !tight("=", candidate)) continue;
      link.agrees.push_back(name + " = " + std::to_string(candidate));
      break;
    }
  }
}

struct Structure {
  const char* name;
  const char* description;
  std::size_t axes;
};

/// Narrower kinds of vectors and matrices that a source may have meant without saying so.
constexpr Structure structures[] = {{"simplex", "has nonnegative entries that sum to 1", 1},
                                    {"onehot", "is one-hot", 1},
                                    {"Unit", "has length 1", 1},
                                    {"Sym", "is symmetric", 2},
                                    {"SPD", "is positive definite", 2},
                                    {"Orth", "is orthogonal", 2},
                                    {"Diag", "is diagonal", 2}};

bool holds_within(const Step& step, const Scope& scope, const Given& given,
                  const Judging& judging) {
  Drawer drawer(scope, {step.left, step.right}, judging.options.seed);
  const Judging narrowed{scope, judging.options, judging.conventions, judging.deadline};
  // The case must lie within what was declared.
  return holds_where(step, varied_draws(step, drawer, narrowed), narrowed, [&](Draw& draw) {
    const auto entry = std::find_if(draw.begin(), draw.end(),
                                    [&](const auto& e) { return e.first == given.name; });
    return entry != draw.end() && is_member(given, entry->second, draw, judging.scope);
  });
}

/// A draw that refutes the claim refutes every case that it belongs to.
bool belongs_to_case(const Value& value, const std::string& structure) {
  if (structure == "onehot" || structure == "simplex" || structure == "Unit") {
    Number sum = 0, squares = 0;
    bool one_hot = true;
    for (const Number& x : value.data) {
      sum += x;
      squares += x * x;
      one_hot = one_hot && x.rational() && (x.is_zero() || compare(x, Number(1)) == 0);
    }
    if (!sum.rational() || !squares.rational()) return false;
    const bool unit_sum = compare(sum, Number(1)) == 0;
    if (structure == "Unit") return compare(squares, Number(1)) == 0;
    return structure == "onehot" ? one_hot && unit_sum : unit_sum;
  }
  return value.shape[0] == 1;
}

/// Vectors on the simplex, symmetric matrices and the like. Within those no inequality can be
/// followed to where it is tightest.
void find_structures(const Step& step, const Draw& refuting, const Judging& judging, Link& link) {
  if (leaves_room(step)) return;
  for (const auto& [name, value] : refuting) {
    const Given* given = judging.scope.given(name);
    const bool square = value.is_matrix() && value.shape[0] == value.shape[1];
    if (!given || given->domain.base == Domain::Base::set || !(value.is_column() || square))
      continue;
    const std::vector<Tree>& sizes =
        given->domain.dims.empty() ? given->domain.parts : given->domain.dims;
    for (const Structure& structure : structures) {
      if (link.agrees.size() >= 2 || judging.out_of_time()) return;
      if (belongs_to_case(value, structure.name) || structure.axes != value.shape.size() ||
          given->domain.text == structure.name || sizes.empty())
        continue;
      Scope narrowed = judging.scope;
      Given inner = *given;
      inner.domain = {Domain::Base::structure, {sizes[0]}, structure.name, {}, given->domain.span};
      *std::find_if(narrowed.givens.rbegin(), narrowed.givens.rend(),
                    [&](const Given& g) { return g.name == inner.name; }) = inner;
      if (!holds_within(step, narrowed, *given, judging)) continue;
      link.agrees.push_back("the case that " + name + " " + structure.description);
      break;
    }
  }
}

}  // namespace

void note_restrictions(const Step& step, const Draw& refuting, Drawer& drawer,
                       const Judging& judging, Link& link) {
  find_restrictions(step, refuting, drawer, judging, link);
  find_structures(step, refuting, judging, link);
}

}  // namespace assay::derivation
