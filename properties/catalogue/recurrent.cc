// Recurrent networks: the long short-term memory, and the table of the family.

#include "fast/recurrent/recurrent.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/recurrent/rows.h"
#include "properties/recurrent/identities.h"
#include "reference/recurrent/lstm_cell.h"

namespace assay {

namespace {

/// Which block a gate's letter has in an order such as "ifgo".
std::int64_t block_of(char gate, const Attributes& a) {
  return static_cast<std::int64_t>(a.choice("gate_order").find(gate));
}

template <class T>
LstmCell<T> cell(const Bag<T>& in, const Attributes& a) {
  return {in.at(0),
          in.at(1),
          in.at(2),
          in.at(3),
          in.at(4),
          in.at(5),
          {block_of('i', a), block_of('f', a), block_of('g', a), block_of('o', a)}};
}

fast::LstmCellInputs kernel_inputs(const Bag<float>& in) {
  return {in.at(0).data, in.at(1).data, in.at(2).data, in.at(3).data, in.at(4).data, in.at(5).data};
}

fast::CellExtents kernel_extents(const Bag<float>& in) {
  return {static_cast<std::size_t>(in[0].extent(0)), static_cast<std::size_t>(in[0].extent(1)),
          static_cast<std::size_t>(in[1].extent(1))};
}

Bag<float> lstm_kernel(const Bag<float>& in, const Attributes& a) {
  Bag<float> y = {Tensor<float>(in.at(2).shape), Tensor<float>(in.at(2).shape)};
  fast::lstm_cell(kernel_inputs(in), y[0].data, y[1].data, kernel_extents(in), lstm_layout(a));
  return y;
}

Bag<float> lstm_gradient_kernel(const Bag<float>& in, const Bag<float>& upstream,
                                const Attributes& a) {
  Bag<float> out;
  for (const Tensor<float>& input : in) out.emplace_back(input.shape);
  const fast::CellExtents extents = kernel_extents(in);
  std::vector<double> workspace(fast::lstm_cell_gradient_workspace(extents));
  fast::lstm_cell_gradient(
      kernel_inputs(in), upstream.at(0).data, upstream.at(1).data,
      {out[0].data, out[1].data, out[2].data, out[3].data, out[4].data, out[5].data}, workspace,
      extents, lstm_layout(a));
  return out;
}

Card lstm_card() {
  const Domain products = reals(1e4);  // pre-activations of every size, without overflow
  return {
      .name = "recurrent/lstm_cell",
      .summary = "One step of a long short-term memory with a forget gate",
      .formula =
          "z = W_{ih} x + W_{hh} h + b = (z_i, z_f, z_g, z_o),\\ c' = \\sigma(z_f) "
          "\\odot c + \\sigma(z_i) \\odot \\tanh z_g,\\ h' = \\sigma(z_o) \\odot "
          "\\tanh c'",
      .gradient_formula =
          "s = \\bar c' + \\bar h' \\odot \\sigma(z_o) \\odot (1 - \\tanh^2 c'),\\ \\bar z = (s "
          "g\\, \\sigma'(z_i), s c\\, \\sigma'(z_f), s\\, \\sigma(z_i) (1 - g^2), \\bar h' \\tanh "
          "c'\\, \\sigma'(z_o)),\\ \\bar c = s\\, \\sigma(z_f),\\ \\bar x = \\bar z W_{ih},\\ "
          "\\bar "
          "h = \\bar z W_{hh},\\ \\bar W_{ih} = \\bar z^\\top x,\\ \\bar W_{hh} = \\bar z^\\top "
          "h,\\ \\bar b = \\bar z^\\top 1",
      .source =
          "Hochreiter & Schmidhuber 1997, Neural Computation 9(8), section 4; the forget "
          "gate: Gers, Schmidhuber & Cummins 2000, Neural Computation 12(10), section 3",
      .dims = {{"n", 0, 2}, {"d", 1, 4}, {"k", 1, 2}},
      .inputs = {{.name = "x", .dims = {"n", "d"}, .domain = products},
                 {.name = "h", .dims = {"n", "k"}, .domain = products},
                 {.name = "c", .dims = {"n", "k"}, .domain = reals(1e9)},
                 {.name = "W_ih", .dims = {"4*k", "d"}, .domain = products},
                 {.name = "W_hh", .dims = {"4*k", "k"}, .domain = products},
                 {.name = "b", .dims = {"4*k"}, .domain = products}},
      .attributes = {{.name = "gate_order",
                      .fallback = std::string("ifgo"),
                      .draws = {std::string("ifgo"), std::string("iofg"), std::string("igfo")},
                      .meaning = "the blocks of k rows: input, forget and output gate, and the "
                                 "candidate g"}},
      .outputs = {{"h_next", {"n", "k"}}, {"c_next", {"n", "k"}}},
      .batch = "n",
      .conventions =
          {{"gate_order", "attribute, i f g o",
            "i, f, g, o in PyTorch, Keras, Flax and MATLAB; i, o, f, g in ONNX, which calls g c; "
            "i, g, f, o in TensorFlow's BasicLSTMCell"},
           {"biases", "one",
            "one in Keras and Flax; PyTorch's b_ih and b_hh and the two halves of ONNX's B are "
            "added to give it, and each has its gradient"},
           {"forget_bias", "none added",
            "Keras starts the forget gate's bias at 1; TensorFlow's BasicLSTMCell adds 1 in every "
            "step"},
           {"weight_layout", "(4k, d) and (4k, k)",
            "so in PyTorch and ONNX; (d, 4k) and (k, 4k) in Keras"},
           {"peepholes", "none", "none in PyTorch and Keras; optional in ONNX"}},
      .promise = Grade::stable,
      .gradient_promise = Grade::stable,
      // product, sum and bias; sigmoid, product, sum; tanh, product
      .depth = {.steps = 13, .over = "d+k"},
      // the step, its derivatives, and a product summed over 4k rows or over the batch
      .gradient_depth = {.steps = 28, .over = "d+k+4*k+n"}};
}

Operator lstm_cell_row() {
  return {.card = lstm_card(),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            return lstm_cell(cell(in, a));
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                return lstm_cell_gradient(cell(in, a), upstream.at(0), upstream.at(1));
              }),
          .fast = fast_tensorwise(lstm_kernel),
          .fast_gradient = fast_tensorwise_gradient(lstm_gradient_kernel),
          .identities = recurrent_laws::lstm_cell_identities()};
}

/// Drawn where no gate saturates: at z = 1e-13 the gradient's h - n cancels in float64, too.
Operator gru_sequence_row(const Operator& cell) {
  Operator row = sequence_of(cell, 1, gated_unit);
  for (Input& input : row.card.inputs) input.domain.reach = 1.5;
  row.card.conventions.push_back(
      {"saturation", "graded for inputs within 1.5",
       "beyond, an update gate may shut so far that h - n in its gradient is rounding error"});
  return row;
}

/// Of an lstm, drawn where no gate saturates: at z = 64 f c + i g cancels in float64, too.
Operator unsaturated(Operator row) {
  for (Input& input : row.card.inputs) input.domain.reach = 1.5;
  row.card.conventions.push_back({"saturation", "graded for inputs within 1.5",
                                  "beyond, gates may open so far that the new state is rounding "
                                  "error"});
  return row;
}

/// Of one unit: what the rows of cells and sequences have settled is not drawn again.
Operator slim(Operator row) {
  for (Dim& dim : row.card.dims)
    if (dim.name == "k" || dim.name == "n") dim.most = 1;
  return row;
}

}  // namespace

fast::LstmLayout lstm_layout(const Attributes& a) {
  fast::LstmLayout layout;
  const std::string gates = "ifgo";
  for (std::size_t gate = 0; gate < gates.size(); ++gate)
    layout.block[gate] = static_cast<std::size_t>(block_of(gates[gate], a));
  return layout;
}

std::vector<Operator> recurrent_family() {
  const Operator elman = elman_cell_row(), gru = gru_cell_row(), lstm = lstm_cell_row();
  const Operator elman_sequence = sequence_of(elman, 1, simple_cell),
                 gru_sequence = gru_sequence_row(gru),
                 lstm_sequence = sequence_of(lstm, 2, long_short_term_memory);
  return {lstm,
          elman,
          gru,
          lstm_sequence,
          elman_sequence,
          gru_sequence,
          bidirectional_of(elman_sequence),
          slim(bidirectional_of(gru_sequence)),
          slim(unsaturated(bidirectional_of(lstm_sequence))),
          truncated_gradient_of(elman_sequence, 1, simple_cell),
          slim(truncated_gradient_of(gru_sequence, 1, gated_unit)),
          slim(unsaturated(truncated_gradient_of(lstm_sequence, 2, long_short_term_memory)))};
}

}  // namespace assay
