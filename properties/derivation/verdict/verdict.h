// What is said about a claim.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "properties/derivation/evaluation/value.h"
#include "properties/derivation/syntax/statement.h"

namespace assay::derivation {

enum class Verdict { holds, holds_under, refuted, ill_formed, trivial, undecided };

/// "HOLDS", "HOLDS UNDER", ...
const char* name(Verdict verdict);

struct Counterexample {
  std::vector<std::pair<std::string, std::string>> inputs;  ///< name and value
  std::string left;
  std::string right;
  bool rigorous = false;     ///< enclosures exclude equality; otherwise error estimates do
  std::string because = {};  ///< what tells the sides apart, or that they are equal
  /// The inputs as numbers and the conventions in force, where the sides can be evaluated again.
  std::vector<std::pair<std::string, Value>> at = {};
  std::map<std::string, std::string> conventions = {};
};

/// One step of a chain.
struct Link {
  std::string left;
  std::string sign;
  std::string right;
  Verdict verdict = Verdict::undecided;
  long digits = 0;      ///< to which both sides agree; 0 where the agreement is exact
  bool proved = false;  ///< every case of a finite range was tried
  std::size_t draws = 0;
  std::size_t at_kinks = 0;
  std::size_t undefined = 0;
  std::size_t rejected = 0;
  std::optional<Counterexample> counterexample = {};
  std::string diagnosis = {};            ///< a mended claim that was verified
  std::vector<std::string> agrees = {};  ///< restrictions under which it holds
  std::vector<std::string> notes = {};
  std::string reason = {};  ///< of ill-formed and undecided
  Span where = {};
  std::vector<std::string> methods = {};
};

struct ClaimReport {
  std::string title;
  std::string source;
  Span where = {};
  Verdict verdict = Verdict::undecided;
  std::vector<Link> links;
  std::string under = {};  ///< the conventions of "holds under"
  std::vector<std::string> refuted_under = {};
  std::string expect = {};
  std::string section = {};
  double milliseconds = 0;

  /// True when the verdict is the pinned one, or holds where none is pinned.
  bool as_expected() const;
};

struct JudgeOptions {
  std::uint64_t seed = 1;
  std::size_t draws = 32;
  long digits = 30;
  double seconds = 10;  ///< for one claim
  bool diagnose = true;
};

}  // namespace assay::derivation
