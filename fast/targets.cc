#include "fast/targets.h"

#include "fast/precondition.h"
#include "hwy/highway.h"
#include "hwy/targets.h"

namespace assay::fast {
namespace {

Target forced_target = 0;  // 0: none, Highway chooses

// A lower bit is a better target.
std::vector<Target> split(std::int64_t mask) {
  std::vector<Target> targets;
  for (; mask != 0; mask &= mask - 1) targets.push_back(mask & -mask);
  return targets;
}

std::int64_t cpu_mask() {
  hwy::SetSupportedTargetsForTest(0);
  const std::int64_t mask = hwy::SupportedTargets() & HWY_TARGETS;
  hwy::SetSupportedTargetsForTest(forced_target);
  return mask;
}

}  // namespace

std::string target_name(Target target) { return hwy::TargetName(target); }

std::vector<Target> compiled_targets() { return split(HWY_TARGETS); }

std::vector<Target> supported_targets() { return split(cpu_mask()); }

Target current_target() { return split(hwy::SupportedTargets() & HWY_TARGETS).front(); }

TargetScope::TargetScope(Target target) : previous_(forced_target) {
  if ((cpu_mask() & target) == 0) {
    precondition_failed("TargetScope", "target", target, "one of supported_targets()");
  }
  forced_target = target;
  hwy::SetSupportedTargetsForTest(target);
}

TargetScope::~TargetScope() {
  forced_target = previous_;
  hwy::SetSupportedTargetsForTest(previous_);
}

void for_each_target(const std::function<void(Target)>& body) {
  for (const Target target : supported_targets()) {
    const TargetScope scope(target);
    body(target);
  }
}

}  // namespace assay::fast
