// What the slip looks like: repairs that were verified, restrictions under which the claim holds,
// conventions that would make it true.
#include <algorithm>

#include "properties/derivation/verdict/judge.h"
#include "properties/derivation/verdict/membership.h"

namespace assay::derivation {

namespace {

constexpr std::size_t screening_draws = 6;
constexpr std::size_t verifying_draws = 14;
constexpr std::size_t verifying_cases = 600;  ///< of a finite range
constexpr std::uint64_t most_work = 400'000;  ///< in evaluated nodes, for all repairs together
constexpr const char* known_side = "@side";

enum class Answer { yes, no, undefined, unknown };

Answer agrees(const Step& step, const Draw& draw, Comparison& comparison) {
  try {
    const Outcome outcome = comparison.at(step, draw);
    switch (outcome.kind) {
      case Outcome::Kind::agree:
        return Answer::yes;
      case Outcome::Kind::differ:
        return Answer::no;
      // Defined on one side only is no agreement either.
      case Outcome::Kind::left_undefined:
      case Outcome::Kind::right_undefined:
        return Answer::undefined;
      default:
        return Answer::unknown;
    }
  } catch (const IllFormed&) {
    return Answer::no;
  } catch (const OutOfBudget&) {
    return Answer::unknown;
  } catch (const std::exception&) {
    return Answer::no;  // an edit that asks for what cannot be
  }
}

std::vector<Draw> fresh_draws(Drawer& drawer, const Judging& judging, std::size_t first,
                              std::size_t count) {
  std::vector<Draw> draws;
  for (std::size_t i = first; draws.size() < count && i < first + 3 * count; ++i) {
    Session session;
    session.conventions = judging.conventions;
    const std::size_t at = drawer.is_exhaustive() ? (i * 7919) % drawer.combinations() : i;
    if (auto draw = drawer.draw(at, session)) draws.push_back(std::move(*draw));
  }
  return draws;
}

/// The draws with the value of the side that stays, so that a repair costs only its own side.
struct Screen {
  std::vector<Draw> draws;
  bool keeps_left = true;
};

Screen screen_for(const Step& step, const std::vector<Draw>& draws, bool keeps_left,
                  const Judging& judging) {
  Screen screen;
  screen.keeps_left = keeps_left;
  for (const Draw& draw : draws) {
    Session session;
    session.conventions = judging.conventions;
    session.deadline = judging.deadline;
    const DigitsScope precision(session, 80);
    Environment e(judging.scope, session);
    bind_all(e, draw);
    try {
      Draw known = draw;
      known.emplace_back(known_side, evaluate(keeps_left ? step.left : step.right, e));
      screen.draws.push_back(std::move(known));
    } catch (const std::runtime_error&) {
      continue;
    }
  }
  return screen;
}

bool passes(const Edit& edit, const Screen& screen, Comparison& comparison) {
  Step quick = edit.step;
  (screen.keeps_left ? quick.left : quick.right) = make_name(known_side);
  std::size_t agreed = 0;
  for (const Draw& draw : screen.draws) {
    const Answer answer = agrees(quick, draw, comparison);
    // The counterexample comes first: a repair must be defined where the claim failed.
    if (answer == Answer::no || answer == Answer::undefined ||
        (answer == Answer::unknown && &draw == &screen.draws.front()))
      return false;
    agreed += answer == Answer::yes;
  }
  return 2 * agreed >= screen.draws.size() && agreed > 0;
}

bool verified(const Edit& edit, const std::vector<Draw>& draws, Comparison& comparison) {
  std::size_t agreed = 0;
  for (const Draw& draw : draws) {
    const Answer answer = agrees(edit.step, draw, comparison);
    if (answer == Answer::no || answer == Answer::undefined) return false;
    agreed += answer == Answer::yes;
  }
  return 2 * agreed >= draws.size() && agreed > 0;
}

/// The first edit of one side that mends the step on fresh draws.
std::optional<std::string> repair_of(const Step& step, bool left, const Draw& refuting,
                                     Drawer& drawer, const Judging& judging) {
  const std::vector<Edit> edits = edits_of(step, left, judging.scope, refuting);
  std::vector<Draw> first = {refuting};
  for (Draw& draw : fresh_draws(drawer, judging, 0, screening_draws)) first.push_back(draw);
  const Screen screen = screen_for(step, first, !left, judging);
  if (screen.draws.size() < 2 && !drawer.needed().empty()) return std::nullopt;
  Comparison comparison = judging.comparison();
  std::vector<Draw> fresh;
  for (const Edit& edit : edits) {
    if (judging.out_of_time() || comparison.work > most_work) return std::nullopt;
    if (same(edit.step.left, edit.step.right) || !passes(edit, screen, comparison)) continue;
    if (fresh.empty()) {
      fresh = fresh_draws(drawer, judging, 100,
                          drawer.is_exhaustive() ? std::min(drawer.combinations(), verifying_cases)
                                                 : verifying_draws);
      // Where floors jump and conditions turn a wrong repair shows as a wrong claim does.
      if (!drawer.is_exhaustive() && compares(edit.step))
        for (Draw& draw : edge_draws(sides_of(edit.step), true, drawer, judging))
          if (fresh.size() < verifying_cases / 4) fresh.push_back(std::move(draw));
    }
    if (!verified(edit, fresh, comparison)) continue;
    return "holds if " + edit.description + ": " +
           to_string(left ? edit.step.left : edit.step.right);
  }
  return std::nullopt;
}

void find_repair(const Step& step, const Draw& refuting, Drawer& drawer, const Judging& judging,
                 Link& link) {
  if (step.sign != "=") return;
  const bool left_first = is_by_definition(step.right) && !is_by_definition(step.left);
  for (const bool left : {left_first, !left_first}) {
    if (left != left_first && is_by_definition(left ? step.left : step.right)) return;
    if (const auto repair = repair_of(step, left, refuting, drawer, judging)) {
      link.diagnosis = *repair;
      return;
    }
  }
}

/// Agreement of nothing with nothing says little.
bool is_telling(const Outcome& outcome) {
  return std::any_of(outcome.left.data.begin(), outcome.left.data.end(),
                     [](const Number& x) { return !x.may_be_zero(); });
}

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
    if (real && refuted_sign <= 0 && with_sign(1)) {
      link.agrees.push_back(name + " > 0");
      continue;
    }
    if (real && refuted_sign >= 0 && with_sign(-1)) {
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
      if (!holds) continue;
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

/// Vectors on the simplex, symmetric matrices and the like.
void find_structures(const Step& step, const Draw& refuting, const Judging& judging, Link& link) {
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

void note_conventions(const Step& step, Drawer& drawer, const Judging& judging, Link& link) {
  static const std::pair<const char*, const char*> candidates[] = {
      {"layout", "denominator"}, {"layout", "numerator"}, {"v^2", "v^Tv"}, {"log", "2"}};
  const std::vector<Draw> draws = fresh_draws(drawer, judging, 0, 6);
  Comparison as_declared = judging.comparison();
  const bool held_anyway = std::none_of(draws.begin(), draws.end(), [&](const Draw& draw) {
    try {
      return as_declared.at(step, draw).kind != Outcome::Kind::agree;
    } catch (const std::runtime_error&) {
      return true;
    }
  });
  if (held_anyway) return;  // these draws do not show the slip
  for (const auto& [convention, value] : candidates) {
    if (judging.conventions.count(convention) || judging.out_of_time()) continue;
    Comparison comparison = judging.comparison();
    comparison.conventions[convention] = value;
    const bool holds =
        !draws.empty() && std::all_of(draws.begin(), draws.end(), [&](const Draw& draw) {
          return agrees(step, draw, comparison) == Answer::yes;
        });
    if (holds)
      link.notes.push_back(std::string("would hold under 'convention ") + convention + " = " +
                           value + "'");
  }
}

void diagnose(const Step& step, const Draw& refuting, Drawer& drawer, const Judging& judging,
              Link& link) {
  find_repair(step, refuting, drawer, judging, link);
  find_restrictions(step, refuting, drawer, judging, link);
  find_structures(step, refuting, judging, link);
  note_conventions(step, drawer, judging, link);
}

}  // namespace assay::derivation
