// The syntax tree of the claim language. A tree is immutable and shared; every node
// knows where in the document it was written.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "properties/derivation/evaluation/number.h"

namespace assay::derivation {

/// Where something was written: line and column from 1, and the columns that it spans.
struct Span {
  int line = 0;
  int column = 0;
  int length = 1;
};

/// The text cannot be read or its shapes cannot match; `where` is the place.
struct IllFormed : std::runtime_error {
  IllFormed(Span place, const std::string& message) : runtime_error(message), where(place) {}
  Span where;
};

enum class Kind {
  number,        ///< number
  name,          ///< text
  call,          ///< text = function; arguments, named ones as `named`
  derived_call,  ///< text = function, number = order of the derivative; one argument
  named,         ///< text = value
  index,         ///< base, indices
  negate,
  add,
  subtract,
  product,
  divide,
  hadamard,
  hadamard_divide,
  power,
  hadamard_power,
  transpose,
  factorial,
  absolute,  ///< |x|: absolute value, Euclidean norm or determinant, by shape
  norm,      ///< ||x||, or with a second child the p-norm
  inner,     ///< <u, v>
  tuple,     ///< (a, b)
  matrix,    ///< rows, each a tuple
  set,       ///< {a, b}
  range,     ///< a..b, integers
  interval,  ///< text = brackets such as "(]"; ends
  iverson,   ///< 1[condition]
  count,     ///< #{binders : condition}
  cases,     ///< value, condition, value, condition, ..., [value otherwise]
  relation,  ///< text = operators separated by spaces; sides
  member,    ///< x in set
  conjunction,
  disjunction,
  negation,
  implication,
  equivalence,
  binder,       ///< text = name; its set or distribution, or no child: found from subscripts
  reduce,       ///< text = sum, prod, max, min, mean, argmin, argmax; binders, [condition], body
  expectation,  ///< text = E, Var or Cov; binders, body
  integral,     ///< binder, body
  limit,        ///< text = side ("", "+", "-"); variable, target, body
  derivative,   ///< text = "d", "grad", "jac", "hess"; of, with respect to (one or two)
  divergence,   ///< text = KL, ...; two distributions
  converges,    ///< text = sequence; [limit]
};

struct Node;
using Tree = std::shared_ptr<const Node>;

struct Node {
  Kind kind;
  Span span = {};
  std::string text = {};
  std::vector<Tree> kids = {};
  Number number = {};
};

Tree make(Kind kind, Span span, std::string text, std::vector<Tree> kids = {});
Tree make_number(Number value, Span span = {});
Tree make_name(const std::string& name, Span span = {});
/// The node with other children.
Tree with_kids(const Tree& tree, std::vector<Tree> kids);

/// True when both spell the same expression, wherever they stand.
bool same(const Tree& a, const Tree& b);

/// True when `part` stands somewhere in the tree.
bool mentions(const Tree& tree, const Tree& part);

/// The tree as a person would type it, with no more brackets than needed. Renamed parameters
/// (after '@') show their own names.
std::string to_string(const Tree& tree);

/// The names that the tree mentions, bound ones included.
void collect_names(const Tree& tree, std::vector<std::string>& names);

}  // namespace assay::derivation
