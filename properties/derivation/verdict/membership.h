// Whether a changed draw is still one that the declarations allow.
#pragma once

#include "properties/derivation/verdict/draw.h"

namespace assay::derivation {

/// True when `value` lies in the domain of `given` and the whole draw meets the conditions.
bool is_member(const Given& given, const Value& value, const Draw& draw, const Scope& scope);

}  // namespace assay::derivation
