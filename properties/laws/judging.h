// Judging what the fast twin computes for one case, element by element, on every instruction set.
#pragma once

#include <functional>
#include <string>

#include "properties/grading/grading.h"
#include "properties/laws/law.h"

namespace assay {

struct Judged {
  std::string target;   ///< "AVX2"; empty for a kernel that knows no targets
  std::string element;  ///< "y[2, 3]"
  Graded graded;
  double got = 0;
  Real exact = 0;
};

/// "y[2]: wanted 0x1p+0 (1.0), got ..., 3 ulp, graded tight".
std::string describe(const Judged& judged, Format format);

enum class Side { value, gradient };

/// Calls `body` once for each supported target, forced while it runs, with its name; once with an
/// empty name for a kernel that knows no targets.
void for_each_run(const Operator& op, const std::function<void(const std::string& target)>& body);

/// "[AVX2] ", what a message about one run begins with; empty for an empty name.
std::string run_prefix(const std::string& target);

/// The upstream gradients under which judge_fast asks for the gradient of a case.
Bag<double> upstream_of(const Operator& op, const Case& drawn);

/// Calls `visit` for every output element (or gradient element, under an upstream drawn from the
/// case's seed) on every supported target. Throws LawBroken when the shapes differ.
void judge_fast(const Operator& op, const Case& drawn, Side side,
                const std::function<void(const Judged&)>& visit);

}  // namespace assay
