// What the draws of one step came to, and the verdict that follows.
#pragma once

#include <map>
#include <set>
#include <string>

#include "properties/derivation/verdict/compare.h"

namespace assay::derivation {

constexpr std::size_t enough_draws = 8;

struct Tally {
  std::size_t tried = 0;
  std::size_t agreed = 0;
  std::set<std::string> distinct = {};  ///< the draws that agreed, as text
  bool exact = true;
  long digits = 1'000'000;
  std::map<Outcome::Kind, std::size_t> aside = {};
  std::size_t beyond_budget = 0;
  std::string last_reason = {};

  void count(const Outcome& outcome);
  std::size_t set_aside(Outcome::Kind kind) const;
  /// Fills in the verdict of a step that no draw refuted, its strength or what left it open.
  void conclude(const Drawer& drawer, bool estimated, Link& link) const;

 private:
  std::string why_open(std::size_t met, bool premised, const Link& link) const;
};

}  // namespace assay::derivation
