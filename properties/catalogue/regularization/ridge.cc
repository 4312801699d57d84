// What noise on inputs does to least squares.

#include "fast/regularization/noise.h"
#include "properties/catalogue/kinds.h"
#include "properties/catalogue/regularization/rows.h"
#include "properties/regularization/identities.h"
#include "reference/regularization/noise_ridge.h"
#include "reference/regularization/noise_ridge_descent.h"

namespace assay::regularization {

namespace {

fast::RidgeExtents extents(const Bag<float>& in) {
  return {static_cast<std::size_t>(in[0].extent(0)), static_cast<std::size_t>(in[0].extent(1))};
}

/// m sigma^2
template <class T>
T lambda_of(const Shape& x, const Attributes& a) {
  const T s = a.number<T>("sigma");
  return T(static_cast<double>(x[0])) * s * s;
}

template <class T>
T scale_of(const Shape& x, const Attributes& a) {
  if (a.choice("reduction") == "sum") return T(1);
  return T(1) / T(static_cast<double>(x[0]));
}

const std::string bishop =
    "Bishop 1995, Training with noise is equivalent to Tikhonov regularization, Neural "
    "Computation 7(1), for a linear model";

Operator noise_ridge_row() {
  return {
      .card = {.name = "regularization/noise_ridge",
               .summary = "Expected squared error of a linear model under input noise",
               .formula = "E\\,\\|(X + N) w - y\\|^2 = \\|X w - y\\|^2 + m \\sigma^2 \\|w\\|^2",
               .gradient_formula =
                   "\\partial X = 2 g\\, r w^\\top,\\ \\partial w = 2 g (X^\\top r + "
                   "m \\sigma^2 w),\\ \\partial y = -2 g\\, r,\\ r = X w - y",
               .source = bishop,
               .dims = {{"m", 1, 4}, {"n", 1, 5}},
               .inputs = {{.name = "X", .dims = {"m", "n"}, .domain = reals(0x1p+20)},
                          {.name = "w", .dims = {"n"}, .domain = reals(0x1p+20)},
                          {.name = "y", .dims = {"m"}, .domain = reals(0x1p+40)}},
               .attributes = {sigma({1.0, 0.5, 2.0, 0.0}, 0),
                              {.name = "reduction",
                               .fallback = std::string("sum"),
                               .draws = {std::string("sum"), std::string("mean")},
                               .meaning = "the sum over the examples, or their mean"}},
               .outputs = {{"loss", {}}},
               .conventions = {{"ridge_strength", "lambda = m sigma^2 beside the sum",
                                "lambda = sigma^2 beside the mean; alpha = m sigma^2 in "
                                "scikit-learn's Ridge"}},
               .depth = {.steps = 6, .over = "m+2*n"},
               .gradient_depth = {.steps = 8, .over = "m+2*n"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{Tensor<T>::scalar(
            scale_of<T>(in.at(0).shape, a) *
            noise_ridge(in[0], in.at(1), in.at(2), lambda_of<T>(in[0].shape, a)))};
      }),
      .gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                  const Attributes& a) {
        const T g = upstream.at(0).data.at(0) * scale_of<T>(in.at(0).shape, a);
        Bag<T> d = noise_ridge_gradient(in[0], in.at(1), in.at(2), lambda_of<T>(in[0].shape, a));
        for (Tensor<T>& tensor : d)
          for (T& element : tensor.data) element *= g;
        return d;
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        const Shape& x = in[0].shape;
        return Bag<float>{Tensor<float>::scalar(
            fast::noise_ridge(in[0].data, in[1].data, in[2].data, lambda_of<double>(x, a),
                              scale_of<double>(x, a), extents(in)))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            const Shape& x = in[0].shape;
            Bag<float> d = in;
            fast::noise_ridge_gradient(in[0].data, in[1].data, in[2].data, lambda_of<double>(x, a),
                                       scale_of<double>(x, a), upstream[0].data[0], d[0].data,
                                       d[1].data, d[2].data, extents(in));
            return d;
          }),
      .identities = regularization_laws::noise_ridge_identities()};
}

Operator noise_ridge_minimiser_row() {
  return {
      .card = {.name = "regularization/noise_ridge_minimiser",
               .summary = "The weights that minimise the expected squared error under input noise",
               .formula = "w = (X^\\top X + m \\sigma^2 I)^{-1} X^\\top y",
               .gradient_formula = "v = (X^\\top X + m \\sigma^2 I)^{-1} g,\\ \\partial y = X v,\\ "
                                   "\\partial X = (y - X w) v^\\top - (X v) w^\\top",
               .source = bishop + "; Hoerl & Kennard 1970, Ridge regression, eq. 2.1",
               .dims = {{"m", 1, 4}, {"n", 1, 4}},
               .inputs = {{.name = "X", .dims = {"m", "n"}, .domain = reals(16)},
                          {.name = "y", .dims = {"m"}, .domain = reals(0x1p+40)}},
               .attributes = {sigma({1.0, 0.5, 2.0}, 0x1p-6)},
               .outputs = {{"w", {"n"}}},
               .conventions = {{"ridge_strength", "m sigma^2",
                                "alpha = m sigma^2 in scikit-learn's Ridge; Keras and PyTorch add "
                                "lambda to the mean of the losses, lambda = sigma^2"}},
               .depth = {.steps = 12, .over = "2*m+6*n"},
               .gradient_depth = {.steps = 20, .over = "4*m+12*n"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        return Bag<T>{noise_ridge_minimiser(in.at(0), in.at(1), lambda_of<T>(in[0].shape, a))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            return noise_ridge_minimiser_gradient(in.at(0), in.at(1), upstream.at(0),
                                                  lambda_of<T>(in[0].shape, a));
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> w({in[0].extent(1)});
        std::vector<double> workspace(fast::noise_ridge_workspace(extents(in)));
        fast::noise_ridge_minimiser(in[0].data, in[1].data, lambda_of<double>(in[0].shape, a),
                                    w.data, workspace, extents(in));
        return Bag<float>{w};
      }),
      .fast_gradient = fast_tensorwise_gradient([](const Bag<float>& in, const Bag<float>& upstream,
                                                   const Attributes& a) {
        Bag<float> d = in;
        std::vector<double> workspace(fast::noise_ridge_workspace(extents(in)));
        fast::noise_ridge_minimiser_gradient(in[0].data, in[1].data,
                                             lambda_of<double>(in[0].shape, a), upstream[0].data,
                                             d[0].data, d[1].data, workspace, extents(in));
        return d;
      }),
      .identities = regularization_laws::noise_ridge_minimiser_identities()};
}

template <class T>
NoisyDescent<T> descent_of(const Attributes& a) {
  const T s = a.number<T>("sigma");
  return {a.number<T>("lr"), T(s * s), a.integer("steps")};
}

fast::NoisyDescentSettings settings(const Attributes& a) {
  const double s = a.real("sigma");
  return {a.real("lr"), s * s, a.integer("steps")};
}

Card noise_ridge_descent_card() {
  return {
      .name = "regularization/noise_ridge_descent",
      .summary = "Expected weight of gradient descent under input noise, and where it leads",
      .formula =
          "E w_t = f^t w_0 + (1 - f^t) w_\\infty,\\ f = 1 - \\eta (x^2 + \\sigma^2),\\ "
          "w_\\infty = \\frac{x y}{x^2 + \\sigma^2},\\ \\eta < \\frac{2}{x^2 + \\sigma^2}",
      .gradient_formula =
          "\\partial E w_t/\\partial x = (1 - f^t)\\, y \\frac{\\sigma^2 - x^2}{(x^2 + "
          "\\sigma^2)^2} - 2 \\eta t x f^{t-1} (w_0 - w_\\infty),\\ \\partial E w_t/\\partial y = "
          "(1 - f^t) \\frac{x}{x^2 + \\sigma^2},\\ \\partial E w_t/\\partial w_0 = f^t",
      .source = bishop + " of one weight, by gradient descent",
      .dims = {{"n", 1, 19}},
      .inputs = {{.name = "x", .dims = {"n"}, .domain = reals(8)},
                 {.name = "y", .dims = {"n"}, .domain = reals(1e6)},
                 {.name = "start", .dims = {"n"}, .domain = reals(1e6)}},
      .attributes = {{.name = "lr",
                      .fallback = 0.125,
                      .draws = {0.125, 0.01, 0.5, 0x1p-20},
                      .meaning = "eta",
                      .lower = 0,
                      .upper = 16},
                     sigma({1.0, 0.5, 2.0}, 0x1p-6),
                     {.name = "steps",
                      .fallback = std::int64_t{4},
                      .draws = {std::int64_t{0}, std::int64_t{1}, std::int64_t{4}, std::int64_t{7}},
                      .meaning = "t",
                      .lower = 0,
                      .upper = 4096}},
      .outputs = {{"weight", {"n"}}, {"limit", {"n"}}, {"largest_rate", {"n"}}},
      .batch = "n",
      .conventions = {{"loss", "(w x - y)^2 / 2", "without the half the rates are halved"},
                      {"noise", "fresh in every step",
                       "drawn once it only moves the data point, and the limit is y / (x + n)"}},
      .depth = {.steps = 40},
      .gradient_depth = {.steps = 60}};
}

Operator noise_ridge_descent_row() {
  return {.card = noise_ridge_descent_card(),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            Bag<T> out(3, in.at(0));
            for (std::size_t i = 0; i < in[0].data.size(); ++i) {
              const ExpectedDescent<T> expected = noise_ridge_descent(
                  in[0].data[i], in.at(1).data[i], in.at(2).data[i], descent_of<T>(a));
              out[0].data[i] = expected.weight;
              out[1].data[i] = expected.limit;
              out[2].data[i] = expected.largest_rate;
            }
            return out;
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& g, const Attributes& a) {
                Bag<T> d = in;
                for (std::size_t i = 0; i < in.at(0).data.size(); ++i) {
                  const auto slopes = noise_ridge_descent_gradient(
                      in[0].data[i], in.at(1).data[i], in.at(2).data[i],
                      ExpectedDescent<T>{g.at(0).data[i], g.at(1).data[i], g.at(2).data[i]},
                      descent_of<T>(a));
                  for (std::size_t k = 0; k < 3; ++k) d[k].data[i] = slopes[k];
                }
                return d;
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            Bag<float> out = in;
            fast::noise_ridge_descent(in[0].data, in[1].data, in[2].data, settings(a), out[0].data,
                                      out[1].data, out[2].data);
            return out;
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& g, const Attributes& a) {
                Bag<float> d = in;
                fast::noise_ridge_descent_gradient(in[0].data, in[1].data, in[2].data, settings(a),
                                                   {g[0].data, g[1].data, g[2].data}, d[0].data,
                                                   d[1].data, d[2].data);
                return d;
              }),
          .identities = regularization_laws::noise_ridge_descent_identities()};
}

}  // namespace

std::vector<Operator> noise_ridge_rows() {
  return {noise_ridge_row(), noise_ridge_minimiser_row(), noise_ridge_descent_row()};
}

}  // namespace assay::regularization
