// Slips in the recurrent cells of one state.

#include <algorithm>

#include "tests/mutants/mutants.h"
#include "tests/mutants/recurrent/slips.h"

namespace assay {

namespace {

const std::string elman = "recurrent/elman_cell", gru = "recurrent/gru_cell";

template <class T>
void transpose(Tensor<T>& square) {
  for (std::int64_t i = 0; i < square.extent(0); ++i)
    for (std::int64_t j = 0; j < i; ++j) std::swap(square.at(i, j), square.at(j, i));
}

/// Rows of a gate in both weights and biases.
template <class T, class F>
void for_block(Bag<T>& in, std::int64_t block, F change) {
  const std::int64_t k = in[1].extent(1);
  for (std::int64_t row = block * k; row < (block + 1) * k; ++row) {
    for (std::int64_t d = 0; d < in[2].extent(1); ++d) change(in[2].at(row, d));
    for (std::int64_t m = 0; m < k; ++m) change(in[3].at(row, m));
    change(in[4].at(row));
    change(in[5].at(row));
  }
}

/// A gradient that is zero where it should not be.
Mutant nothing_for(const std::string& op, const std::string& slip, std::size_t gradient) {
  return spoilt_gradient(op, slip,
                         [gradient](Bag<double>& out, const Bag<double>&, const Attributes&) {
                           std::fill(out[gradient].data.begin(), out[gradient].data.end(), 0.0);
                         });
}

}  // namespace

std::vector<Mutant> cell_mutants() {
  return {
      confused_everywhere(elman, "W_hh transposed",
                          []<class T>(Bag<T>& in, Attributes&) { transpose(in[3]); }),
      confused_everywhere(elman, "the bias left out",
                          []<class T>(Bag<T>& in, Attributes&) {
                            for (T& b : in[4].data) b = T(0);
                          }),
      confused(elman, "the other activation",
               [](Bag<double>&, Attributes& a) { other_choice(a, "activation", "tanh", "relu"); }),
      nothing_for(elman, "the recurrence cut, nothing reaches h", 1),
      confused(gru, "the reset gate in the other place",
               [](Bag<double>&, Attributes& a) { other_choice(a, "reset", "after", "before"); }),
      confused(gru, "the gates in the other order",
               [](Bag<double>&, Attributes& a) { other_choice(a, "gate_order", "rzn", "zrn"); }),
      confused_everywhere(gru, "z and 1 - z exchanged",
                          []<class T>(Bag<T>& in, Attributes& a) {
                            const std::int64_t block = a.choice("gate_order") == "rzn" ? 1 : 0;
                            for_block(in, block, [](T& value) { value = -value; });
                          }),
      confused_everywhere(gru, "b_hn outside the reset product",
                          []<class T>(Bag<T>& in, Attributes&) {
                            const std::int64_t k = in[1].extent(1);
                            for (std::int64_t row = 2 * k; row < 3 * k; ++row) {
                              in[4].at(row) += in[5].at(row);
                              in[5].at(row) = T(0);
                            }
                          }),
      nothing_for(gru, "the recurrence cut, nothing reaches h", 1),
      {gru, "gradient: one bias gradient for both",
       [](Operator& row) {
         const GradientReference right = row.gradient;
         row.gradient = tensorwise_gradient(
             [right]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
               Bag<T> wrong = right.at<T>()(in, upstream, a);
               wrong[5] = wrong[4];
               return wrong;
             });
       }},
  };
}

}  // namespace assay
