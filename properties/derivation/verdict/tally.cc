#include "properties/derivation/verdict/tally.h"

#include <algorithm>

namespace assay::derivation {

void Tally::count(const Outcome& outcome) {
  if (outcome.kind != Outcome::Kind::agree) {
    ++aside[outcome.kind];
    if (!outcome.reason.empty()) last_reason = outcome.reason;
    return;
  }
  ++agreed;
  if (!outcome.exact) {
    exact = false;
    digits = std::min(digits, outcome.digits);
  }
}

std::size_t Tally::set_aside(Outcome::Kind kind) const {
  const auto found = aside.find(kind);
  return found == aside.end() ? 0 : found->second;
}

namespace {

std::string why_nothing_was_drawn(const Drawer& drawer) {
  const std::string& refusal = drawer.refusal();
  return "no draw meets the conditions" + (refusal.empty() ? "" : ": " + refusal);
}

}  // namespace

void Tally::conclude(const Drawer& drawer, bool estimated, Link& link) const {
  link.draws = agreed;
  link.at_kinks = set_aside(Outcome::Kind::kink);
  link.undefined = set_aside(Outcome::Kind::undefined) + set_aside(Outcome::Kind::left_undefined) +
                   set_aside(Outcome::Kind::right_undefined);
  link.rejected = drawer.rejected();
  link.digits = exact ? 0 : digits;
  const std::size_t unmet = set_aside(Outcome::Kind::premise_false);
  const std::size_t open = set_aside(Outcome::Kind::unsettled);
  // A premise that is met at one point, again and again, says nothing of the others.
  const bool premised = unmet > 0 && !drawer.is_exhaustive();
  const bool enough = agreed > 0 && (premised ? distinct.size() >= enough_draws
                                              : agreed >= std::min(enough_draws, tried - unmet));
  if (open > (drawer.is_exhaustive() ? agreed / 4 : agreed)) {
    link.verdict = Verdict::undecided;
    link.reason = "open on " + std::to_string(open) + " of " + std::to_string(tried) +
                  " draws: " + last_reason;
  } else if (enough) {
    link.verdict = Verdict::holds;
    link.proved = drawer.is_exhaustive() && agreed + unmet == tried && exact && !estimated;
    if (drawer.is_exhaustive() && link.undefined > 0 && link.undefined + agreed == tried)
      link.notes.push_back("undefined on " + std::to_string(link.undefined) + " cases");
  } else {
    link.verdict = Verdict::undecided;
    link.reason =
        tried == 0 ? why_nothing_was_drawn(drawer) : why_open(tried - unmet, premised, link);
  }
}

std::string Tally::why_open(std::size_t met, bool premised, const Link& link) const {
  if (met == 0) return "the premise is never met";
  if (premised && agreed > 0)
    return "the premise is met at only " + std::to_string(distinct.size()) + " different draws";
  if (link.undefined > 0)
    return "undefined on " + std::to_string(link.undefined) + " of " + std::to_string(tried) +
           " draws: " + last_reason;
  if (link.at_kinks > 0) return "every draw lies at a kink";
  return last_reason.empty() ? "too few draws settle it" : last_reason;
}

}  // namespace assay::derivation
