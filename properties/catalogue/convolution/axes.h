// The axes that a convolution slides along, by their attributes.
#pragma once

#include <string>
#include <vector>

#include "fast/convolution/convolution.h"
#include "properties/catalogue/kinds.h"
#include "reference/shape/output_size.h"

namespace assay::convolution {

/// stride, padding and dilation of each axis, named with its suffix, up to `most` of each drawn;
/// groups and flip.
std::vector<AttributeCard> attributes_of(const std::vector<std::string>& suffixes,
                                         std::int64_t most);

std::vector<Convention> conventions();

inline const std::string nan_rule =
    "a NaN shows in the outputs whose window covers it; with a stride beyond the window, or at the "
    "far end, some inputs lie in no window";

WindowGeometry geometry(std::int64_t input, std::int64_t kernel, const Attributes& a,
                        const std::string& suffix);

/// Whether the window has its place in the padded input.
bool fits(std::int64_t input, std::int64_t kernel, const Attributes& a, const std::string& suffix);

fast::WindowAxis axis(std::int64_t input, std::int64_t kernel, const Attributes& a,
                      const std::string& suffix);

}  // namespace assay::convolution
