// Slips in the normalizations.

#include <cmath>

#include "reference/normalization/batch_norm.h"
#include "reference/normalization/batch_norm_inference.h"
#include "reference/normalization/layer_norm.h"
#include "reference/normalization/running_statistics.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string batch = "normalization/batch_norm", layer = "normalization/layer_norm",
                  inference = "normalization/batch_norm_inference",
                  running = "normalization/running_statistics";

/// f(x, gamma, beta, epsilon) -> y as a tensor function.
template <class F>
auto tensor_function(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    return Bag<T>{f(in[0], in[1], in[2], T(a.real("epsilon")))};
  };
}

template <class F>
Mutant everywhere(const std::string& op, const std::string& slip, F f) {
  return {op, "everywhere: " + slip,
          [f](Operator& row) { plant_everywhere(row, tensor_function(f)); }};
}

/// A layer norm in float whose variance is E[x^2] - E[x]^2.
Tensor<double> cancelling_layer_norm(const Tensor<double>& x, const Tensor<double>& gamma,
                                     const Tensor<double>& beta, double epsilon) {
  Tensor<double> y(x.shape);
  for (std::int64_t n = 0; n < x.extent(0); ++n) {
    float sum = 0, squares = 0;
    for (std::int64_t c = 0; c < x.extent(1); ++c) {
      const auto v = static_cast<float>(x.at(n, c));
      sum += v;
      squares += v * v;
    }
    const auto count = static_cast<float>(x.extent(1));
    const float mean = sum / count;
    const float variance = std::max(squares / count - mean * mean, 0.0f);
    const float r = 1 / std::sqrt(variance + static_cast<float>(epsilon));
    for (std::int64_t c = 0; c < x.extent(1); ++c)
      y.at(n, c) = (static_cast<float>(x.at(n, c)) - mean) * r * static_cast<float>(gamma.at(c)) +
                   static_cast<float>(beta.at(c));
  }
  return y;
}

/// One input's gradient by the reference replaced.
Mutant gradient(const std::string& op, const std::string& slip,
                std::function<void(Bag<WideReal>&, const Bag<WideReal>&)> spoil) {
  return {op, "gradient: " + slip, [spoil](Operator& row) {
            const auto right = row.gradient.wide;
            row.gradient.wide = [right, spoil](const Bag<WideReal>& in,
                                               const Bag<WideReal>& upstream, const Attributes& a) {
              Bag<WideReal> d = right(in, upstream, a);
              spoil(d, upstream);
              return d;
            };
          }};
}

/// The variance with 1 / (count - 1), by way of a smaller scale and epsilon:
/// sqrt(v / s + eps) = sqrt(v + s eps) / sqrt(s), s = 1 - 1 / count. One element stays as it is.
template <class T>
T biased_share(std::int64_t count) {
  const auto m = static_cast<int>(count);
  return m > 1 ? T(T(m - 1) / m) : T(1);
}

template <class T>
Tensor<T> times(Tensor<T> x, const T& factor) {
  for (T& element : x.data) element *= factor;
  return x;
}

void take_upstream_for_dx(Bag<WideReal>& d, const Bag<WideReal>& upstream) { d[0] = upstream[0]; }

void average_dgamma(Bag<WideReal>& d, const Bag<WideReal>&) {
  for (WideReal& element : d[1].data) element /= static_cast<int>(d[0].size() + 1);
}

void negate_dbeta(Bag<WideReal>& d, const Bag<WideReal>&) {
  for (WideReal& element : d[2].data) element = -element;
}

/// f(x, gamma, beta, mean, variance, epsilon) -> y everywhere.
template <class F>
Mutant inference_everywhere(const std::string& slip, F f) {
  return {inference, "everywhere: " + slip, [f](Operator& row) {
            plant_everywhere(row, [f]<class T>(const Bag<T>& in, const Attributes& a) {
              return Bag<T>{f(in, T(a.real("epsilon")))};
            });
          }};
}

std::vector<Mutant> inference_slips() {
  return {
      spoilt_gradient(inference, "the half of dv is missing",
                      [](Bag<double>& out, const Bag<double>&, const Attributes&) {
                        for (double& element : out[4].data) element *= 2;
                      }),
      gradient(inference, "the statistics taken for the batch's own",
               [](Bag<WideReal>& d, const Bag<WideReal>&) {
                 for (WideReal& element : d[3].data) element = 0;
               }),
      confused(inference, "the kept deviation read as a variance",
               [](Bag<double>& in, Attributes&) {
                 for (double& element : in[4].data) element = std::sqrt(element);
               }),
      inference_everywhere("epsilon outside the root",
                           []<class T>(const Bag<T>& in, const T& epsilon) {
                             Bag<T> wrong = in;
                             for (T& v : wrong[4].data)
                               v = (sqrt(v) + epsilon) * (sqrt(v) + epsilon);
                             return batch_norm_inference(BatchNormInference<T>{
                                 wrong[0], wrong[1], wrong[2], wrong[3], wrong[4], T(0)});
                           }),
      inference_everywhere("the batch's mean in place of the kept one",
                           []<class T>(const Bag<T>& in, const T& epsilon) {
                             Bag<T> wrong = in;
                             for (std::int64_t c = 0; c < in[0].extent(1); ++c) {
                               const std::vector<T> values = channel(in[0], c);
                               T sum(0);
                               for (const T& value : values) sum += value;
                               wrong[3].at(c) = sum / std::max(1, static_cast<int>(values.size()));
                             }
                             return batch_norm_inference(BatchNormInference<T>{
                                 wrong[0], wrong[1], wrong[2], wrong[3], wrong[4], epsilon});
                           }),
  };
}

/// The settings replaced everywhere.
template <class F>
Mutant running_everywhere(const std::string& slip, F settings) {
  return {running, "everywhere: " + slip, [settings](Operator& row) {
            plant_everywhere(row, [settings]<class T>(const Bag<T>& in, const Attributes& a) {
              return running_statistics(in[0], in[1], in[2], settings(T(a.real("momentum")), a));
            });
          }};
}

template <class T>
T weight_of_new(const T& momentum, const Attributes& a) {
  return a.choice("momentum_of") == "new" ? momentum : T(1 - momentum);
}

std::vector<Mutant> running_slips() {
  return {
      confused(running, "the momentum of the other framework",
               [](Bag<double>&, Attributes& a) { other_choice(a, "momentum_of", "new", "old"); }),
      confused(running, "the variance that normalises kept instead of the unbiased one",
               [](Bag<double>&, Attributes& a) { a.set("variance", std::string("biased")); }),
      {running, "kernel: the variance as E[x^2] - E[x]^2 in float",
       [](Operator& row) {
         row.fast = [right = row.fast](const Bag<double>& in, const Attributes& a) {
           Bag<double> out = right(in, a);
           const double w = weight_of_new(a.real("momentum"), a);
           for (std::int64_t c = 0; c < in[0].extent(1); ++c) {
             float sum = 0, squares = 0;
             const std::vector<double> values = channel(in[0], c);
             for (const double value : values) {
               sum += static_cast<float>(value);
               squares += static_cast<float>(value) * static_cast<float>(value);
             }
             const auto count = static_cast<float>(values.size());
             const float variance = std::max(squares / count - sum / count * (sum / count), 0.0f);
             const float left = a.choice("variance") == "biased" ? count : count - 1;
             out[1].at(c) =
                 (1 - w) * in[2].at(c) + w * static_cast<double>(variance * count / left);
           }
           return rounded_to_float(out);
         };
       }},
      running_everywhere("the momentum always of the new",
                         []<class T>(const T& momentum, const Attributes& a) {
                           return RunningSettings<T>{momentum, a.choice("variance") == "unbiased"};
                         }),
      running_everywhere("the biased variance under the other name",
                         []<class T>(const T& momentum, const Attributes& a) {
                           return RunningSettings<T>{weight_of_new(momentum, a), false};
                         }),
      {running, "everywhere: the deviations from the kept mean",
       [](Operator& row) {
         plant_everywhere(row, []<class T>(const Bag<T>& in, const Attributes& a) {
           const T w = weight_of_new(T(a.real("momentum")), a);
           const bool unbiased = a.choice("variance") == "unbiased";
           Bag<T> out = running_statistics(in[0], in[1], in[2], RunningSettings<T>{w, unbiased});
           for (std::int64_t c = 0; c < in[0].extent(1); ++c) {
             const std::vector<T> values = channel(in[0], c);
             const auto count = static_cast<int>(values.size());
             T squares(0);
             for (const T& v : values) squares += (v - in[1].at(c)) * (v - in[1].at(c));
             out[1].at(c) = (1 - w) * in[2].at(c) + w * squares / (unbiased ? count - 1 : count);
           }
           return out;
         });
       }},
  };
}

}  // namespace

std::vector<Mutant> normalization_mutants() {
  std::vector<Mutant> all = {
      {layer, "kernel: the variance as E[x^2] - E[x]^2 in float",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& a) {
           return Bag<double>{cancelling_layer_norm(in[0], in[1], in[2], a.real("epsilon"))};
         });
       }},
      {layer, "kernel: epsilon outside the root",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& a) {
           const double eps = a.real("epsilon");
           return Bag<double>{layer_norm(in[0], in[1], in[2], eps * eps)};
         });
       }},
      gradient(layer, "the mean and variance taken for constants", take_upstream_for_dx),
      gradient(layer, "dgamma averaged", average_dgamma),
      everywhere(layer, "the unbiased variance",
                 []<class T>(const Tensor<T>& x, const Tensor<T>& gamma, const Tensor<T>& beta,
                             const T& eps) {
                   const T share = biased_share<T>(x.extent(1));
                   return layer_norm(x, times(gamma, T(sqrt(share))), beta, T(eps * share));
                 }),
      everywhere(layer, "gamma applied to beta too",
                 []<class T>(const Tensor<T>& x, const Tensor<T>& gamma, const Tensor<T>& beta,
                             const T& eps) {
                   Tensor<T> scaled = beta;
                   for (std::size_t i = 0; i < beta.data.size(); ++i)
                     scaled.data[i] *= gamma.data[i];
                   return layer_norm(x, gamma, scaled, eps);
                 }),
      {batch, "kernel: each example on its own",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& a) {
           Tensor<double> y(in[0].shape);
           for (std::int64_t n = 0; n < in[0].extent(0); ++n) {
             Tensor<double> one({1, in[0].extent(1), in[0].extent(2)});
             const auto offset = static_cast<std::ptrdiff_t>(n * one.size());
             std::copy_n(in[0].data.begin() + offset, one.size(), one.data.begin());
             one = batch_norm(one, in[1], in[2], a.real("epsilon"));
             std::copy(one.data.begin(), one.data.end(), y.data.begin() + offset);
           }
           return Bag<double>{y};
         });
       }},
      gradient(batch, "the mean and variance taken for constants", take_upstream_for_dx),
      gradient(batch, "the sign of dbeta", negate_dbeta),
      everywhere(batch, "the unbiased variance",
                 []<class T>(const Tensor<T>& x, const Tensor<T>& gamma, const Tensor<T>& beta,
                             const T& eps) {
                   const T share = biased_share<T>(x.extent(0) * x.extent(2));
                   return batch_norm(x, times(gamma, T(sqrt(share))), beta, T(eps * share));
                 }),
      everywhere(batch, "divided by the variance instead of its root",
                 []<class T>(const Tensor<T>& x, const Tensor<T>& gamma, const Tensor<T>& beta,
                             const T& eps) {
                   Tensor<T> y(x.shape);
                   for (std::int64_t c = 0; c < x.extent(1); ++c) {
                     const Standardized<T> s = standardize(channel(x, c), eps);
                     std::size_t i = 0;
                     for (std::int64_t n = 0; n < x.extent(0); ++n)
                       for (std::int64_t l = 0; l < x.extent(2); ++l)
                         y.at(n, c, l) =
                             gamma.at(c) * s.values[i++] * s.inverse_deviation + beta.at(c);
                   }
                   return y;
                 }),
  };
  for (const auto& more : {inference_slips(), running_slips()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
