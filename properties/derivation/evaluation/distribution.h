// Probability laws: what they are made of and how to average over them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "properties/derivation/evaluation/evaluate.h"

namespace assay::derivation {

/// A law of one real number.
struct ScalarLaw {
  enum class Kind { atoms, normal, continuous };
  Kind kind = Kind::continuous;
  std::vector<std::pair<Number, Number>> atoms = {};  ///< value and probability
  Number mean = {};                                   ///< of a normal law
  Number deviation = {};
  std::function<Number()> log_scale = {};  ///< log(sqrt(2 pi) deviation)
  std::function<Number(const Number&)> density = {};
  std::optional<Number> lower = {};  ///< ends of the support; none is infinite
  std::optional<Number> upper = {};
};

/// A law of independent entries, or a normal vector with full covariance, which is
/// mean + factor * (independent standard normals).
struct Law {
  Shape shape = {};
  std::vector<ScalarLaw> entries;
  std::optional<Value> mean = {};
  std::optional<Value> factor = {};
  std::function<Number()> log_scale = {};  ///< log of the factor's determinant
};

/// Reads "Normal(mu, s^2)", "Bernoulli(p)", ... With `dims`, independent entries of that shape.
/// Throws IllFormed for an unknown law, Undefined for parameters outside its domain.
Law law_of(const Node& call, const Shape& dims, const Environment& environment);

/// Whether x lies between the ends of the support. Throws Imprecise within rounding of an end.
bool in_support(const ScalarLaw& law, const Number& x);

/// The log density (or log probability) of one entry. Throws Undefined outside the support.
Number log_density(const ScalarLaw& law, const Number& x, Session& session);

/// The mean of f over independent scalar laws. Throws Imprecise or OutOfBudget when it cannot be
/// had to the digits of the session.
Value average(const std::vector<ScalarLaw>& laws,
              const std::function<Value(const std::vector<Number>&)>& f, Session& session);

/// The integral of f over (lower, upper), infinite where an end is absent.
Value integrate(const std::function<Value(const Number&)>& f, const std::optional<Number>& lower,
                const std::optional<Number>& upper, Session& session);

std::vector<std::pair<std::string, std::string>> law_names();

}  // namespace assay::derivation
