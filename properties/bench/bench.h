// Our kernels and what a user would pick instead, side by side in one run: speed, the share of what
// this machine can do, and how right the results are.
#pragma once

#include "properties/bench/accuracy.h"
#include "properties/bench/timing.h"
#include "properties/bench/workload.h"

namespace assay::bench {

struct Score {
  std::string library;  ///< "Assay AVX2", "oneDNN 2.6"
  double seconds = 0;   ///< of one call
  std::optional<Accuracy> accuracy = {};
};

/// One operator at one size.
struct Entry {
  std::string op;  ///< "activation/tanh", "activation/tanh'" for the gradient
  Sizes sizes = {};
  std::int64_t elements = 0;
  double bytes = 0, flops = 0;
  double limit_seconds = 0;  ///< the longer of copying the bytes and doing the operations
  bool limited_by_memory = true;
  std::vector<Score> scores = {};  ///< ours first
};

struct Machine {
  std::string target;
  double flops = 0;                      ///< a second, at most
  std::map<std::size_t, double> copies;  ///< bytes a second by the bytes of one buffer
};

struct Report {
  Machine machine;
  std::vector<Entry> entries = {};
  std::vector<std::string> left_out =
      {};  ///< operators that do not admit these sizes, or have no gradient
};

struct Options {
  std::vector<std::int64_t> elements = {1 << 14, 1 << 20};
  Sizes sizes = {};  ///< instead, for every operator
  bool gradient = false;
  Effort effort = {};
  std::function<void(const std::string& op, double share)> progress = {};
};

Report run(const std::vector<const Operator*>& ops, const Options& options);

/// For people: a table for each entry.
std::string text(const Report& report);
/// For machines.
std::string json(const Report& report);
/// One self-contained page: for each entry a plot of error against time, a dot for each library.
std::string page(const Report& report);

/// "1.25 ns/element", or "87.1 GFLOP/s" where operations are counted.
std::string speed_text(const Entry& entry, double seconds);

/// "0.50 ulp, 99.9 % correctly rounded", "stable, 3.1 ulp".
std::string accuracy_text(const Accuracy& accuracy);

}  // namespace assay::bench
