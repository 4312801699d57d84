#include "fast/targets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace assay::fast {
namespace {

std::vector<std::string> names(const std::vector<Target>& targets) {
  std::vector<std::string> result;
  for (const Target target : targets) result.push_back(target_name(target));
  return result;
}

TEST(Targets, SupportedOnesWereCompiled) {
  const auto compiled = compiled_targets();
  for (const Target target : supported_targets()) {
    EXPECT_NE(std::ranges::find(compiled, target), compiled.end()) << target_name(target);
  }
}

TEST(Targets, TheFallbackIsAlwaysThere) {
  const auto fallback = names(supported_targets()).back();
  EXPECT_TRUE(fallback == "SCALAR" || fallback == "EMU128") << fallback;
}

TEST(Targets, EachOneCanBeForced) {
  const Target before = current_target();
  std::vector<Target> seen;
  for_each_target([&](Target target) {
    EXPECT_EQ(current_target(), target);
    seen.push_back(target);
  });
  EXPECT_EQ(seen, supported_targets());
  EXPECT_EQ(current_target(), before);
}

TEST(Targets, AScopeEndsWhenAnAssertionThrows) {
  const Target before = current_target();
  EXPECT_THROW(for_each_target([](Target) { throw std::runtime_error("a failed property"); }),
               std::runtime_error);
  EXPECT_EQ(current_target(), before);
}

TEST(Targets, ScopesNest) {
  const auto targets = supported_targets();
  const TargetScope outer(targets.back());
  {
    const TargetScope inner(targets.front());
    EXPECT_EQ(current_target(), targets.front());
  }
  EXPECT_EQ(current_target(), targets.back());
  EXPECT_EQ(supported_targets(), targets) << "what the CPU has does not depend on what is forced";
  EXPECT_EQ(current_target(), targets.back());
}

TEST(Targets, AnUnknownOneAborts) {
  EXPECT_DEATH(TargetScope(Target{1} << 50), "TargetScope: target is 1125899906842624");
}

}  // namespace
}  // namespace assay::fast
