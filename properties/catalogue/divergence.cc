// Kullback-Leibler divergences: parameters of two distributions to one number, in nats.

#include "fast/divergence/divergence.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/divergence/summed.h"
#include "properties/divergence/identities.h"
#include "reference/divergence/jeffreys.h"
#include "reference/divergence/jensen_shannon.h"
#include "reference/divergence/kl_categorical.h"
#include "reference/divergence/kl_multivariate_normal.h"
#include "reference/divergence/kl_normal.h"

namespace assay {

namespace {

const std::vector<Output> one_number = {{"kl", {}}};
const Convention argument_order = {
    "kl_args", "KL(p || q), p first",
    "PyTorch's kl_div takes (log q, p); Keras, SciPy and the distribution libraries (p, q)"};

template <class T>
NormalPair<T> pair_at(const Bag<T>& in, std::size_t i) {
  return {in[0].data[i], in[1].data[i], in[2].data[i], in[3].data[i]};
}

Operator kl_normal_standard_row() {
  return {
      .card = {.name = "divergence/kl_normal_standard",
               .summary = "KL of a diagonal normal distribution to the standard one",
               .formula = "\\tfrac12 \\sum_i (\\sigma_i^2 + \\mu_i^2 - 1 - \\log \\sigma_i^2)",
               .gradient_formula = "\\partial/\\partial\\mu_i = \\mu_i,\\ "
                                   "\\partial/\\partial\\sigma_i = \\sigma_i - 1/\\sigma_i",
               .source = "Kingma & Welling 2014, arXiv 1312.6114, appendix B",
               .dims = classes_or_dimensions,
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
           .dims = classes_or_dimensions,
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
               .dims = classes_or_dimensions,
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
                   .dims = classes_or_dimensions,
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

Operator jensen_shannon_row() {
  return {.card = {.name = "divergence/jensen_shannon",
                   .summary = "Half the KL of each of two distributions to their mean",
                   .formula = "\\tfrac12 \\sum_i p_i \\log\\frac{p_i}{m_i} + q_i "
                              "\\log\\frac{q_i}{m_i},\\ m = (p + q) / 2",
                   .gradient_formula = "\\partial/\\partial p_i = \\tfrac12 "
                                       "\\log\\frac{p_i}{m_i},\\ \\partial/\\partial q_i = "
                                       "\\tfrac12 \\log\\frac{q_i}{m_i}",
                   .source = "Lin 1991, IEEE Transactions on Information Theory 37(1), eq. 4.1 "
                             "with equal weights",
                   .dims = classes_or_dimensions,
                   .inputs = {vector_input("p", simplex(), "probabilities of p"),
                              vector_input("q", simplex(), "probabilities of q")},
                   .outputs = {{"js", {}}},
                   .conventions = {nats,
                                   {"root", "the divergence",
                                    "SciPy's jensenshannon is its square root, the distance"}},
                   .depth = {.steps = 16, .over = "n"},
                   .gradient_depth = {.steps = 10}},
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return jensen_shannon(in[0].data[i], in[1].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            const T &p = in[0].data[i], &q = in[1].data[i];
            return std::vector<T>{jensen_shannon_derivative(p, q), jensen_shannon_derivative(q, p)};
          }),
          .fast = fast_two(fast::jensen_shannon),
          .fast_gradient = fast_two_gradient(fast::jensen_shannon_gradient),
          .identities = divergence_laws::jensen_shannon_identities()};
}

Operator jeffreys_row() {
  return {.card = {.name = "divergence/jeffreys",
                   .summary = "KL of categorical distributions in both directions together",
                   .formula = "\\sum_i (p_i - q_i) \\log\\frac{p_i}{q_i}",
                   .gradient_formula = "\\partial/\\partial p_i = \\log\\frac{p_i}{q_i} + 1 - "
                                       "\\frac{q_i}{p_i},\\ \\partial/\\partial q_i = "
                                       "\\log\\frac{q_i}{p_i} + 1 - \\frac{p_i}{q_i}",
                   .source = "Kullback & Leibler 1951, On information and sufficiency, eq. 2.5",
                   .dims = classes_or_dimensions,
                   .inputs = {vector_input("p", simplex(), "probabilities of p, more than 0"),
                              vector_input("q", simplex(), "probabilities of q, more than 0")},
                   .outputs = {{"j", {}}},
                   .conventions = {nats, {"half", "the sum", "some texts take the mean of both"}},
                   .depth = {.steps = 8, .over = "n"},
                   .gradient_depth = {.steps = 12}},
          .reference = summed([]<class T>(const Bag<T>& in, std::size_t i) {
            return jeffreys(in[0].data[i], in[1].data[i]);
          }),
          .gradient = summed_gradient([]<class T>(const Bag<T>& in, std::size_t i) {
            const T &p = in[0].data[i], &q = in[1].data[i];
            return std::vector<T>{jeffreys_derivative(p, q), jeffreys_derivative(q, p)};
          }),
          .fast = fast_two(fast::jeffreys),
          .fast_gradient = fast_two_gradient(fast::jeffreys_gradient),
          .identities = divergence_laws::jeffreys_identities()};
}

std::vector<double> normal_workspace(const Bag<float>& in) {
  return std::vector<double>(fast::kl_multivariate_normal_workspace(in[0].data.size()));
}

Operator kl_multivariate_normal_row() {
  const auto mean = [](const std::string& name, const std::string& meaning) {
    return Input{.name = name, .dims = {"d"}, .domain = reals(0x1p+20), .meaning = meaning};
  };
  return {
      .card = {.name = "divergence/kl_multivariate_normal",
               .summary = "KL of two normal distributions with full covariances",
               .formula =
                   "\\tfrac12 (\\mathrm{tr}(S_2^{-1} S_1) + (\\mu_1 - \\mu_2)^\\top S_2^{-1} "
                   "(\\mu_1 - \\mu_2) - d + \\log\\frac{\\det S_2}{\\det S_1})",
               .gradient_formula =
                   "v = S_2^{-1} (\\mu_1 - \\mu_2),\\ \\partial/\\partial\\mu_1 = v = "
                   "-\\partial/\\partial\\mu_2,\\ \\partial/\\partial S_1 = \\tfrac12 (S_2^{-1} - "
                   "S_1^{-1}),\\ \\partial/\\partial S_2 = \\tfrac12 (S_2^{-1} - S_2^{-1} S_1 "
                   "S_2^{-1} - v v^\\top)",
               .source = "Kullback 1959, Information theory and statistics, chapter 9, eq. 1.4",
               .dims = {{"d", 1, 4}},
               .inputs = {mean("mu1", "mean of p"), covariance_input("S1", "covariance of p"),
                          mean("mu2", "mean of q"), covariance_input("S2", "covariance of q")},
               .outputs = {{"kl", {}}},
               .couple =
                   [](Bag<double>& in, const Attributes&) {
                     for (const std::size_t k : {1, 3}) make_covariance(in[k]);
                   },
               .conventions = {nats,
                               argument_order,
                               {"covariance", "the symmetric part of a full matrix",
                                "PyTorch also takes a precision or the lower factor; its gradient "
                                "by the covariance reaches the lower triangle of the factor"}},
               .depth = {.steps = 24, .over = "d*d+d*d"},
               .gradient_depth = {.steps = 24, .over = "3*d*d+3*d*d"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
        return Bag<T>{Tensor<T>::scalar(kl_multivariate_normal(
            MultivariateNormal<T>{in.at(0), in.at(1)}, MultivariateNormal<T>{in.at(2), in.at(3)}))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
            return kl_multivariate_normal_gradient(MultivariateNormal<T>{in.at(0), in.at(1)},
                                                   MultivariateNormal<T>{in.at(2), in.at(3)},
                                                   upstream.at(0).data.at(0));
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
        std::vector<double> workspace = normal_workspace(in);
        return Bag<float>{Tensor<float>::scalar(fast::kl_multivariate_normal(
            {in[0].data, in[1].data}, {in[2].data, in[3].data}, workspace))};
      }),
      .fast_gradient = fast_tensorwise_gradient([](const Bag<float>& in, const Bag<float>& upstream,
                                                   const Attributes&) {
        std::vector<double> workspace = normal_workspace(in);
        Bag<float> d = in;
        fast::kl_multivariate_normal_gradient({in[0].data, in[1].data}, {in[2].data, in[3].data},
                                              upstream[0].data[0], {d[0].data, d[1].data},
                                              {d[2].data, d[3].data}, workspace);
        return d;
      }),
      .identities = divergence_laws::kl_multivariate_normal_identities()};
}

}  // namespace

std::vector<Operator> divergence_family() {
  return {kl_normal_standard_row(),     kl_normal_normal_row(), kl_bernoulli_row(),
          kl_categorical_row(),         jensen_shannon_row(),   jeffreys_row(),
          kl_multivariate_normal_row(), normal_fit_row()};
}

}  // namespace assay
