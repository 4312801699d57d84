// Entropies and cross-entropies: the parameters of distributions to one number, in nats.

#include "fast/entropy/entropy.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/divergence/summed.h"
#include "properties/entropy/identities.h"
#include "reference/entropy/discrete.h"
#include "reference/entropy/normal.h"

namespace assay {

namespace {

const std::string shannon = "Shannon 1948, A mathematical theory of communication, section ";

Card entropy_card(const std::string& name, const std::string& summary, const std::string& formula,
                  const std::string& gradient_formula, const std::string& source) {
  return {.name = "entropy/" + name,
          .summary = summary,
          .formula = formula,
          .gradient_formula = gradient_formula,
          .source = source,
          .dims = classes_or_dimensions,
          .outputs = {{"h", {}}},
          .conventions = {nats}};
}

using OneKernel = float (*)(std::span<const float>);
using OneGradientKernel = void (*)(std::span<const float>, float, std::span<float>);

Function<double> fast_one(OneKernel kernel) {
  return fast_tensorwise([kernel](const Bag<float>& in, const Attributes&) {
    return Bag<float>{Tensor<float>::scalar(kernel(in[0].data))};
  });
}

Pullback<double> fast_one_gradient(OneGradientKernel kernel) {
  return fast_tensorwise_gradient(
      [kernel](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
        Bag<float> gradient = in;
        kernel(in[0].data, upstream[0].data[0], gradient[0].data);
        return gradient;
      });
}

Operator categorical_entropy_row() {
  Card card = entropy_card("categorical_entropy", "Entropy of a categorical distribution",
                           "-\\sum_i p_i \\log p_i", "-\\log p_i - 1", shannon + "6");
  card.inputs = {vector_input("p", simplex(), "probabilities")};
  card.conventions.push_back({"zero_log_zero", "0 log 0 = 0", "NaN where x log x is written out"});
  card.depth = {.steps = 6, .over = "n"};
  card.gradient_depth = {.steps = 6};
  return {.card = card,
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return surprise(in[0].data[i], in[0].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            return std::vector<T>{T(-log(in[0].data[i]) - 1)};
          }),
          .fast = fast_one(fast::categorical_entropy),
          .fast_gradient = fast_one_gradient(fast::categorical_entropy_gradient),
          .identities = entropy_laws::categorical_entropy_identities()};
}

Operator categorical_cross_entropy_row() {
  Card card = entropy_card("categorical_cross_entropy",
                           "Cross-entropy of categorical distributions", "-\\sum_i p_i \\log q_i",
                           "\\partial/\\partial p_i = -\\log q_i,\\ \\partial/\\partial q_i = "
                           "-p_i / q_i",
                           "Cover & Thomas 2006, Elements of information theory, theorem 5.4.3");
  card.inputs = {vector_input("p", simplex(), "probabilities of p"),
                 vector_input("q", simplex(), "probabilities of q")};
  card.conventions.push_back({"arguments", "probabilities, p first",
                              "logits in PyTorch's cross_entropy; Keras clips q away from 0"});
  card.depth = {.steps = 6, .over = "n"};
  card.gradient_depth = {.steps = 6};
  return {.card = card,
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return surprise(in[0].data[i], in[1].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            const T &p = in[0].data[i], &q = in[1].data[i];
            return std::vector<T>{T(-log(q)), T(-p / q)};
          }),
          .fast = fast_two(fast::categorical_cross_entropy),
          .fast_gradient = fast_two_gradient(fast::categorical_cross_entropy_gradient),
          .identities = entropy_laws::categorical_cross_entropy_identities()};
}

Operator bernoulli_entropy_row() {
  Card card = entropy_card("bernoulli_entropy", "Entropy of independent Bernoulli distributions",
                           "-\\sum_i p_i \\log p_i + (1 - p_i) \\log(1 - p_i)",
                           "\\log\\frac{1 - p_i}{p_i}", shannon + "6, figure 7");
  card.inputs = {vector_input("p", open_interval(0, 1), "probabilities")};
  card.depth = {.steps = 12, .over = "n"};
  card.gradient_depth = {.steps = 10};
  return {.card = card,
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return bernoulli_cross_entropy(in[0].data[i], in[0].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            return std::vector<T>{bernoulli_cross_entropy_p_derivative(in[0].data[i])};
          }),
          .fast = fast_one(fast::bernoulli_entropy),
          .fast_gradient = fast_one_gradient(fast::bernoulli_entropy_gradient),
          .identities = entropy_laws::bernoulli_entropy_identities()};
}

Operator bernoulli_cross_entropy_row() {
  Card card = entropy_card("bernoulli_cross_entropy",
                           "Cross-entropy of independent Bernoulli distributions",
                           "-\\sum_i p_i \\log q_i + (1 - p_i) \\log(1 - q_i)",
                           "\\partial/\\partial p_i = \\log\\frac{1 - q_i}{q_i},\\ "
                           "\\partial/\\partial q_i = \\frac{q_i - "
                           "p_i}{q_i (1 - q_i)}",
                           "Cover & Thomas 2006, Elements of information theory, theorem 5.4.3");
  card.inputs = {vector_input("p", open_interval(0, 1), "probabilities of p"),
                 vector_input("q", open_interval(0, 1), "probabilities of q")};
  card.depth = {.steps = 12, .over = "n"};
  card.gradient_depth = {.steps = 10};
  return {.card = card,
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return bernoulli_cross_entropy(in[0].data[i], in[1].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            const T &p = in[0].data[i], &q = in[1].data[i];
            return std::vector<T>{bernoulli_cross_entropy_p_derivative(q),
                                  bernoulli_cross_entropy_q_derivative(p, q)};
          }),
          .fast = fast_two(fast::bernoulli_cross_entropy),
          .fast_gradient = fast_two_gradient(fast::bernoulli_cross_entropy_gradient),
          .identities = entropy_laws::bernoulli_cross_entropy_identities()};
}

Operator normal_entropy_row() {
  Card card = entropy_card(
      "normal_entropy", "Differential entropy of a diagonal normal distribution",
      "\\sum_i \\log \\sigma_i + \\tfrac12 \\log(2 \\pi e)", "1 / \\sigma_i", shannon + "20");
  card.inputs = {vector_input("sigma", positive_reals(), "standard deviations")};
  card.depth = {.steps = 6, .over = "n"};
  card.gradient_depth = {.steps = 2};
  return {.card = card,
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return normal_entropy(in[0].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            return std::vector<T>{T(1 / in[0].data[i])};
          }),
          .fast = fast_one(fast::normal_entropy),
          .fast_gradient = fast_one_gradient(fast::normal_entropy_gradient),
          .identities = entropy_laws::normal_entropy_identities()};
}

fast::NormalPair fast_pair(const Bag<float>& in) {
  return {in[0].data, in[1].data, in[2].data, in[3].data};
}

Operator normal_cross_entropy_row() {
  Card card = entropy_card(
      "normal_cross_entropy", "Cross-entropy of two diagonal normal distributions",
      "\\sum_i \\log \\sigma_{2i} + \\tfrac12 \\log(2 \\pi) + \\frac{\\sigma_{1i}^2 + (\\mu_{1i} - "
      "\\mu_{2i})^2}{2 \\sigma_{2i}^2}",
      "\\partial/\\partial\\mu_1 = (\\mu_1 - \\mu_2) / \\sigma_2^2 = -\\partial/\\partial\\mu_2,\\ "
      "\\partial/\\partial\\sigma_1 = \\sigma_1 / \\sigma_2^2,\\ \\partial/\\partial\\sigma_2 = 1 "
      "/ "
      "\\sigma_2 - (\\sigma_1^2 + (\\mu_1 - \\mu_2)^2) / \\sigma_2^3",
      "Kullback 1959, Information theory and statistics, chapter 9; the Gaussian negative "
      "log-likelihood in expectation");
  card.inputs = {vector_input("mu1", reals(0x1p+30), "means of p"),
                 vector_input("sigma1", positive_reals(0x1p+30), "standard deviations of p"),
                 vector_input("mu2", reals(0x1p+30), "means of q"),
                 vector_input("sigma2", positive_reals(0x1p+30), "standard deviations of q")};
  card.depth = {.steps = 14, .over = "n"};
  card.gradient_depth = {.steps = 10};
  return {.card = card,
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return normal_cross_entropy(in[0].data[i], in[1].data[i], in[2].data[i], in[3].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            const T distance = in[0].data[i] - in[2].data[i], &sigma1 = in[1].data[i],
                    &sigma2 = in[3].data[i];
            const T by_mu = distance / (sigma2 * sigma2);
            const T squares = (sigma1 * sigma1 + distance * distance) / (sigma2 * sigma2);
            return std::vector<T>{by_mu, T(sigma1 / (sigma2 * sigma2)), T(-by_mu),
                                  T((1 - squares) / sigma2)};
          }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
            return Bag<float>{Tensor<float>::scalar(fast::normal_cross_entropy(fast_pair(in)))};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
                Bag<float> d = in;
                fast::normal_cross_entropy_gradient(fast_pair(in), upstream[0].data[0],
                                                    {d[0].data, d[1].data, d[2].data, d[3].data});
                return d;
              }),
          .identities = entropy_laws::normal_cross_entropy_identities()};
}

std::vector<double> entropy_workspace(const Bag<float>& in) {
  return std::vector<double>(
      fast::multivariate_normal_entropy_workspace(static_cast<std::size_t>(in[0].extent(0))));
}

Operator multivariate_normal_entropy_row() {
  Card card = entropy_card("multivariate_normal_entropy",
                           "Differential entropy of a normal distribution with a full covariance",
                           "\\tfrac12 \\log\\det(2 \\pi e S)", "\\tfrac12 S^{-1}",
                           "Cover & Thomas 2006, Elements of information theory, theorem 8.4.1");
  card.dims = {{"d", 1, 4}};
  card.inputs = {covariance_input("S", "the covariance")};
  card.couple = [](Bag<double>& in, const Attributes&) { make_covariance(in[0]); };
  card.conventions.push_back({"covariance", "the symmetric part of a full matrix",
                              "PyTorch also takes a precision or the lower factor"});
  card.depth = {.steps = 12, .over = "d*d"};
  card.gradient_depth = {.steps = 12, .over = "2*d*d"};
  return {
      .card = card,
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
        return Bag<T>{Tensor<T>::scalar(multivariate_normal_entropy(in.at(0)))};
      }),
      .gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                  const Attributes&) {
        return Bag<T>{multivariate_normal_entropy_gradient(in.at(0), upstream.at(0).data.at(0))};
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
        std::vector<double> workspace = entropy_workspace(in);
        return Bag<float>{Tensor<float>::scalar(fast::multivariate_normal_entropy(
            in[0].data, static_cast<std::size_t>(in[0].extent(0)), workspace))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
            std::vector<double> workspace = entropy_workspace(in);
            Bag<float> d = in;
            fast::multivariate_normal_entropy_gradient(in[0].data, upstream[0].data[0], d[0].data,
                                                       static_cast<std::size_t>(in[0].extent(0)),
                                                       workspace);
            return d;
          }),
      .identities = entropy_laws::multivariate_normal_entropy_identities()};
}

}  // namespace

std::vector<Operator> entropy_family() {
  return {categorical_entropy_row(),
          categorical_cross_entropy_row(),
          bernoulli_entropy_row(),
          bernoulli_cross_entropy_row(),
          normal_entropy_row(),
          normal_cross_entropy_row(),
          multivariate_normal_entropy_row()};
}

}  // namespace assay
