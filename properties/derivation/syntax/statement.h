// What a block of the claim language says: declarations, definitions, conventions and claims.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "properties/derivation/syntax/token.h"

namespace assay::derivation {

/// The set in which a declared name lies. With `dims` every entry does.
struct Domain {
  enum class Base { real, positive, integer, range, set, interval, structure, function };
  Base base = Base::real;
  std::vector<Tree> parts = {};  ///< ends, elements, or the arguments of a structure
  std::string text = {};         ///< brackets of an interval, or the structure's name
  std::vector<Tree> dims = {};
  Span span = {};
};

/// "x in R^n", or with a distribution a random variable: "z ~ Normal(mu, s^2)".
struct Given {
  std::string name;
  Domain domain = {};
  Tree distribution = {};
  Span span = {};
};

/// "h = W x + b", or with parameters a function.
struct Definition {
  std::string name;
  std::vector<std::string> parameters = {};
  Tree body;
  Span span = {};
};

/// A recurrence: first values by their index, and the step, which gives the term at
/// index + `shift` from earlier ones.
struct Sequence {
  std::string name;
  std::string index;
  long shift = 0;
  std::vector<std::pair<Tree, Tree>> first = {};
  Tree step = {};
  Span span = {};
};

/// "convention layout = denominator"; several values are judged one by one.
struct Convention {
  std::string name;
  std::vector<std::string> values;
  Span span = {};
};

/// A condition that every draw must meet.
struct Condition {
  Tree logic;
  Span span = {};
};

struct Claim {
  std::string title;
  Tree statement;
  std::vector<Given> locals = {};  ///< "for c in R"
  std::vector<Tree> conditions = {};  ///< "for x > 0"
  bool only = false;               ///< "for p in (0,1) only": refuted outside as well
  Tree convergence_range = {};     ///< "converges iff ..."
  std::string expect = {};         ///< the verdict that the author pinned, in lower case
  Span span = {};
  std::string source = {};         ///< as written
};

using Statement =
    std::variant<Given, Definition, Sequence, Convention, Condition, Claim>;

/// The names that mean something where a text is read.
struct Vocabulary {
  std::set<std::string> values;
  std::set<std::string> functions;
  std::set<std::string> declared = {};  ///< those of the document, not the built-in ones
  std::map<std::string, std::vector<std::string>> parameters = {};  ///< of the document's functions

  void declare_value(const std::string& name) {
    values.insert(name);
    functions.erase(name);
    declared.insert(name);
  }
  void declare_function(const std::string& name) {
    functions.insert(name);
    values.erase(name);
    declared.insert(name);
  }
  bool knows(const std::string& name) const {
    return values.count(name) > 0 || functions.count(name) > 0;
  }
};

/// Reads the statements of one block and adds what they declare to `vocabulary`. A statement that
/// cannot be read goes to `errors` and the reading continues with the next one.
struct BlockReading {
  std::vector<Statement> statements;
  struct Error {
    IllFormed what;
    std::string source;
    bool is_claim = false;
    std::string expect = {};
    std::string title = {};
  };
  std::vector<Error> errors;
};
BlockReading read_block(std::string_view text, int line, int column, Vocabulary& vocabulary);

/// The same for tokens that were read from TeX. `text` is the source of the block from the
/// beginning of its first line on, which is line `line` of the document.
BlockReading read_block(const std::vector<Token>& tokens, std::string_view text, int line,
                        Vocabulary& vocabulary);

}  // namespace assay::derivation
