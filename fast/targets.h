// The instruction sets that the kernels were compiled for, and how a test runs each of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace assay::fast {

/// One instruction set, as Highway's bit.
using Target = std::int64_t;

/// "AVX2", "SCALAR", ...
std::string target_name(Target target);

/// Compiled into this library, best first.
std::vector<Target> compiled_targets();

/// Compiled and supported by this CPU, best first. Never empty.
std::vector<Target> supported_targets();

/// The one that a call runs now.
Target current_target();

/// While it lives, every kernel of the process runs on one target. Scopes nest; they are meant for
/// tests, not for threads that call kernels meanwhile.
class TargetScope {
 public:
  /// Aborts when this CPU lacks the target.
  explicit TargetScope(Target target);
  ~TargetScope();
  TargetScope(const TargetScope&) = delete;
  TargetScope& operator=(const TargetScope&) = delete;

 private:
  Target previous_;
};

/// Calls `body` once for each supported target, forced while it runs.
void for_each_target(const std::function<void(Target)>& body);

}  // namespace assay::fast
