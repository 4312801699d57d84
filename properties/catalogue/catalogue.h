// Every operator that Assay knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "properties/catalogue/operator.h"

namespace assay {

/// All rows, family by family.
const std::vector<Operator>& catalogue();

/// The operator "activation/relu", or "relu" where that is unambiguous; nullptr otherwise.
const Operator* find_operator(std::string_view name);

/// The same. Throws std::invalid_argument with suggestions when there is none.
const Operator& require_operator(std::string_view name);

/// Up to three names close to `name`, best first.
std::vector<std::string> similar_names(std::string_view name);

std::vector<std::string> family_names();

// One table a family, each in the file of its name.
std::vector<Operator> activation_family();
std::vector<Operator> linear_family();
std::vector<Operator> softmax_family();
std::vector<Operator> loss_family();
std::vector<Operator> divergence_family();
std::vector<Operator> entropy_family();
std::vector<Operator> optimizer_family();
std::vector<Operator> normalization_family();
std::vector<Operator> recurrent_family();
std::vector<Operator> attention_family();
std::vector<Operator> shape_family();
std::vector<Operator> regularization_family();
std::vector<Operator> initialization_family();
std::vector<Operator> convolution_family();
std::vector<Operator> pooling_family();
std::vector<Operator> schedule_family();
std::vector<Operator> gradient_family();
std::vector<Operator> network_family();
std::vector<Operator> latent_family();
std::vector<Operator> decoding_family();

}  // namespace assay
