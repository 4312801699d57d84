// From a claim to its verdict.
#pragma once

#include "properties/derivation/verdict/compare.h"

namespace assay::derivation {

ClaimReport judge(const Claim& claim, const Scope& scope, const JudgeOptions& options);

/// Everything that the judgement of one step needs.
struct Judging {
  const Scope& scope;
  const JudgeOptions& options;
  std::map<std::string, std::string> conventions;
  ThreadClock::time_point deadline;

  Comparison comparison() const {
    return {scope, conventions, options.digits, deadline};
  }
  bool out_of_time() const { return ThreadClock::now() > deadline; }
};

Link judge_step(const Step& step, const Judging& judging);

/// Draws at the places where a wrong claim is wrong and a random draw never lands: each number at
/// zero and one, all at once too, at what a comparison holds it against and on both sides of that,
/// close to the ends of its domain and far out; where the claim compares at all, also at the
/// constants that it names and between them.
std::vector<Draw> edge_draws(const std::vector<Tree>& trees, bool comparing, Drawer& drawer,
                             const Judging& judging);

/// The sides of a step, as a report shows them.
Link link_of(const Step& step);
Counterexample counterexample_of(const Draw& draw, const std::string& left,
                                 const std::string& right);
/// One tree, or both sides.
std::vector<Tree> sides_of(const Step& step);
/// A comparison, a condition or a choice decides somewhere within the step.
bool compares(const Step& step);

// Each in the file of its name.
/// The smallest draw on which the step is still refuted.
Draw shrunk(const Step& step, const Draw& refuting, Drawer& drawer, const Judging& judging);
/// Fills in the diagnosis: a verified repair, restrictions and conventions under which it holds.
void diagnose(const Step& step, const Draw& refuting, Drawer& drawer, const Judging& judging,
              Link& link);
/// Notes the cases in which the step would hold.
void note_restrictions(const Step& step, const Draw& refuting, Drawer& drawer,
                       const Judging& judging, Link& link);
/// Notes the undeclared conventions under which the step would hold.
void note_conventions(const Step& step, Drawer& drawer, const Judging& judging, Link& link);
/// "x = argmin(w in R: f(w))".
bool is_minimiser(const Step& step, const Scope& scope);
Link judge_minimiser(const Step& step, const Judging& judging);
/// "w converges to x iff condition".
Link judge_convergence(const Claim& claim, const Judging& judging);
/// "... for p in (0,1) only": false outside as well.
void judge_outside(const Step& step, const std::string& name, const Judging& judging, Link& link);

/// Which single-tree repairs of the step are tried, and what each is called.
struct Edit {
  Step step;
  std::string description;
  std::string kind;  ///< "sign", "factor 2", ...
};
std::vector<Edit> edits_of(const Step& step, bool left, const Scope& scope, const Draw& draw);
/// Sides that are computed from a definition are right by nature; the closed form is mended.
bool is_by_definition(const Tree& side);

Step step_of(const Tree& left, const std::string& sign, const Tree& right);
/// The steps of a chain, of a conjunction, or the one truth that is claimed.
std::vector<Step> steps_of(const Tree& statement);
/// The tree with every definition of a value written out.
Tree inlined(const Tree& tree, const Scope& scope);

}  // namespace assay::derivation
