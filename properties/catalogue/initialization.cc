// The scales of initial weights.

#include "fast/initialization/initialization.h"

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/initialization/identities.h"
#include "reference/initialization/glorot.h"
#include "reference/initialization/he.h"
#include "reference/initialization/lecun.h"

namespace assay {

namespace {

const std::string of_integers = "integers have no gradient";

Input fan(const std::string& name) {
  return {.name = name, .domain = integers(1, 1 << 20), .differentiable = false};
}

const std::vector<Output> scales = {{"standard_deviation", {}}, {"bound", {}}};

const AttributeCard gain = {.name = "gain",
                            .fallback = 1.0,
                            .draws = {1.0, 1.41421356, 1.66666667, 0.75, 0.5},
                            .meaning =
                                "a factor for the activation: 1 for linear and sigmoid, "
                                "5/3 for tanh, sqrt 2 for relu",
                            .lower = 0x1p-20,
                            .upper = 0x1p+20};

const Convention truncation = {"truncated_normal", "the scale only; drawing is the caller's",
                               "Keras and JAX truncate normal weights at 2 standard deviations and "
                               "divide by 0.8796 to keep the variance; PyTorch does not truncate"};

/// The four readings of a rule f(fans, attributes) -> scale.
template <class F>
Reference scale_rule(F f) {
  return tensorwise([f]<class T>(const Bag<T>& in, const Attributes& a) {
    std::vector<T> fans;
    for (const Tensor<T>& tensor : in) fans.push_back(tensor.data.at(0));
    const WeightScale<T> scale = f(fans, a);
    return Bag<T>{Tensor<T>::scalar(scale.standard_deviation), Tensor<T>::scalar(scale.bound)};
  });
}

/// A closed form f(fans, attributes) -> scale.
template <class F>
Function<double> fast_scale_rule(F f) {
  return [f](const Bag<double>& in, const Attributes& a) {
    std::vector<std::int64_t> fans;
    for (const Tensor<double>& tensor : in)
      fans.push_back(static_cast<std::int64_t>(tensor.data.at(0)));
    const fast::WeightScale scale = f(fans, a);
    return Bag<double>{Tensor<double>::scalar(scale.standard_deviation),
                       Tensor<double>::scalar(scale.bound)};
  };
}

using Fans = std::vector<std::int64_t>;

Operator lecun_row() {
  return {.card = {.name = "initialization/lecun",
                   .summary = "Scale of weights that keeps the variance forward",
                   .formula = "\\sigma = \\gamma / \\sqrt{n_{in}},\\ a = \\sqrt3\\,\\sigma",
                   .source = "LeCun, Bottou, Orr & Mueller 1998, Efficient backprop, section 4.6",
                   .inputs = {fan("fan_in")},
                   .attributes = {gain},
                   .outputs = scales,
                   .conventions = {truncation,
                                   {"name", "LeCun, by fan_in alone",
                                    "some texts call it Xavier; Flax's Dense uses it by default"}},
                   .promise = Grade::faithful,
                   .depth = {.steps = 4},
                   .no_gradient = of_integers},
          .reference = scale_rule([]<class T>(const std::vector<T>& fans, const Attributes& a) {
            return lecun(fans.at(0), a.number<T>("gain"));
          }),
          .fast = fast_scale_rule([](const Fans& fans, const Attributes& a) {
            return fast::lecun(fans.at(0), a.real("gain"));
          }),
          .identities = initialization_laws::lecun_identities()};
}

Operator glorot_row() {
  return {.card = {.name = "initialization/glorot",
                   .summary = "Scale of weights between keeping the variance forward and backward",
                   .formula = "\\sigma = \\gamma \\sqrt{\\frac{2}{n_{in} + n_{out}}},\\ a = "
                              "\\sqrt3\\,\\sigma = \\gamma \\sqrt{\\frac{6}{n_{in} + n_{out}}}",
                   .source = "Glorot & Bengio 2010, Understanding the difficulty of training deep "
                             "feedforward neural networks, eq. 12 and 16",
                   .inputs = {fan("fan_in"), fan("fan_out")},
                   .attributes = {gain},
                   .outputs = scales,
                   .conventions = {truncation, {"name", "Glorot", "Xavier in PyTorch and MXNet"}},
                   .promise = Grade::faithful,
                   .depth = {.steps = 5},
                   .no_gradient = of_integers},
          .reference = scale_rule([]<class T>(const std::vector<T>& fans, const Attributes& a) {
            return glorot(fans.at(0), fans.at(1), a.number<T>("gain"));
          }),
          .fast = fast_scale_rule([](const Fans& fans, const Attributes& a) {
            return fast::glorot(fans.at(0), fans.at(1), a.real("gain"));
          }),
          .identities = initialization_laws::glorot_identities()};
}

std::size_t chosen_fan(const Attributes& a) { return a.choice("mode") == "fan_in" ? 0 : 1; }

Operator he_row() {
  return {
      .card = {.name = "initialization/he",
               .summary = "Scale of weights that keeps the second moment through rectifiers",
               .formula = "\\sigma = \\sqrt{\\frac{2}{(1 + \\alpha^2)\\, n}},\\ a = "
                          "\\sqrt3\\,\\sigma,\\ n = n_{in} \\text{ or } n_{out}",
               .source = "He, Zhang, Ren & Sun 2015, Delving deep into rectifiers, arXiv "
                         "1502.01852, eq. 10, 14 and 15",
               .inputs = {fan("fan_in"), fan("fan_out")},
               .attributes = {{.name = "negative_slope",
                               .fallback = 0.0,
                               .draws = {0.0, 0.01, 0.2, 2.23606798, 1.0},
                               .meaning = "the rectifier's slope for negative inputs",
                               .lower = -1024,
                               .upper = 1024},
                              {.name = "mode",
                               .fallback = std::string("fan_in"),
                               .draws = {std::string("fan_in"), std::string("fan_out")},
                               .meaning = "fan_in keeps it forward, fan_out backward"}},
               .outputs = scales,
               .conventions = {truncation,
                               {"negative_slope", "attribute, 0",
                                "Keras and JAX have 0 only; PyTorch's Linear and Conv layers take "
                                "sqrt 5, which makes the bound 1 / sqrt(fan_in)"},
                               {"name", "He", "Kaiming in PyTorch"}},
               .promise = Grade::faithful,
               .depth = {.steps = 6},
               .no_gradient = of_integers},
      .reference = scale_rule([]<class T>(const std::vector<T>& fans, const Attributes& a) {
        return he(fans.at(chosen_fan(a)), a.number<T>("negative_slope"));
      }),
      .fast = fast_scale_rule([](const Fans& fans, const Attributes& a) {
        return fast::he(fans.at(chosen_fan(a)), a.real("negative_slope"));
      }),
      .identities = initialization_laws::he_identities()};
}

}  // namespace

std::vector<Operator> initialization_family() { return {lecun_row(), glorot_row(), he_row()}; }

}  // namespace assay
