// Recurrent cells of one state: the simple one, and the gated unit.

#include "fast/recurrent/recurrent.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/recurrent/rows.h"
#include "properties/recurrent/identities.h"
#include "reference/recurrent/elman_cell.h"
#include "reference/recurrent/gru_cell.h"

namespace assay {

namespace {

const Domain products = reals(1e4);  // pre-activations of every size, without overflow
const std::vector<Dim> cell_dims = {{"n", 0, 2}, {"d", 1, 4}, {"k", 1, 3}};

Input cell_input(const std::string& name, std::vector<std::string> dims) {
  return {.name = name, .dims = std::move(dims), .domain = products};
}

fast::CellExtents extents(const Bag<float>& in) {
  return {static_cast<std::size_t>(in[0].extent(0)), static_cast<std::size_t>(in[0].extent(1)),
          static_cast<std::size_t>(in[1].extent(1))};
}

Bag<float> like(const Bag<float>& in) {
  Bag<float> out;
  for (const Tensor<float>& input : in) out.emplace_back(input.shape);
  return out;
}

bool rectified(const Attributes& a) { return a.choice("activation") == "relu"; }

template <class T>
ElmanCell<T> elman(const Bag<T>& in, const Attributes& a) {
  return {in.at(0), in.at(1), in.at(2), in.at(3), in.at(4), rectified(a)};
}

fast::ElmanCellInputs elman_inputs(const Bag<float>& in) {
  return {in.at(0).data, in.at(1).data, in.at(2).data, in.at(3).data, in.at(4).data};
}

Bag<float> elman_kernel(const Bag<float>& in, const Attributes& a) {
  Bag<float> y = {Tensor<float>(in.at(1).shape)};
  fast::elman_cell(elman_inputs(in), rectified(a), y[0].data, extents(in));
  return y;
}

Bag<float> elman_gradient_kernel(const Bag<float>& in, const Bag<float>& upstream,
                                 const Attributes& a) {
  Bag<float> out = like(in);
  std::vector<double> workspace(in.at(1).data.size());
  fast::elman_cell_gradient(elman_inputs(in), rectified(a), upstream.at(0).data,
                            {out[0].data, out[1].data, out[2].data, out[3].data, out[4].data},
                            workspace, extents(in));
  return out;
}

bool resets_before(const Attributes& a) { return a.choice("reset") == "before"; }
std::int64_t reset_block(const Attributes& a) { return a.choice("gate_order") == "rzn" ? 0 : 1; }

template <class T>
GruCell<T> gru(const Bag<T>& in, const Attributes& a) {
  return {in.at(0),
          in.at(1),
          in.at(2),
          in.at(3),
          in.at(4),
          in.at(5),
          {resets_before(a), reset_block(a), 1 - reset_block(a)}};
}

fast::GruCellInputs gru_inputs(const Bag<float>& in) {
  return {in.at(0).data, in.at(1).data, in.at(2).data, in.at(3).data, in.at(4).data, in.at(5).data};
}

fast::GruLayout gru_layout(const Attributes& a) {
  return {resets_before(a), static_cast<std::size_t>(reset_block(a))};
}

Bag<float> gru_kernel(const Bag<float>& in, const Attributes& a) {
  Bag<float> y = {Tensor<float>(in.at(1).shape)};
  std::vector<double> workspace(fast::gru_cell_workspace(extents(in)));
  fast::gru_cell(gru_inputs(in), gru_layout(a), y[0].data, workspace, extents(in));
  return y;
}

Bag<float> gru_gradient_kernel(const Bag<float>& in, const Bag<float>& upstream,
                               const Attributes& a) {
  Bag<float> out = like(in);
  std::vector<double> workspace(fast::gru_cell_workspace(extents(in)));
  fast::gru_cell_gradient(
      gru_inputs(in), gru_layout(a), upstream.at(0).data,
      {out[0].data, out[1].data, out[2].data, out[3].data, out[4].data, out[5].data}, workspace,
      extents(in));
  return out;
}

Card gru_card() {
  return {
      .name = "recurrent/gru_cell",
      .summary = "One step of a gated recurrent unit",
      .formula =
          "r = \\sigma(W_r x + b_{ir} + U_r h + b_{hr}),\\ z = \\sigma(W_z x + b_{iz} + U_z h + "
          "b_{hz}),\\ n = \\tanh(W_n x + b_{in} + r \\odot (U_n h + b_{hn})) \\text{ or } "
          "\\tanh(W_n x + b_{in} + U_n (r \\odot h) + b_{hn}),\\ h' = (1 - z) \\odot n + z \\odot "
          "h",
      .gradient_formula =
          "\\bar z = \\bar h' (h - n)\\, z (1 - z),\\ \\bar n = \\bar h' (1 - z)(1 - n^2),\\ \\bar "
          "r = "
          "\\bar n (U_n h + b_{hn})\\, r (1 - r) \\text{ or } (U_n^\\top \\bar n)\\, h\\, r (1 - "
          "r)",
      .source =
          "Cho et al. 2014, arXiv 1406.1078, version 3, eq. 5-8, reset before; version 1, "
          "reset after",
      .dims = cell_dims,
      .inputs = {cell_input("x", {"n", "d"}), cell_input("h", {"n", "k"}),
                 cell_input("W_ih", {"3*k", "d"}), cell_input("W_hh", {"3*k", "k"}),
                 cell_input("b_ih", {"3*k"}), cell_input("b_hh", {"3*k"})},
      .attributes = {{.name = "reset",
                      .fallback = std::string("after"),
                      .draws = {std::string("after"), std::string("before")},
                      .meaning = "the reset gate multiplies U_n h + b_hn, or h before U_n"},
                     {.name = "gate_order",
                      .fallback = std::string("rzn"),
                      .draws = {std::string("rzn"), std::string("zrn")},
                      .meaning =
                          "the blocks of k rows: reset, update, candidate, or update first"}},
      .outputs = {{"h_next", {"n", "k"}}},
      .batch = "n",
      .conventions =
          {{"gru_reset", "attribute reset, after",
            "after in PyTorch, Flax, cuDNN and Keras by default; before in ONNX by default "
            "(linear_before_reset = 0)"},
           {"gate_order", "attribute, r z n",
            "r, z, n in PyTorch and Flax; z, r, h in Keras and "
            "ONNX"},
           {"update", "z keeps the old state",
            "so in PyTorch, Keras and ONNX; Chung et al. 2014 exchange z and 1 - z"},
           {"biases", "two",
            "two in PyTorch, ONNX and Keras' reset_after; one where the reset is "
            "before in Keras"}},
      .depth = {.steps = 26, .over = "d+2*k"},
      .gradient_depth = {.steps = 44, .over = "d+8*k+n"}};
}

}  // namespace

Operator elman_cell_row() {
  return {
      .card =
          {.name = "recurrent/elman_cell",
           .summary = "One step of a simple recurrent network",
           .formula = "h' = \\varphi(W_{ih} x + W_{hh} h + b)",
           .gradient_formula =
               "\\bar z = \\bar h' \\varphi'(z),\\ \\bar x = \\bar z W_{ih},\\ \\bar h = \\bar z "
               "W_{hh},\\ \\bar W_{ih} = \\bar z^\\top x,\\ \\bar W_{hh} = \\bar z^\\top h,\\ "
               "\\bar b = \\bar z^\\top 1",
           .source = "Elman 1990, Finding structure in time, Cognitive Science 14(2), figure 2",
           .dims = cell_dims,
           .inputs = {cell_input("x", {"n", "d"}), cell_input("h", {"n", "k"}),
                      cell_input("W_ih", {"k", "d"}), cell_input("W_hh", {"k", "k"}),
                      cell_input("b", {"k"})},
           .attributes = {{.name = "activation",
                           .fallback = std::string("tanh"),
                           .draws = {std::string("tanh"), std::string("relu")},
                           .meaning = "phi"}},
           .outputs = {{"h_next", {"n", "k"}}},
           .batch = "n",
           .conventions = {{"biases", "one",
                            "one in Keras and Flax; PyTorch's and ONNX' two are added to give "
                            "it, and each has its gradient"}},
           .kinks = {{"z = 0 of relu", "0, as PyTorch, JAX and TensorFlow", {}, {}}},
           .depth = {.steps = 7, .over = "d+k"},
           .gradient_depth = {.steps = 14, .over = "d+2*k+n"}},
      .reference = tensorwise(
          []<class T>(const Bag<T>& in, const Attributes& a) { return elman_cell(elman(in, a)); }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return elman_cell_gradient(elman(in, a), upstream.at(0));
          }),
      .fast = fast_tensorwise(elman_kernel),
      .fast_gradient = fast_tensorwise_gradient(elman_gradient_kernel),
      .identities = recurrent_laws::elman_cell_identities()};
}

Operator gru_cell_row() {
  return {.card = gru_card(),
          .reference = tensorwise(
              []<class T>(const Bag<T>& in, const Attributes& a) { return gru_cell(gru(in, a)); }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                return gru_cell_gradient(gru(in, a), upstream.at(0));
              }),
          .fast = fast_tensorwise(gru_kernel),
          .fast_gradient = fast_tensorwise_gradient(gru_gradient_kernel),
          .identities = recurrent_laws::gru_cell_identities()};
}

}  // namespace assay
