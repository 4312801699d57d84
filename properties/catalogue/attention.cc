// Attention: queries that read values by the likeness of keys.

#include "fast/attention/attention.h"

#include "properties/attention/identities.h"
#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/tensor_kernel.h"
#include "reference/attention/scaled_dot_product_attention.h"

namespace assay {

namespace {

fast::AttentionExtents kernel_extents(const Bag<float>& in) {
  return {
      static_cast<std::size_t>(in.at(0).extent(0)), static_cast<std::size_t>(in.at(1).extent(0)),
      static_cast<std::size_t>(in.at(0).extent(1)), static_cast<std::size_t>(in.at(2).extent(1))};
}

std::vector<std::uint8_t> bytes_of(const Tensor<float>& mask) {
  return {mask.data.begin(), mask.data.end()};
}

Bag<float> attention_kernel(const Bag<float>& in, const Attributes&) {
  const fast::AttentionExtents extents = kernel_extents(in);
  const std::vector<std::uint8_t> mask = bytes_of(in.at(3));
  Tensor<float> out({in[0].extent(0), in[2].extent(1)});
  std::vector<double> workspace(extents.keys);
  fast::scaled_dot_product_attention({in[0].data, in[1].data, in[2].data, mask}, out.data,
                                     workspace, extents);
  return {out};
}

Bag<float> attention_gradient_kernel(const Bag<float>& in, const Bag<float>& upstream,
                                     const Attributes&) {
  const fast::AttentionExtents extents = kernel_extents(in);
  const std::vector<std::uint8_t> mask = bytes_of(in.at(3));
  Tensor<float> dq(in[0].shape), dk(in[1].shape), dv(in[2].shape);
  std::vector<double> workspace(fast::scaled_dot_product_attention_gradient_workspace(extents));
  fast::scaled_dot_product_attention_gradient({in[0].data, in[1].data, in[2].data, mask},
                                              upstream.at(0).data, {dq.data, dk.data, dv.data},
                                              workspace, extents);
  return {dq, dk, dv};
}

Card attention_card() {
  const Domain products = reals(1e4);  // scores of every size, without overflow
  return {
      .name = "attention/scaled_dot_product_attention",
      .summary = "Values averaged by the softmax of scaled products of queries and keys",
      .formula =
          "O = P V,\\ P_{nj} = \\frac{M_{nj}\\, e^{q_n \\cdot k_j / \\sqrt d}}{\\sum_i M_{ni}\\, "
          "e^{q_n \\cdot k_i / \\sqrt d}},\\ M_{nj} \\in \\{0, 1\\}",
      .gradient_formula =
          "\\bar V = P^\\top G,\\ \\bar S_{nj} = P_{nj} (g_n \\cdot v_j - g_n \\cdot "
          "o_n),\\ \\bar Q = \\bar S K / \\sqrt d,\\ \\bar K = \\bar S^\\top Q / \\sqrt d",
      .source = "Vaswani et al. 2017, arXiv 1706.03762, eq. 1; the mask: section 3.2.3",
      .dims = {{"n", 0, 3}, {"d", 1, 5}, {"m", 1, 6}, {"v", 1, 3}},
      .inputs = {{.name = "Q", .dims = {"n", "d"}, .domain = products},
                 {.name = "K", .dims = {"m", "d"}, .domain = products},
                 {.name = "V", .dims = {"m", "v"}, .domain = reals(1e9)},
                 {.name = "mask",
                  .dims = {"n", "m"},
                  .domain = bits(),
                  .differentiable = false,
                  .meaning = "1 where the query sees the key"}},
      .outputs = {{"O", {"n", "v"}}},
      .batch = "n",
      .conventions =
          {{"mask", "1 keeps",
            "True keeps in PyTorch's scaled_dot_product_attention, ONNX, Keras and JAX; True masks "
            "out in PyTorch's MultiheadAttention"},
           {"fully_masked_row", "0, and no gradient",
            "0 in ONNX and in PyTorch from 2.5; NaN in earlier PyTorch and wherever -inf is added "
            "to every score; the mean of all values where a large negative number is added"},
           {"masked_nan", "does not show",
            "shows in PyTorch, where a NaN score stays NaN and 0 times a NaN value is NaN"},
           {"scale", "1 / sqrt(d)",
            "so by default everywhere; ONNX multiplies Q and K by its root each; learned in "
            "Keras's Attention with use_scale"}},
      .promise = Grade::stable,
      .gradient_promise = Grade::stable,
      // product and sum over d, scale, shift, exp, quotient over m, product and sum over m
      .depth = {.steps = 16, .over = "d+m*2"},
      // besides, products over v, the mean over m, products and sums over n or m
      .gradient_depth = {.steps = 24, .over = "d+m*3+v+n"},
      .nan_rule = "a key or value that no query sees does not show"};
}

}  // namespace

std::vector<Operator> attention_family() {
  return {{.card = attention_card(),
           .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
             return Bag<T>{scaled_dot_product_attention(in.at(0), in.at(1), in.at(2), in.at(3))};
           }),
           .gradient = tensorwise_gradient(
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                 return scaled_dot_product_attention_gradient(in.at(0), in.at(1), in.at(2),
                                                              in.at(3), upstream.at(0));
               }),
           .fast = fast_on_tensors(attention_kernel),
           .fast_gradient = fast_gradient_on_tensors(attention_gradient_kernel),
           .identities = attention_laws::scaled_dot_product_attention_identities()}};
}

}  // namespace assay
