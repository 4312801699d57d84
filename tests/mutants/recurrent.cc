// Slips in the recurrent cells.

#include <cmath>

#include "reference/recurrent/lstm_cell.h"
#include "tests/mutants/mutants.h"
#include "tests/mutants/recurrent/slips.h"

namespace assay {

namespace {

const std::string op = "recurrent/lstm_cell";

template <class T>
LstmCell<T> cell(const Bag<T>& in) {
  return {in.at(0), in.at(1), in.at(2), in.at(3), in.at(4), in.at(5)};
}

/// A cell from `unit`, which gives {h', c'} of one unit from (z, c).
template <class F>
auto by_units(F unit) {
  return [unit]<class T>(const Bag<T>& in, const Attributes&) {
    Tensor<T> h_next(in[2].shape), c_next(in[2].shape);
    for (std::int64_t n = 0; n < in[2].extent(0); ++n)
      for (std::int64_t j = 0; j < in[2].extent(1); ++j) {
        const std::vector<T> y = unit(lstm_preactivations(cell(in), n, j), in[2].at(n, j));
        h_next.at(n, j) = y[0];
        c_next.at(n, j) = y[1];
      }
    return Bag<T>{h_next, c_next};
  };
}

template <class F>
Mutant everywhere(const std::string& slip, F f) {
  return {op, "everywhere: " + slip, [f](Operator& row) { plant_everywhere(row, f); }};
}

template <class F>
Mutant kernel(const std::string& slip, F f) {
  return {op, "kernel: " + slip, [f](Operator& row) { row.fast = tensor_kernel(f); }};
}

/// A wrong gradient from (inputs, right gradient, dh', dc').
template <class F>
Mutant gradient(const std::string& slip, F f) {
  return {op, "gradient: " + slip, [f](Operator& row) {
            row.gradient = tensorwise_gradient(
                [f]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                  return f(in, upstream.at(0), upstream.at(1));
                });
          }};
}

std::vector<Mutant> mistaken_everywhere() {
  return {
      everywhere("the blocks read as i, o, f, g",
                 by_units([]<class T>(const LstmGates<T>& z, const T& c) {
                   const T state = lstm_next_state(LstmGates<T>{z.i, z.g, z.o, z.f}, c);
                   return std::vector<T>{T(sigmoid(z.f) * tanh(state)), state};
                 })),
      everywhere("h' without tanh", by_units([]<class T>(const LstmGates<T>& z, const T& c) {
                   const T state = lstm_next_state(z, c);
                   return std::vector<T>{T(sigmoid(z.o) * state), state};
                 })),
      everywhere("1 added to the forget gate's bias",
                 by_units([]<class T>(const LstmGates<T>& z, const T& c) {
                   const T state = lstm_next_state(LstmGates<T>{z.i, z.f + 1, z.g, z.o}, c);
                   return std::vector<T>{T(sigmoid(z.o) * tanh(state)), state};
                 })),
      everywhere("coupled gates, f = 1 - i",
                 by_units([]<class T>(const LstmGates<T>& z, const T& c) {
                   const T state = lstm_next_state(LstmGates<T>{z.i, T(-z.i), z.g, z.o}, c);
                   return std::vector<T>{T(sigmoid(z.o) * tanh(state)), state};
                 })),
  };
}

std::vector<Mutant> mistaken_kernels() {
  return {
      kernel("input and forget gate swapped",
             by_units([](const LstmGates<double>& z, const double& c) {
               const double state = lstm_next_state(LstmGates<double>{z.f, z.i, z.g, z.o}, c);
               return std::vector<double>{sigmoid(z.o) * std::tanh(state), state};
             })),
      kernel("the candidate squashed by a sigmoid",
             by_units([](const LstmGates<double>& z, const double& c) {
               const double state = sigmoid(z.f) * c + sigmoid(z.i) * sigmoid(z.g);
               return std::vector<double>{sigmoid(z.o) * std::tanh(state), state};
             })),
      kernel("h' shows the old state", by_units([](const LstmGates<double>& z, const double& c) {
               return std::vector<double>{sigmoid(z.o) * std::tanh(c), lstm_next_state(z, c)};
             })),
      kernel(
          "tanh as a quotient of exponentials, inf / inf",
          by_units([](const LstmGates<double>& z, const double& c) {
            const double state = lstm_next_state(z, c);
            const float above = std::exp(static_cast<float>(state)), below = 1 / above;
            return std::vector<double>{sigmoid(z.o) * ((above - below) / (above + below)), state};
          })),
      kernel("pre-activations in bfloat16", by_units([](LstmGates<double> z, const double& c) {
               for (double* gate : {&z.i, &z.f, &z.g, &z.o})
                 *gate = round_to(*gate, Format::bfloat16);
               const double state = lstm_next_state(z, c);
               return std::vector<double>{sigmoid(z.o) * std::tanh(state), state};
             })),
      {op, "gradient kernel: the bias gradient averaged over the batch",
       [](Operator& row) {
         row.fast_gradient = tensor_gradient_kernel(
             [](const Bag<double>& in, const Bag<double>& upstream, const Attributes&) {
               Bag<double> wrong = lstm_cell_gradient(cell(in), upstream[0], upstream[1]);
               for (double& element : wrong[5].data)
                 element /= static_cast<double>(std::max<std::int64_t>(in[0].extent(0), 1));
               return wrong;
             });
       }},
  };
}

std::vector<Mutant> mistaken_gradients() {
  return {
      gradient("the forget gate sees the new state",
               []<class T>(const Bag<T>& in, const Tensor<T>& dh, const Tensor<T>& dc) {
                 Bag<T> right = lstm_cell_gradient(cell(in), dh, dc);
                 const Tensor<T> c_next = lstm_cell(cell(in)).at(1);
                 const std::int64_t k = in[2].extent(1);
                 for (std::int64_t j = 0; j < k; ++j) {
                   right[5].at(k + j) = T(0);
                   for (std::int64_t n = 0; n < c_next.extent(0); ++n) {
                     const LstmGates<T> z = lstm_preactivations(cell(in), n, j);
                     const T s = right[2].at(n, j) / sigmoid(z.f);
                     right[5].at(k + j) += s * c_next.at(n, j) * sigmoid_derivative(z.f);
                   }
                 }
                 return right;
               }),
      gradient("dL/dc' taken for the whole, without the path through h'",
               []<class T>(const Bag<T>& in, const Tensor<T>& dh, const Tensor<T>& dc) {
                 Bag<T> right = lstm_cell_gradient(cell(in), dh, dc);
                 right[2] = lstm_cell_gradient(cell(in), Tensor<T>(dh.shape), dc).at(2);
                 return right;
               }),
      gradient("dL/dc' forgotten, as for the last step of a sequence",
               []<class T>(const Bag<T>& in, const Tensor<T>& dh, const Tensor<T>& dc) {
                 return lstm_cell_gradient(cell(in), dh, Tensor<T>(dc.shape));
               }),
      gradient("tanh' at the old state",
               []<class T>(const Bag<T>& in, const Tensor<T>& dh, const Tensor<T>& dc) {
                 Bag<T> right = lstm_cell_gradient(cell(in), dh, dc);
                 for (std::int64_t n = 0; n < dc.extent(0); ++n)
                   for (std::int64_t j = 0; j < dc.extent(1); ++j) {
                     const LstmGates<T> z = lstm_preactivations(cell(in), n, j);
                     const T slope = hyperbolic_tangent_derivative(in[2].at(n, j));
                     right[2].at(n, j) =
                         (dc.at(n, j) + dh.at(n, j) * sigmoid(z.o) * slope) * sigmoid(z.f);
                   }
                 return right;
               }),
      gradient("the recurrence cut, nothing reaches h",
               []<class T>(const Bag<T>& in, const Tensor<T>& dh, const Tensor<T>& dc) {
                 Bag<T> right = lstm_cell_gradient(cell(in), dh, dc);
                 right[1] = Tensor<T>(in[1].shape);
                 return right;
               }),
  };
}

/// Mistakes that are written for the gates in the order i, f, g, o: no other one is drawn.
std::vector<Mutant> in_order(std::vector<Mutant> mutants) {
  for (Mutant& mutant : mutants)
    mutant.plant = [plant = mutant.plant](Operator& row) {
      plant(row);
      for (AttributeCard& attribute : row.card.attributes)
        if (attribute.name == "gate_order") attribute.draws = {std::string("ifgo")};
    };
  return mutants;
}

std::vector<Mutant> mistaken_orders() {
  return {confused_everywhere(op, "ONNX's order of the gates read as Keras'",
                              [](auto&, Attributes& a) {
                                if (a.choice("gate_order") == "iofg")
                                  a.set("gate_order", std::string("ifgo"));
                              }),
          confused(op, "one order whatever is asked",
                   [](Bag<double>&, Attributes& a) { a.set("gate_order", std::string("ifgo")); })};
}

}  // namespace

std::vector<Mutant> recurrent_mutants() {
  std::vector<Mutant> all = mistaken_orders();
  for (const auto& more : {in_order(mistaken_everywhere()), in_order(mistaken_kernels()),
                           in_order(mistaken_gradients()), cell_mutants(), sequence_mutants()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
