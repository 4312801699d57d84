// Both sides of one step at one draw.
#pragma once

#include "properties/derivation/verdict/draw.h"
#include "properties/derivation/verdict/verdict.h"

namespace assay::derivation {

struct Outcome {
  enum class Kind {
    agree, differ, left_undefined, right_undefined, undefined, kink, premise_false, unsettled
  };
  Kind kind = Kind::unsettled;
  long digits = 0;  ///< of agreement; 0 when exact
  bool exact = false;
  bool rigorous = true;
  bool touching = false;  ///< sides of a strict inequality that no precision tells apart
  bool solved = false;    ///< where such sides meet, at a point that no draw hits
  Value left = {};
  Value right = {};
  std::string reason = {};
};

/// One step "left sign right" of a claim, or with an empty sign a statement that must be true.
struct Step {
  Tree left;
  std::string sign;
  Tree right;
};

struct Comparison {
  const Scope& scope;
  std::map<std::string, std::string> conventions;
  long digits = 30;
  ThreadClock::time_point deadline;
  std::set<std::string> methods = {};
  std::uint64_t work = 0;  ///< nodes evaluated so far
  /// Has an agreement confirmed to very many digits: sigma(1000) is not 1.
  bool deep = false;
  /// Takes a difference that rests on error estimates for one without looking closer.
  bool tentative = false;

  /// Raises the precision until the sides are told apart or agree to the digits asked.
  /// Throws IllFormed and OutOfBudget.
  Outcome at(const Step& step, const Draw& draw);

 private:
  Outcome with_digits(const Step& step, const Draw& draw, long working, bool last);
  bool is_equality(const Step& step, const Draw& draw, const Outcome& outcome, long working);
  Outcome attempt(const Step& step, const Draw& draw, Session& session, bool last);
  Outcome at_kink(const Step& step, const Draw& draw, long digits);
};

/// Throws IllFormed, naming both shapes, when the values cannot be compared.
void require_same_form(const Step& step, const Value& left, const Value& right,
                       const Environment& e);

}  // namespace assay::derivation
