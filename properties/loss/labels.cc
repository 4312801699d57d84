// Identities of the losses of several classes, beyond the plain softmax cross-entropy.

#include "properties/loss/elementwise.h"
#include "properties/loss/examples.h"
#include "properties/loss/identities.h"

namespace assay::loss_laws {

namespace {

/// Each example alone, its loss not averaged.
Identity of_each(const std::string& sentence, const std::function<void(const Drawn&)>& check) {
  return {sentence, [check](const Operator& op, const Case& drawn) {
            const Drawn x = Drawn(op, drawn).with("reduction", std::string("sum"));
            for (std::int64_t n = 0; n < x.in[0].extent(0); ++n) check(x.example(n, {0, 1}));
          }};
}

/// Every ignored example given this label.
Drawn with_ignored_as(Drawn x, std::int64_t label) {
  for (WideReal& y : x.in[1].data)
    if (y == x.attributes.integer("ignore_index")) y = label;
  return x;
}

Drawn with_all_counted(const Drawn& x) {
  return with_ignored_as(x, 0).with("ignore_index", std::int64_t{-100});
}

/// The weights of the labels that count.
WideReal counted_weight(const Drawn& x) {
  WideReal sum = 0;
  for (const WideReal& label : x.in[1].data)
    if (label != x.attributes.integer("ignore_index"))
      sum += x.in[2].data[static_cast<std::size_t>(label)];
  return sum;
}

Identity mean_is_weighted() {
  return {"the sum is the mean times the weights of the labels that count",
          [](const Operator& op, const Case& drawn) {
            const Drawn x(op, drawn);
            expect_equal(x.with("reduction", std::string("sum")).loss(),
                         counted_weight(x) * x.with("reduction", std::string("mean")).loss(),
                         "the sum");
          }};
}

Identity ignored_examples_do_not_matter() {
  return {"an ignored example does not matter", [](const Operator& op, const Case& drawn) {
            const auto first = static_cast<std::int64_t>(drawn.inputs[1].data[0]);
            Drawn x = with_ignored_as(Drawn(op, drawn), first)
                          .with("reduction", std::string("sum"))
                          .with("ignore_index", first);
            const WideReal before = x.loss();
            for (std::int64_t i = 0; i < x.in[0].extent(1); ++i) x.in[0].at(0, i) += i + 1;
            expect_equal(x.loss(), before, "the loss");
          }};
}

}  // namespace

std::vector<Identity> soft_cross_entropy_identities() {
  return {mean_is_sum_by_count(),
          of_each("over the certain targets e^-L sums to 1, and any target mixes their losses",
                  [](Drawn x) {
                    const WideReal loss = x.loss();
                    const Tensor<WideReal> target = x.in[1];
                    WideReal sum = 0, mixed = 0;
                    for (std::size_t i = 0; i < target.data.size(); ++i) {
                      x.in[1] = Tensor<WideReal>(target.shape);
                      x.in[1].data[i] = 1;
                      sum += exp(-x.loss());
                      mixed += target.data[i] * x.loss();
                    }
                    expect_equal(sum, 1, "the sum of e^-L");
                    expect_equal(mixed, loss, "the mix", 1);
                  }),
          of_each("all logits larger by one change nothing", [](Drawn x) {
            const WideReal before = x.loss();
            for (WideReal& logit : x.in[0].data) logit += 1;
            expect_equal(x.loss(), before, "the loss", 1);
          })};
}

std::vector<Identity> cross_entropy_identities() {
  return {mean_is_weighted(), ignored_examples_do_not_matter(),
          of_each("over the labels e^(-L / w) sums to 1 without smoothing",
                  [](const Drawn& drawn) {
                    Drawn x = with_all_counted(drawn).with("label_smoothing", 0.0);
                    WideReal sum = 0;
                    for (std::size_t y = 0; y < x.in[2].data.size(); ++y) {
                      x.in[1].data[0] = y;
                      sum += exp(-x.loss() / x.in[2].data[y]);
                    }
                    expect_equal(sum, 1, "the sum of e^(-L / w)");
                  }),
          of_each("smoothing mixes in the mean loss of all labels", [](const Drawn& drawn) {
            const Drawn smoothed = with_all_counted(drawn);
            Drawn plain = smoothed.with("label_smoothing", 0.0);
            const WideReal s = smoothed.attributes.number<WideReal>("label_smoothing");
            WideReal wanted = (1 - s) * plain.loss();
            const std::size_t classes = plain.in[2].data.size();
            for (std::size_t y = 0; y < classes; ++y) {
              plain.in[1].data[0] = y;
              wanted += s * plain.loss() / static_cast<int>(classes);
            }
            expect_equal(smoothed.loss(), wanted, "the smoothed loss", 1);
          })};
}

std::vector<Identity> nll_identities() {
  return {
      mean_is_weighted(), ignored_examples_do_not_matter(),
      of_each("one more in the label's log-probability gains its weight, elsewhere nothing",
              [](const Drawn& drawn) {
                Drawn x = with_all_counted(drawn);
                const WideReal before = x.loss();
                const auto label = static_cast<std::size_t>(x.in[1].data[0]);
                for (std::size_t i = 0; i < x.in[0].data.size(); ++i) {
                  x.in[0].data[i] += 1;
                  expect_equal(before - x.loss(), i == label ? x.in[2].data[i] : WideReal(0),
                               "the gain", 1e6);
                  x.in[0].data[i] -= 1;
                }
              }),
      of_each("three times the log-probabilities cost three times as much", [](const Drawn& drawn) {
        Drawn x = with_all_counted(drawn);
        const WideReal before = x.loss();
        for (WideReal& element : x.in[0].data) element *= 3;
        expect_equal(x.loss(), 3 * before, "the loss");
      })};
}

}  // namespace assay::loss_laws
