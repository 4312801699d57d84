// Shape rules: integers to integers. The reference enumerates, the fast twin is the closed form.

#include "fast/shape/shape.h"

#include <algorithm>
#include <cmath>

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/shape/rows.h"
#include "properties/shape/identities.h"
#include "reference/shape/output_size.h"
#include "reference/shape/stack.h"

namespace assay::shape {

namespace {

/// Enlarges the input until the window fits.
void fit_window(Bag<double>& in, const Attributes&) {
  const double window = in[4].data[0] * (in[1].data[0] - 1) + 1;
  in[0].data[0] = std::max(in[0].data[0], window - 2 * in[3].data[0]);
  // Padding beyond half the window is what no framework accepts.
  in[3].data[0] = std::min(in[3].data[0], std::floor(in[1].data[0] / 2));
  in[0].data[0] = std::max(in[0].data[0], window - 2 * in[3].data[0]);
}

std::vector<Input> window_inputs() {
  return {integer_input("input", 1, 40), integer_input("kernel", 1, 6),
          integer_input("stride", 1, 5), integer_input("padding", 0, 3),
          integer_input("dilation", 1, 3)};
}

WindowGeometry geometry(const std::vector<std::int64_t>& x) {
  return {x[0], x[1], x[2], x[3], x[4]};
}

Operator convolution_output_size_row() {
  return {.card = {.name = "shape/convolution_output_size",
                   .summary = "Positions of a window in a padded input",
                   .formula = "\\lfloor (I + 2P - d(k - 1) - 1) / s \\rfloor + 1",
                   .source = "Dumoulin & Visin 2016, arXiv 1603.07285, relationship 15",
                   .inputs = window_inputs(),
                   .outputs = {{"output", {}}},
                   .couple = fit_window,
                   .conventions = {{"rounding", "floor", "some texts print a ceiling"}},
                   .format = Format::binary64,
                   .promise = Grade::exact,
                   .no_gradient = of_integers},
          .reference = scalar_rule([](const std::vector<std::int64_t>& x, const Attributes&) {
            return convolution_output_size(geometry(x));
          }),
          .fast =
              [](const Bag<double>& in, const Attributes&) {
                const auto at = [&](std::size_t k) { return to_integer(in[k].data[0]); };
                return Bag<double>{Tensor<double>::scalar(static_cast<double>(
                    fast::convolution_output_size(at(0), at(1), at(2), at(3), at(4))))};
              },
          .identities = shape_laws::convolution_output_size_identities()};
}

Operator pool_output_size_row() {
  return {
      .card = {.name = "shape/pool_output_size",
               .summary = "Windows of a pooling layer, in floor or ceil mode",
               .formula = "\\lfloor\\cdot\\rfloor \\text{ or } \\lceil (I + 2P - d(k - 1) - 1) / s "
                          "\\rceil + 1 \\text{, less those that begin past } I + P",
               .source = "PyTorch's and ONNX's pooling operators, the rule for ceil_mode",
               .inputs = window_inputs(),
               .attributes = {{.name = "mode",
                               .fallback = std::string("floor"),
                               .draws = {std::string("floor"), std::string("ceil")},
                               .meaning = "how a partial last window counts"}},
               .outputs = {{"output", {}}},
               .couple = fit_window,
               .conventions = {{"ceil_mode",
                                "the last window must begin inside the input or its "
                                "left padding",
                                "PyTorch and ONNX; ONNX's older documents lack the rule"}},
               .format = Format::binary64,
               .promise = Grade::exact,
               .no_gradient = of_integers},
      .reference = scalar_rule([](const std::vector<std::int64_t>& x, const Attributes& a) {
        return a.choice("mode") == "ceil" ? ceil_mode_output_size(geometry(x))
                                          : convolution_output_size(geometry(x));
      }),
      .fast =
          [](const Bag<double>& in, const Attributes& a) {
            const auto at = [&](std::size_t k) { return to_integer(in[k].data[0]); };
            const bool ceil_mode = a.choice("mode") == "ceil";
            return Bag<double>{Tensor<double>::scalar(static_cast<double>(
                ceil_mode ? fast::ceil_mode_output_size(at(0), at(1), at(2), at(3), at(4))
                          : fast::convolution_output_size(at(0), at(1), at(2), at(3), at(4))))};
          },
      .identities = shape_laws::pool_output_size_identities()};
}

Operator receptive_field_row() {
  return {
      .card = {.name = "shape/receptive_field",
               .summary = "Inputs that one output of a stack depends on",
               .formula = "r_l = r_{l-1} + d_l (k_l - 1) j_{l-1},\\ j_l = j_{l-1} s_l",
               .source = "Araujo, Norris & Sim 2019, Computing receptive fields of convolutional "
                         "neural networks, eq. 2",
               .dims = {{"n", 1, 4}},
               .inputs = {integer_input("kernel", 1, 5, {"n"}),
                          integer_input("stride", 1, 3, {"n"}),
                          integer_input("dilation", 1, 3, {"n"})},
               .outputs = {{"field", {}}},
               .format = Format::binary64,
               .promise = Grade::exact,
               .no_gradient = of_integers},
      .reference = stack_rule([](const std::vector<std::vector<std::int64_t>>& layers) {
        std::vector<StackLayer> stack;
        for (const auto& l : layers) stack.push_back({l[0], l[1], l[2]});
        return receptive_field(stack);
      }),
      .fast =
          [](const Bag<double>& in, const Attributes&) {
            std::vector<fast::StackLayer> stack;
            for (std::size_t l = 0; l < in[0].data.size(); ++l)
              stack.push_back({to_integer(in[0].data[l]), to_integer(in[1].data[l]),
                               to_integer(in[2].data[l])});
            return Bag<double>{
                Tensor<double>::scalar(static_cast<double>(fast::receptive_field(stack)))};
          },
      .identities = shape_laws::receptive_field_identities()};
}

Operator parameter_count_row() {
  return {.card = {.name = "shape/parameter_count",
                   .summary = "Weights and biases of a stack of convolutions or dense layers",
                   .formula = "\\sum_l (k_l^2 c_l + 1) f_l",
                   .source = "definition: every entry of every weight and bias",
                   .dims = {{"n", 1, 4}},
                   .inputs = {integer_input("in", 1, 7, {"n"}), integer_input("out", 1, 7, {"n"}),
                              integer_input("kernel", 1, 4, {"n"})},
                   .outputs = {{"count", {}}},
                   .conventions = {{"kernel", "square; 1 for a dense layer", "the same in all frameworks"}},
                   .format = Format::binary64,
                   .promise = Grade::exact,
                   .no_gradient = of_integers},
          .reference = stack_rule([](const std::vector<std::vector<std::int64_t>>& layers) {
            std::vector<ParameterLayer> stack;
            for (const auto& l : layers) stack.push_back({l[0], l[1], l[2]});
            return parameter_count(stack);
          }),
          .fast =
              [](const Bag<double>& in, const Attributes&) {
                std::int64_t count = 0;
                for (std::size_t l = 0; l < in[0].data.size(); ++l)
                  count +=
                      fast::parameter_count(to_integer(in[0].data[l]), to_integer(in[1].data[l]),
                                            to_integer(in[2].data[l]));
                return Bag<double>{Tensor<double>::scalar(static_cast<double>(count))};
              },
          .identities = shape_laws::parameter_count_identities()};
}

}  // namespace

}  // namespace assay::shape

namespace assay {

std::vector<Operator> shape_family() {
  using namespace shape;
  std::vector<Operator> all = {convolution_output_size_row(), pool_output_size_row(),
                               receptive_field_row(), parameter_count_row()};
  for (Operator& row : padding_rows()) all.push_back(std::move(row));
  return all;
}

}  // namespace assay
