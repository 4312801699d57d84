#include "properties/derivation/verdict/agreement.h"

#include <algorithm>

namespace assay::derivation {

Answer agrees(const Step& step, const Draw& draw, Comparison& comparison) {
  comparison.tentative = true;
  try {
    const Outcome outcome = comparison.at(step, draw);
    switch (outcome.kind) {
      case Outcome::Kind::agree:
        return Answer::yes;
      case Outcome::Kind::differ:
        return Answer::no;
      // Defined on one side only is no agreement either.
      case Outcome::Kind::left_undefined:
      case Outcome::Kind::right_undefined:
        return Answer::undefined;
      default:
        return Answer::unknown;
    }
  } catch (const IllFormed&) {
    return Answer::no;
  } catch (const OutOfBudget&) {
    return Answer::unknown;
  } catch (const std::exception&) {
    return Answer::no;  // an edit that asks for what cannot be
  }
}

bool is_telling(const Outcome& outcome) {
  return std::any_of(outcome.left.data.begin(), outcome.left.data.end(),
                     [](const Number& x) { return !x.may_be_zero(); });
}

std::vector<Draw> fresh_draws(Drawer& drawer, const Judging& judging, std::size_t first,
                              std::size_t count) {
  std::vector<Draw> draws;
  for (std::size_t i = first; draws.size() < count && i < first + 3 * count; ++i) {
    Session session;
    session.conventions = judging.conventions;
    const std::size_t at = drawer.is_exhaustive() ? (i * 7919) % drawer.combinations() : i;
    if (auto draw = drawer.draw(at, session)) draws.push_back(std::move(*draw));
  }
  return draws;
}

}  // namespace assay::derivation
