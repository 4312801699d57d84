// Slips in the entropies, and in the symmetric and multivariate divergences.

#include <cmath>

#include "reference/divergence/kl_multivariate_normal.h"
#include "reference/entropy/discrete.h"
#include "reference/entropy/normal.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

/// The right value, changed in reference and kernel alike.
template <class F>
Mutant changed(const std::string& op, const std::string& slip, F change) {
  return {op, "everywhere: " + slip, [change](Operator& row) {
            const Reference right = row.reference;
            plant_everywhere(row, [right, change]<class T>(const Bag<T>& in, const Attributes& a) {
              Bag<T> out = right.at<T>()(in, a);
              change(out[0].data[0], in);
              return out;
            });
          }};
}

Mutant doubled(const std::string& op) {
  return changed(op, "a factor of 2", []<class T>(T& value, const Bag<T>&) { value *= 2; });
}

Mutant in_bits(const std::string& op) {
  return changed(op, "in bits", []<class T>(T& value, const Bag<T>&) { value /= log(T(2)); });
}

/// The first two inputs exchanged, in reference and kernel.
Mutant exchanged(const std::string& op, std::size_t apart) {
  return confused_everywhere(op, "the distributions exchanged",
                             [apart]<class T>(Bag<T>& in, Attributes&) {
                               for (std::size_t k = 0; k < apart; ++k)
                                 std::swap(in[k], in[k + apart]);
                             });
}

Mutant negative_gradient(const std::string& op) {
  return spoilt_gradient(op, "the gradient of the negative",
                         [](Bag<double>& out, const Bag<double>&, const Attributes&) {
                           for (Tensor<double>& tensor : out)
                             for (double& element : tensor.data) element = -element;
                         });
}

/// Kernels whose sums run in float32, from the terms of each class.
Mutant summed_in_float(const std::string& op, std::function<double(double, double)> term) {
  return {op, "kernel: terms in bfloat16", [term](Operator& row) {
            row.fast = tensor_kernel([term](const Bag<double>& in, const Attributes&) {
              double sum = 0;
              for (std::size_t i = 0; i < in[0].data.size(); ++i)
                sum += round_to(term(in[0].data[i], in.back().data[i]), Format::bfloat16);
              return Bag<double>{Tensor<double>::scalar(sum)};
            });
          }};
}

/// The symmetric matrix's triangle above the diagonal left out.
Mutant half_matrix(const std::string& op, std::size_t k) {
  return confused_everywhere(op, "the upper triangle taken for zeros",
                             [k]<class T>(Bag<T>& in, Attributes&) {
                               for (std::int64_t i = 0; i < in[k].extent(0); ++i)
                                 for (std::int64_t j = i + 1; j < in[k].extent(0); ++j)
                                   in[k].at(i, j) = T(0);
                             });
}

std::vector<Mutant> divergence_slips() {
  const std::string js = "divergence/jensen_shannon", j = "divergence/jeffreys",
                    kl = "divergence/kl_multivariate_normal";
  return {
      changed(js, "the distance, its root",
              []<class T>(T& value, const Bag<T>&) { value = value > 0 ? T(sqrt(value)) : T(0); }),
      doubled(js),
      in_bits(js),
      negative_gradient(js),
      changed(j, "the mean of both directions",
              []<class T>(T& value, const Bag<T>&) { value /= 2; }),
      negative_gradient(j),
      summed_in_float(j, [](double p, double q) { return (p - q) * std::log(p / q); }),
      exchanged(kl, 2),
      half_matrix(kl, 1),
      changed(kl, "without half the dimensions",
              []<class T>(T& value, const Bag<T>& in) {
                value += T(static_cast<int>(in[0].extent(0))) / 2;
              }),
      {kl, "gradient: the mean's part of the second covariance left out",
       [](Operator& row) {
         row.gradient = tensorwise_gradient(
             []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
               const MultivariateNormal<T> p = {in[0], in[1]}, q = {in[2], in[3]},
                                           here = {in[2], in[1]};
               Bag<T> right = kl_multivariate_normal_gradient(p, q, upstream[0].data[0]);
               right[3] = kl_multivariate_normal_gradient(here, q, upstream[0].data[0])[3];
               return right;
             });
       }},
  };
}

std::vector<Mutant> entropy_slips() {
  const std::string h = "entropy/categorical_entropy", ce = "entropy/categorical_cross_entropy",
                    hb = "entropy/bernoulli_entropy", ceb = "entropy/bernoulli_cross_entropy",
                    hn = "entropy/normal_entropy", cen = "entropy/normal_cross_entropy",
                    hm = "entropy/multivariate_normal_entropy";
  return {
      in_bits(h),
      negative_gradient(h),
      spoilt_gradient(h, "log p without the 1",
                      [](Bag<double>& out, const Bag<double>&, const Attributes&) {
                        for (double& element : out[0].data) element += 1;
                      }),
      summed_in_float(h, [](double p, double) { return -p * std::log(p); }),
      exchanged(ce, 1),
      in_bits(ce),
      negative_gradient(ce),
      doubled(hb),
      in_bits(hb),
      {hb, "kernel: 1 - p rounded to float32 before its logarithm",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes&) {
           double sum = 0;
           for (const double p : in[0].data) {
             const double rest = round_to(1 - p, Format::binary32);
             sum -= p * std::log(p) + (rest > 0 ? rest * std::log(rest) : 0);
           }
           return Bag<double>{Tensor<double>::scalar(sum)};
         });
       }},
      exchanged(ceb, 1),
      in_bits(ceb),
      {ceb, "gradient: q - p without its denominator",
       [](Operator& row) {
         row.gradient = tensorwise_gradient(
             []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
               Bag<T> wrong = in;
               for (std::size_t i = 0; i < in[0].data.size(); ++i) {
                 const T &p = in[0].data[i], &q = in[1].data[i], &g = upstream[0].data[0];
                 wrong[0].data[i] = g * bernoulli_cross_entropy_p_derivative(q);
                 wrong[1].data[i] = g * (q - p);
               }
               return wrong;
             });
       }},
      changed(hn, "log(2 pi) without e",
              []<class T>(T& value, const Bag<T>& in) {
                value -= T(static_cast<int>(in[0].size())) / 2;
              }),
      confused_everywhere(hn, "variances for standard deviations",
                          []<class T>(Bag<T>& in, Attributes&) {
                            for (T& sigma : in[0].data) sigma = sqrt(sigma);
                          }),
      negative_gradient(hn),
      exchanged(cen, 2),
      changed(cen, "the constant left out, as losses do",
              []<class T>(T& value, const Bag<T>& in) {
                value -= T(static_cast<int>(in[0].size())) * log(T(2 * pi<T>())) / 2;
              }),
      negative_gradient(cen),
      changed(hm, "the determinant not halved",
              []<class T>(T& value, const Bag<T>& in) {
                const T constant =
                    T(static_cast<int>(in[0].extent(0))) * (log(T(2 * pi<T>())) + 1) / 2;
                value = 2 * (value - constant) + constant;
              }),
      half_matrix(hm, 0),
      spoilt_gradient(hm, "the inverse, not its half",
                      [](Bag<double>& out, const Bag<double>&, const Attributes&) {
                        for (double& element : out[0].data) element *= 2;
                      }),
  };
}

}  // namespace

std::vector<Mutant> entropy_mutants() {
  std::vector<Mutant> all = divergence_slips();
  const std::vector<Mutant> more = entropy_slips();
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
