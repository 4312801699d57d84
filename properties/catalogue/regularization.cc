// Dropout under a given mask, and the penalties on weights.

#include "fast/regularization/regularization.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/regularization/rows.h"
#include "properties/regularization/identities.h"
#include "reference/regularization/dropout.h"
#include "reference/regularization/elastic_net.h"
#include "reference/regularization/l1_penalty.h"
#include "reference/regularization/l2_penalty.h"

namespace assay {

namespace {

std::vector<AttributeValue> choices(const std::vector<std::string>& names) {
  return {names.begin(), names.end()};
}

template <class T>
T keep_probability(const Attributes& a) {
  const T p = a.number<T>("p");
  return a.choice("p_is") == "keep" ? p : T(1 - p);
}

DropoutMode mode_of(const Attributes& a) {
  return {.training = a.choice("mode") == "training",
          .inverted = a.choice("scaling") == "inverted"};
}

fast::DropoutScaling scaling_of(const Attributes& a) {
  return {.keep = keep_probability<double>(a), .inverted = mode_of(a).inverted};
}

Card dropout_card() {
  return {
      .name = "regularization/dropout",
      .summary = "Elements set to zero by a given mask",
      .formula =
          "y = m x / q \\text{ inverted},\\quad y = m x \\text{ standard};\\quad "
          "\\text{in evaluation } y = x,\\ y = q x;\\quad q = P(m = 1)",
      .gradient_formula =
          "\\partial L/\\partial x = m g / q,\\quad m g;\\quad "
          "\\text{in evaluation } g,\\ q g",
      .source =
          "Srivastava et al. 2014, Dropout: a simple way to prevent neural networks from "
          "overfitting, section 4; inverted in section 10",
      .dims = {{"n", 0, 35}},
      .inputs = {{.name = "x", .dims = {"n"}},
                 {.name = "mask",
                  .dims = {"n"},
                  .domain = bits(),
                  .differentiable = false,
                  .meaning = "1 where the element is kept; not read in evaluation"}},
      .attributes = {{.name = "p",
                      .fallback = 0.5,
                      .draws = {0.5, 0.1, 0.25, 0.9, 0.0, 1.0},
                      .meaning = "a probability, see p_is",
                      .lower = 0,
                      .upper = 1},
                     {.name = "p_is",
                      .fallback = std::string("drop"),
                      .draws = choices({"drop", "keep"}),
                      .meaning = "whether p is the probability to drop or to keep, q = 1-p or p"},
                     {.name = "scaling",
                      .fallback = std::string("inverted"),
                      .draws = choices({"inverted", "standard"}),
                      .meaning = "inverted divides by q in training, standard multiplies by q in "
                                 "evaluation"},
                     {.name = "mode",
                      .fallback = std::string("training"),
                      .draws = choices({"training", "evaluation"}),
                      .meaning = "training uses the mask, evaluation its mean"}},
      .outputs = {{"y", {"n"}}},
      .batch = "n",
      .conventions = {{"dropout_p", "attribute p_is, drop",
                       "the drop probability in PyTorch, Keras, Flax and ONNX; the keep "
                       "probability in the paper and as keep_prob in TensorFlow 1"},
                      {"dropout_scaling", "attribute scaling, inverted",
                       "inverted in PyTorch, Keras, Flax and ONNX; the paper scales the weights "
                       "at test time"},
                      {"keep_nothing", "0 where q = 0",
                       "0 in PyTorch and Flax; refused by tf.nn.dropout"}},
      .promise = Grade::faithful,
      .gradient_promise = Grade::faithful,
      .depth = {.steps = 3},
      .gradient_depth = {.steps = 3}};
}

Operator dropout_row() {
  return {.card = dropout_card(),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            Tensor<T> y(in.at(0).shape);
            for (std::int64_t i = 0; i < y.size(); ++i)
              y.at(i) = dropout(in[0].at(i), in[1].at(i), keep_probability<T>(a), mode_of(a));
            return Bag<T>{y};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                Tensor<T> dx(in.at(0).shape);
                for (std::int64_t i = 0; i < dx.size(); ++i)
                  dx.at(i) = upstream[0].at(i) *
                             dropout_derivative(in[1].at(i), keep_probability<T>(a), mode_of(a));
                return Bag<T>{dx};
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            Tensor<float> y(in[0].shape);
            if (mode_of(a).training)
              fast::dropout(in[0].data, in[1].data, scaling_of(a), y.data);
            else
              fast::dropout_evaluation(in[0].data, scaling_of(a), y.data);
            return Bag<float>{y};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Tensor<float> dx(in[0].shape);
                if (mode_of(a).training)
                  fast::dropout_gradient(in[1].data, upstream[0].data, scaling_of(a), dx.data);
                else
                  fast::dropout_evaluation_gradient(upstream[0].data, scaling_of(a), dx.data);
                return Bag<float>{dx};
              }),
          .identities = regularization_laws::dropout_identities()};
}

const std::vector<Dim> weight_count = {{"n", 0, 67}};
const std::vector<Input> weights = {
    {.name = "w", .dims = {"n"}, .domain = reals(0x1p+50)}};  // sums of squares stay finite
const std::vector<Output> one_penalty = {{"penalty", {}}};

AttributeCard strength(const std::string& name, const std::string& meaning) {
  return {.name = name,
          .fallback = 0.01,
          .draws = {0.01, 1.0, 0.5, 0.0, 1e-4},
          .meaning = meaning,
          .lower = 0,
          .upper = 0x1p+20};
}

const Kink kink_of_magnitude = {
    .where = "w = 0", .subgradient = "0, as PyTorch, JAX and TensorFlow", .points = {0}};

/// The four readings of a penalty f(w, attributes) -> number.
template <class F>
Reference penalty(F f) {
  return tensorwise([f]<class T>(const Bag<T>& in, const Attributes& a) {
    return Bag<T>{Tensor<T>::scalar(f(std::span<const T>(in.at(0).data), a))};
  });
}

/// And of its gradient, f(w, attributes) -> the derivatives, times the upstream number.
template <class F>
GradientReference penalty_gradient(F f) {
  return tensorwise_gradient(
      [f]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
        Tensor<T> dw(in.at(0).shape, f(std::span<const T>(in[0].data), a));
        for (T& element : dw.data) element *= upstream.at(0).data.at(0);
        return Bag<T>{dw};
      });
}

/// A kernel f(w, attributes) -> number.
template <class F>
Function<double> fast_penalty(F kernel) {
  return fast_tensorwise([kernel](const Bag<float>& in, const Attributes& a) {
    return Bag<float>{Tensor<float>::scalar(kernel(std::span<const float>(in[0].data), a))};
  });
}

/// A gradient kernel f(w, upstream, dw, attributes).
template <class F>
Pullback<double> fast_penalty_gradient(F kernel) {
  return fast_tensorwise_gradient([kernel](const Bag<float>& in, const Bag<float>& upstream,
                                           const Attributes& a) {
    Tensor<float> dw(in[0].shape);
    kernel(std::span<const float>(in[0].data), upstream[0].data[0], std::span<float>(dw.data), a);
    return Bag<float>{dw};
  });
}

template <class T>
T l2_factor(const Attributes& a) {
  const T lambda = a.number<T>("lambda");
  return a.choice("factor") == "half_lambda" ? T(lambda / 2) : lambda;
}

Operator l2_penalty_row() {
  return {
      .card = {.name = "regularization/l2_penalty",
               .summary = "Squared norm of the weights, ridge or weight decay",
               .formula = "\\Omega = \\tfrac\\lambda2 \\sum_i w_i^2 \\text{ or } \\lambda \\sum_i "
                          "w_i^2",
               .gradient_formula = "\\partial L/\\partial w_i = g \\lambda w_i \\text{ or } 2 g "
                                   "\\lambda w_i",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, eq. 7.2",
               .dims = weight_count,
               .inputs = weights,
               .attributes = {strength("lambda", "the strength"),
                              {.name = "factor",
                               .fallback = std::string("half_lambda"),
                               .draws = choices({"half_lambda", "lambda"}),
                               .meaning = "the factor before the sum, lambda / 2 or lambda"}},
               .outputs = one_penalty,
               .conventions = {{"l2_half", "attribute factor, half_lambda",
                                "half_lambda: weight_decay in PyTorch, whose gradient is lambda w; "
                                "lambda: keras.regularizers.L2"}},
               .promise = Grade::faithful,
               .gradient_promise = Grade::faithful,
               .depth = {.steps = 2, .over = "n"},
               .gradient_depth = {.steps = 3}},
      .reference = penalty([]<class T>(std::span<const T> w, const Attributes& a) {
        return l2_penalty(w, l2_factor<T>(a));
      }),
      .gradient = penalty_gradient([]<class T>(std::span<const T> w, const Attributes& a) {
        return l2_penalty_gradient(w, l2_factor<T>(a));
      }),
      .fast = fast_penalty(
          [](auto w, const Attributes& a) { return fast::l2_penalty(w, l2_factor<double>(a)); }),
      .fast_gradient = fast_penalty_gradient([](auto w, float g, auto dw, const Attributes& a) {
        fast::l2_penalty_gradient(w, g, l2_factor<double>(a), dw);
      }),
      .identities = regularization_laws::l2_penalty_identities()};
}

Operator l1_penalty_row() {
  return {
      .card = {.name = "regularization/l1_penalty",
               .summary = "Sum of the weights' magnitudes, lasso",
               .formula = "\\Omega = \\lambda \\sum_i |w_i|",
               .gradient_formula = "\\partial L/\\partial w_i = g \\lambda\\,\\mathrm{sign}(w_i)",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, eq. 7.18",
               .dims = weight_count,
               .inputs = weights,
               .attributes = {strength("lambda", "the strength")},
               .outputs = one_penalty,
               .conventions = {{"l1_factor", "lambda", "lambda in keras.regularizers.L1"}},
               .kinks = {kink_of_magnitude},
               .promise = Grade::faithful,
               .gradient_promise = Grade::faithful,
               .depth = {.steps = 1, .over = "n"},
               .gradient_depth = {.steps = 1}},
      .reference = penalty([]<class T>(std::span<const T> w, const Attributes& a) {
        return l1_penalty(w, a.number<T>("lambda"));
      }),
      .gradient = penalty_gradient([]<class T>(std::span<const T> w, const Attributes& a) {
        return l1_penalty_gradient(w, a.number<T>("lambda"));
      }),
      .fast = fast_penalty(
          [](auto w, const Attributes& a) { return fast::l1_penalty(w, a.real("lambda")); }),
      .fast_gradient = fast_penalty_gradient([](auto w, float g, auto dw, const Attributes& a) {
        fast::l1_penalty_gradient(w, g, a.real("lambda"), dw);
      }),
      .identities = regularization_laws::l1_penalty_identities()};
}

Operator elastic_net_row() {
  return {.card = {.name = "regularization/elastic_net",
                   .summary = "Lasso and ridge penalties together",
                   .formula = "\\Omega = \\sum_i \\lambda_1 |w_i| + \\lambda_2 w_i^2",
                   .gradient_formula = "\\partial L/\\partial w_i = g (\\lambda_1\\,"
                                       "\\mathrm{sign}(w_i) + 2 \\lambda_2 w_i)",
                   .source = "Zou & Hastie 2005, Regularization and variable selection via the "
                             "elastic net, eq. 3",
                   .dims = weight_count,
                   .inputs = weights,
                   .attributes = {strength("lambda1", "of the magnitudes"),
                                  strength("lambda2", "of the squares")},
                   .outputs = one_penalty,
                   .conventions = {{"elastic_net", "lambda1 and lambda2",
                                    "the same as l1 and l2 in keras.regularizers.L1L2; alpha and "
                                    "l1_ratio in scikit-learn, lambda1 = alpha l1_ratio and "
                                    "lambda2 = alpha (1 - l1_ratio) / 2"}},
                   .kinks = {kink_of_magnitude},
                   .promise = Grade::faithful,
                   .gradient_promise = Grade::faithful,
                   .depth = {.steps = 4, .over = "n"},
                   .gradient_depth = {.steps = 4}},
          .reference = penalty([]<class T>(std::span<const T> w, const Attributes& a) {
            return elastic_net(w, a.number<T>("lambda1"), a.number<T>("lambda2"));
          }),
          .gradient = penalty_gradient([]<class T>(std::span<const T> w, const Attributes& a) {
            return elastic_net_gradient(w, a.number<T>("lambda1"), a.number<T>("lambda2"));
          }),
          .fast = fast_penalty([](auto w, const Attributes& a) {
            return fast::elastic_net(w, a.real("lambda1"), a.real("lambda2"));
          }),
          .fast_gradient = fast_penalty_gradient([](auto w, float g, auto dw, const Attributes& a) {
            fast::elastic_net_gradient(w, g, a.real("lambda1"), a.real("lambda2"), dw);
          }),
          .identities = regularization_laws::elastic_net_identities()};
}

}  // namespace

std::vector<Operator> regularization_family() {
  std::vector<Operator> all = {dropout_row(), l2_penalty_row(), l1_penalty_row(),
                               elastic_net_row()};
  for (const auto& part : {regularization::noise_rows, regularization::noise_ridge_rows})
    for (Operator& row : part()) all.push_back(std::move(row));
  return all;
}

}  // namespace assay
