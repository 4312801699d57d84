// What the names of a derivation mean while it is evaluated: the document's scope, one draw of its
// variables, and the frames that binders and derivatives put on top.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "properties/derivation/evaluation/thread_clock.h"
#include "properties/derivation/evaluation/value.h"
#include "properties/derivation/syntax/statement.h"

namespace assay::derivation {

/// The two one-sided derivatives differ here and no convention says which is meant.
struct AtKink : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The time or the work allowed for a claim is used up.
struct OutOfBudget : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The declarations that are in force at one place of the document.
struct Scope {
  std::vector<Given> givens;  ///< in the order of declaration
  std::map<std::string, Definition> definitions;
  std::map<std::string, Sequence> sequences;
  std::vector<Condition> conditions;
  std::map<std::string, std::vector<std::string>> conventions;

  const Given* given(const std::string& name) const;
  /// Every name that the value of `name` may depend on, itself included.
  const std::set<std::string>& dependencies(const std::string& name) const;
  std::set<std::string> dependencies(const Tree& tree) const;

 private:
  mutable std::map<std::string, std::set<std::string>> dependencies_;
};

/// Which of the two one-sided derivatives is taken at a kink.
enum class KinkSide { none, left, right };

/// What one judgement shares between all its evaluations.
struct Session {
  std::map<std::string, std::string> conventions;
  /// In a statement "a = b", what agrees to 25 digits and cannot be told apart is equal.
  bool close_is_equal = false;
  long digits = 50;  ///< that a value is asked for; derivatives ask more of what they contain
  KinkSide kink_side = KinkSide::none;
  bool estimated = false;  ///< a value rests on an error estimate instead of an enclosure
  std::set<std::string> methods = {};  ///< the names of estimates used, for the report
  std::uint64_t steps = 0;
  std::uint64_t step_limit = 20'000'000;
  ThreadClock::time_point deadline = ThreadClock::time_point::max();
  std::set<std::string>* reads = nullptr;  ///< when set, collects the names that are looked up
  std::uint64_t branches = 0;              ///< a running hash of which sides of conditions were taken
  std::vector<double>* sizes = nullptr;    ///< when set, collects log2 of functions and quotients
  int depth = 0;

  std::string convention(const std::string& name, const std::string& fallback) const;
  /// Counts work. Throws OutOfBudget.
  void step();
};

/// More digits for as long as the scope lives.
class DigitsScope {
 public:
  DigitsScope(Session& session, long digits);
  ~DigitsScope();
  DigitsScope(const DigitsScope&) = delete;
  DigitsScope& operator=(const DigitsScope&) = delete;

 private:
  Session& session_;
  long outer_;
  PrecisionScope precision_;
};

class Environment {
 public:
  Environment(const Scope& scope, Session& session) : scope_(scope), session_(session) {}
  /// A frame on top of `parent`.
  explicit Environment(const Environment& parent)
      : scope_(parent.scope_), session_(parent.session_), parent_(&parent) {}
  Environment& operator=(const Environment&) = delete;

  void bind(const std::string& name, Value value) { own_[name] = std::move(value); }
  bool is_bound(const std::string& name) const { return find(name) != nullptr; }
  /// The bound value, or nullptr for a definition, a sequence or an unbound name.
  const Value* find(const std::string& name) const;
  /// The frame in which a value that depends on `names` is the same as here.
  const Environment& home(const std::set<std::string>& names) const;

  const Scope& scope() const { return scope_; }
  Session& session() const { return session_; }

  struct Remembered {
    Value value;
    long bits;
  };
  /// Values of definitions, and terms of sequences, as computed in this frame.
  std::map<std::string, Remembered>& definitions() const { return definitions_; }
  std::map<std::pair<std::string, long>, Remembered>& terms() const { return terms_; }

 private:
  const Scope& scope_;
  Session& session_;
  const Environment* parent_ = nullptr;
  std::map<std::string, Value> own_;
  mutable std::map<std::string, Remembered> definitions_;
  mutable std::map<std::pair<std::string, long>, Remembered> terms_;
};

}  // namespace assay::derivation
