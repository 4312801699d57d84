// Slips in dropout and in the penalties.

#include "reference/regularization/dropout.h"
#include "reference/regularization/elastic_net.h"
#include "reference/regularization/l2_penalty.h"
#include "tests/mutants/regularization/noise.h"

namespace assay {

namespace {

const std::string drops = "regularization/dropout", l2 = "regularization/l2_penalty",
                  l1 = "regularization/l1_penalty", elastic = "regularization/elastic_net";

DropoutMode mode_of(const Attributes& a) {
  return {.training = a.choice("mode") == "training",
          .inverted = a.choice("scaling") == "inverted"};
}

template <class T>
T keep_of(const Attributes& a) {
  const T p(a.real("p"));
  return a.choice("p_is") == "keep" ? p : T(1 - p);
}

/// Dropout from an elementwise f(x, mask, keep, mode).
template <class F>
auto elements(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    Tensor<T> y = in[0];
    for (std::size_t i = 0; i < y.data.size(); ++i)
      y.data[i] = f(in[0].data[i], in[1].data[i], keep_of<T>(a), mode_of(a));
    return Bag<T>{y};
  };
}

Mutant dropped_everywhere(const std::string& slip, auto f) {
  return {drops, "everywhere: " + slip, [f](Operator& row) { plant_everywhere(row, elements(f)); }};
}

Mutant dropped_by_kernel(const std::string& slip, auto f) {
  return {drops, "kernel: " + slip, [f](Operator& row) { row.fast = tensor_kernel(elements(f)); }};
}

/// The reference's derivative replaced by f(mask, keep, mode).
Mutant dropped_gradient(const std::string& slip, auto f) {
  return {drops, "gradient: " + slip, [f](Operator& row) {
            row.gradient = tensorwise_gradient(
                [f]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                  Tensor<T> dx = upstream[0];
                  for (std::size_t i = 0; i < dx.data.size(); ++i)
                    dx.data[i] *= f(in[1].data[i], keep_of<T>(a), mode_of(a));
                  return Bag<T>{dx};
                });
          }};
}

std::vector<Mutant> dropout_slips() {
  return {
      dropped_by_kernel("0 / 0 where nothing is kept",
                        [](double x, double m, double keep, DropoutMode mode) {
                          return mode.training && mode.inverted ? m * x / keep
                                                                : dropout(x, m, keep, mode);
                        }),
      dropped_by_kernel("the keep probability in bfloat16",
                        [](double x, double m, double keep, DropoutMode mode) {
                          return dropout(x, m, round_to(keep, Format::bfloat16), mode);
                        }),
      {drops, "kernel: p taken for the keep probability",
       [](Operator& row) {
         const Function<double> right = row.fast;
         row.fast = [right](const Bag<double>& in, Attributes a) {
           a.set("p_is", std::string("keep"));
           return right(in, a);
         };
       }},
      dropped_gradient("the mask is forgotten",
                       []<class T>(const T&, const T& keep, DropoutMode mode) {
                         return dropout_derivative(T(1), keep, mode);
                       }),
      dropped_gradient(
          "not scaled",
          []<class T>(const T& m, const T&, DropoutMode mode) { return mode.training ? m : T(1); }),
      dropped_everywhere("the mask marks what is dropped",
                         []<class T>(const T& x, const T& m, const T& keep, DropoutMode mode) {
                           return dropout(x, T(1 - m), keep, mode);
                         }),
      dropped_everywhere("divided by the drop probability",
                         []<class T>(const T& x, const T& m, const T& keep, DropoutMode mode) {
                           return dropout(x, m, T(1 - keep), mode);
                         }),
      dropped_everywhere("scaled in training and again in evaluation",
                         []<class T>(const T& x, const T& m, const T& keep, DropoutMode mode) {
                           return mode.training ? dropout(x, m, keep, mode) : T(keep * x);
                         }),
      dropped_everywhere("evaluation drops too",
                         []<class T>(const T& x, const T& m, const T& keep, DropoutMode mode) {
                           return dropout(x, m, keep, {true, mode.inverted});
                         }),
      dropped_everywhere("divided by the root of the keep probability",
                         []<class T>(const T& x, const T& m, const T& keep, DropoutMode mode) {
                           return mode.inverted ? dropout(x, m, T(sqrt(keep)), mode)
                                                : dropout(x, m, keep, mode);
                         }),
  };
}

/// A penalty from f(weights, attributes), wrong everywhere alike.
Mutant penalty_everywhere(const std::string& op, const std::string& slip, auto f) {
  return {op, "everywhere: " + slip, [f](Operator& row) {
            plant_everywhere(row, [f]<class T>(const Bag<T>& in, const Attributes& a) {
              return Bag<T>{Tensor<T>::scalar(f(std::span<const T>(in[0].data), a))};
            });
          }};
}

/// A kernel that sums f(w, attributes) over the weights in float32.
Mutant float_kernel(const std::string& op, const std::string& slip,
                    float (*f)(float, const Attributes&)) {
  return {op, "kernel: " + slip, [f](Operator& row) {
            row.fast = tensor_kernel([f](const Bag<double>& in, const Attributes& a) {
              float sum = 0;
              for (const double w : in[0].data) sum += f(static_cast<float>(w), a);
              return Bag<double>{Tensor<double>::scalar(sum)};
            });
          }};
}

/// The reference's gradient from f(w, attributes), an element's derivative.
Mutant penalty_slope(const std::string& op, const std::string& slip, auto f) {
  return {op, "gradient: " + slip, [f](Operator& row) {
            row.gradient = tensorwise_gradient(
                [f]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                  Tensor<T> dw = in[0];
                  for (T& element : dw.data) element = upstream[0].data[0] * T(f(element, a));
                  return Bag<T>{dw};
                });
          }};
}

/// The gradient kernel from f(w, attributes).
Mutant slope_kernel(const std::string& op, const std::string& slip,
                    double (*f)(double, const Attributes&)) {
  return {op, "gradient kernel: " + slip, [f](Operator& row) {
            row.fast_gradient = tensor_gradient_kernel(
                [f](const Bag<double>& in, const Bag<double>& upstream, const Attributes& a) {
                  Tensor<double> dw = in[0];
                  for (double& element : dw.data) element = upstream[0].data[0] * f(element, a);
                  return Bag<double>{dw};
                });
          }};
}

std::vector<Mutant> l2_slips() {
  return {
      float_kernel(l2, "summed in float32",
                   [](float w, const Attributes& a) {
                     const bool half = a.choice("factor") == "half_lambda";
                     return static_cast<float>(a.real("lambda")) * (half ? 0.5f : 1) * w * w;
                   }),
      penalty_slope(
          l2, "lambda w under both conventions",
          []<class T>(const T& w, const Attributes& a) { return T(T(a.real("lambda")) * w); }),
      penalty_slope(l2, "of the norm, not of its square",
                    []<class T>(const T& w, const Attributes& a) {
                      return T(T(a.real("lambda")) * (w > 0 ? 1 : -1));
                    }),
      slope_kernel(l2, "2 lambda w under both conventions",
                   [](double w, const Attributes& a) { return 2 * a.real("lambda") * w; }),
      penalty_everywhere(l2, "lambda under both conventions",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           return l2_penalty(w, T(a.real("lambda")));
                         }),
      penalty_everywhere(l2, "the mean of the squares",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           const T factor = T(a.real("lambda")) /
                                            (a.choice("factor") == "half_lambda" ? 2 : 1) /
                                            std::max(static_cast<int>(w.size()), 1);
                           return l2_penalty(w, factor);
                         }),
      penalty_everywhere(l2, "lambda squared with the weights",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           const T lambda(a.real("lambda"));
                           return l2_penalty(w, T(lambda * lambda));
                         }),
  };
}

std::vector<Mutant> l1_slips() {
  return {
      float_kernel(l1, "summed in float32",
                   [](float w, const Attributes& a) {
                     return static_cast<float>(a.real("lambda")) * std::abs(w);
                   }),
      slope_kernel(
          l1, "slope 1 at 0",
          [](double w, const Attributes& a) { return a.real("lambda") * (w >= 0 ? 1 : -1); }),
      penalty_slope(l1, "slope -1 at 0",
                    []<class T>(const T& w, const Attributes& a) {
                      return T(T(a.real("lambda")) * (w > 0 ? 1 : -1));
                    }),
      penalty_slope(l1, "of the signed sum",
                    []<class T>(const T&, const Attributes& a) { return T(a.real("lambda")); }),
      penalty_everywhere(l1, "the sum before the magnitude",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           T sum(0);
                           for (const T& element : w) sum += element;
                           return T(T(a.real("lambda")) * abs(sum));
                         }),
      penalty_everywhere(l1, "lambda / 2",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           return l1_penalty(w, T(T(a.real("lambda")) / 2));
                         }),
      penalty_everywhere(l1, "the mean of the magnitudes",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           const int count = std::max(static_cast<int>(w.size()), 1);
                           return l1_penalty(w, T(T(a.real("lambda")) / count));
                         }),
      penalty_everywhere(l1, "the squared norm",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           return l2_penalty(w, T(a.real("lambda")));
                         }),
  };
}

std::vector<Mutant> elastic_slips() {
  return {
      float_kernel(elastic, "summed in float32",
                   [](float w, const Attributes& a) {
                     return static_cast<float>(a.real("lambda1")) * std::abs(w) +
                            static_cast<float>(a.real("lambda2")) * w * w;
                   }),
      penalty_slope(elastic, "the 2 of the square is missing",
                    []<class T>(const T& w, const Attributes& a) {
                      return T(T(a.real("lambda1")) * sign(w) + T(a.real("lambda2")) * w);
                    }),
      slope_kernel(elastic, "slope lambda1 at 0",
                   [](double w, const Attributes& a) {
                     return a.real("lambda1") * (w >= 0 ? 1 : -1) + 2 * a.real("lambda2") * w;
                   }),
      penalty_everywhere(elastic, "the mean over the weights",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           const int count = std::max(static_cast<int>(w.size()), 1);
                           return T(elastic_net(w, T(a.real("lambda1")), T(a.real("lambda2"))) /
                                    count);
                         }),
      penalty_everywhere(elastic, "half the squares",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           return elastic_net(w, T(a.real("lambda1")), T(T(a.real("lambda2")) / 2));
                         }),
      penalty_everywhere(elastic, "lambda1 and lambda2 swapped",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           return elastic_net(w, T(a.real("lambda2")), T(a.real("lambda1")));
                         }),
      penalty_everywhere(elastic, "a mixture by l1_ratio",
                         []<class T>(std::span<const T> w, const Attributes& a) {
                           const T lambda(a.real("lambda1")), ratio(a.real("lambda2"));
                           return elastic_net(w, T(lambda * ratio), T(lambda * (1 - ratio) / 2));
                         }),
  };
}

}  // namespace

std::vector<Mutant> regularization_mutants() {
  std::vector<Mutant> all = dropout_slips();
  for (const auto& more : {l2_slips(), l1_slips(), elastic_slips(), noise_mutants()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
