// The function of one number that a sweep is about: an operator's value or its derivative.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "properties/catalogue/operator.h"
#include "reference/scalar/series.h"

namespace assay::sweep {

/// All readings of one declared reference, with its attributes given.
struct SweptFunction {
  std::string name;  ///< "activation/silu", "activation/silu'" for the derivative
  std::function<Ball(const Ball&)> balls;
  std::function<Series(const Series&)> series;  ///< empty where the row has no such reading
  std::function<double(double)> plain;
  std::function<Real(const Real&)> real;
  Limits limits;  ///< at the infinities
  Grade promise;  ///< of the fast twin
};

/// Whether an operator maps each element of one real tensor on its own.
bool is_of_one_number(const Card& card);

/// The value of a pointwise operator, or its derivative. `attributes` are complete. It refers to
/// `op`. Throws std::invalid_argument for an operator that is not a function of one real number or
/// has no gradient.
SweptFunction swept_function(const Operator& op, bool derivative, const Attributes& attributes);

/// The truth at one number.
struct PointTruth {
  double rounded =
      0;             ///< the correctly rounded result; a zero with its sign, a NaN where one is due
  double value = 0;  ///< the exact one to about 50 bits
  bool proven = false;  ///< false: no precision tried tells two neighbours apart
};

/// At any value of `format`, the infinities and NaN included. A result that is exactly 0 has the
/// sign that the plain reading gives it, one that underflows has its own.
PointTruth truth_at(const SweptFunction& f, double x, Format format);

/// The sign of f(x), 0 for an exact zero; nothing where no precision tells.
std::optional<int> proven_sign(const SweptFunction& f, double x);

/// 0 or -0, as a result that rounds to zero at x is due. Where no precision tells the sign of f(x),
/// it is that of the nearest number towards 0, in steps of 2^-16, where one does.
double signed_zero(const SweptFunction& f, double x);

}  // namespace assay::sweep
