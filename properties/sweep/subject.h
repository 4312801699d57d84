// What is swept: a function from floats to floats, whoever wrote it.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fast/targets.h"
#include "properties/catalogue/operator.h"

namespace assay::sweep {

struct Subject {
  std::string name;  ///< "AVX2", "libm", "lib.so:symbol", the command
  std::optional<fast::Target> target = {};
  /// Writes f(x_i) to y_i. Called from several threads at once. Empty for the truth itself.
  std::function<void(std::span<const float> x, std::span<float> y)> answer = {};
  bool takes_whole_chunks = false;  ///< so costly to start that it is given many numbers at once
};

/// Our own kernel, once for each instruction set of this machine, or on the one that is named.
/// Computes in float32; answers in a narrower format are rounded. It refers to `op`. Throws
/// std::invalid_argument where this machine lacks the target.
std::vector<Subject> fast_subjects(const Operator& op, bool derivative,
                                   const Attributes& attributes, Format format,
                                   const std::string& target);

/// The operator as one writes it with the float functions of the C library. Throws
/// std::invalid_argument, naming those that are known, for one that is not.
Subject libm_subject(const Operator& op, bool derivative, Format format);

/// "path:symbol", a function void(const T* x, T* y, size_t n) in a shared library, T being float,
/// or uint16_t with the bits of a narrower format. Throws std::invalid_argument where it cannot be
/// loaded.
Subject library_subject(const std::string& path_and_symbol, Format format);

/// A shell command that reads numbers from standard input and writes as many to standard output,
/// raw and little-endian. Started once for every chunk. Its failure throws std::runtime_error.
Subject command_subject(const std::string& command, Format format);

/// The correctly rounded results: their digest is the one to reach.
Subject truth_subject();

/// The numbers as they lie in memory: 4 bytes each, or 2 for the narrower formats.
std::string to_raw(std::span<const float> values, Format format);
void from_raw(std::string_view bytes, std::span<float> values, Format format);

}  // namespace assay::sweep
