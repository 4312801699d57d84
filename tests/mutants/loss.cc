// Slips in the losses.

#include <cmath>

#include "reference/loss/binary_cross_entropy.h"
#include "reference/loss/binary_cross_entropy_with_logits.h"
#include "reference/loss/softmax_cross_entropy.h"
#include "tests/mutants/loss/elementwise.h"

namespace assay {

namespace {

const std::string squared = "loss/mean_squared_error", bce = "loss/binary_cross_entropy",
                  logits_bce = "loss/binary_cross_entropy_with_logits",
                  softmax_ce = "loss/softmax_cross_entropy";

/// The loss as a mean or a sum of f over pairs, wrong everywhere alike.
Mutant everywhere(const std::string& op, const std::string& slip, auto f) {
  return {op, "everywhere: " + slip, [f](Operator& row) {
            plant_everywhere(row, [f]<class T>(const Bag<T>& in, const Attributes& a) {
              T sum(0);
              for (std::size_t i = 0; i < in[0].data.size(); ++i)
                sum += f(in[0].data[i], in[1].data[i]);
              const std::string& how = a.choice("reduction");
              const int divisor = how == "mean"       ? static_cast<int>(in[0].size())
                                  : how == "half_sum" ? 2
                                                      : 1;
              return Bag<T>{Tensor<T>::scalar(sum / divisor)};
            });
          }};
}

std::vector<Mutant> squared_slips() {
  return {
      kernel_times(squared, "the mean forgets 1/n",
                   [](const Bag<double>& in, const Attributes& a) {
                     return a.choice("reduction") == "mean" ? static_cast<double>(in[0].size()) : 1;
                   }),
      gradient_times(squared, "the 2 of the square is missing",
                     [](const auto&, const Attributes&) { return 0.5; }),
      gradient_times(squared, "the sign of target minus prediction",
                     [](const auto&, const Attributes&) { return -1; }),
      everywhere(squared, "the absolute error",
                 []<class T>(const T& p, const T& t) { return T(abs(p - t)); }),
      everywhere(squared, "p^2 - t^2",
                 []<class T>(const T& p, const T& t) { return T(p * p - t * t); }),
  };
}

std::vector<Mutant> bce_slips() {
  return {
      float_kernel(bce, "log(1 - p) of a rounded 1 - p",
                   [](float p, float t) { return -(t * std::log(p) + (1 - t) * std::log(1 - p)); }),
      gradient_times(bce, "target minus prediction",
                     [](const auto&, const Attributes&) { return -1; }),
      gradient_times(bce, "1/n forgotten",
                     [](const auto& in, const Attributes& a) {
                       return a.choice("reduction") == "mean" ? static_cast<int>(in[0].size()) : 1;
                     }),
      everywhere(bce, "the sign between the terms",
                 []<class T>(const T& p, const T& t) {
                   return T(-(t * log(p) - (1 - t) * log1p(T(-p))));
                 }),
      everywhere(bce, "base-2 logarithms",
                 []<class T>(const T& p, const T& t) {
                   return T(binary_cross_entropy(p, t) / log(T(2)));
                 }),
      everywhere(bce, "prediction and target swapped in 1 - t",
                 []<class T>(const T& p, const T& t) {
                   return T(-(t * log(p) + (1 - p) * log1p(T(-p))));
                 }),
      float_kernel(logits_bce, "through a rounded sigmoid",
                   [](float z, float t) {
                     const float p = 1 / (1 + std::exp(-z));
                     return -(t * std::log(p) + (1 - t) * std::log(1 - p));
                   }),
      float_kernel(logits_bce, "log(1 + e^z) overflows",
                   [](float z, float t) { return std::log(1 + std::exp(z)) - t * z; }),
      gradient_times(logits_bce, "divided by p (1 - p), as for probabilities",
                     [](const auto&, const Attributes&) { return 4; }),
      everywhere(logits_bce, "the sign of the logit",
                 []<class T>(const T& z, const T& t) {
                   return binary_cross_entropy_with_logits(T(-z), t);
                 }),
      everywhere(logits_bce, "the squared error of the probability",
                 []<class T>(const T& z, const T& t) {
                   const T error = sigmoid(z) - t;
                   return T(error * error);
                 }),
  };
}

/// `f` gives an example's loss from its row and label.
template <class F>
auto over_examples(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    T sum(0);
    const auto rows = rows_of(in[0]);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      std::size_t label = 0;
      while (!(in[1].data[r] == T(static_cast<int>(label)))) ++label;
      sum += f(rows[r], label);
    }
    return Bag<T>{Tensor<T>::scalar(
        a.choice("reduction") == "mean" ? T(sum / static_cast<int>(rows.size())) : sum)};
  };
}

std::vector<Mutant> softmax_slips() {
  return {
      {softmax_ce, "kernel: no shift by the maximum",
       [](Operator& row) {
         row.fast = tensor_kernel(over_examples([](std::span<const double> x, std::size_t label) {
           float sum = 0;
           for (const double element : x) sum += std::exp(static_cast<float>(element));
           return static_cast<double>(-std::log(std::exp(static_cast<float>(x[label])) / sum));
         }));
       }},
      {softmax_ce, "kernel: the label counts from 1",
       [](Operator& row) {
         row.fast = tensor_kernel(over_examples([](std::span<const double> x, std::size_t label) {
           return softmax_cross_entropy(x, label == 0 ? 0 : label - 1);
         }));
       }},
      gradient_times(softmax_ce, "averaged over the classes too",
                     [](const auto& in, const Attributes&) {
                       return WideReal(1) / static_cast<int>(in[0].extent(1));
                     }),
      {softmax_ce, "everywhere: the largest class's probability instead of the label's",
       [](Operator& row) {
         plant_everywhere(row, over_examples([]<class T>(std::span<const T> x, std::size_t) {
                            return softmax_cross_entropy(x, first_maximum(x));
                          }));
       }},
      {softmax_ce, "everywhere: 1 - p instead of -log p",
       [](Operator& row) {
         plant_everywhere(row, over_examples([]<class T>(std::span<const T> x, std::size_t label) {
                            return T(1 - softmax(x)[label]);
                          }));
       }},
  };
}

}  // namespace

std::vector<Mutant> loss_mutants() {
  std::vector<Mutant> all = squared_slips();
  for (const auto& more : {bce_slips(), softmax_slips(), elementwise_loss_mutants(),
                           adversarial_mutants(), example_loss_mutants()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
