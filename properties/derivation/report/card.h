// One claim on the page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "properties/derivation/report/report.h"
#include "properties/derivation/verdict/trace.h"

namespace assay::derivation {

/// The traces of a claim's steps, one for each link; none where there is nothing to draw.
std::vector<std::optional<Trace>> traces_of(const Item& item, const ClaimReport& report);

/// The claim typeset, its verdict, what it rests on or fails at. `anchor` is its id in the page.
std::string card(const Document& document, const Item& item, const ClaimReport& report,
                 const std::vector<std::optional<Trace>>& traces, const std::string& anchor);

/// The verdict's short name in class names and ids: "holds", "ill".
const char* short_name(Verdict verdict);
/// The verdict with its sign, coloured.
std::string badge(Verdict verdict);
/// What a claim is called: its title, or the text as it stands.
std::string title_of(const ClaimReport& report);

}  // namespace assay::derivation
