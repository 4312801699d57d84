// From the steps of a claim, under every convention, to its verdict.
#include "properties/derivation/verdict/judge.h"

#include <algorithm>
#include <set>

namespace assay::derivation {

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
  if (tree->kind == Kind::named && tree->kids[0]->kind == Kind::name) return tree;  // a word
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
  if (claim.only && claim.locals.empty())
    throw IllFormed(claim.span, "'only' needs a set: write 'for a in (0, inf) only'");
  std::vector<Link> links;
  for (const Step& step : steps_of(claim.statement)) {
    links.push_back(is_minimiser(step, judging.scope) ? judge_minimiser(step, judging)
                                                      : judge_step(step, judging));
    if (claim.only && links.back().verdict == Verdict::holds)
      judge_outside(step, claim.locals.at(0).name, judging, links.back());
  }
  return links;
} catch (const IllFormed& error) {
  return {ill_formed(claim, error)};
} catch (const std::exception& error) {
  Link link = ill_formed(claim, IllFormed(claim.span, error.what()));
  link.verdict = Verdict::undecided;
  return {link};
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
  const auto start = ThreadClock::now();
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
      std::chrono::duration<double, std::milli>(ThreadClock::now() - start).count();
  return report;
}

}  // namespace assay::derivation
