// Losses: ONNX weighs the examples and leaves some out, which is composed from our operator.

#include "properties/catalogue/kinds.h"
#include "tests/second_opinions/table.h"

namespace assay::second_opinions {

namespace {

/// sum_r w_r loss(x_r, y_r), divided by sum_r w_r for the mean, from the loss of one example.
Reference weighted(const Reference& loss) {
  return tensorwise([loss]<class T>(const Bag<T>& in, const Attributes& attributes) {
    Attributes alone = attributes;
    alone.set("reduction", std::string("sum"));
    T sum(0), weights(0);
    for (std::int64_t r = 0; r < in[1].size(); ++r) {
      const auto at = static_cast<std::size_t>(r);
      Bag<T> example = {Tensor<T>({1, in[0].extent(1)}), Tensor<T>({1}, {in[1].data[at]})};
      for (std::int64_t c = 0; c < in[0].extent(1); ++c) example[0].at(0, c) = in[0].at(r, c);
      sum += in[2].data[at] * loss.at<T>()(example, alone)[0].data[0];
      weights += in[2].data[at];
    }
    return Bag<T>{
        Tensor<T>::scalar(attributes.choice("reduction") == "mean" ? T(sum / weights) : sum)};
  });
}

struct Examples {
  Tensor<double> logits, labels, weights;
  bool weighed = false;
};

/// The examples in the order of their labels. One that is to be ignored weighs nothing.
Examples examples_of(const NodeTest& test) {
  const Published &x = test.input(0), &y = test.input(1);
  Examples all{Tensor<double>({y.tensor.size(), x.tensor.extent(1)}), vector_of(y.tensor.data),
               Tensor<double>({y.tensor.size()}, 1.0)};
  all.logits.data.clear();
  for (const auto& classes : groups_along(x.tensor.shape, {1}))
    for (const double logit : pick(x.tensor.data, classes)) all.logits.data.push_back(logit);
  all.weighed = test.has_input(2);
  for (std::size_t r = 0; r < all.labels.data.size(); ++r) {
    double& label = all.labels.data[r];
    if (test.attributes.values().contains("ignore_index") &&
        label == test.attributes.real("ignore_index")) {
      label = all.weights.data[r] = 0;
      all.weighed = true;
    } else if (test.has_input(2)) {
      all.weights.data[r] = test.input(2).tensor.data.at(static_cast<std::size_t>(label));
    }
  }
  return all;
}

Call one_loss(const Examples& examples, const std::string& reduction, const Operator& op) {
  Call call{.inputs = {examples.logits, examples.labels}, .attributes = {{"reduction", reduction}}};
  if (examples.weighed) {
    call.inputs.push_back(examples.weights);
    call.composed = weighted(op.reference);
    call.more_steps = reduction == "mean" ? 1 + static_cast<double>(examples.labels.size()) : 1;
  }
  return call;
}

std::vector<Call> softmax_cross_entropy(const NodeTest& test, const Operator& op) {
  const Examples all = examples_of(test);
  const std::string reduction = test.choice("reduction", "mean");
  std::vector<Call> calls;
  if (reduction != "none") {
    calls.push_back(one_loss(all, reduction, op));
    calls.back().answers = {answer_at(test.output(0), {0})};
    return calls;
  }
  const auto rows = groups_along(all.logits.shape, {1});
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Examples alone{row_of(pick(all.logits.data, rows[r])), vector_of({all.labels.data[r]}),
                         vector_of({all.weights.data[r]}), all.weighed};
    calls.push_back(one_loss(alone, "sum", op));
    calls.back().answers = {answer_at(test.output(0), {r})};
  }
  return calls;
}

/// The classes' weights, and the label that is left out, as nll has them.
std::vector<Call> negative_log_likelihood(const NodeTest& test, const Operator&) {
  const Published &x = test.input(0), &y = test.input(1);
  Bag<double> in = {Tensor<double>({y.tensor.size(), x.tensor.extent(1)}), vector_of(y.tensor.data),
                    Tensor<double>({x.tensor.extent(1)}, 1.0)};
  in[0].data.clear();
  for (const auto& classes : groups_along(x.tensor.shape, {1}))
    for (const double element : pick(x.tensor.data, classes)) in[0].data.push_back(element);
  if (test.has_input(2)) in[2] = vector_of(test.input(2).tensor.data);
  const std::string reduction = test.choice("reduction", "mean");
  Attributes attributes = {{"reduction", reduction == "none" ? std::string("sum") : reduction}};
  if (test.attributes.values().contains("ignore_index"))
    attributes.set("ignore_index", test.attributes.integer("ignore_index"));
  if (reduction != "none")
    return {{.inputs = in, .attributes = attributes, .answers = {answer_at(test.output(0), {0})}}};
  std::vector<Call> calls;
  const auto rows = groups_along(in[0].shape, {1});
  for (std::size_t r = 0; r < rows.size(); ++r)
    calls.push_back(
        {.inputs = {row_of(pick(in[0].data, rows[r])), vector_of({in[1].data[r]}), in[2]},
         .attributes = attributes,
         .answers = {answer_at(test.output(0), {r})}});
  return calls;
}

}  // namespace

std::vector<Row> composed_rows() {
  return {{"NegativeLogLikelihoodLoss", "loss/nll", negative_log_likelihood},
          {"SoftmaxCrossEntropyLoss", "loss/softmax_cross_entropy", softmax_cross_entropy}};
}

}  // namespace assay::second_opinions
