#include "properties/derivation/verdict/verdict.h"

#include <algorithm>

namespace assay::derivation {

const char* name(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "HOLDS";
    case Verdict::holds_under:
      return "HOLDS UNDER";
    case Verdict::refuted:
      return "REFUTED";
    case Verdict::ill_formed:
      return "ILL-FORMED";
    case Verdict::trivial:
      return "TRIVIAL";
    case Verdict::undecided:
      return "UNDECIDED";
  }
  return "";
}

bool ClaimReport::as_expected() const {
  if (expect.empty()) return verdict == Verdict::holds;
  std::string own = name(verdict);
  std::transform(own.begin(), own.end(), own.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (expect == own) return true;
  return verdict == Verdict::holds_under && expect == own + " " + under;
}

}  // namespace assay::derivation
