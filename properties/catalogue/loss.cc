// The losses: a prediction and a target to one number.

#include "fast/loss/loss.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/loss/identities.h"
#include "reference/loss/binary_cross_entropy.h"
#include "reference/loss/binary_cross_entropy_with_logits.h"
#include "reference/loss/mean_squared_error.h"
#include "reference/loss/softmax_cross_entropy.h"

namespace assay {

namespace {

const std::vector<Output> one_number = {{"loss", {}}};

AttributeCard reduction(const std::vector<AttributeValue>& choices) {
  return {.name = "reduction",
          .fallback = std::string("mean"),
          .draws = choices,
          .meaning = "mean over the elements (or examples), their sum, or half of it"};
}

const std::vector<AttributeValue> mean_or_sum = {std::string("mean"), std::string("sum")};

/// What the sum over `count` elements is divided by: the count, 1 or 2.
double divisor(const Attributes& attributes, std::int64_t count) {
  const std::string& how = attributes.choice("reduction");
  return how == "mean" ? static_cast<double>(count) : how == "half_sum" ? 2 : 1;
}

double scale(const Attributes& attributes, std::int64_t count) {
  return 1 / divisor(attributes, count);
}

/// The reduced sum of f(prediction_i, target_i).
template <class F>
Reference elementwise_loss(F f) {
  return tensorwise([f]<class T>(const Bag<T>& in, const Attributes& attributes) {
    T sum(0);
    for (std::size_t i = 0; i < in[0].data.size(); ++i) sum += f(in[0].data[i], in[1].data[i]);
    return Bag<T>{Tensor<T>::scalar(sum / T(divisor(attributes, in[0].size())))};
  });
}

/// Its gradients, from the derivatives by prediction and by target.
template <class P, class Q>
GradientReference elementwise_loss_gradient(P by_prediction, Q by_target) {
  return tensorwise_gradient([by_prediction, by_target]<class T>(const Bag<T>& in,
                                                                 const Bag<T>& upstream,
                                                                 const Attributes& attributes) {
    const T g = upstream.at(0).data.at(0) / T(divisor(attributes, in[0].size()));
    Bag<T> gradient = {in[0], in[1]};
    for (std::size_t i = 0; i < in[0].data.size(); ++i) {
      gradient[0].data[i] = g * by_prediction(in[0].data[i], in[1].data[i]);
      gradient[1].data[i] = g * by_target(in[0].data[i], in[1].data[i]);
    }
    return gradient;
  });
}

using LossKernel = float (*)(std::span<const float>, std::span<const float>, double);
using LossGradientKernel = void (*)(std::span<const float>, std::span<const float>, float, double,
                                    std::span<float>, std::span<float>);

Function<double> fast_loss(LossKernel kernel) {
  return fast_tensorwise([kernel](const Bag<float>& in, const Attributes& attributes) {
    return Bag<float>{
        Tensor<float>::scalar(kernel(in[0].data, in[1].data, scale(attributes, in[0].size())))};
  });
}

Pullback<double> fast_loss_gradient(LossGradientKernel kernel) {
  return fast_tensorwise_gradient(
      [kernel](const Bag<float>& in, const Bag<float>& upstream, const Attributes& attributes) {
        Bag<float> gradient = {in[0], in[1]};
        kernel(in[0].data, in[1].data, upstream[0].data[0], scale(attributes, in[0].size()),
               gradient[0].data, gradient[1].data);
        return gradient;
      });
}

Operator mean_squared_error_row() {
  return {
      .card = {.name = "loss/mean_squared_error",
               .summary = "Squared error, averaged, summed or half summed",
               .formula = "L = \\frac1n \\sum_i (\\hat y_i - y_i)^2",
               .gradient_formula = "\\partial L/\\partial \\hat y_i = \\frac{2g}{n} (\\hat y_i - "
                                   "y_i) = -\\partial L/\\partial y_i",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, eq. 5.4",
               .dims = {{"n", 1, 35}},
               .inputs = {{.name = "prediction", .dims = {"n"}, .domain = reals(0x1p+50)},
                          {.name = "target", .dims = {"n"}, .domain = reals(0x1p+50)}},
               .attributes = {reduction(
                   {std::string("mean"), std::string("sum"), std::string("half_sum")})},
               .outputs = one_number,
               .conventions = {{"reduction", "attribute, mean",
                                "mean over all elements in PyTorch; over the last axis, then "
                                "the batch, in Keras; unreduced and halved in Optax's l2_loss"}},
               .depth = {.steps = 4, .over = "n"},
               .gradient_depth = {.steps = 5}},
      .reference =
          elementwise_loss([]<class T>(const T& p, const T& t) { return squared_error(p, t); }),
      .gradient = elementwise_loss_gradient(
          []<class T>(const T& p, const T& t) { return squared_error_derivative(p, t); },
          []<class T>(const T& p, const T& t) { return squared_error_derivative(t, p); }),
      .fast = fast_loss(fast::squared_error),
      .fast_gradient = fast_loss_gradient(fast::squared_error_gradient),
      .identities = loss_laws::mean_squared_error_identities()};
}

Operator binary_cross_entropy_row() {
  return {
      .card = {.name = "loss/binary_cross_entropy",
               .summary = "Cross-entropy of Bernoulli probabilities",
               .formula = "L = -\\frac1n \\sum_i (t_i \\log p_i + (1 - t_i) \\log(1 - p_i))",
               .gradient_formula =
                   "\\partial L/\\partial p_i = \\frac gn \\frac{p_i - t_i}{p_i (1 - "
                   "p_i)},\\ \\partial L/\\partial t_i = \\frac gn \\log\\frac{1 - "
                   "p_i}{p_i}",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, section 6.2.2.2",
               .dims = {{"n", 1, 35}},
               .inputs = {{.name = "probability", .dims = {"n"}, .domain = open_interval(0, 1)},
                          {.name = "target", .dims = {"n"}, .domain = closed_interval(0, 1)}},
               .attributes = {reduction(mean_or_sum)},
               .outputs = one_number,
               .conventions = {{"bce_clamp", "none",
                                "PyTorch clamps the logarithms at -100 and the gradient's "
                                "denominator at 1e-12; Keras clips p to [1e-7, 1 - 1e-7]"}},
               .depth = {.steps = 13, .over = "n"},
               .gradient_depth = {.steps = 12}},
      .reference = elementwise_loss(
          []<class T>(const T& p, const T& t) { return binary_cross_entropy(p, t); }),
      .gradient = elementwise_loss_gradient(
          []<class T>(const T& p, const T& t) { return binary_cross_entropy_derivative(p, t); },
          []<class T>(const T& p, const T&) { return binary_cross_entropy_target_derivative(p); }),
      .fast = fast_loss(fast::binary_cross_entropy),
      .fast_gradient = fast_loss_gradient(fast::binary_cross_entropy_gradient),
      .identities = loss_laws::binary_cross_entropy_identities()};
}

Operator binary_cross_entropy_with_logits_row() {
  return {
      .card = {.name = "loss/binary_cross_entropy_with_logits",
               .summary = "Cross-entropy of Bernoulli logits",
               .formula = "L = \\frac1n \\sum_i (t_i \\log(1 + e^{-z_i}) + (1 - t_i) \\log(1 + "
                          "e^{z_i}))",
               .gradient_formula = "\\partial L/\\partial z_i = \\frac gn (\\sigma(z_i) - t_i),\\ "
                                   "\\partial L/\\partial t_i = -\\frac gn z_i",
               .source = "binary cross-entropy composed with the logistic function",
               .dims = {{"n", 1, 35}},
               .inputs = {{.name = "logit", .dims = {"n"}, .domain = reals(0x1p+100)},
                          {.name = "target", .dims = {"n"}, .domain = closed_interval(0, 1)}},
               .attributes = {reduction(mean_or_sum)},
               .outputs = one_number,
               .conventions = {{"reduction", "attribute, mean",
                                "mean in PyTorch and Keras; "
                                "unreduced in Optax"}},
               .depth = {.steps = 14, .over = "n"},
               .gradient_depth = {.steps = 12}},
      .reference = elementwise_loss(
          []<class T>(const T& z, const T& t) { return binary_cross_entropy_with_logits(z, t); }),
      .gradient = elementwise_loss_gradient(
          []<class T>(const T& z, const T& t) {
            return binary_cross_entropy_with_logits_derivative(z, t);
          },
          []<class T>(const T& z, const T&) {
            return binary_cross_entropy_with_logits_target_derivative(z);
          }),
      .fast = fast_loss(fast::binary_cross_entropy_with_logits),
      .fast_gradient = fast_loss_gradient(fast::binary_cross_entropy_with_logits_gradient),
      .identities = loss_laws::binary_cross_entropy_with_logits_identities()};
}

/// A label as a position. Labels are exact integers in every reading.
template <class T>
std::size_t label_at(const Tensor<T>& labels, std::size_t r, std::size_t classes) {
  for (std::size_t y = 0; y < classes; ++y)
    if (labels.data[r] == T(static_cast<int>(y))) return y;
  throw std::out_of_range("a label is no class");
}

std::vector<std::int32_t> to_labels(const Tensor<float>& labels) {
  return {labels.data.begin(), labels.data.end()};
}

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
                   .attributes = {reduction(mean_or_sum)},
                   .outputs = one_number,
                   .conventions = {{"reduction", "attribute, mean over the examples",
                                    "PyTorch divides a weighted mean by the sum of the weights"},
                                   {"ignore_index", "none",
                                    "-100 in PyTorch, an attribute in ONNX, -1 in Keras"}},
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
  return {mean_squared_error_row(), binary_cross_entropy_row(),
          binary_cross_entropy_with_logits_row(), softmax_cross_entropy_row()};
}

}  // namespace assay
