// Slips in noise on inputs, and in what it does to least squares.
#include "tests/mutants/regularization/noise.h"

#include <cmath>

#include "reference/regularization/noise_ridge.h"
#include "reference/regularization/noise_ridge_descent.h"

namespace assay {

namespace {

const std::string gaussian = "regularization/gaussian_noise",
                  sign_step = "regularization/fast_gradient_sign",
                  ridge = "regularization/noise_ridge",
                  minimiser = "regularization/noise_ridge_minimiser",
                  descent = "regularization/noise_ridge_descent";

Mutant everywhere(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "everywhere: " + slip, [wrong](Operator& row) { plant_everywhere(row, wrong); }};
}

/// The same with another standard deviation: f(sigma, examples).
Mutant other_sigma(const std::string& op, const std::string& slip,
                   std::function<double(double, double)> f) {
  return confused_everywhere(op, slip, [f](auto& in, Attributes& a) {
    a.set("sigma", f(a.real("sigma"), static_cast<double>(in[0].shape[0])));
  });
}

double variance_for_deviation(double sigma, double) { return sigma * sigma; }
double not_squared(double sigma, double) { return std::sqrt(sigma); }
double without_count(double sigma, double examples) { return sigma / std::sqrt(examples); }

std::vector<Mutant> input_slips() {
  return {
      other_sigma(gaussian, "the variance for the standard deviation", variance_for_deviation),
      everywhere(gaussian, "noise in proportion to x",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   Tensor<T> y = in[0];
                   for (std::size_t i = 0; i < y.data.size(); ++i)
                     y.data[i] += a.number<T>("sigma") * y.data[i] * in[1].data[i];
                   return Bag<T>{y};
                 }),
      confused(gaussian, "the noise not scaled",
               [](Bag<double>&, Attributes& a) { a.set("sigma", 1.0); }),
      spoilt_gradient(gaussian, "dnoise not scaled",
                      [](Bag<double>& d, const Bag<double>&, const Attributes&) { d[1] = d[0]; }),
      confused_everywhere(sign_step, "down the slope",
                          [](auto& in, Attributes&) {
                            for (auto& slope : in[1].data) slope = -slope;
                          }),
      everywhere(sign_step, "a step of length epsilon along the gradient",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   Tensor<T> y = in[0];
                   T square(0);
                   for (const T& slope : in[1].data) square += slope * slope;
                   if (!(square > 0)) return Bag<T>{y};
                   for (std::size_t i = 0; i < y.data.size(); ++i)
                     y.data[i] += a.number<T>("epsilon") * in[1].data[i] / sqrt(square);
                   return Bag<T>{y};
                 }),
      spoilt(sign_step, "a step where the slope is 0",
             [](Bag<double>& y, const Bag<double>& in, const Attributes& a) {
               for (std::size_t i = 0; i < y[0].data.size(); ++i)
                 if (in[1].data[i] == 0) y[0].data[i] = in[0].data[i] + a.real("epsilon");
             }),
      spoilt_gradient(sign_step, "the gradient stopped with the sign",
                      [](Bag<double>& d, const Bag<double>&, const Attributes&) {
                        for (double& element : d[0].data) element = 0;
                      }),
  };
}

/// A wrong ridge loss from the sums |X w - y|^2 and |w|^2, the count m and sigma.
template <class F>
auto from_sums(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    const T squares = noise_ridge(in[0], in[1], in[2], T(0));
    const Tensor<T> none({in[2].extent(0)});
    const Tensor<T> no_x(in[0].shape);
    const T norm = noise_ridge(no_x, in[1], none, T(1));
    const T count(static_cast<double>(in[0].extent(0)));
    const T loss = f(squares, norm, count, a.number<T>("sigma"));
    return Bag<T>{Tensor<T>::scalar(a.choice("reduction") == "sum" ? loss : T(loss / count))};
  };
}

std::vector<Mutant> ridge_slips() {
  return {
      other_sigma(ridge, "the noise of one example only", without_count),
      other_sigma(ridge, "sigma not squared", not_squared),
      everywhere(ridge, "the norm not squared",
                 from_sums([]<class T>(const T& squares, const T& norm, const T& m, const T& s) {
                   return norm > 0 ? T(squares + m * s * s * sqrt(norm)) : squares;
                 })),
      {ridge, "gradient: dw without the noise",
       [](Operator& row) {
         row.gradient.wide = [right = row.gradient.wide](const Bag<WideReal>& in,
                                                         const Bag<WideReal>& g, Attributes a) {
           a.set("sigma", 0.0);
           return right(in, g, a);
         };
       }},
      spoilt_gradient(ridge, "dy of the other sign",
                      [](Bag<double>& d, const Bag<double>&, const Attributes&) {
                        for (double& element : d[2].data) element = -element;
                      }),
      other_sigma(minimiser, "the noise of one example only", without_count),
      other_sigma(minimiser, "sigma not squared", not_squared),
      {minimiser, "gradient: dX without the residual's part",
       [](Operator& row) {
         row.gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& g,
                                                        const Attributes& a) {
           const T s = a.number<T>("sigma");
           const T lambda = T(static_cast<double>(in[0].extent(0))) * s * s;
           Bag<T> d = noise_ridge_minimiser_gradient(in[0], in[1], g[0], lambda);
           const Tensor<T> w = noise_ridge_minimiser(in[0], in[1], lambda);
           for (std::int64_t i = 0; i < in[0].extent(0); ++i)
             for (std::int64_t j = 0; j < in[0].extent(1); ++j)
               d[0].at(i, j) = -d[1].at(i) * w.at(j);
           return d;
         });
       }},
      {minimiser, "kernel: X^T X and X^T y kept in bfloat16",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& a) {
           Tensor<double> x = in[0];
           for (double& element : x.data) element = round_to(element, Format::bfloat16);
           const double s = a.real("sigma");
           return Bag<double>{
               noise_ridge_minimiser(x, in[1], static_cast<double>(x.extent(0)) * s * s)};
         });
       }},
  };
}

/// The recurrence w = f w + b, written as {f, b} of (x, y, eta, sigma^2).
template <class F>
auto recurrence(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    const T sigma = a.number<T>("sigma"), eta = a.number<T>("lr");
    Bag<T> out(3, in[0]);
    for (std::size_t i = 0; i < in[0].data.size(); ++i) {
      const T &x = in[0].data[i], &y = in[1].data[i];
      const NoisyDescent<T> settings = {eta, T(sigma * sigma), a.integer("steps")};
      const ExpectedDescent<T> right = noise_ridge_descent(x, y, in[2].data[i], settings);
      const std::array<T, 2> step = f(x, y, eta, T(sigma * sigma));
      out[0].data[i] = in[2].data[i];
      for (std::int64_t t = 0; t < a.integer("steps"); ++t)
        out[0].data[i] = step[0] * out[0].data[i] + step[1];
      out[1].data[i] = right.limit;
      out[2].data[i] = right.largest_rate;
    }
    return out;
  };
}

std::vector<Mutant> descent_slips() {
  return {
      everywhere(descent, "the step away from the target",
                 recurrence([]<class T>(const T& x, const T& y, const T& eta, const T& variance) {
                   return std::array<T, 2>{T(1 - eta * (x * x + variance)), T(-eta * x * y)};
                 })),
      everywhere(descent, "the noise left out of the curvature",
                 recurrence([]<class T>(const T& x, const T& y, const T& eta, const T&) {
                   return std::array<T, 2>{T(1 - eta * x * x), T(eta * x * y)};
                 })),
      everywhere(descent, "the loss without its half",
                 recurrence([]<class T>(const T& x, const T& y, const T& eta, const T& variance) {
                   return std::array<T, 2>{T(1 - 2 * eta * (x * x + variance)),
                                           T(2 * eta * x * y)};
                 })),
      {descent, "everywhere: half the range of rates",
       [](Operator& row) {
         plant_everywhere(row, [right = row.reference]<class T>(const Bag<T>& in,
                                                                const Attributes& a) {
           Bag<T> out = right.at<T>()(in, a);
           for (T& rate : out[2].data) rate /= 2;
           return out;
         });
       }},
      {descent, "everywhere: the limit without noise",
       [](Operator& row) {
         plant_everywhere(row, [right = row.reference]<class T>(const Bag<T>& in,
                                                                const Attributes& a) {
           Bag<T> out = right.at<T>()(in, a);
           for (std::size_t i = 0; i < in[0].data.size(); ++i)
             if (in[0].data[i] > 0) out[1].data[i] = in[1].data[i] / in[0].data[i];
           return out;
         });
       }},
      spoilt(descent, "1 - f^t in float32, lost where the rate is small",
             [](Bag<double>& out, const Bag<double>& in, const Attributes& a) {
               const double variance = a.real("sigma") * a.real("sigma");
               for (std::size_t i = 0; i < out[0].data.size(); ++i) {
                 const double s = in[0].data[i] * in[0].data[i] + variance;
                 const float f = 1.0f - static_cast<float>(a.real("lr") * s);
                 const float left = std::pow(f, static_cast<float>(a.integer("steps")));
                 const float limit = static_cast<float>(in[0].data[i] * in[1].data[i] / s);
                 out[0].data[i] = left * static_cast<float>(in[2].data[i]) + (1.0f - left) * limit;
               }
             }),
      spoilt_gradient(descent, "dx from the limit only",
                      [](Bag<double>& d, const Bag<double>& in, const Attributes& a) {
                        if (a.integer("steps") == 0) return;
                        for (std::size_t i = 0; i < d[0].data.size(); ++i)
                          d[0].data[i] = d[1].data[i] * in[1].data[i];
                      }),
  };
}

}  // namespace

std::vector<Mutant> noise_mutants() {
  std::vector<Mutant> all = input_slips();
  for (const auto& more : {ridge_slips(), descent_slips()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
