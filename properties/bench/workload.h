// What is timed: an operator's fast twin on sizes that its card admits.
#pragma once

#include <functional>
#include <optional>

#include "properties/catalogue/operator.h"

namespace assay::bench {

/// One call of a kernel, ready to be repeated.
struct Workload {
  const Operator* op = nullptr;
  bool gradient = false;
  bool on_floats = true;  ///< else the row keeps its kernel in the signature on doubles only
  Sizes sizes = {};
  Attributes attributes = {};
  Bag<float> inputs = {}, upstream = {};
  std::vector<Shape> outputs = {};  ///< of the operator itself, not of its gradient
  std::int64_t elements = 0;        ///< of the largest tensor that is read or written
  double bytes = 0;                 ///< all tensors once
  double flops = 0;                 ///< two for each term of a sum of products; 0 elsewhere
};

/// The card's largest drawn sizes, all scaled by one factor, the smallest with which inputs and
/// outputs hold `elements` numbers; the kernels of convolutions and pools stay 3 wide.
Sizes sizes_for(const Card& card, const Attributes& attributes, std::int64_t elements);

/// Inputs near each domain's centre, the same in every run. Nothing where the card does not admit
/// the sizes. It refers to `op`. Throws std::invalid_argument above 2^30 numbers.
std::optional<Workload> workload(const Operator& op, bool gradient, const Sizes& sizes,
                                 const Attributes& attributes);

/// One call of our own kernel. It refers to `work`, whose kernel writes where it can into memory
/// that is there; a kernel on tensors makes its outputs anew.
std::function<void()> our_call(const Workload& work);

/// "n=1048576", "batch=64, in=1024, out=1024".
std::string to_string(const Sizes& sizes);

}  // namespace assay::bench
