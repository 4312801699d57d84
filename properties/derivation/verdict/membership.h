// Whether a changed draw is still one that the declarations allow.
#pragma once

#include "properties/derivation/verdict/draw.h"

namespace assay::derivation {

/// True when `value` lies in the domain of `given`, no other domain depends on it, and the whole
/// draw meets the conditions.
bool is_member(const Given& given, const Value& value, const Draw& draw, const Scope& scope);

}  // namespace assay::derivation
