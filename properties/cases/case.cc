#include "properties/cases/case.h"

#include <fmt/format.h>

namespace assay {

namespace {

std::string elements(const Tensor<double>& tensor) {
  std::string text;
  for (const double element : tensor.data) text += (text.empty() ? "" : ", ") + to_hex(element);
  return text;
}

}  // namespace

std::string to_string(const Card& card, const Case& drawn) {
  std::string text;
  for (const auto& [name, value] : drawn.sizes) text += fmt::format("{}={}, ", name, value);
  for (const auto& [name, value] : drawn.attributes.values())
    text += fmt::format("{}={}, ", name, to_string(value));
  for (std::size_t k = 0; k < drawn.inputs.size(); ++k)
    text += fmt::format("{}{}{} = {{{}}}", k ? ", " : "", card.inputs[k].name,
                        to_string(drawn.inputs[k].shape), elements(drawn.inputs[k]));
  return text;
}

namespace {

/// Nested brackets, one pair for each axis: "[[1, 2], [3, 4]]".
std::string nested(const Tensor<double>& tensor, std::size_t axis, std::size_t& position) {
  if (axis == tensor.shape.size()) return to_hex(tensor.data[position++]);
  std::string text = "[";
  for (std::int64_t i = 0; i < tensor.shape[axis]; ++i)
    text += (i ? "," : "") + nested(tensor, axis + 1, position);
  return text + "]";
}

std::string assignment(const std::string& name, const Tensor<double>& tensor) {
  std::size_t position = 0;
  return fmt::format(" {}='{}'", name, nested(tensor, 0, position));
}

}  // namespace

std::string eval_command(const Card& card, const Case& drawn) {
  std::string command = "assay eval " + card.name;
  for (std::size_t k = 0; k < drawn.inputs.size(); ++k)
    command += assignment(card.inputs[k].name, drawn.inputs[k]);
  for (const auto& [name, value] : drawn.attributes.values())
    command += fmt::format(" {}={}", name, to_string(value));
  return command;
}

std::string eval_command(const Card& card, const Case& drawn, const Bag<double>& upstream) {
  std::string command = eval_command(card, drawn);
  for (std::size_t k = 0; k < upstream.size(); ++k)
    command += assignment("grad_out." + card.outputs.at(k).name, upstream[k]);
  return command + " --gradient";
}

}  // namespace assay
