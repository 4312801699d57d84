#include "properties/catalogue/catalogue.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "properties/catalogue/kinds.h"

namespace assay {

namespace {

std::vector<Operator> join_families() {
  std::vector<Operator> all;
  for (const auto& family :
       {activation_family, softmax_family, linear_family, loss_family, divergence_family,
        entropy_family, optimizer_family, schedule_family, gradient_family, normalization_family,
        shape_family, regularization_family, initialization_family, recurrent_family,
        convolution_family, attention_family, pooling_family, network_family, latent_family,
        decoding_family}) {
    std::vector<Operator> rows = family();
    std::move(rows.begin(), rows.end(), std::back_inserter(all));
  }
  return all;
}

/// Levenshtein's distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

/// Longer than any operator's name.
constexpr std::size_t longest_name = 64;

char lower_case(char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

const std::vector<Operator>& catalogue() {
  static const std::vector<Operator> all = join_families();
  return all;
}

const Operator* find_operator(std::string_view name) {
  const Operator* found = nullptr;
  for (const Operator& op : catalogue()) {
    if (op.card.name == name) return &op;
    if (op.card.short_name() != name) continue;
    if (found) return nullptr;
    found = &op;
  }
  return found;
}

const Operator& require_operator(std::string_view name) {
  if (const Operator* op = find_operator(name)) return *op;
  std::string hint;
  for (const std::string& similar : similar_names(name))
    hint += (hint.empty() ? "; did you mean " : " or ") + similar;
  const std::string shown = name.size() > longest_name
                                ? std::string(name.substr(0, longest_name)) + "..."
                                : std::string(name);
  throw std::invalid_argument("no operator is called '" + shown + "'" +
                              (hint.empty() ? "; see 'assay list'" : hint + "?"));
}

std::vector<std::string> similar_names(std::string_view asked) {
  if (asked.size() > longest_name) return {};
  std::string name(asked);  // no operator's has a capital
  std::transform(name.begin(), name.end(), name.begin(), lower_case);
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const Operator& op : catalogue()) {
    const bool begins = name.size() > 1 && op.card.short_name().starts_with(name);
    const std::size_t distance = begins ? 0
                                        : std::min(edit_distance(name, op.card.name),
                                                   edit_distance(name, op.card.short_name()));
    // Something of it must be right.
    if (distance < name.size() && distance <= std::max<std::size_t>(2, name.size() / 3))
      ranked.emplace_back(distance, op.card.name);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranked.size()); ++i)
    names.push_back(ranked[i].second);
  return names;
}

std::vector<std::string> family_names() {
  std::vector<std::string> names;
  for (const Operator& op : catalogue())
    if (names.empty() || names.back() != op.card.family()) names.push_back(op.card.family());
  return names;
}

std::vector<std::size_t> differentiable_inputs(const Card& card) {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < card.inputs.size(); ++i)
    if (card.inputs[i].differentiable) positions.push_back(i);
  return positions;
}

std::vector<std::size_t> integer_inputs(const Card& card) {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < card.inputs.size(); ++i)
    if (card.inputs[i].domain.kind == Domain::Kind::integer) positions.push_back(i);
  return positions;
}

namespace kinds {

std::vector<float> to_floats(const Tensor<double>& tensor) {
  return {tensor.data.begin(), tensor.data.end()};
}

Tensor<double> to_doubles(const Shape& shape, const std::vector<float>& values) {
  return Tensor<double>(shape, std::vector<double>(values.begin(), values.end()));
}

}  // namespace kinds

}  // namespace assay
