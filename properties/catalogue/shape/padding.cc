// Sizes under padding that differs at the two ends, 'same' padding and transposes; and the
// parameters of layers with rectangular kernels and groups.

#include <algorithm>
#include <cmath>

#include "fast/shape/shape.h"
#include "properties/catalogue/shape/rows.h"
#include "properties/shape/identities.h"
#include "reference/shape/output_size.h"
#include "reference/shape/stack.h"
#include "reference/shape/transposed_window.h"

namespace assay::shape {

namespace {

using Integers = std::vector<std::int64_t>;

/// The rule f(integers, attributes) -> integers as a kernel.
template <class F>
Function<double> fast_rule(F f) {
  return [f](const Bag<double>& in, const Attributes& a) {
    Integers x;
    for (const Tensor<double>& tensor : in) x.push_back(to_integer(tensor.data.at(0)));
    Bag<double> y;
    for (const std::int64_t value : f(x, a))
      y.push_back(Tensor<double>::scalar(static_cast<double>(value)));
    return y;
  };
}

AttributeCard choice(const std::string& name, const std::string& one, const std::string& other,
                     const std::string& meaning) {
  return {.name = name, .fallback = one, .draws = {one, other}, .meaning = meaning};
}

/// What all cards here share.
Card exact_card() {
  return {.name = {},
          .summary = {},
          .formula = {},
          .source = {},
          .format = Format::binary64,
          .promise = Grade::exact,
          .no_gradient = of_integers};
}

/// Enlarges the input until the window fits between the paddings.
void fit_padded_window(Bag<double>& in, const Attributes&) {
  const double window = in[5].data[0] * (in[1].data[0] - 1) + 1;
  in[0].data[0] = std::max(in[0].data[0], window - in[3].data[0] - in[4].data[0]);
}

AsymmetricWindow window_of(const Integers& x) { return {x[0], x[1], x[2], x[3], x[4], x[5]}; }

bool ceil_mode(const Attributes& a) { return a.choice("mode") == "ceil"; }

Operator padded_output_size_row() {
  Card card = exact_card();
  card.name = "shape/padded_output_size";
  card.summary = "Positions of a window in an input padded differently at its two ends";
  card.formula =
      "\\lfloor (I + P_b + P_e - d(k - 1) - 1) / s \\rfloor + 1 \\text{, in ceil mode } "
      "\\min(\\lceil (I + P_b + P_e - d(k - 1) - 1) / s \\rceil + 1, \\lceil (I + P_b) / s "
      "\\rceil)";
  card.source =
      "ONNX's Conv and pooling operators, attribute pads; Dumoulin & Visin 2016, arXiv "
      "1603.07285, relationship 15";
  card.inputs = {integer_input("input", 1, 40),        integer_input("kernel", 1, 6),
                 integer_input("stride", 1, 5),        integer_input("padding_before", 0, 4),
                 integer_input("padding_after", 0, 4), integer_input("dilation", 1, 3)};
  card.attributes = {choice("mode", "floor", "ceil", "how a partial last window counts")};
  card.outputs = {{"output", {}}};
  card.couple = fit_padded_window;
  card.conventions = {{"ceil_mode", "no window begins past the input",
                       "PyTorch and ONNX take away one window, which is the same for padding "
                       "shorter than the window"},
                      {"valid", "no padding: ceil((I - d (k - 1)) / s)",
                       "the same in TensorFlow, Keras, JAX and ONNX (VALID)"},
                      {"causal", "d (k - 1) before, none after", "the same in Keras"}};
  return {.card = card,
          .reference = scalar_rule([](const Integers& x, const Attributes& a) {
            return ceil_mode(a) ? ceil_mode_output_size(window_of(x))
                                : convolution_output_size(window_of(x));
          }),
          .fast = fast_rule([](const Integers& x, const Attributes& a) {
            const fast::Padding padding = {x[3], x[4]};
            return Integers{ceil_mode(a)
                                ? fast::ceil_mode_output_size(x[0], x[1], x[2], padding, x[5])
                                : fast::convolution_output_size(x[0], x[1], x[2], padding, x[5])};
          }),
          .identities = shape_laws::padded_output_size_identities()};
}

Operator same_padding_row() {
  Card card = exact_card();
  card.name = "shape/same_padding";
  card.summary = "The padding with which a window has a position for every stride of the input";
  card.formula =
      "O = \\lceil I / s \\rceil,\\ P = \\max((O - 1) s + d(k - 1) + 1 - I, 0),\\ P_b = \\lfloor "
      "P/2 "
      "\\rfloor \\text{ (upper) or } \\lceil P/2 \\rceil \\text{ (lower)},\\ P_e = P - P_b";
  card.source = "ONNX Conv, auto_pad SAME_UPPER and SAME_LOWER; TensorFlow's padding 'SAME'";
  card.inputs = {integer_input("input", 1, 40), integer_input("kernel", 1, 6),
                 integer_input("stride", 1, 5), integer_input("dilation", 1, 3)};
  card.attributes = {choice("odd_one", "end", "front", "where the odd one of the padding is")};
  card.outputs = {{"output", {}}, {"before", {}}, {"after", {}}};
  card.conventions = {{"same_pad", "attribute odd_one, at the end",
                       "at the end in TensorFlow, Keras, JAX, ONNX's SAME_UPPER and PyTorch's "
                       "'same'; in front in ONNX's SAME_LOWER"},
                      {"stride", "output ceil(I / s)",
                       "the same in TensorFlow, Keras, JAX and ONNX; PyTorch's 'same' refuses "
                       "strides above 1"}};
  return {.card = card,
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            const auto at = [&](std::size_t k) { return to_integer(in[k].data.at(0)); };
            const SamePadding same =
                same_padding(at(0), at(1), at(2), at(3), a.choice("odd_one") == "end");
            Bag<T> y;
            for (const std::int64_t value : {same.output, same.before, same.after})
              y.push_back(Tensor<T>::scalar(from_integer<T>(value)));
            return y;
          }),
          .fast = fast_rule([](const Integers& x, const Attributes& a) {
            const fast::Padding padding =
                fast::same_padding(x[0], x[1], x[2], x[3], a.choice("odd_one") == "end");
            return Integers{(x[0] + x[2] - 1) / x[2], padding.before, padding.after};
          }),
          .identities = shape_laws::same_padding_identities()};
}

/// Takes padding away until something is left, and keeps the output padding below the stride.
void fit_transposed(Bag<double>& in, const Attributes&) {
  const auto at = [&](std::size_t k) -> double& { return in[k].data[0]; };
  at(5) = std::min(at(5), at(2) - 1);
  const double reach = (at(0) - 1) * at(2) + at(4) * (at(1) - 1) + 1;
  while (at(3) > 0 && reach - 2 * at(3) + at(5) < 1) at(3) -= 1;
}

Operator transposed_output_size_row() {
  Card card = exact_card();
  card.name = "shape/transposed_convolution_output_size";
  card.summary = "What a transposed convolution writes, less its padding";
  card.formula = "(I - 1) s - 2P + d(k - 1) + 1 + \\mathit{op}";
  card.source = "Dumoulin & Visin 2016, arXiv 1603.07285, relationship 14";
  card.inputs = {integer_input("input", 1, 20),   integer_input("kernel", 1, 6),
                 integer_input("stride", 1, 5),   integer_input("padding", 0, 3),
                 integer_input("dilation", 1, 3), integer_input("output_padding", 0, 4)};
  card.outputs = {{"output", {}}};
  card.couple = fit_transposed;
  card.conventions = {{"output_padding", "an input, fewer than the stride",
                       "the same in PyTorch and ONNX; Keras's 'same' gives I s, 'valid' "
                       "I s + max(k - s, 0)"}};
  return {.card = card,
          .reference = scalar_rule([](const Integers& x, const Attributes&) {
            return transposed_output_size({x[0], x[1], x[2], x[3], x[4], x[5]});
          }),
          .fast = fast_rule([](const Integers& x, const Attributes&) {
            return Integers{fast::transposed_output_size(x[0], x[1], x[2], x[3], x[4], x[5])};
          }),
          .identities = shape_laws::transposed_output_size_identities()};
}

/// Rounds channel counts up to multiples of the groups.
void fill_groups(Bag<double>& in, const Attributes&) {
  for (std::size_t l = 0; l < in[0].data.size(); ++l)
    for (const std::size_t channels : {0, 1}) {
      const double groups = in[4].data[l];
      in[channels].data[l] = std::ceil(in[channels].data[l] / groups) * groups;
    }
}

Operator convolution_parameter_count_row() {
  Card card = exact_card();
  card.name = "shape/convolution_parameter_count";
  card.summary = "Weights and biases of convolutions with rectangular kernels and groups";
  card.formula = "\\sum_l (k_{h,l} k_{w,l} c_l / g_l + [\\mathit{bias}]) f_l";
  card.source =
      "definition: every entry of every weight and bias; Szegedy et al. 2016, arXiv "
      "1512.00567, section 3, for factorised kernels";
  card.dims = {{"n", 1, 4}};
  card.inputs = {integer_input("in", 1, 7, {"n"}), integer_input("out", 1, 7, {"n"}),
                 integer_input("kernel_h", 1, 4, {"n"}), integer_input("kernel_w", 1, 4, {"n"}),
                 integer_input("groups", 1, 3, {"n"})};
  card.attributes = {{.name = "bias",
                      .fallback = std::int64_t{1},
                      .draws = {std::int64_t{0}, std::int64_t{1}},
                      .meaning = "1 counts a bias for each output channel",
                      .lower = 0,
                      .upper = 1}};
  card.outputs = {{"count", {}}};
  card.couple = fill_groups;
  card.conventions = {{"layers", "one after another or side by side: counts add up either way",
                       "branches of an inception block included"}};
  return {.card = card,
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            std::vector<ConvolutionLayer> layers;
            for (std::size_t l = 0; l < in[0].data.size(); ++l)
              layers.push_back({to_integer(in[0].data[l]), to_integer(in[1].data[l]),
                                to_integer(in[2].data[l]), to_integer(in[3].data[l]),
                                to_integer(in[4].data[l])});
            return Bag<T>{Tensor<T>::scalar(
                from_integer<T>(convolution_parameter_count(layers, a.integer("bias") == 1)))};
          }),
          .fast =
              [](const Bag<double>& in, const Attributes& a) {
                std::int64_t count = 0;
                for (std::size_t l = 0; l < in[0].data.size(); ++l)
                  count += fast::convolution_parameter_count(
                      to_integer(in[0].data[l]), to_integer(in[1].data[l]),
                      to_integer(in[2].data[l]), to_integer(in[3].data[l]),
                      to_integer(in[4].data[l]), a.integer("bias") == 1);
                return Bag<double>{Tensor<double>::scalar(static_cast<double>(count))};
              },
          .identities = shape_laws::convolution_parameter_count_identities()};
}

}  // namespace

std::vector<Operator> padding_rows() {
  return {padded_output_size_row(), same_padding_row(), transposed_output_size_row(),
          convolution_parameter_count_row()};
}

}  // namespace assay::shape
