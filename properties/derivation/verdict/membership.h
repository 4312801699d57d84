// Whether a changed draw is still one that the declarations allow.
#pragma once

#include "properties/derivation/verdict/draw.h"

namespace assay::derivation {

/// True when where another drawn name lies depends on this one: as a size, or as an end of its
/// range. Such a name cannot be changed alone.
bool others_rest_on(const std::string& name, const Draw& draw, const Scope& scope);

/// True when every entry, and for a simplex, a sphere and the like the whole, lies in the domain.
bool lies_in(const Domain& domain, const Value& value, const Environment& e);

/// True when `value` lies in the domain of `given` and the whole draw meets the conditions.
bool is_member(const Given& given, const Value& value, const Draw& draw, const Scope& scope);

}  // namespace assay::derivation
