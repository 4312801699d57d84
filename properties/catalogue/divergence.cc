// Kullback-Leibler divergences: parameters of two distributions to one number, in nats.

#include "fast/divergence/divergence.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/divergence/identities.h"
#include "reference/divergence/kl_categorical.h"
#include "reference/divergence/kl_normal.h"

namespace assay {

namespace {

const std::vector<Dim> dimensions = {{"n", 1, 19}};
const std::vector<Output> one_number = {{"kl", {}}};
const Convention nats = {"log_base", "natural", "bits where a text takes base-2 logarithms"};
const Convention argument_order = {
    "kl_args", "KL(p || q), p first",
    "PyTorch's kl_div takes (log q, p); Keras, SciPy and the distribution libraries (p, q)"};

Input vector_input(const std::string& name, const Domain& domain, const std::string& meaning) {
  return {.name = name, .dims = {"n"}, .domain = domain, .meaning = meaning};
}

/// The sum over dimensions of f(parameters of one dimension).
template <class F>
Reference summed(F f) {
  return tensorwise([f]<class T>(const Bag<T>& in, const Attributes&) {
    T sum(0);
    for (std::size_t i = 0; i < in[0].data.size(); ++i) sum += f(in, i);
    return Bag<T>{Tensor<T>::scalar(sum)};
  });
}

/// The gradients of such a sum: f(inputs, i) gives an array of derivatives, one an input.
template <class F>
GradientReference summed_gradient(F f) {
  return tensorwise_gradient(
      [f]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
        Bag<T> gradient = in;
        for (std::size_t i = 0; i < in[0].data.size(); ++i) {
          const auto derivatives = f(in, i);
          for (std::size_t k = 0; k < in.size(); ++k)
            gradient[k].data[i] = upstream[0].data[0] * derivatives[k];
        }
        return gradient;
      });
}

template <class T>
NormalPair<T> pair_at(const Bag<T>& in, std::size_t i) {
  return {in[0].data[i], in[1].data[i], in[2].data[i], in[3].data[i]};
}

using TwoKernel = float (*)(std::span<const float>, std::span<const float>);
using TwoGradientKernel = void (*)(std::span<const float>, std::span<const float>, float,
                                   std::span<float>, std::span<float>);

Function<double> fast_two(TwoKernel kernel) {
  return fast_tensorwise([kernel](const Bag<float>& in, const Attributes&) {
    return Bag<float>{Tensor<float>::scalar(kernel(in[0].data, in[1].data))};
  });
}

Pullback<double> fast_two_gradient(TwoGradientKernel kernel) {
  return fast_tensorwise_gradient(
      [kernel](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
        Bag<float> gradient = in;
        kernel(in[0].data, in[1].data, upstream[0].data[0], gradient[0].data, gradient[1].data);
        return gradient;
      });
}

Operator kl_normal_standard_row() {
  return {
      .card = {.name = "divergence/kl_normal_standard",
               .summary = "KL of a diagonal normal distribution to the standard one",
               .formula = "\\tfrac12 \\sum_i (\\sigma_i^2 + \\mu_i^2 - 1 - \\log \\sigma_i^2)",
               .gradient_formula = "\\partial/\\partial\\mu_i = \\mu_i,\\ "
                                   "\\partial/\\partial\\sigma_i = \\sigma_i - 1/\\sigma_i",
               .source = "Kingma & Welling 2014, arXiv 1312.6114, appendix B",
               .dims = dimensions,
               .inputs = {vector_input("mu", reals(0x1p+40), "means"),
                          vector_input("sigma", positive_reals(0x1p+40), "standard deviations")},
               .outputs = one_number,
               .conventions = {nats},
               .depth = {.steps = 10, .over = "n"},
               .gradient_depth = {.steps = 6}},
      .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
        return kl_normal_standard(in[0].data[i], in[1].data[i]);
      }),
      .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
        return std::vector<T>{in[0].data[i], kl_normal_standard_sigma_derivative(in[1].data[i])};
      }),
      .fast = fast_two(fast::kl_normal_standard),
      .fast_gradient = fast_two_gradient(fast::kl_normal_standard_gradient),
      .identities = divergence_laws::kl_normal_standard_identities()};
}

Operator kl_normal_normal_row() {
  return {
      .card =
          {.name = "divergence/kl_normal_normal",
           .summary = "KL of two diagonal normal distributions",
           .formula = "\\sum_i \\log\\frac{\\sigma_{2i}}{\\sigma_{1i}} + \\frac{\\sigma_{1i}^2 + "
                      "(\\mu_{1i} - \\mu_{2i})^2}{2 \\sigma_{2i}^2} - \\tfrac12",
           .gradient_formula =
               "\\partial/\\partial\\mu_1 = (\\mu_1 - \\mu_2)/\\sigma_2^2,\\ "
               "\\partial/\\partial\\sigma_1 = \\sigma_1/\\sigma_2^2 - 1/\\sigma_1,\\ "
               "\\partial/\\partial\\sigma_2 = 1/\\sigma_2 - (\\sigma_1^2 + (\\mu_1 - "
               "\\mu_2)^2)/\\sigma_2^3",
           .source = "Kullback 1959, Information theory and statistics, chapter 9",
           .dims = dimensions,
           .inputs = {vector_input("mu1", reals(0x1p+40), "means of p"),
                      vector_input("sigma1", positive_reals(0x1p+40), "standard deviations of p"),
                      vector_input("mu2", reals(0x1p+40), "means of q"),
                      vector_input("sigma2", positive_reals(0x1p+40), "standard deviations of q")},
           .outputs = one_number,
           .conventions = {nats, argument_order},
           .depth = {.steps = 12, .over = "n"},
           .gradient_depth = {.steps = 10}},
      .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
        return kl_normal_normal(pair_at(in, i));
      }),
      .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
        const NormalPair<T> d = kl_normal_normal_gradient(pair_at(in, i));
        return std::vector<T>{d.mu1, d.sigma1, d.mu2, d.sigma2};
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
        return Bag<float>{Tensor<float>::scalar(
            fast::kl_normal_normal(in[0].data, in[1].data, in[2].data, in[3].data))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
            Bag<float> d = in;
            fast::kl_normal_normal_gradient(in[0].data, in[1].data, in[2].data, in[3].data,
                                            upstream[0].data[0], d[0].data, d[1].data, d[2].data,
                                            d[3].data);
            return d;
          }),
      .identities = divergence_laws::kl_normal_normal_identities()};
}

Operator kl_bernoulli_row() {
  return {
      .card = {.name = "divergence/kl_bernoulli",
               .summary = "KL of independent Bernoulli distributions",
               .formula = "\\sum_i p_i \\log\\frac{p_i}{q_i} + (1 - p_i) \\log\\frac{1 - p_i}{1 - "
                          "q_i}",
               .gradient_formula =
                   "\\partial/\\partial p = \\log\\frac{p}{q} - \\log\\frac{1-p}{1-q},\\ "
                   "\\partial/\\partial q = \\frac{q - p}{q (1 - q)}",
               .source = "Kullback & Leibler 1951, On information and sufficiency, eq. 2.4",
               .dims = dimensions,
               .inputs = {vector_input("p", open_interval(0, 1), "probabilities of p"),
                          vector_input("q", open_interval(0, 1), "probabilities of q")},
               .outputs = one_number,
               .conventions = {nats, argument_order},
               .depth = {.steps = 14, .over = "n"},
               .gradient_depth = {.steps = 14}},
      .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
        return kl_bernoulli(in[0].data[i], in[1].data[i]);
      }),
      .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
        const T &p = in[0].data[i], &q = in[1].data[i];
        return std::vector<T>{kl_bernoulli_p_derivative(p, q), kl_bernoulli_q_derivative(p, q)};
      }),
      .fast = fast_two(fast::kl_bernoulli),
      .fast_gradient = fast_two_gradient(fast::kl_bernoulli_gradient),
      .identities = divergence_laws::kl_bernoulli_identities()};
}

Operator kl_categorical_row() {
  return {.card = {.name = "divergence/kl_categorical",
                   .summary = "KL of categorical distributions",
                   .formula = "\\sum_i p_i \\log\\frac{p_i}{q_i}",
                   .gradient_formula = "\\partial/\\partial p_i = \\log\\frac{p_i}{q_i} + 1,\\ "
                                       "\\partial/\\partial q_i = -\\frac{p_i}{q_i}",
                   .source = "Kullback & Leibler 1951, On information and sufficiency, eq. 2.4",
                   .dims = dimensions,
                   .inputs = {vector_input("p", simplex(), "probabilities of p"),
                              vector_input("q", simplex(), "probabilities of q")},
                   .outputs = one_number,
                   .conventions = {nats,
                                   argument_order,
                                   {"zero_log_zero", "0 log 0 = 0",
                                    "NaN where x log x is written out"}},
                   .depth = {.steps = 8, .over = "n"},
                   .gradient_depth = {.steps = 8}},
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return relative_entropy(in[0].data[i], in[1].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            const T &p = in[0].data[i], &q = in[1].data[i];
            return std::vector<T>{relative_entropy_p_derivative(p, q),
                                  relative_entropy_q_derivative(p, q)};
          }),
          .fast = fast_two(fast::kl_categorical),
          .fast_gradient = fast_two_gradient(fast::kl_categorical_gradient),
          .identities = divergence_laws::kl_categorical_identities()};
}

}  // namespace

std::vector<Operator> divergence_family() {
  return {kl_normal_standard_row(), kl_normal_normal_row(), kl_bernoulli_row(),
          kl_categorical_row()};
}

}  // namespace assay
