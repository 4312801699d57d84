// How every operator behaves: shapes, special values, independence of the batch.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "properties/cases/draw.h"
#include "properties/laws/judging.h"

namespace assay {

namespace {

void check_shapes(const Operator& op, const Case& drawn) {
  const Bag<double> y = op.reference.plain(drawn.inputs, drawn.attributes);
  if (y.size() != op.card.outputs.size())
    throw LawBroken(fmt::format("{} outputs, the card names {}", y.size(), op.card.outputs.size()));
  for (std::size_t k = 0; k < y.size(); ++k) {
    const Output& output = op.card.outputs[k];
    const bool right_rank = y[k].shape.size() == output.dims.size();
    for (std::size_t axis = 0; axis < output.dims.size(); ++axis) {
      if (right_rank && output.dims[axis] == "?") continue;
      if (!right_rank ||
          y[k].shape[axis] != extent_of(output.dims[axis], drawn.sizes, drawn.attributes))
        throw LawBroken(fmt::format("{} has shape {}, not the card's [{}]", output.name,
                                    to_string(y[k].shape), fmt::join(output.dims, ", ")));
    }
  }
}

void expect_special(const std::string& what, double got, double wanted) {
  const bool same = std::isnan(wanted) ? std::isnan(got) : got == wanted;
  const double shown = std::isnan(got) ? std::nan("") : got;  // without a sign
  if (!same) throw LawBroken(fmt::format("{} gives {}, declared is {}", what, shown, wanted));
}

/// Pointwise: NaN stays NaN, the infinities go where the card says, for values and derivatives.
void check_pointwise_specials(const Operator& op, const Case& drawn) {
  const double nan = std::nan("");
  const Bag<double> x = {Tensor<double>({3}, {-infinity, infinity, nan})};
  const Bag<double> ones = {Tensor<double>({3}, 1.0)};
  for_each_run(op, [&](const std::string& target) {
    const auto judge = [&](const std::string& what, const Bag<double>& y, const Limits& limits) {
      const std::string prefix = run_prefix(target) + what;
      expect_special(prefix + "(-inf)", y.at(0).data.at(0), limits.at_minus_infinity);
      expect_special(prefix + "(+inf)", y.at(0).data.at(1), limits.at_plus_infinity);
      expect_special(prefix + "(NaN)", y.at(0).data.at(2), nan);
    };
    judge("value", op.fast(x, drawn.attributes), op.card.limits(drawn.attributes));
    if (op.card.gradient_limits && op.fast_gradient)
      judge("derivative", op.fast_gradient(x, ones, drawn.attributes),
            op.card.gradient_limits(drawn.attributes));
  });
}

bool any_nan(const Bag<double>& bag) {
  for (const Tensor<double>& tensor : bag)
    for (const double element : tensor.data)
      if (std::isnan(element)) return true;
  return false;
}

std::int64_t total_size(const Bag<double>& bag) {
  std::int64_t total = 0;
  for (const Tensor<double>& tensor : bag) total += tensor.size();
  return total;
}

/// Elsewhere: a NaN in any real input shows in some output.
void check_nan_shows(const Operator& op, const Case& drawn) {
  RandomSource random(drawn.seed);
  const auto k = static_cast<std::size_t>(
      random.between(0, static_cast<std::int64_t>(op.card.inputs.size()) - 1));
  if (op.card.inputs[k].domain.kind == Domain::Kind::integer || drawn.inputs[k].data.empty())
    return;
  Bag<double> poisoned = drawn.inputs;
  const auto i = static_cast<std::size_t>(random.between(0, drawn.inputs[k].size() - 1));
  poisoned[k].data[i] = std::nan("");
  for_each_run(op, [&](const std::string& target) {
    const Bag<double> y = op.fast(poisoned, drawn.attributes);
    if (total_size(y) > 0 && !any_nan(y))
      throw LawBroken(fmt::format("{}a NaN at {}[flat {}] leaves every output a number",
                                  run_prefix(target), op.card.inputs[k].name, i));
  });
}

void check_specials(const Operator& op, const Case& drawn) {
  if (op.card.limits) check_pointwise_specials(op, drawn);
  if (op.card.nan_rule.empty()) check_nan_shows(op, drawn);
}

std::optional<std::size_t> batch_axis(const std::vector<std::string>& dims,
                                      const std::string& symbol) {
  const auto found = std::find(dims.begin(), dims.end(), symbol);
  if (found == dims.end()) return {};
  return static_cast<std::size_t>(found - dims.begin());
}

/// The slice at position `n` of one axis, kept as an axis of extent one.
Tensor<double> slice(const Tensor<double>& from, std::size_t axis, std::int64_t n) {
  Shape shape = from.shape;
  shape[axis] = 1;
  std::int64_t inner = 1;
  for (std::size_t a = axis + 1; a < shape.size(); ++a) inner *= shape[a];
  Tensor<double> part(shape);
  for (std::int64_t j = 0; j < part.size(); ++j) {
    const std::int64_t outer = j / inner;
    part.data[static_cast<std::size_t>(j)] =
        from.data[static_cast<std::size_t>((outer * from.shape[axis] + n) * inner + j % inner)];
  }
  return part;
}

bool same_bits(const Tensor<double>& a, const Tensor<double>& b) {
  if (a.shape != b.shape) return false;
  for (std::size_t i = 0; i < a.data.size(); ++i)
    if (to_bits(a.data[i], Format::binary64) != to_bits(b.data[i], Format::binary64)) return false;
  return true;
}

/// Every example of a batch gives the same bits on its own, whatever its neighbours, the length
/// and its position.
void check_batch(const Operator& op, const Case& drawn) {
  const Card& card = op.card;
  for_each_run(op, [&](const std::string& target) {
    const Bag<double> together = op.fast(drawn.inputs, drawn.attributes);
    for (std::int64_t n = 0; n < drawn.sizes.at(card.batch); ++n) {
      Bag<double> alone = drawn.inputs;
      for (std::size_t k = 0; k < alone.size(); ++k)
        if (const auto axis = batch_axis(card.inputs[k].dims, card.batch))
          alone[k] = slice(alone[k], *axis, n);
      const Bag<double> single = op.fast(alone, drawn.attributes);
      for (std::size_t k = 0; k < together.size(); ++k) {
        const auto axis = batch_axis(card.outputs[k].dims, card.batch);
        if (axis && !same_bits(single[k], slice(together[k], *axis, n)))
          throw LawBroken(fmt::format("{}{}: example {} differs from itself computed alone",
                                      run_prefix(target), card.outputs[k].name, n));
      }
    }
  });
}

}  // namespace

Law shapes_match_the_card() {
  return {.name = "shapes_match_the_card",
          .sentence = "The outputs have the shapes that the card declares.",
          .applies = [](const Operator&) { return true; },
          .check = check_shapes,
          .cases = 50};
}

Law special_values_are_declared() {
  return {.name = "special_values_are_declared",
          .sentence = "NaN shows in the result, and infinities go where the card says.",
          .applies = [](const Operator& op) { return static_cast<bool>(op.fast); },
          .check = check_specials,
          .cases = 20,
          // 'assay eval' takes finite numbers only.
          .evaluate = [](const Operator&, const Case&) { return std::string(); }};
}

Law result_is_independent_of_batch() {
  return {.name = "result_is_independent_of_batch",
          .sentence = "An example gives the same bits alone as anywhere in a batch.",
          .applies = [](const Operator& op) { return op.fast && !op.card.batch.empty(); },
          .check = check_batch,
          .cases = 30};
}

}  // namespace assay
