#include "properties/loss/identities.h"

#include "properties/catalogue/kinds.h"
#include "properties/laws/expect.h"

namespace assay::loss_laws {

namespace {

Attributes reduced_by(const std::string& how) { return {{"reduction", how}}; }

WideReal loss(const Operator& op, const Bag<WideReal>& inputs, const std::string& reduction) {
  return evaluate(op, inputs, reduced_by(reduction)).at(0).data.at(0);
}

/// The first prediction and target alone.
WideReal loss_at(const Operator& op, const WideReal& prediction, const WideReal& target) {
  return loss(op, {Tensor<WideReal>({1}, prediction), Tensor<WideReal>({1}, target)}, "sum");
}

/// The mean times the number of examples is the sum.
Identity mean_is_sum_by_count(std::size_t counted_input) {
  return {"the sum is the mean times the count",
          [counted_input](const Operator& op, const Case& drawn) {
            const Bag<WideReal> x = convert<WideReal>(drawn.inputs);
            const auto count = static_cast<int>(x[counted_input].extent(0));
            expect_equal(loss(op, x, "sum"), count * loss(op, x, "mean"), "the sum");
          }};
}

Identity at_each_pair(const std::string& sentence,
                      const std::function<void(const Operator&, const WideReal&, const WideReal&)>&
                          check) {
  return {sentence, [check](const Operator& op, const Case& drawn) {
            for (std::size_t i = 0; i < drawn.inputs[0].data.size(); ++i)
              check(op, WideReal(within(drawn.inputs[0].data[i], 60)),
                    WideReal(within(drawn.inputs[1].data[i], 60)));
          }};
}

}  // namespace

std::vector<Identity> mean_squared_error_identities() {
  return {mean_is_sum_by_count(0),
          {"twice the half sum is the sum",
           [](const Operator& op, const Case& drawn) {
             const Bag<WideReal> x = convert<WideReal>(drawn.inputs);
             expect_equal(2 * loss(op, x, "half_sum"), loss(op, x, "sum"), "twice the half sum");
           }},
          at_each_pair("the loss is the square of its error",
                       [](const Operator& op, const WideReal& p, const WideReal& t) {
                         expect_equal(sqrt(loss_at(op, p, t)), abs(p - t), "the root of the loss");
                       }),
          at_each_pair("three times the error costs nine times as much",
                       [](const Operator& op, const WideReal& p, const WideReal& t) {
                         expect_equal(loss_at(op, t + 3 * (p - t), t), 9 * loss_at(op, p, t),
                                      "three times the error", 1);
                       })};
}

std::vector<Identity> binary_cross_entropy_identities() {
  return {mean_is_sum_by_count(0),
          at_each_pair("p and t exchanged for 1 - p and 1 - t cost the same",
                       [](const Operator& op, const WideReal& p, const WideReal& t) {
                         expect_equal(loss_at(op, 1 - p, 1 - t), loss_at(op, p, t), "the loss", 1);
                       }),
          at_each_pair("a certain target costs the surprise",
                       [](const Operator& op, const WideReal& p, const WideReal&) {
                         expect_equal(exp(-loss_at(op, p, 1)), p, "e^-L at t = 1");
                         expect_equal(exp(-loss_at(op, p, 0)), 1 - p, "e^-L at t = 0");
                       }),
          at_each_pair("linear in the target",
                       [](const Operator& op, const WideReal& p, const WideReal& t) {
                         expect_equal(loss_at(op, p, t),
                                      t * loss_at(op, p, 1) + (1 - t) * loss_at(op, p, 0),
                                      "the loss", 1);
                       })};
}

std::vector<Identity> binary_cross_entropy_with_logits_identities() {
  return {mean_is_sum_by_count(0),
          at_each_pair("equals -t log p - (1 - t) log(1 - p) at p = 1 / (1 + e^-z)",
                       [](const Operator& op, const WideReal& z, const WideReal& t) {
                         const WideReal p = 1 / (1 + exp(-z)), rest = 1 / (1 + exp(z));
                         expect_equal(loss_at(op, z, t), -t * log(p) - (1 - t) * log(rest),
                                      "the loss", 1);
                       }),
          at_each_pair("z and t exchanged for -z and 1 - t cost the same",
                       [](const Operator& op, const WideReal& z, const WideReal& t) {
                         expect_equal(loss_at(op, -z, 1 - t), loss_at(op, z, t), "the loss", 1);
                       })};
}

std::vector<Identity> softmax_cross_entropy_identities() {
  return {mean_is_sum_by_count(1),
          {"over all labels of one example e^-L sums to 1",
           [](const Operator& op, const Case& drawn) {
             for (const std::span<const double> row : rows_of(drawn.inputs[0])) {
               Tensor<WideReal> logits({1, static_cast<std::int64_t>(row.size())});
               for (std::size_t i = 0; i < row.size(); ++i) logits.data[i] = within(row[i], 60);
               WideReal sum = 0;
               for (std::size_t y = 0; y < row.size(); ++y)
                 sum += exp(-loss(op, {logits, Tensor<WideReal>({1}, WideReal(y))}, "sum"));
               expect_equal(sum, 1, "the sum of e^-L");
             }
           }},
          {"a larger logit by one at the label and elsewhere alike changes nothing",
           [](const Operator& op, const Case& drawn) {
             Bag<WideReal> x = convert<WideReal>(drawn.inputs);
             for (WideReal& element : x[0].data) element = within(static_cast<double>(element), 60);
             const WideReal before = loss(op, x, "sum");
             for (WideReal& element : x[0].data) element += 1;
             expect_equal(loss(op, x, "sum"), before, "the shifted loss", 1);
           }},
          {"the label's logit alone lowers its loss",
           [](const Operator& op, const Case& drawn) {
             Bag<WideReal> x = convert<WideReal>(drawn.inputs);
             const std::int64_t k = x[0].extent(1);
             if (k == 1) return;
             for (WideReal& element : x[0].data) element = within(static_cast<double>(element), 60);
             const WideReal before = loss(op, x, "sum");
             for (std::int64_t r = 0; r < x[0].extent(0); ++r)
               x[0].at(r, static_cast<std::int64_t>(drawn.inputs[1].at(r))) += 1;
             expect(loss(op, x, "sum") < before, "the loss does not fall");
           }}};
}

}  // namespace assay::loss_laws
