// Tensors from the command line.
#pragma once

#include <string>
#include <vector>

#include "properties/catalogue/card.h"

namespace assay::cli {

/// "1.5", "[1, 0x1p-3]", "[[1, 2], [3, 4]]", or a file "x.npy", "all.npz:x", "all.safetensors:x".
/// Decimals are rounded to `format`, and the first that this changes gets a note, such as "x: 0.1
/// is not a float32; taken as 0x1.99999ap-4". Throws InputError naming `what`.
Tensor<double> parse_tensor(const std::string& text, Format format, const std::string& what,
                            std::vector<std::string>& notes);

/// A word, an integer or a number, as the attribute's default is; a number that is not of the
/// format gets a note. Throws InputError.
AttributeValue parse_attribute(const AttributeCard& card, const std::string& text, Format format,
                               std::vector<std::string>& notes);

}  // namespace assay::cli
