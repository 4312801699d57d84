// The losses: a prediction and a target to one number.

#include "fast/loss/loss.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/loss/rows.h"
#include "properties/loss/identities.h"
#include "reference/loss/softmax_cross_entropy.h"

namespace assay {

namespace loss {

AttributeCard reduction(const std::vector<std::string>& choices) {
  return {.name = "reduction",
          .fallback = std::string("mean"),
          .draws = {choices.begin(), choices.end()},
          .meaning = "mean over the elements (or examples), their sum, or half of it"};
}

double divisor(const Attributes& attributes, std::int64_t count) {
  const std::string& how = attributes.choice("reduction");
  return how == "mean" ? static_cast<double>(count) : how == "half_sum" ? 2 : 1;
}

}  // namespace loss

namespace {

using loss::divisor, loss::label_at, loss::scale, loss::to_labels;

Operator softmax_cross_entropy_row() {
  return {.card = {.name = "loss/softmax_cross_entropy",
                   .summary = "Cross-entropy of softmax with class labels, from logits",
                   .formula = "L = -\\frac1N \\sum_r \\log \\mathrm{softmax}(x_r)_{y_r}",
                   .gradient_formula =
                       "\\partial L/\\partial x_{ri} = \\frac gN (\\mathrm{softmax}(x_r)_i "
                       "- [i = y_r])",
                   .source = "Goodfellow, Bengio & Courville 2016, Deep learning, section 6.2.2.3",
                   .dims = {{"N", 1, 4}, {"k", 1, 19}},
                   .inputs = {{.name = "logits", .dims = {"N", "k"}, .domain = reals(0x1p+100)},
                              {.name = "label",
                               .dims = {"N"},
                               .domain = index_below("k"),
                               .differentiable = false,
                               .meaning = "the class"}},
                   .attributes = {loss::reduction()},
                   .outputs = loss::one_number,
                   .conventions = {{"reduction", "attribute, mean over the examples",
                                    "PyTorch divides a weighted mean by the sum of the weights"},
                                   {"ignore_index", "none",
                                    "-100 in PyTorch, an attribute in ONNX, ignore_class in Keras"}},
                   .depth = {.steps = 14, .over = "N*k"},
                   .gradient_depth = {.steps = 12, .over = "k"}},
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& attributes) {
            T sum(0);
            const auto rows = rows_of(in[0]);
            for (std::size_t r = 0; r < rows.size(); ++r)
              sum += softmax_cross_entropy(rows[r], label_at(in[1], r, rows[r].size()));
            return Bag<T>{Tensor<T>::scalar(sum / T(divisor(attributes, in[1].size())))};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& attributes) {
                const T g = upstream.at(0).data.at(0) / T(divisor(attributes, in[1].size()));
                std::vector<T> dx;
                const auto rows = rows_of(in[0]);
                for (std::size_t r = 0; r < rows.size(); ++r) {
                  const std::size_t label = label_at(in[1], r, rows[r].size());
                  for (const T& element : softmax_cross_entropy_gradient(rows[r], label))
                    dx.push_back(g * element);
                }
                return Bag<T>{Tensor<T>(in[0].shape, std::move(dx))};
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& attributes) {
            return Bag<float>{Tensor<float>::scalar(fast::softmax_cross_entropy(
                in[0].data, to_labels(in[1]), static_cast<std::size_t>(in[0].extent(1)),
                scale(attributes, in[1].size())))};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& attributes) {
                Tensor<float> dx(in[0].shape);
                fast::softmax_cross_entropy_gradient(
                    in[0].data, to_labels(in[1]), static_cast<std::size_t>(in[0].extent(1)),
                    upstream[0].data[0], scale(attributes, in[1].size()), dx.data);
                return Bag<float>{dx};
              }),
          .identities = loss_laws::softmax_cross_entropy_identities()};
}

}  // namespace

std::vector<Operator> loss_family() {
  std::vector<Operator> rows = {softmax_cross_entropy_row()};
  for (const auto& more : {loss::regression_rows(), loss::binary_rows(), loss::categorical_rows(),
                           loss::adversarial_rows(), loss::embedding_rows(),
                           loss::q_learning_rows(), loss::vae_rows()})
    rows.insert(rows.end(), more.begin(), more.end());
  return rows;
}

}  // namespace assay
