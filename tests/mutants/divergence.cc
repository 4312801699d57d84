// Slips in the divergences.

#include <cmath>

#include "reference/divergence/kl_categorical.h"
#include "reference/divergence/kl_normal.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string standard = "divergence/kl_normal_standard",
                  normals = "divergence/kl_normal_normal", bernoulli = "divergence/kl_bernoulli",
                  categorical = "divergence/kl_categorical";

/// The sum over dimensions of f(inputs, i), wrong everywhere alike.
Mutant everywhere(const std::string& op, const std::string& slip, auto f) {
  return {op, "everywhere: " + slip, [f](Operator& row) {
            plant_everywhere(row, [f]<class T>(const Bag<T>& in, const Attributes&) {
              T sum(0);
              for (std::size_t i = 0; i < in[0].data.size(); ++i) sum += f(in, i);
              return Bag<T>{Tensor<T>::scalar(sum)};
            });
          }};
}

/// The sum over dimensions in float arithmetic.
Mutant kernel(const std::string& op, const std::string& slip,
              std::function<float(const Bag<double>&, std::size_t)> f) {
  return {op, "kernel: " + slip, [f](Operator& row) {
            row.fast = tensor_kernel([f](const Bag<double>& in, const Attributes&) {
              float sum = 0;
              for (std::size_t i = 0; i < in[0].data.size(); ++i) sum += f(in, i);
              return Bag<double>{Tensor<double>::scalar(sum)};
            });
          }};
}

/// One input's gradient multiplied by a number.
Mutant gradient_times(const std::string& op, const std::string& slip, std::size_t input,
                      int factor) {
  return {op, "gradient: " + slip, [input, factor](Operator& row) {
            const auto wide = row.gradient.wide;
            row.gradient.wide = [wide, input, factor](const Bag<WideReal>& in,
                                                      const Bag<WideReal>& upstream,
                                                      const Attributes& a) {
              Bag<WideReal> gradient = wide(in, upstream, a);
              for (WideReal& element : gradient[input].data) element *= factor;
              return gradient;
            };
          }};
}

float at(const Bag<double>& in, std::size_t k, std::size_t i) {
  return static_cast<float>(in[k].data[i]);
}

std::vector<Mutant> normal_slips() {
  return {
      kernel(standard, "sigma^2 - 1 - log sigma^2 in float cancels near 1",
             [](const Bag<double>& in, std::size_t i) {
               const float mu = at(in, 0, i), sigma = at(in, 1, i);
               return 0.5f * (sigma * sigma + mu * mu - 1 - 2 * std::log(sigma));
             }),
      gradient_times(standard, "the sign of the mean's gradient", 0, -1),
      gradient_times(standard, "the gradient by the variance's logarithm", 1, 2),
      everywhere(standard, "sigma read as the variance",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   return kl_normal_standard(in[0].data[i], T(sqrt(in[1].data[i])));
                 }),
      everywhere(standard, "the sign of the logarithm",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   const T &mu = in[0].data[i], &sigma = in[1].data[i];
                   return T((sigma * sigma + mu * mu - 1) / 2 + log(sigma));
                 }),
      everywhere(standard, "the 1/2 missing",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   return T(2 * kl_normal_standard(in[0].data[i], in[1].data[i]));
                 }),
      kernel(normals, "variances in float cancel",
             [](const Bag<double>& in, std::size_t i) {
               const float d = at(in, 0, i) - at(in, 2, i), v1 = at(in, 1, i) * at(in, 1, i),
                           v2 = at(in, 3, i) * at(in, 3, i);
               return 0.5f * (std::log(v2 / v1) + (v1 + d * d) / v2 - 1);
             }),
      gradient_times(normals, "the second mean's sign", 2, -1),
      gradient_times(normals, "the first scale's gradient missing", 1, 0),
      everywhere(normals, "the arguments swapped",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   return kl_normal_normal(
                       NormalPair<T>{in[2].data[i], in[3].data[i], in[0].data[i], in[1].data[i]});
                 }),
      everywhere(normals, "the distance not squared",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   const T r = in[1].data[i] / in[3].data[i];
                   return T(abs(T(in[0].data[i] - in[2].data[i])) / in[3].data[i] / 2 +
                            kl_of_scale_ratio(r));
                 }),
  };
}

std::vector<Mutant> discrete_slips() {
  return {
      kernel(bernoulli, "logarithms of rounded complements",
             [](const Bag<double>& in, std::size_t i) {
               const float p = at(in, 0, i), q = at(in, 1, i);
               return p * std::log(p / q) + (1 - p) * std::log((1 - p) / (1 - q));
             }),
      gradient_times(bernoulli, "the sign by q", 1, -1),
      everywhere(bernoulli, "only the first outcome",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   return relative_entropy(in[0].data[i], in[1].data[i]);
                 }),
      everywhere(bernoulli, "the arguments swapped",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   return kl_bernoulli(in[1].data[i], in[0].data[i]);
                 }),
      kernel(categorical, "the entropy alone",
             [](const Bag<double>& in, std::size_t i) {
               return at(in, 0, i) * std::log(at(in, 0, i));
             }),
      gradient_times(categorical, "the sign by q", 1, -1),
      {categorical, "gradient: the 1 of the product rule missing",
       [](Operator& row) {
         row.gradient = tensorwise_gradient(
             []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
               Bag<T> gradient = in;
               for (std::size_t i = 0; i < in[0].data.size(); ++i) {
                 const T &p = in[0].data[i], &q = in[1].data[i];
                 gradient[0].data[i] = upstream[0].data[0] * log(T(p / q));
                 gradient[1].data[i] = upstream[0].data[0] * relative_entropy_q_derivative(p, q);
               }
               return gradient;
             });
       }},
      everywhere(categorical, "the arguments swapped",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   return relative_entropy(in[1].data[i], in[0].data[i]);
                 }),
      everywhere(categorical, "base-2 logarithms",
                 []<class T>(const Bag<T>& in, std::size_t i) {
                   return T(relative_entropy(in[0].data[i], in[1].data[i]) / log(T(2)));
                 }),
  };
}

const std::string fit = "divergence/normal_fit";

/// A wrong fit from the right one and the sums of w s^2, w s and w over a row.
template <class F>
Mutant wrong_fit(const std::string& slip, F f) {
  return {fit, "everywhere: " + slip, [f](Operator& row) {
            plant_everywhere(
                row, [right = row.reference, f]<class T>(const Bag<T>& in, const Attributes& a) {
                  Bag<T> y = right.at<T>()(in, a);
                  const auto weight = rows_of(in[0]), sigma = rows_of(in[2]);
                  for (std::size_t r = 0; r < weight.size(); ++r) {
                    T within(0), total(0);
                    for (std::size_t i = 0; i < weight[r].size(); ++i) {
                      within += weight[r][i] * sigma[r][i] * sigma[r][i];
                      total += weight[r][i];
                    }
                    f(y[0].data[r], y[1].data[r], T(within / total));
                  }
                  return y;
                });
          }};
}

std::vector<Mutant> fit_slips() {
  return {
      wrong_fit("the mean of the variances, the means' own spread forgotten",
                [](auto&, auto& sigma, const auto& within) { sigma = sqrt(within); }),
      wrong_fit(
          "the spread of the means only",
          [](auto&, auto& sigma, const auto& within) { sigma = sqrt(sigma * sigma - within / 2); }),
      wrong_fit("the variance for the standard deviation",
                [](auto&, auto& sigma, const auto&) { sigma = sigma * sigma; }),
      confused(fit, "equal weights",
               [](Bag<double>& in, Attributes&) {
                 for (double& weight : in[0].data) weight = 1;
               }),
      spoilt(fit, "E x^2 - (E x)^2 in float32",
             [](Bag<double>& y, const Bag<double>& in, const Attributes&) {
               const auto weight = rows_of(in[0]), mean = rows_of(in[1]), sigma = rows_of(in[2]);
               for (std::size_t r = 0; r < weight.size(); ++r) {
                 float total = 0, first = 0, second = 0;
                 for (std::size_t i = 0; i < weight[r].size(); ++i) {
                   const auto w = static_cast<float>(weight[r][i]);
                   const auto m = static_cast<float>(mean[r][i]);
                   const auto s = static_cast<float>(sigma[r][i]);
                   total += w, first += w * m, second += w * (s * s + m * m);
                 }
                 y[1].data[r] = std::sqrt(second / total - first / total * (first / total));
               }
             }),
      gradient_times(fit, "dsigma doubled for the weights", 0, 2),
  };
}

}  // namespace

std::vector<Mutant> divergence_mutants() {
  std::vector<Mutant> all = normal_slips();
  for (const auto& slips : {discrete_slips, fit_slips})
    for (const Mutant& mutant : slips()) all.push_back(mutant);
  return all;
}

}  // namespace assay
