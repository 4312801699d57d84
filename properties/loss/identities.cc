#include "properties/loss/identities.h"

#include "properties/catalogue/kinds.h"
#include "properties/loss/elementwise.h"

namespace assay::loss_laws {

namespace {

Attributes reduced_by(const std::string& how) { return {{"reduction", how}}; }

WideReal loss(const Operator& op, const Bag<WideReal>& inputs, const std::string& reduction) {
  return evaluate(op, inputs, reduced_by(reduction)).at(0).data.at(0);
}

}  // namespace

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
          {"the label's logit alone lowers its loss", [](const Operator& op, const Case& drawn) {
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
