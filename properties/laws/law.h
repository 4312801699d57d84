// A law is a sentence and a function that checks it on one drawn case of any operator.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "properties/cases/case.h"
#include "properties/catalogue/operator.h"

namespace assay {

/// Thrown when a law's sentence is false for a case; the message holds the figures.
struct LawBroken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Law {
  std::string name;      ///< "fast_agrees_with_reference"
  std::string sentence;  ///< "The fast twin stays within its promised grade on every target."
  std::function<bool(const Operator&)> applies;
  std::function<void(const Operator&, const Case&)> check;
  int cases = 50;  ///< drawn by default
  /// The command that shows what was due at a case: eval_command unless the law has its own. It
  /// gives an empty text where no command shows that.
  std::function<std::string(const Operator&, const Case&)> evaluate = {};
};

/// The general laws, in the order in which they are checked, followed by the operator's own
/// identities as laws.
std::vector<Law> laws_of(const Operator& op);

struct Budget {
  std::uint64_t seed = 1;
  double effort = 1;  ///< multiplies the number of cases
  bool shrink = true;
  std::function<void(double share)> progress = {};  ///< told after every case, where there is one
};

/// What came of checking one law on one operator.
struct Outcome {
  bool holds = true;
  int cases = 0;          ///< drawn before the verdict
  std::string message;    ///< why it is broken, at the simplest case found
  std::string case_text;  ///< that case, exactly
  std::string reproduce;  ///< the one line that repeats it
  std::string evaluate;   ///< the one line that shows what was due there, where there is one
};

/// Draws cases until one breaks the law, then shrinks it. Any other exception counts as broken.
Outcome check_law(const Operator& op, const Law& law, const Budget& budget);

// The general laws. Each is in the file of its theme.
Law fast_agrees_with_reference();
Law fast_gradient_agrees_with_reference();
Law gradient_matches_differences();
Law reference_keeps_its_digits();
Law proof_encloses_reference();
Law special_values_are_declared();
Law result_is_independent_of_batch();
Law shapes_match_the_card();

}  // namespace assay
