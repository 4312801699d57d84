// Wrong values of published references, each with the mistake that makes it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "reference/contract/operator.h"
#include "reference/scalar/format.h"

namespace assay::published {

struct Defect {
  std::string name;
  std::string where;  ///< what computes it, and in which version
  std::string op;     ///< ours
  std::map<std::string, Tensor<double>> inputs;
  Attributes attributes;
  std::size_t element = 0;  ///< of the first output
  Format format = Format::binary32;
  double value = 0;                 ///< as published, in this format
  std::function<double()> mistake;  ///< computes it the mistaken way
  double tolerance = 0;  ///< of the mistake's value: libraries differ in erf, exp and pow
};

const std::vector<Defect>& defects();

}  // namespace assay::published
