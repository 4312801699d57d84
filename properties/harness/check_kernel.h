// Checking a kernel of your own against the catalogue, inside your own tests:
//
//   const auto report = assay::check_kernel("gelu_erf", my_gelu);
//   EXPECT_TRUE(report.ok) << report.text;
//
// Neither Boost nor RapidCheck is included here.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "properties/grading/grade.h"
#include "properties/harness/kernel.h"
#include "reference/contract/operator.h"

namespace assay {

/// What the kernel is held to, and where.
struct CheckOptions {
  Grade promise = Grade::stable;                   ///< the worst grade allowed of a value
  Grade gradient_promise = Grade::stable;          ///< and of a gradient
  Attributes attributes = {};                      ///< checked only at these; the others are drawn
  std::map<std::string, std::int64_t> sizes = {};  ///< the same for the card's symbols, {"n", 64}
  bool special_values = true;      ///< NaN and the infinities, as the card declares them
  bool batch_independence = true;  ///< an example gives the same bits alone as in a batch
  std::uint64_t seed = 1;
  double effort = 1;  ///< multiplies the number of cases
};

struct Report {
  bool ok = false;
  std::string text;  ///< a line for each law; of a broken one the simplest case found, in full
};

/// Draws cases from the domain of the operator ("activation/gelu_erf", or "gelu_erf") and holds the
/// kernel, which computes in float32, against the reference: values and gradients graded, special
/// values, independence of the batch, and on spans also that it writes nowhere else. An exception
/// that the kernel throws breaks the law that was being checked.
///
/// Spans are for operators of vectors and numbers; tensors of more axes need a kernel on
/// Bag<float>. Throws std::invalid_argument, in one line, where the question is wrong: an unknown
/// operator, attribute or size, a number of spans that does not fit the card, a gradient where
/// there is none.
Report check_kernel(std::string_view op, const Kernel& kernel, const GradientKernel& gradient = {},
                    const CheckOptions& options = {});

}  // namespace assay
