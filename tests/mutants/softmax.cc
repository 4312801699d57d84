// Slips in the softmax family.

#include <cmath>

#include "reference/softmax/log_softmax.h"
#include "reference/softmax/softargmax_weighted_sum.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

/// `f` is a generic callable on a row that gives a row or, `to_scalar`, a number.
template <class F>
Mutant everywhere(const std::string& op, const std::string& slip, F f) {
  return {op, "everywhere: " + slip, [f](Operator& row) { plant_everywhere(row, f); }};
}

template <class F>
Mutant kernel(const std::string& op, const std::string& slip, F f) {
  return {op, "kernel: " + slip, [f](Operator& row) { row.fast = tensor_kernel(f); }};
}

template <class F>
Mutant gradient(const std::string& op, const std::string& slip, F f) {
  return {op, "gradient: " + slip, [f](Operator& row) { row.gradient = rowwise_gradient(f); }};
}

float unshifted_sum(std::span<const double> x) {
  float sum = 0;
  for (const double element : x) sum += std::exp(static_cast<float>(element));
  return sum;
}

std::vector<Mutant> logsumexp_slips() {
  const std::string op = "softmax/logsumexp";
  return {
      kernel(op, "no shift by the maximum, overflows in float",
             by_rows_to_scalar([](std::span<const double> x) {
               return static_cast<double>(std::log(unshifted_sum(x)));
             })),
      kernel(op, "the shift is not added back", by_rows_to_scalar([](std::span<const double> x) {
               return logsumexp(x) - x[first_maximum(x)];
             })),
      gradient(op, "the maximum's one-hot instead of softmax",
               []<class T>(std::span<const T> x, const T& g) {
                 std::vector<T> dx(x.size(), T(0));
                 dx[first_maximum(x)] = g;
                 return dx;
               }),
      everywhere(op, "the mean of the exponentials",
                 by_rows_to_scalar([]<class T>(std::span<const T> x) {
                   return T(logsumexp(x) - log(T(static_cast<int>(x.size()))));
                 })),
      everywhere(op, "base-2 logarithm", by_rows_to_scalar([]<class T>(std::span<const T> x) {
                   return T(logsumexp(x) / log(T(2)));
                 })),
  };
}

std::vector<Mutant> softmax_slips() {
  const std::string op = "softmax/softmax";
  return {
      kernel(op, "no shift by the maximum, overflows in float",
             by_rows([](std::span<const double> x) {
               std::vector<double> p;
               for (const double element : x)
                 p.push_back(std::exp(static_cast<float>(element)) / unshifted_sum(x));
               return p;
             })),
      kernel(op, "log base 2 of e forgotten: 2^x", by_rows([](std::span<const double> x) {
               std::vector<double> scaled;
               for (const double element : x) scaled.push_back(element * std::log(2.0));
               return softmax(std::span<const double>(scaled));
             })),
      gradient(op, "only the diagonal of the Jacobian",
               []<class T>(std::span<const T> x, std::span<const T> g) {
                 std::vector<T> dx = softmax(x);
                 for (std::size_t i = 0; i < dx.size(); ++i) dx[i] = g[i] * dx[i] * (1 - dx[i]);
                 return dx;
               }),
      gradient(op, "the unweighted mean of the upstream",
               []<class T>(std::span<const T> x, std::span<const T> g) {
                 std::vector<T> dx = softmax(x);
                 T sum(0);
                 for (const T& element : g) sum += element;
                 for (std::size_t i = 0; i < dx.size(); ++i)
                   dx[i] *= g[i] - sum / static_cast<int>(g.size());
                 return dx;
               }),
      everywhere(op, "softmin", by_rows([]<class T>(std::span<const T> x) {
                   std::vector<T> negated;
                   for (const T& element : x) negated.push_back(-element);
                   return softmax(std::span<const T>(negated));
                 })),
      everywhere(op, "each weight against the others only",
                 by_rows([]<class T>(std::span<const T> x) {
                   std::vector<T> p = softmax(x);
                   for (T& weight : p) weight /= 2 - weight;
                   return p;
                 })),
  };
}

std::vector<Mutant> log_softmax_slips() {
  const std::string op = "softmax/log_softmax";
  return {
      kernel(op, "the logarithm of softmax, -inf for wide rows",
             by_rows([](std::span<const double> x) {
               std::vector<double> y = softmax(x);
               for (double& element : y) element = std::log(static_cast<float>(element));
               return y;
             })),
      gradient(op, "the softmax Jacobian instead",
               []<class T>(std::span<const T> x, std::span<const T> g) {
                 return softmax_gradient(x, g);
               }),
      everywhere(op, "the maximum subtracted instead of logsumexp",
                 by_rows([]<class T>(std::span<const T> x) {
                   std::vector<T> y(x.begin(), x.end());
                   for (T& element : y) element -= x[first_maximum(x)];
                   return y;
                 })),
  };
}

std::vector<Mutant> weighted_sum_slips() {
  const std::string op = "softmax/softargmax_weighted_sum";
  const auto swapped = []<class T>(const Bag<T>& in, const Attributes&) {
    Tensor<T> y({in[0].extent(0)});
    const auto x = rows_of(in[0]), v = rows_of(in[1]);
    for (std::size_t r = 0; r < x.size(); ++r) y.data[r] = softargmax_weighted_sum(v[r], x[r]);
    return Bag<T>{y};
  };
  const auto averaged = []<class T>(const Bag<T>& in, const Attributes&) {
    Tensor<T> y({in[0].extent(0)});
    const auto x = rows_of(in[0]), v = rows_of(in[1]);
    for (std::size_t r = 0; r < x.size(); ++r)
      y.data[r] = softargmax_weighted_sum(x[r], v[r]) / static_cast<int>(x[r].size());
    return Bag<T>{y};
  };
  return {
      kernel(op, "scores and values swapped", swapped),
      {op, "gradient kernel: the weights are taken for constants",
       [](Operator& row) {
         row.fast_gradient = tensor_gradient_kernel(
             [](const Bag<double>& in, const Bag<double>& upstream, const Attributes&) {
               std::vector<double> dv;
               const auto x = rows_of(in[0]);
               for (std::size_t r = 0; r < x.size(); ++r)
                 for (const double element : logsumexp_gradient(x[r], upstream[0].data[r]))
                   dv.push_back(element);
               return Bag<double>{Tensor<double>(in[0].shape), Tensor<double>(in[0].shape, dv)};
             });
       }},
      everywhere(op, "divided by n besides", averaged),
  };
}

}  // namespace

std::vector<Mutant> softmax_mutants() {
  std::vector<Mutant> all = logsumexp_slips();
  for (const auto& more : {softmax_slips(), log_softmax_slips(), weighted_sum_slips()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
