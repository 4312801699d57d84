#include "properties/softmax/identities.h"

#include "properties/catalogue/kinds.h"
#include "properties/laws/expect.h"

namespace assay::softmax_laws {

namespace {

constexpr double most = 60;  // the exponentials of both sides stay comparable

Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), most);
  return inputs;
}

/// Every row shifted by a number drawn from the case.
Bag<WideReal> shifted(Bag<WideReal> inputs, const WideReal& shift) {
  for (WideReal& element : inputs[0].data) element += shift;
  return inputs;
}

WideReal drawn_shift(const Case& drawn) {
  return WideReal(static_cast<std::int64_t>(drawn.seed % 2001) - 1000) / 37;
}

WideReal total(std::span<const WideReal> row) {
  WideReal sum = 0;
  for (const WideReal& element : row) sum += element;
  return sum;
}

Identity identity(const std::string& sentence,
                  const std::function<void(const Operator&, const Case&, const Bag<WideReal>& x,
                                           const Tensor<WideReal>& y)>& check) {
  return {sentence, [check](const Operator& op, const Case& drawn) {
            const Bag<WideReal> x = moderate(drawn);
            check(op, drawn, x, evaluate(op, x, drawn.attributes).at(0));
          }};
}

}  // namespace

std::vector<Identity> logsumexp_identities() {
  return {
      identity("e^y is the sum of the exponentials",
               [](const Operator&, const Case&, const Bag<WideReal>& x, const Tensor<WideReal>& y) {
                 const auto rows = rows_of(x[0]);
                 for (std::size_t r = 0; r < rows.size(); ++r) {
                   WideReal sum = 0;
                   for (const WideReal& element : rows[r]) sum += exp(element);
                   expect_equal(exp(y.data[r]), sum, "e^y");
                 }
               }),
      identity("a shift of the row shifts the result",
               [](const Operator& op, const Case& drawn, const Bag<WideReal>& x,
                  const Tensor<WideReal>& y) {
                 const WideReal shift = drawn_shift(drawn);
                 const auto moved = evaluate(op, shifted(x, shift), drawn.attributes).at(0);
                 for (std::size_t r = 0; r < y.data.size(); ++r)
                   expect_equal(moved.data[r], y.data[r] + shift, "shifted", most);
               })};
}

std::vector<Identity> softmax_identities() {
  return {
      identity("each row is positive and sums to 1",
               [](const Operator&, const Case&, const Bag<WideReal>&, const Tensor<WideReal>& p) {
                 for (const auto row : rows_of(p)) expect_equal(total(row), 1, "the sum");
                 for (const WideReal& weight : p.data)
                   expect(weight > 0, "a weight is not positive");
               }),
      identity("log p_i - log p_j = x_i - x_j",
               [](const Operator&, const Case&, const Bag<WideReal>& x, const Tensor<WideReal>& p) {
                 const auto rows = rows_of(x[0]), weights = rows_of(p);
                 for (std::size_t r = 0; r < rows.size(); ++r)
                   for (std::size_t i = 1; i < rows[r].size(); ++i)
                     expect_equal(log(weights[r][i] / weights[r][0]), rows[r][i] - rows[r][0],
                                  "log odds", most);
               }),
      identity("a shift of the row changes nothing",
               [](const Operator& op, const Case& drawn, const Bag<WideReal>& x,
                  const Tensor<WideReal>& p) {
                 expect_equal(evaluate(op, shifted(x, drawn_shift(drawn)), drawn.attributes).at(0),
                              p, "shifted");
               })};
}

std::vector<Identity> log_softmax_identities() {
  return {
      identity("the exponentials of each row sum to 1",
               [](const Operator&, const Case&, const Bag<WideReal>&, const Tensor<WideReal>& y) {
                 for (const auto row : rows_of(y)) {
                   WideReal sum = 0;
                   for (const WideReal& element : row) sum += exp(element);
                   expect_equal(sum, 1, "the sum");
                 }
               }),
      identity("y_i - y_j = x_i - x_j", [](const Operator&, const Case&, const Bag<WideReal>& x,
                                           const Tensor<WideReal>& y) {
        const auto rows = rows_of(x[0]), logs = rows_of(y);
        for (std::size_t r = 0; r < rows.size(); ++r)
          for (std::size_t i = 1; i < rows[r].size(); ++i)
            expect_equal(logs[r][i] - logs[r][0], rows[r][i] - rows[r][0], "difference", most);
      })};
}

std::vector<Identity> softargmax_weighted_sum_identities() {
  return {
      identity("equal values come back as they are",
               [](const Operator& op, const Case& drawn, const Bag<WideReal>& x,
                  const Tensor<WideReal>&) {
                 Bag<WideReal> constant = x;
                 for (WideReal& element : constant[1].data) element = 3;
                 const Bag<WideReal> outputs = evaluate(op, constant, drawn.attributes);
                 for (const WideReal& y : outputs.at(0).data) expect_equal(y, 3, "y");
               }),
      identity("the derivative of logsumexp along v",
               [](const Operator&, const Case&, const Bag<WideReal>& x, const Tensor<WideReal>& y) {
                 const WideReal h = power_of_ten<WideReal>(-25);
                 const auto rows = rows_of(x[0]), values = rows_of(x[1]);
                 for (std::size_t r = 0; r < rows.size(); ++r) {
                   WideReal above = 0, below = 0;
                   for (std::size_t i = 0; i < rows[r].size(); ++i) {
                     above += exp(rows[r][i] + h * values[r][i]);
                     below += exp(rows[r][i] - h * values[r][i]);
                   }
                   expect_equal(y.data[r], (log(above) - log(below)) / (2 * h), "y", most);
                 }
               })};
}

}  // namespace assay::softmax_laws
