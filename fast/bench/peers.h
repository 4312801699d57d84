// What a user would pick instead of our kernels, as far as this machine had it when Assay was
// configured: loops over the C library's functions, Highway's own math, SLEEF, Eigen, oneDNN. All
// on one thread.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "reference/contract/operator.h"

namespace assay::fast::bench {

/// Writes the operator's first output for the inputs that it was prepared for.
using Run = std::function<void(std::span<float> y)>;

struct Peer {
  std::string library;  ///< with its version
  std::string op;       ///< as the catalogue names it
  /// Does what a user does once. It refers to the inputs. Empty where the library does not do this
  /// case.
  std::function<Run(const Bag<float>& inputs, const Attributes& attributes, const Shape& output)>
      prepare;
};

std::vector<Peer> peers();

}  // namespace assay::fast::bench
