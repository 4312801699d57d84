// A case that somebody gives, rather than one that is drawn.
#pragma once

#include <map>
#include <string>

#include "properties/cases/case.h"

namespace assay {

/// The sizes that make the card's dimensions fit these shapes (in the card's order of inputs).
/// Throws std::invalid_argument naming the input, its shape and the card's dimensions.
Sizes infer_sizes(const Card& card, const std::vector<Shape>& shapes, const Attributes& attributes);

/// The call with these inputs by name and attributes (completed by defaults). Throws
/// std::invalid_argument, in one line, on a missing or unknown input, shapes that do not fit, a
/// value that the card's format cannot hold or that lies outside the domain.
Case given_case(const Card& card, const std::map<std::string, Tensor<double>>& inputs,
                const Attributes& attributes);

}  // namespace assay
