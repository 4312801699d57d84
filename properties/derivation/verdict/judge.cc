#include "properties/derivation/verdict/judge.h"

#include <algorithm>
#include <functional>
#include <set>

namespace assay::derivation {

namespace {

constexpr std::size_t enough_draws = 8;

/// FNV-1a, so that a claim's draws depend on its own text and not on its neighbours.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 1469598103934665603u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

std::string text_of(const Step& step) {
  return to_string(step.left) + step.sign + (step.right ? to_string(step.right) : "");
}

bool mentions(const Tree& tree, const Tree& part) {
  return same(tree, part) || std::any_of(tree->kids.begin(), tree->kids.end(),
                                         [&](const Tree& kid) { return mentions(kid, part); });
}

/// The same expression on both sides, or a derivative that is claimed in terms of itself.
std::string triviality(const Step& step, const Scope& scope) {
  if (!step.right || step.sign != "=") return {};
  if (same(inlined(step.left, scope), inlined(step.right, scope)))
    return "both sides are the same expression";
  if (step.left->kind == Kind::derivative && mentions(step.right, step.left))
    return "circular: " + to_string(step.left) + " stands on both sides";
  return {};
}

struct Tally {
  std::size_t agreed = 0;
  bool exact = true;
  long digits = 1'000'000;
  std::map<Outcome::Kind, std::size_t> aside;
  std::size_t beyond_budget = 0;
  std::string last_reason;
};

void count(const Outcome& outcome, Tally& tally) {
  if (outcome.kind != Outcome::Kind::agree) {
    ++tally.aside[outcome.kind];
    if (!outcome.reason.empty()) tally.last_reason = outcome.reason;
    return;
  }
  ++tally.agreed;
  if (!outcome.exact) {
    tally.exact = false;
    tally.digits = std::min(tally.digits, outcome.digits);
  }
}

std::string sizes_of(const Draw& draw) {
  std::string text;
  for (const auto& [name, value] : draw)
    if (value.is_scalar() && value.data[0].is_integer())
      text += (text.empty() ? "" : ", ") + name + " = " + value.data[0].to_string(12);
  return text;
}

void show_both_truths(const Step& step, const Draw& draw, const Judging& judging,
                      Counterexample& example) {
  Session session;
  session.conventions = judging.conventions;
  const DigitsScope precision(session, 60);
  Environment e(judging.scope, session);
  bind_all(e, draw);
  const auto truth = [&](std::size_t side) {
    return evaluate_truth(step.left->kids[side], e) ? "true" : "false";
  };
  example.left = truth(0);
  example.right = truth(1);
}

void refute(const Step& step, const Draw& at, Drawer& drawer, const Judging& judging, Link& link) {
  link.verdict = Verdict::refuted;
  const Draw small = shrunk(step, at, drawer, judging);
  Comparison comparison = judging.comparison();
  const Outcome outcome = comparison.at(step, small);
  Counterexample example;
  for (const auto& [name, value] : small) example.inputs.emplace_back(name, to_string(value, 12));
  const auto shown = [](const Value& value, bool undefined) {
    return undefined ? std::string("undefined") : to_string(value, 12);
  };
  example.left = shown(outcome.left, outcome.kind == Outcome::Kind::left_undefined);
  if (!step.right) {
    example.left = "false";
    if (step.left->kind == Kind::equivalence) show_both_truths(step, small, judging, example);
  }
  if (step.right)
    example.right = shown(outcome.right, outcome.kind == Outcome::Kind::right_undefined);
  example.rigorous = outcome.rigorous;
  example.at = small;
  example.conventions = judging.conventions;
  link.counterexample = example;
  const bool by_value = outcome.kind == Outcome::Kind::differ;
  if (judging.options.diagnose && step.right && by_value && !judging.out_of_time())
    diagnose(step, small, drawer, judging, link);
}

bool is_one_sided(Outcome::Kind kind) {
  return kind == Outcome::Kind::left_undefined || kind == Outcome::Kind::right_undefined;
}

void conclude(const Tally& tally, std::size_t tried, const Drawer& drawer, bool estimated,
              Link& link) {
  const auto aside = [&](Outcome::Kind kind) {
    const auto found = tally.aside.find(kind);
    return found == tally.aside.end() ? std::size_t{0} : found->second;
  };
  link.draws = tally.agreed;
  link.at_kinks = aside(Outcome::Kind::kink);
  link.undefined = aside(Outcome::Kind::undefined) + aside(Outcome::Kind::left_undefined) +
                   aside(Outcome::Kind::right_undefined);
  link.rejected = drawer.rejected();
  link.digits = tally.exact ? 0 : tally.digits;
  const bool all_tried =
      drawer.is_exhaustive() && tally.agreed + aside(Outcome::Kind::premise_false) == tried;
  const std::size_t met = tried - aside(Outcome::Kind::premise_false);
  const std::size_t wanted = std::min(enough_draws, met);
  if (tally.agreed >= wanted && tally.agreed > 0) {
    link.verdict = Verdict::holds;
    link.proved = all_tried && tally.exact && !estimated;
    if (drawer.is_exhaustive() && link.undefined > 0 && link.undefined + tally.agreed == tried)
      link.notes.push_back("undefined on " + std::to_string(link.undefined) + " cases");
    return;
  }
  link.verdict = Verdict::undecided;
  if (met == 0 && tried > 0)
    link.reason = "the premise is never met";
  else if (tried == 0)
    link.reason = "no draw meets the conditions";
  else if (link.undefined > 0)
    link.reason = "undefined on " + std::to_string(link.undefined) + " of " +
                  std::to_string(tried) + " draws: " + tally.last_reason;
  else if (link.at_kinks > 0)
    link.reason = "every draw lies at a kink";
  else
    link.reason = tally.last_reason.empty() ? "too few draws settle it" : tally.last_reason;
}

}  // namespace

namespace {

/// The shape error of one of the first draws, which have the most different sizes.
std::optional<IllFormed> misfit_at(const Step& step, Drawer& drawer, const Judging& judging) {
  Comparison comparison = judging.comparison();
  for (std::size_t i = 0; i < 4 && !judging.out_of_time(); ++i) {
    Session session;
    session.conventions = judging.conventions;
    try {
      if (const auto draw = drawer.draw(i, session)) static_cast<void>(comparison.at(step, *draw));
    } catch (const IllFormed& error) {
      return error;
    } catch (const OutOfBudget&) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

Link judge_step(const Step& step, const Judging& judging) {
  Link link;
  link.left = to_string(step.left);
  link.sign = step.sign;
  link.right = step.right ? to_string(step.right) : "";
  link.where = step.left->span;
  if (const std::string trivial = triviality(step, judging.scope); !trivial.empty()) {
    link.verdict = Verdict::trivial;
    link.reason = trivial;
    return link;
  }
  std::vector<Tree> trees = {step.left};
  if (step.right) trees.push_back(step.right);
  Drawer drawer(judging.scope, trees, judging.options.seed ^ hash_of(text_of(step)));
  Comparison comparison = judging.comparison();
  const std::size_t planned =
      drawer.is_exhaustive() ? drawer.combinations()
                             : std::max(judging.options.draws,
                                        std::min(drawer.combinations(), 3 * judging.options.draws));
  Tally tally;
  std::size_t tried = 0;
  const std::vector<Draw> edges = drawer.is_exhaustive() ? std::vector<Draw>{}
                                                         : edge_draws(step, drawer, judging);
  for (std::size_t i = 0; i < planned + edges.size(); ++i) {
    if (judging.out_of_time()) {
      if (tally.agreed < enough_draws) {
        link.reason = "the time limit is reached after " + std::to_string(tried) + " draws";
        return link;
      }
      break;
    }
    Session session;
    session.conventions = judging.conventions;
    const std::optional<Draw> draw =
        i < planned ? drawer.draw(i, session) : std::optional(edges[i - planned]);
    if (!draw) continue;
    ++tried;
    try {
      const Outcome outcome = comparison.at(step, *draw);
      const bool outside_one_side =
          is_one_sided(outcome.kind) && (i < 4 || (i < planned && i % 8 == 0) || drawer.is_exhaustive());
      if (outcome.kind == Outcome::Kind::differ || outside_one_side) {
        // A shape that fits nowhere but at equal sizes is the graver finding.
        if (const auto misfit = misfit_at(step, drawer, judging)) throw *misfit;
        refute(step, *draw, drawer, judging, link);
        link.draws = tried;
        link.methods.assign(comparison.methods.begin(), comparison.methods.end());
        return link;
      }
      count(outcome, tally);
    } catch (const IllFormed& error) {
      link.verdict = Verdict::ill_formed;
      link.reason = error.what();
      link.where = error.where.line > 0 ? error.where : link.where;
      if (const std::string sizes = sizes_of(*draw); !sizes.empty())
        link.reason += " (at " + sizes + ")";
      if (judging.options.diagnose) note_conventions(step, drawer, judging, link);
      return link;
    } catch (const OutOfBudget& budget) {
      ++tally.beyond_budget;
      tally.last_reason = budget.what();
      if (tally.beyond_budget > 6 && tally.agreed == 0) break;
    }
  }
  conclude(tally, tried, drawer, !comparison.methods.empty(), link);
  link.methods.assign(comparison.methods.begin(), comparison.methods.end());
  return link;
}

Step step_of(const Tree& left, const std::string& sign, const Tree& right) {
  return {left, sign, right};
}

std::vector<Step> steps_of(const Tree& statement) {
  if (statement->kind == Kind::conjunction) {
    std::vector<Step> steps = steps_of(statement->kids[0]);
    const std::vector<Step> more = steps_of(statement->kids[1]);
    steps.insert(steps.end(), more.begin(), more.end());
    return steps;
  }
  if (statement->kind != Kind::relation) return {{statement, "", nullptr}};
  std::vector<Step> steps;
  std::size_t at = 0;
  for (std::size_t i = 1; i < statement->kids.size(); ++i) {
    const std::size_t end = statement->text.find(' ', at);
    steps.push_back(
        step_of(statement->kids[i - 1], statement->text.substr(at, end - at), statement->kids[i]));
    at = end + 1;
  }
  return steps;
}

namespace {

/// Definitions of definitions can double at every step: from so many nodes on they stay names.
constexpr std::size_t most_inlined = 20000;

/// Where a sum or a limit binds a name, that name is no definition.
Tree inlined_but(std::set<std::string> bound, const Tree& tree, const Scope& scope,
                 std::size_t& nodes) {
  if (++nodes > most_inlined) return tree;
  if (tree->kind == Kind::name) {
    const auto found = scope.definitions.find(tree->text);
    if (found != scope.definitions.end() && found->second.parameters.empty() &&
        !bound.count(tree->text))
      return inlined_but({}, found->second.body, scope, nodes);
    return tree;
  }
  for (const Tree& kid : tree->kids)
    if (kid->kind == Kind::binder) bound.insert(kid->text);
  if (tree->kind == Kind::limit) bound.insert(tree->kids[0]->text);
  std::vector<Tree> kids;
  for (const Tree& kid : tree->kids) kids.push_back(inlined_but(bound, kid, scope, nodes));
  // What is differentiated by stays a name.
  if (tree->kind == Kind::derivative)
    for (std::size_t i = 1; i < kids.size(); ++i) kids[i] = tree->kids[i];
  return with_kids(tree, std::move(kids));
}

}  // namespace

Tree inlined(const Tree& tree, const Scope& scope) {
  std::size_t nodes = 0;
  return inlined_but({}, tree, scope, nodes);
}

namespace {

/// Every combination of the conventions' declared values.
std::vector<std::map<std::string, std::string>> assignments(const Scope& scope) {
  std::vector<std::map<std::string, std::string>> all(1);
  for (const auto& [name, values] : scope.conventions) {
    std::vector<std::map<std::string, std::string>> more;
    for (const auto& partial : all)
      for (const std::string& value : values) {
        more.push_back(partial);
        more.back()[name] = value;
      }
    if (more.size() <= 16) all = std::move(more);
  }
  return all;
}

std::string describe(const std::map<std::string, std::string>& conventions, const Scope& scope) {
  std::string text;
  for (const auto& [name, value] : conventions)
    if (scope.conventions.at(name).size() > 1)
      text += (text.empty() ? "" : ", ") + name + " = " + value;
  return text;
}

Verdict combined(const std::vector<Link>& links) {
  const auto any = [&](Verdict verdict) {
    return std::any_of(links.begin(), links.end(),
                       [&](const Link& link) { return link.verdict == verdict; });
  };
  for (const Verdict verdict : {Verdict::ill_formed, Verdict::refuted, Verdict::undecided})
    if (any(verdict)) return verdict;
  return any(Verdict::holds) ? Verdict::holds : Verdict::trivial;
}

/// What a declaration itself gets wrong, such as a size that nobody declared.
Link ill_formed(const Claim& claim, const IllFormed& error) {
  Link link;
  link.left = to_string(claim.statement);
  link.verdict = Verdict::ill_formed;
  link.reason = error.what();
  link.where = error.where.line > 0 ? error.where : claim.span;
  return link;
}

std::vector<Link> judge_links(const Claim& claim, const Judging& judging) try {
  if (claim.statement->kind == Kind::converges) return {judge_convergence(claim, judging)};
  std::vector<Link> links;
  for (const Step& step : steps_of(claim.statement)) {
    links.push_back(is_minimiser(step) ? judge_minimiser(step, judging)
                                       : judge_step(step, judging));
    if (claim.only && links.back().verdict == Verdict::holds)
      judge_outside(step, claim.locals.at(0).name, judging, links.back());
  }
  return links;
} catch (const IllFormed& error) {
  return {ill_formed(claim, error)};
}

/// Where a chain goes wrong and comes right again, the last side may still equal the first.
void note_mended_chain(const Claim& claim, const Judging& judging, std::vector<Link>& links) {
  if (links.size() < 2 || claim.statement->kind != Kind::relation) return;
  std::size_t broken = 0;
  for (const Link& link : links) broken += link.verdict == Verdict::refuted;
  if (broken == 0) return;
  const auto& sides = claim.statement->kids;
  const bool equalities = claim.statement->text.find_first_of("<>!") == std::string::npos;
  if (!equalities || judging.out_of_time()) return;
  JudgeOptions quick = judging.options;
  quick.diagnose = false;
  const Judging again{judging.scope, quick, judging.conventions, judging.deadline};
  const Link ends = judge_step(step_of(sides.front(), "=", sides.back()), again);
  links.back().notes.push_back(ends.verdict == Verdict::holds
                                   ? "first and last side agree: the slip is undone on the way"
                                   : "first and last side differ");
}

}  // namespace

ClaimReport judge(const Claim& claim, const Scope& scope, const JudgeOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  ClaimReport report;
  report.title = claim.title;
  report.source = claim.source;
  report.where = claim.span;
  report.expect = claim.expect;
  Scope local = scope;
  for (const Given& given : claim.locals) local.givens.push_back(given);
  const auto deadline =
      start + std::chrono::milliseconds(static_cast<long>(options.seconds * 1000));

  std::vector<std::string> holding, failing;
  for (const auto& conventions : assignments(local)) {
    const Judging judging{local, options, conventions, deadline};
    std::vector<Link> links = judge_links(claim, judging);
    note_mended_chain(claim, judging, links);
    const Verdict verdict = combined(links);
    const std::string under = describe(conventions, local);
    (verdict == Verdict::holds ? holding : failing)
        .push_back(under + (verdict == Verdict::holds ? "" : std::string(": ") + name(verdict)));
    // The refuted convention is the one to show.
    if (report.links.empty() || verdict != Verdict::holds) {
      report.links = std::move(links);
      report.verdict = verdict;
    }
  }
  if (!holding.empty() && !failing.empty()) {
    report.verdict = Verdict::holds_under;
    for (const std::string& text : holding)
      report.under += (report.under.empty() ? "" : "; ") + text;
    report.refuted_under = failing;
  }
  report.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return report;
}

}  // namespace assay::derivation
