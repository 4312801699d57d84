// What papers call the functions of the claim language.
#pragma once

#include <string_view>
#include <utility>

namespace assay::derivation {

inline constexpr std::pair<std::string_view, std::string_view> other_spellings[] = {
    {"Tr", "tr"},          {"Diag", "diag"},       {"Det", "det"},     {"sgn", "sign"},
    {"ReLU", "relu"},      {"Softmax", "softmax"}, {"Tanh", "tanh"},   {"Sigmoid", "sigmoid"},
    {"arcsin", "asin"},    {"arccos", "acos"},     {"arctan", "atan"}, {"tg", "tan"},
    {"Cat", "Categorical"}};

/// The word itself where it has no other spelling.
inline std::string_view in_our_spelling(std::string_view word) {
  for (const auto& [theirs, ours] : other_spellings)
    if (word == theirs) return ours;
  return word;
}

}  // namespace assay::derivation
