// What sizes under padding and transposes promise, and the parameters of blocks.
#include <algorithm>
#include <cmath>

#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"
#include "properties/shape/identities.h"
#include "properties/shape/value.h"

namespace assay::shape_laws {

namespace {

Bag<double> scalars(const std::vector<double>& values) {
  Bag<double> bag;
  for (const double x : values) bag.push_back(Tensor<double>::scalar(x));
  return bag;
}

double at(const Case& drawn, std::size_t k) { return drawn.inputs[k].data[0]; }

/// What another shape rule gives.
double rule(const std::string& name, const std::vector<double>& inputs, const Attributes& a = {}) {
  const Operator& op = require_operator("shape/" + name);
  return static_cast<double>(value(op, scalars(inputs), complete_attributes(op.card, a)));
}

const Attributes floor_mode = {{"mode", std::string("floor")}};

void check_equal_paddings(const Operator& op, const Case& drawn) {
  const double padding = std::min(at(drawn, 3), at(drawn, 4));
  const double window = at(drawn, 5) * (at(drawn, 1) - 1) + 1;
  const double input = std::max(at(drawn, 0), window - 2 * padding);
  const auto here = static_cast<double>(
      value(op, scalars({input, at(drawn, 1), at(drawn, 2), padding, padding, at(drawn, 5)}),
            drawn.attributes));
  expect(here == rule("pool_output_size",
                      {input, at(drawn, 1), at(drawn, 2), padding, at(drawn, 5)}, drawn.attributes),
         "not what equal paddings give");
}

/// In floor mode only their sum counts, and one stride more of it is one window more.
void check_sum_of_paddings(const Operator& op, const Case& drawn) {
  const auto count = [&](double before, double after) {
    return value(op,
                 scalars({at(drawn, 0), at(drawn, 1), at(drawn, 2), before, after, at(drawn, 5)}),
                 floor_mode);
  };
  const double before = at(drawn, 3), after = at(drawn, 4), stride = at(drawn, 2);
  expect(count(before, after) == count(after, before), "the paddings do not change places");
  expect(count(before, after + stride) == count(before, after) + 1, "not one window more");
}

/// In ceil mode the last window begins before the padding at the end, which only covers.
void check_ceil_mode(const Operator& op, const Case& drawn) {
  const auto count = static_cast<double>(value(op, drawn.inputs, {{"mode", std::string("ceil")}}));
  const double stride = at(drawn, 2), begins = at(drawn, 3) + at(drawn, 0);
  const double window = at(drawn, 5) * (at(drawn, 1) - 1) + 1;
  expect((count - 1) * stride < begins, "the last window begins past the input");
  expect(count * stride >= begins || (count - 1) * stride + window >= begins + at(drawn, 4),
         "another window would begin inside");
}

void check_valid(const Operator& op, const Case& drawn) {
  const double reach = at(drawn, 5) * (at(drawn, 1) - 1), stride = at(drawn, 2);
  const double input = std::max(at(drawn, 0), reach + 1);
  expect(static_cast<double>(value(op, scalars({input, at(drawn, 1), stride, 0, 0, at(drawn, 5)}),
                                   floor_mode)) == std::ceil((input - reach) / stride),
         "not ceil((I - d (k - 1)) / s)");
}

/// output, before, after
std::vector<double> same(const Operator& op, const Case& drawn) {
  std::vector<double> y;
  for (const Tensor<double>& output : op.reference.plain(drawn.inputs, drawn.attributes))
    y.push_back(output.data.at(0));
  return y;
}

double positions(const Case& drawn, double before, double after) {
  return rule("padded_output_size",
              {at(drawn, 0), at(drawn, 1), at(drawn, 2), before, after, at(drawn, 3)});
}

void check_same_fits(const Operator& op, const Case& drawn) {
  const std::vector<double> y = same(op, drawn);
  expect(y[0] == std::ceil(at(drawn, 0) / at(drawn, 2)), "the output is not ceil(I / s)");
  // Where nothing is missing the window may fit more often than it is asked for.
  if (y[1] + y[2] == 0) return expect(positions(drawn, 0, 0) >= y[0], "the windows do not fit");
  expect(positions(drawn, y[1], y[2]) == y[0], "the window has another number of positions");
  const double window = at(drawn, 3) * (at(drawn, 1) - 1) + 1;
  if (at(drawn, 0) + y[1] + y[2] > window)
    expect(positions(drawn, y[1] + y[2] - 1, 0) < y[0], "less padding would do");
}

void check_same_halves(const Operator& op, const Case& drawn) {
  const std::vector<double> y = same(op, drawn);
  const double more = drawn.attributes.choice("odd_one") == "end" ? y[2] - y[1] : y[1] - y[2];
  expect(more == 0 || more == 1, "the odd one is elsewhere, or the halves differ by more");
}

void check_round_trip(const Operator& op, const Case& drawn) {
  const double stride = at(drawn, 2), padding = at(drawn, 3);
  const auto convolved = [&](double output_padding) {
    const auto size = static_cast<double>(value(
        op, scalars({at(drawn, 0), at(drawn, 1), stride, padding, at(drawn, 4), output_padding}),
        {}));
    return rule("convolution_output_size", {size, at(drawn, 1), stride, padding, at(drawn, 4)});
  };
  for (double more = 0; more < stride; ++more)
    expect(convolved(more) == at(drawn, 0), "the convolution of that size has another input");
  expect(convolved(stride) == at(drawn, 0) + 1, "a stride more is no input more");
}

void check_upsampling(const Operator& op, const Case& drawn) {
  const double stride = at(drawn, 2);
  expect(static_cast<double>(value(op, scalars({at(drawn, 0), stride, stride, 0, 1, 0}), {})) ==
             at(drawn, 0) * stride,
         "a kernel as wide as the stride does not tile");
  expect(static_cast<double>(value(op, scalars({1, at(drawn, 1), stride, 0, 1, 0}), {})) ==
             at(drawn, 1),
         "a single input does not give its kernel");
}

/// Layers from C to C channels with kernels of these rows and columns.
std::int64_t layers(const Operator& op, double c,
                    const std::vector<std::pair<double, double>>& kernels, double groups = 1) {
  const auto n = static_cast<std::int64_t>(kernels.size());
  Tensor<double> rows({n}), columns({n});
  for (std::size_t l = 0; l < kernels.size(); ++l)
    rows.data[l] = kernels[l].first, columns.data[l] = kernels[l].second;
  const Tensor<double> channels({n}, c);
  return value(op, {channels, channels, rows, columns, Tensor<double>({n}, groups)},
               {{"bias", std::int64_t{1}}});
}

/// Four pointwise layers with a 3 x 3 and a 5 x 5, whose 5 x 5 may become two more 3 x 3.
void check_inception(const Operator& op, const Case& drawn) {
  const double c = at(drawn, 0);
  const auto n = static_cast<std::int64_t>(c);
  const std::pair<double, double> one = {1, 1}, three = {3, 3}, five = {5, 5};
  expect(layers(op, c, {one, one, one, one, three, five}) == 38 * n * n + 6 * n,
         "not 38 C^2 + 6 C");
  expect(layers(op, c, {one, one, one, one, three, three, three}) == 31 * n * n + 7 * n,
         "not 31 C^2 + 7 C");
}

void check_factorised(const Operator& op, const Case& drawn) {
  const double c = at(drawn, 0), k = at(drawn, 2);
  const auto n = static_cast<std::int64_t>(c), m = static_cast<std::int64_t>(k);
  expect(layers(op, c, {{k, k}}) == m * m * n * n + n, "not k^2 C^2 + C");
  expect(layers(op, c, {{1, k}, {k, 1}}) == 2 * (m * n * n + n), "not 2 (k C^2 + C)");
  expect(layers(op, c, {{2, 2}, {2, 2}}) == 8 * n * n + 2 * n, "not 8 C^2 + 2 C");
  expect(layers(op, c, {{k, k}}, c) == m * m * n + n, "depthwise, not k^2 C + C");
}

void check_square(const Operator& op, const Case& drawn) {
  Bag<double> square = drawn.inputs;
  square[3] = square[2];
  square[4] = Tensor<double>(square[4].shape, 1.0);
  expect(
      value(op, square, {{"bias", std::int64_t{1}}}) ==
          value(require_operator("shape/parameter_count"), {square[0], square[1], square[2]}, {}),
      "not the count of square kernels");
}

}  // namespace

std::vector<Identity> padded_output_size_identities() {
  return {{"equal paddings give the windows of pooling", check_equal_paddings},
          {"only the sum of the paddings counts, and a stride more of it is a window more",
           check_sum_of_paddings},
          {"in ceil mode the last window begins inside the input or the padding before it",
           check_ceil_mode},
          {"without padding there are ceil((I - d (k - 1)) / s) windows", check_valid}};
}

std::vector<Identity> same_padding_identities() {
  return {
      {"the windows fit once for each stride, and with less padding would not", check_same_fits},
      {"the halves of the padding differ by at most the odd one", check_same_halves}};
}

std::vector<Identity> transposed_output_size_identities() {
  return {{"the convolution of that size has the input's size, for every output padding below the "
           "stride",
           check_round_trip},
          {"a kernel as wide as the stride tiles the output", check_upsampling}};
}

std::vector<Identity> convolution_parameter_count_identities() {
  return {
      {"an inception block has 38 C^2 + 6 C parameters, 31 C^2 + 7 C with 3 x 3 kernels only",
       check_inception},
      {"k x k has k^2 C^2 + C parameters, 1 x k and k x 1 have 2 k C^2 + 2 C", check_factorised},
      {"square kernels without groups have the parameters of a stack", check_square}};
}

}  // namespace assay::shape_laws
