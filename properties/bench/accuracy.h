// How right the results are of which the speed is told.
#pragma once

#include <span>

#include "properties/sweep/function.h"

namespace assay::bench {

struct Accuracy {
  double worst_ulps = 0;
  std::string where = {};           ///< the input, or the element
  double correctly_rounded = 0;     ///< the share
  std::optional<Grade> grade = {};  ///< the worst; of what is no function of one number
};

/// Float32 numbers of every magnitude and the proven results there: one of 262139 bit patterns.
class Sample {
 public:
  explicit Sample(const sweep::SweptFunction& f);

  std::span<const float> inputs() const { return x_; }
  Accuracy judge(std::span<const float> results) const;

 private:
  std::vector<float> x_, truth_;
  std::vector<double> value_;
};

/// Our own kernel over drawn cases, on the target that calls run now.
Accuracy graded(const Operator& op, bool gradient);

}  // namespace assay::bench
