// How a result is graded against the exact one.
#pragma once

#include <functional>

#include "properties/grading/grade.h"
#include "reference/contract/operator.h"
#include "reference/scalar/format.h"
#include "reference/scalar/real.h"

namespace assay {

/// What the stable bound is made of: |y^ - y| <= u |y| + depth u condition + (depth + 1) eta, with
/// u the unit roundoff and eta the smallest subnormal. With an accumulation format of its own,
/// u_acc multiplies the middle term.
struct StableBound {
  double condition = 0;  ///< sum_j |dy/dx_j| |x_j|
  double depth = 1;
  Format output = Format::binary32;
  Format accumulation = Format::binary32;

  /// The largest |y^ - y| that is stable.
  double allowed(double exact) const;
};

struct Graded {
  Grade grade = Grade::exact;
  double ulps = 0;     ///< distance to the exact result in ulps of the format
  double allowed = 0;  ///< the stable bound, in ulps; 0 where it was not needed
};

/// Grades one element. `allowed`, the largest absolute error that is stable, is asked for only when
/// 4 ulp are exceeded.
Graded grade(double got, const Real& exact, Format format, const std::function<double()>& allowed);

/// sum_j |dy_i/dx_j| |x_j| for each output element i, by central differences in 50 digits: each
/// input is moved by a relative 1e-16, which costs two evaluations an input element. The inputs at
/// the positions `fixed` (indices, masks: exact integers) are not moved.
std::vector<Tensor<double>> condition_sums(const Function<Real>& f, const Bag<double>& inputs,
                                           const Attributes& attributes,
                                           const std::vector<std::size_t>& fixed);

/// The same numbers in another type; doubles enter exactly.
template <class T>
Bag<T> convert(const Bag<double>& from) {
  Bag<T> to;
  to.reserve(from.size());
  for (const Tensor<double>& tensor : from)
    to.emplace_back(tensor.shape, std::vector<T>(tensor.data.begin(), tensor.data.end()));
  return to;
}

}  // namespace assay
