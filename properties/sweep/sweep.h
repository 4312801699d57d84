// Every number of a format through a function, against the proven truth.
#pragma once

#include "properties/sweep/function.h"
#include "properties/sweep/inputs.h"
#include "properties/sweep/subject.h"
#include "properties/sweep/tally.h"

namespace assay::sweep {

struct Progress {
  std::string subject;
  double share = 0;         ///< of all subjects' inputs
  double seconds_left = 0;  ///< by the speed so far; negative before there is one
};

struct Options {
  Inputs inputs;
  unsigned threads = 0;         ///< all processors where it is 0
  std::string checkpoint = {};  ///< the file to go on from and to write; none where it is empty
  std::string identity = {};    ///< what else the checkpoint depends on, such as attributes
  std::function<void(const Progress&)> progress = {};
};

/// What one subject gave.
struct Outcome {
  std::string subject;
  Tally tally;
  std::string digest;  ///< of all results, see digest_of_lines; NaN is the quiet NaN
};

/// An input of its own kind: the zeros, the infinities, NaN, both ends of the subnormal, the normal
/// and the finite numbers.
struct Special {
  double x = 0, wanted = 0;
  std::vector<double> got = {};  ///< by each subject
};

/// Runs every subject over the inputs. The result depends on nothing but the subjects: neither on
/// threads nor on where a run was interrupted.
std::vector<Outcome> run(const SweptFunction& f, const std::vector<Subject>& subjects,
                         const Options& options);

std::vector<Special> specials(const SweptFunction& f, const std::vector<Subject>& subjects,
                              Format format);

/// Whether no number is farther away than the grade allows: exact, faithful, or else 4 ulps. Grades
/// know no sign of zero.
bool keeps(const Tally& tally, Grade promise);

/// Measures the worst results against 50 digits.
void sharpen(Tally& tally, const SweptFunction& f, Format format);

}  // namespace assay::sweep
