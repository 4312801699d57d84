// What is promised of an operator, as plain data: everything about it that is not arithmetic.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "properties/grading/grade.h"
#include "reference/contract/operator.h"
#include "reference/scalar/format.h"

namespace assay {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// The values of the symbols in a card's dimensions, such as {{"n", 3}, {"h", 5}}.
using Sizes = std::map<std::string, std::int64_t>;

/// Where an input's elements lie.
struct Domain {
  enum class Kind { real, integer, simplex };
  Kind kind = Kind::real;
  double lower = -infinity;
  double upper = infinity;
  bool includes_lower = true;
  bool includes_upper = true;
  std::string below = {};   ///< integers only: the values are 0 .. (extent of this symbol) - 1
  double reach = infinity;  ///< draws stay within this magnitude; larger values are still allowed
  std::string or_attribute = {};  ///< integers only: the value of this attribute is allowed, too
};

/// Finite real numbers; draws stay within `reach`.
Domain reals(double reach = infinity);
Domain positive_reals(double reach = infinity);     ///< (0, inf)
Domain nonnegative_reals(double reach = infinity);  ///< [0, inf)
Domain open_interval(double lower, double upper);
Domain closed_interval(double lower, double upper);
Domain integers(std::int64_t lower, std::int64_t upper);
/// All integers from `lower` to `upper` are allowed, but only those up to `reach` are drawn.
Domain integers(std::int64_t lower, std::int64_t upper, std::int64_t reach);
Domain index_below(const std::string& symbol);
Domain bits();     ///< {0, 1}
Domain simplex();  ///< rows along the last axis are positive and sum to 1 up to one rounding each

/// An input tensor. Each dimension is a product of symbols, integer attributes and literals, such
/// as "n" or "4*h".
struct Input {
  std::string name;
  std::vector<std::string> dims = {};
  Domain domain = {};
  bool differentiable = true;
  std::string meaning = {};
};

/// An output tensor. The dimension "?" is left to the operator.
struct Output {
  std::string name;
  std::vector<std::string> dims = {};
};

/// A symbol and the sizes at which it is drawn.
struct Dim {
  std::string name;
  std::int64_t least = 1;
  std::int64_t most = 9;
};

/// An attribute: its default, the range or the list that is allowed, and the values drawn.
struct AttributeCard {
  std::string name;
  AttributeValue fallback;
  std::vector<AttributeValue> draws = {};  ///< for a choice these are all the allowed values
  std::string meaning = {};
  double lower = -infinity;
  double upper = infinity;
};

/// A place where the derivative or the second one jumps, and which subgradient the operator returns
/// there.
struct Kink {
  std::string where;                ///< "x = 0"
  std::string subgradient;          ///< "0, as PyTorch, JAX and TensorFlow"
  std::vector<double> points = {};  ///< of a pointwise operator
  std::function<double(const Attributes&)> value_there = {};  ///< of a pointwise operator
};

/// How many roundings lie on the longest path from an input to an output of the textbook
/// algorithm: `steps` plus one for each term of a sum over `over`, a product of symbols or a sum of
/// products, such as "o*k+N*l". An elementary function counts as four. The stable bound allows one
/// unit roundoff for each.
struct Depth {
  double steps = 1;
  std::string over = {};
};

/// A choice on which frameworks differ.
struct Convention {
  std::string name;       ///< the switch, such as "eps_mode"
  std::string ours;       ///< the default here, or the attribute that selects it
  std::string elsewhere;  ///< who does what
};

/// The limits of a pointwise operator at the infinities: themselves a function of the attributes,
/// a constant one, so that a card can give any other function in their place.
struct Limits {
  double at_minus_infinity;
  double at_plus_infinity;

  Limits operator()(const Attributes&) const { return *this; }
};

struct Card {
  std::string name;     ///< "activation/gelu_erf"
  std::string summary;  ///< one line
  std::string formula;  ///< LaTeX
  std::string gradient_formula = {};
  std::string source;  ///< paper and equation
  std::vector<Dim> dims = {};
  std::vector<Input> inputs = {};
  std::vector<AttributeCard> attributes = {};
  std::vector<Output> outputs = {};
  /// Which sizes and attributes fit each other; all of them where this is empty.
  std::function<bool(const Sizes&, const Attributes&)> admits = {};
  /// Draws inputs back to where they fit each other, such as a second moment to above the square of
  /// the first. Applied to every drawn case.
  std::function<void(Bag<double>&, const Attributes&)> couple = {};
  std::string batch = {};  ///< the symbol over which examples are independent
  std::vector<Convention> conventions = {};
  std::vector<Kink> kinks = {};
  std::function<Limits(const Attributes&)> limits = {};           ///< of a pointwise operator
  std::function<Limits(const Attributes&)> gradient_limits = {};  ///< of its derivative
  Format format = Format::binary32;                               ///< of the fast twin
  Grade promise = Grade::stable;
  Grade gradient_promise = Grade::stable;
  Depth depth = {};
  Depth gradient_depth = {};
  std::string no_gradient = {};  ///< why there is none, where there is none
  std::string nan_rule = {};     ///< where a NaN input may leave every output a number, and why

  std::string family() const { return name.substr(0, name.find('/')); }
  std::string short_name() const { return name.substr(name.find('/') + 1); }
};

/// The extent that a dimension such as "groups*c" stands for. Throws std::out_of_range naming an
/// unknown symbol.
std::int64_t extent_of(const std::string& dim, const Sizes& sizes, const Attributes& attributes);
Shape shape_of(const std::vector<std::string>& dims, const Sizes& sizes,
               const Attributes& attributes);
/// The factors of a dimension: "4*h" -> {"4", "h"}.
std::vector<std::string> factors_of(const std::string& dim);

/// The default attributes, real ones rounded to the card's format as a kernel receives them.
Attributes default_attributes(const Card& card);
/// Completes `given` by the defaults and rounds real ones to the card's format.
/// Throws std::invalid_argument, saying what is allowed, on an unknown name, a wrong type or a
/// value out of range.
Attributes complete_attributes(const Card& card, const Attributes& given);

/// Why `value` does not lie in the domain, or an empty string.
std::string domain_violation(const Domain& domain, double value, const Sizes& sizes,
                             const Attributes& attributes = {});
/// "(0, 1)", "integers 0 .. k-1".
std::string to_string(const Domain& domain);
std::string to_string(const AttributeValue& value);
std::string to_string(const Depth& depth);
double depth_at(const Depth& depth, const Sizes& sizes, const Attributes& attributes);

}  // namespace assay
