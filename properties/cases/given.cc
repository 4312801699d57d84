#include "properties/cases/given.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace assay {

namespace {

/// The value of a factor, where it is known already: a size, an attribute or a literal.
std::optional<std::int64_t> known_value(const std::string& factor, const Sizes& sizes,
                                        const Attributes& attributes) {
  if (const auto found = sizes.find(factor); found != sizes.end()) return found->second;
  if (attributes.values().contains(factor)) return attributes.integer(factor);
  std::int64_t literal = 0;
  const char* end = factor.data() + factor.size();
  if (std::from_chars(factor.data(), end, literal).ptr == end) return literal;
  return {};
}

/// Settles one dimension against an extent; false when more than one factor is still unknown.
bool settle(const std::string& dim, std::int64_t extent, Sizes& sizes,
            const Attributes& attributes) {
  std::int64_t product = 1;
  std::string unknown;
  for (const std::string& factor : factors_of(dim)) {
    if (const auto value = known_value(factor, sizes, attributes)) {
      product *= *value;
    } else {
      if (!unknown.empty()) return false;
      unknown = factor;
    }
  }
  if (unknown.empty()) {
    if (product != extent)
      throw std::invalid_argument(fmt::format("{} is {} there, not {}", dim, product, extent));
  } else {
    if (product == 0 || extent % product != 0)
      throw std::invalid_argument(fmt::format("{} is no multiple of {}", extent, product));
    sizes[unknown] = extent / product;
  }
  return true;
}

[[noreturn]] void refuse_shape(const Input& input, const Shape& shape, const std::string& why) {
  throw std::invalid_argument(fmt::format("input {} has shape {}, expected [{}]{}", input.name,
                                          to_string(shape), fmt::join(input.dims, ", "),
                                          why.empty() ? "" : ": " + why));
}

/// A probability vector of rounded numbers sums to 1 up to one rounding each.
void check_sums(const Input& input, const Tensor<double>& values, Format format) {
  const std::int64_t n = values.shape.empty() ? 1 : values.shape.back();
  const double slack = std::ldexp(static_cast<double>(n), -traits(format).precision);
  for (std::size_t first = 0; first < values.data.size(); first += static_cast<std::size_t>(n)) {
    double sum = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) sum += values.data[first + i];
    if (std::abs(sum - 1) > slack)
      throw std::invalid_argument(
          fmt::format("input {}[flat {}..{}]: a probability vector sums to 1, these to {}",
                      input.name, first, first + static_cast<std::size_t>(n) - 1, sum));
  }
}

/// Whether the values fit the domain, element by element and together.
void check_values(const Card& card, const Case& given) {
  for (std::size_t k = 0; k < card.inputs.size(); ++k) {
    for (std::size_t i = 0; i < given.inputs[k].data.size(); ++i) {
      const double value = given.inputs[k].data[i];
      const std::string where = fmt::format("input {}[flat {}]", card.inputs[k].name, i);
      const std::string why =
          domain_violation(card.inputs[k].domain, value, given.sizes, given.attributes);
      if (!why.empty()) throw std::invalid_argument(where + ": " + why);
      if (round_to(value, card.format) != value)
        throw std::invalid_argument(fmt::format("{}: {} is not a {} (the nearest is {})", where,
                                                to_hex(value), traits(card.format).name,
                                                to_hex(round_to(value, card.format))));
    }
    if (card.inputs[k].domain.kind == Domain::Kind::simplex)
      check_sums(card.inputs[k], given.inputs[k], card.format);
  }
}

std::string sizes_and_attributes(const Case& given) {
  std::vector<std::string> words;
  for (const auto& [name, size] : given.sizes) words.push_back(fmt::format("{} = {}", name, size));
  for (const auto& [name, value] : given.attributes.values())
    words.push_back(name + " = " + to_string(value));
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

Sizes infer_sizes(const Card& card, const std::vector<Shape>& shapes,
                  const Attributes& attributes) {
  Sizes sizes;
  bool open = true;
  for (std::size_t pass = 0; open && pass <= card.inputs.size(); ++pass) {
    open = false;
    for (std::size_t k = 0; k < card.inputs.size(); ++k) {
      const Input& input = card.inputs[k];
      if (shapes[k].size() != input.dims.size()) refuse_shape(input, shapes[k], {});
      for (std::size_t axis = 0; axis < input.dims.size(); ++axis) {
        try {
          if (!settle(input.dims[axis], shapes[k][axis], sizes, attributes)) open = true;
        } catch (const std::invalid_argument& why) {
          refuse_shape(input, shapes[k], why.what());
        }
      }
    }
  }
  if (open) throw std::invalid_argument("the shapes do not settle the sizes of " + card.name);
  return sizes;
}

Case given_case(const Card& card, const std::map<std::string, Tensor<double>>& inputs,
                const Attributes& attributes) {
  Case given{.sizes = {}, .attributes = complete_attributes(card, attributes), .inputs = {}};
  for (const auto& [name, tensor] : inputs) {
    const auto same_name = [&, key = name](const Input& input) { return input.name == key; };
    if (std::none_of(card.inputs.begin(), card.inputs.end(), same_name))
      throw std::invalid_argument(fmt::format("{} has no input {}", card.name, name));
  }
  for (const Input& input : card.inputs) {
    const auto found = inputs.find(input.name);
    if (found == inputs.end())
      throw std::invalid_argument(fmt::format("{} needs the input {}[{}]", card.name, input.name,
                                              fmt::join(input.dims, ", ")));
    given.inputs.push_back(found->second);
  }
  given.sizes = infer_sizes(card, shapes_of(given.inputs), given.attributes);
  if (card.admits && !card.admits(given.sizes, given.attributes))
    throw std::invalid_argument(
        fmt::format("{}: these sizes and attributes do not fit each other: {}", card.name,
                    sizes_and_attributes(given)));
  check_values(card, given);
  return given;
}

}  // namespace assay
