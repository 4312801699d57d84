// Slips in the scales of initial weights.

#include "reference/initialization/glorot.h"
#include "reference/initialization/he.h"
#include "reference/initialization/lecun.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string lecuns = "initialization/lecun", glorots = "initialization/glorot",
                  hes = "initialization/he";

/// A rule f(inputs, attributes) -> scale.
template <class F>
auto rule(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    const WeightScale<T> scale = f(in, a);
    return Bag<T>{Tensor<T>::scalar(scale.standard_deviation), Tensor<T>::scalar(scale.bound)};
  };
}

Mutant everywhere(const std::string& op, const std::string& slip, auto f) {
  return {op, "everywhere: " + slip, [f](Operator& row) { plant_everywhere(row, rule(f)); }};
}

Mutant kernel(const std::string& op, const std::string& slip,
              WeightScale<double> (*f)(const Bag<double>&, const Attributes&)) {
  return {op, "kernel: " + slip, [f](Operator& row) { row.fast = tensor_kernel(rule(f)); }};
}

template <class T>
T number(const Tensor<T>& tensor) {
  return tensor.data.at(0);
}

template <class T>
T gain(const Attributes& a) {
  return T(a.real("gain"));
}

std::vector<Mutant> lecun_slips() {
  return {
      kernel(lecuns, "an integer division",
             [](const Bag<double>& in, const Attributes& a) -> WeightScale<double> {
               const auto fan = static_cast<std::int64_t>(number(in[0]));
               return scale_of_variance(gain<double>(a) * static_cast<double>(1 / fan));
             }),
      kernel(lecuns, "rounded to bfloat16",
             [](const Bag<double>& in, const Attributes& a) -> WeightScale<double> {
               const auto scale = lecun(number(in[0]), gain<double>(a));
               return {round_to(scale.standard_deviation, Format::bfloat16),
                       round_to(scale.bound, Format::bfloat16)};
             }),
      everywhere(lecuns, "the variance for the standard deviation",
                 []<class T>(const Bag<T>& in, const Attributes& a) -> WeightScale<T> {
                   const T variance = gain<T>(a) * gain<T>(a) / number(in[0]);
                   return {variance, sqrt(T(3)) * variance};
                 }),
      everywhere(lecuns, "the standard deviation for the bound",
                 []<class T>(const Bag<T>& in, const Attributes& a) -> WeightScale<T> {
                   const T deviation = lecun(number(in[0]), gain<T>(a)).standard_deviation;
                   return {deviation, deviation};
                 }),
      everywhere(lecuns, "one fan too many",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return lecun(T(number(in[0]) + 1), gain<T>(a));
                 }),
      everywhere(lecuns, "the gain under the root",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return scale_of_variance<T>(gain<T>(a) / number(in[0]));
                 }),
      everywhere(lecuns, "He's 2",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return scale_of_variance<T>(2 * gain<T>(a) * gain<T>(a) / number(in[0]));
                 }),
  };
}

std::vector<Mutant> glorot_slips() {
  return {
      kernel(glorots, "the fans added in float16",
             [](const Bag<double>& in, const Attributes& a) {
               const double fans = round_to(number(in[0]) + number(in[1]), Format::binary16);
               return glorot(fans / 2, fans / 2, gain<double>(a));
             }),
      everywhere(glorots, "the 2 of the mean fan is missing",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return scale_of_variance<T>(gain<T>(a) * gain<T>(a) /
                                               (number(in[0]) + number(in[1])));
                 }),
      everywhere(glorots, "fan_in alone",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return lecun(number(in[0]), gain<T>(a));
                 }),
      everywhere(glorots, "the geometric mean of the fans",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return lecun(T(sqrt(T(number(in[0]) * number(in[1])))), gain<T>(a));
                 }),
      everywhere(glorots, "the mean of the two variances",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   const T variances = 1 / number(in[0]) + 1 / number(in[1]);
                   return scale_of_variance<T>(gain<T>(a) * gain<T>(a) * variances / 2);
                 }),
      everywhere(glorots, "6 for the normal distribution too",
                 []<class T>(const Bag<T>& in, const Attributes& a) -> WeightScale<T> {
                   const T bound = glorot(number(in[0]), number(in[1]), gain<T>(a)).bound;
                   return {bound, bound};
                 }),
  };
}

template <class T>
T fan(const Bag<T>& in, const Attributes& a) {
  return number(in[a.choice("mode") == "fan_in" ? 0 : 1]);
}

template <class T>
T slope(const Attributes& a) {
  return T(a.real("negative_slope"));
}

std::vector<Mutant> he_slips() {
  return {
      kernel(hes, "the slope is ignored",
             [](const Bag<double>& in, const Attributes& a) { return he(fan(in, a), 0.0); }),
      everywhere(hes, "the modes swapped",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return he(number(in[a.choice("mode") == "fan_in" ? 1 : 0]), slope<T>(a));
                 }),
      everywhere(hes, "1 + a for 1 + a^2",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return scale_of_variance<T>(2 / ((1 + abs(slope<T>(a))) * fan(in, a)));
                 }),
      everywhere(hes, "the mean of the fans",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return he(T((number(in[0]) + number(in[1])) / 2), slope<T>(a));
                 }),
      everywhere(hes, "no factor 2",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return scale_of_variance<T>(1 / ((1 + slope<T>(a) * slope<T>(a)) * fan(in, a)));
                 }),
      everywhere(hes, "a bound of sqrt 2 standard deviations",
                 []<class T>(const Bag<T>& in, const Attributes& a) -> WeightScale<T> {
                   const T deviation = he(fan(in, a), slope<T>(a)).standard_deviation;
                   return {deviation, sqrt(T(2)) * deviation};
                 }),
  };
}

}  // namespace

std::vector<Mutant> initialization_mutants() {
  std::vector<Mutant> all = lecun_slips();
  for (const auto& more : {glorot_slips(), he_slips()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
