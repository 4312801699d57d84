// The nearest code of a codebook, and what training passes through it.

#include <cmath>

#include "fast/latent/latent.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/latent/rows.h"
#include "properties/latent/identities.h"
#include "reference/latent/vector_quantization.h"

namespace assay::latent {

namespace {

const std::string codes_source =
    "van den Oord, Vinyals & Kavukcuoglu 2017, Neural discrete representation learning, arXiv "
    "1711.00937, eq. 1-3";

const std::vector<Input> codes = {{.name = "z", .dims = {"n", "d"}, .domain = reals(512)},
                                  {.name = "codebook", .dims = {"k", "d"}, .domain = reals(512)}};

const std::vector<Dim> codes_dims = {{"n", 1, 4}, {"d", 1, 11}, {"k", 1, 5}};

AttributeCard codes_reduction() {
  return {.name = "reduction",
          .fallback = std::string("mean"),
          .draws = {std::string("mean"), std::string("sum")},
          .meaning = "over all elements of z"};
}

/// Distances of multiples of 2^-10 are exact in float64: which code is next is never a matter of
/// rounding.
void onto_grid(Bag<double>& in, const Attributes&) {
  for (const std::size_t k : {0, 1})
    for (double& element : in[k].data) element = std::round(element * 1024) / 1024;
}

double divisor_of(const Shape& z, const Attributes& a) {
  return a.choice("reduction") == "sum" ? 1 : static_cast<double>(element_count(z));
}

fast::CodebookExtents extents(const Bag<float>& in) {
  const auto at = [&](std::size_t k, std::int64_t axis) {
    return static_cast<std::size_t>(in[k].extent(axis));
  };
  return {at(0, 0), at(1, 0), at(0, 1)};
}

const std::vector<Convention> codes_conventions = {
    {"tie", "the first code", "the first in NumPy, PyTorch and JAX; within rounding any"},
    {"stop_gradient", "codebook loss |sg(z) - e|^2, commitment loss beta |z - sg(e)|^2",
     "the same in Sonnet; beta on the codebook loss instead in some ports of VQ-GAN"},
    {"reduction", "attribute, the mean over all elements",
     "so in Sonnet; the sum over the width in the paper"}};

const std::string codes_nan_rule = "a code with a NaN is next to nothing";

Operator vector_quantization_row() {
  return {
      .card = {.name = "latent/vector_quantization",
               .summary = "The nearest code of a codebook, and the distance paid",
               .formula = "k_n = \\arg\\min_j \\|z_n - e_j\\|^2,\\ \\hat z_n = e_{k_n},\\ L = "
                          "\\frac1D \\sum_n \\|z_n - e_{k_n}\\|^2",
               .source = codes_source,
               .dims = codes_dims,
               .inputs = codes,
               .attributes = {codes_reduction()},
               .outputs = {{"quantized", {"n", "d"}}, {"code", {"n"}}, {"loss", {}}},
               .couple = onto_grid,
               .conventions = codes_conventions,
               .promise = Grade::faithful,
               .depth = {.steps = 3, .over = "n*d"},
               .no_gradient = "training stops gradients in it: latent/vector_quantization_gradient",
               .nan_rule = codes_nan_rule},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return vector_quantization(in.at(0), in.at(1), T(divisor_of(in[0].shape, a)));
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Bag<float> y = {in[0], Tensor<float>({in[0].extent(0)}), Tensor<float>::scalar(0)};
        y[2].data[0] =
            fast::vector_quantization(in[0].data, in[1].data, 1 / divisor_of(in[0].shape, a),
                                      y[0].data, y[1].data, extents(in));
        return y;
      }),
      .identities = latent_laws::vector_quantization_identities()};
}

Operator vector_quantization_gradient_row() {
  std::vector<Input> inputs = codes;
  inputs.push_back({.name = "g",
                    .dims = {"n", "d"},
                    .domain = reals(0x1p+20),
                    .meaning = "the gradient by the quantised vectors"});
  return {
      .card = {.name = "latent/vector_quantization_gradient",
               .summary = "What training passes through a codebook, its losses included",
               .formula = "\\bar z_n = g_n + \\frac{2 \\beta}{D} (z_n - e_{k_n}),\\ \\bar e_j = "
                          "\\frac2D \\sum_{n: k_n = j} (e_j - z_n)",
               .source = codes_source,
               .dims = codes_dims,
               .inputs = inputs,
               .attributes = {{.name = "beta",
                               .fallback = 0.25,
                               .draws = {0.25, 1.0, 2.0, 0.0},
                               .meaning = "the weight of the commitment loss",
                               .lower = 0,
                               .upper = 0x1p+20},
                              codes_reduction()},
               .outputs = {{"dz", {"n", "d"}}, {"dcodebook", {"k", "d"}}},
               .couple = onto_grid,
               .conventions = codes_conventions,
               .depth = {.steps = 5, .over = "n"},
               .no_gradient = "it is a gradient itself",
               .nan_rule = codes_nan_rule},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return vector_quantization_gradient(in.at(0), in.at(1), in.at(2), a.number<T>("beta"),
                                            T(divisor_of(in[0].shape, a)));
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Bag<float> d = {in[0], in[1]};
        std::vector<double> workspace(in[1].data.size());
        fast::vector_quantization_gradient(in[0].data, in[1].data, in[2].data, a.real("beta"),
                                           1 / divisor_of(in[0].shape, a), d[0].data, d[1].data,
                                           workspace, extents(in));
        return d;
      }),
      .identities = latent_laws::vector_quantization_gradient_identities()};
}

}  // namespace

std::vector<Operator> codebook_rows() {
  return {vector_quantization_row(), vector_quantization_gradient_row()};
}

}  // namespace assay::latent
