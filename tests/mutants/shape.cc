// Slips in the shape rules.

#include <cmath>

#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string convolution = "shape/convolution_output_size", pool = "shape/pool_output_size",
                  field = "shape/receptive_field", parameters = "shape/parameter_count";

using Rule = std::function<double(const Bag<double>&, const Attributes&)>;

/// A wrong rule on doubles, in the kernel or in the reference too.
Mutant kernel(const std::string& op, const std::string& slip, Rule rule) {
  return {op, "kernel: " + slip, [rule](Operator& row) {
            row.fast = [rule](const Bag<double>& in, const Attributes& a) {
              return Bag<double>{Tensor<double>::scalar(rule(in, a))};
            };
          }};
}

Mutant everywhere(const std::string& op, const std::string& slip, Rule rule) {
  return {op, "everywhere: " + slip, [rule](Operator& row) {
            plant_everywhere(row, [rule]<class T>(const Bag<T>& in, const Attributes& a) {
              Bag<double> integers;
              for (const Tensor<T>& tensor : in) {
                integers.emplace_back(tensor.shape);
                for (std::size_t i = 0; i < tensor.data.size(); ++i)
                  while (T(static_cast<int>(integers.back().data[i])) < tensor.data[i])
                    integers.back().data[i] += 1;
              }
              return Bag<T>{Tensor<T>::scalar(T(static_cast<int>(rule(integers, a))))};
            });
          }};
}

double at(const Bag<double>& in, std::size_t k, std::size_t i = 0) { return in[k].data[i]; }

/// input + 2 padding - dilation (kernel - 1) - 1
double rest(const Bag<double>& in) {
  return at(in, 0) + 2 * at(in, 3) - at(in, 4) * (at(in, 1) - 1) - 1;
}

bool ceil_mode(const Attributes& a) { return a.choice("mode") == "ceil"; }

std::vector<Mutant> sizes() {
  return {
      kernel(convolution, "ceil for floor",
             [](const Bag<double>& in, const Attributes&) {
               return std::ceil(rest(in) / at(in, 2)) + 1;
             }),
      kernel(convolution, "the dilation ignored",
             [](const Bag<double>& in, const Attributes&) {
               return std::floor((at(in, 0) + 2 * at(in, 3) - at(in, 1)) / at(in, 2)) + 1;
             }),
      everywhere(convolution, "the padding counted once",
                 [](const Bag<double>& in, const Attributes&) {
                   return std::floor((rest(in) - at(in, 3)) / at(in, 2)) + 1;
                 }),
      everywhere(convolution, "the last + 1 forgotten",
                 [](const Bag<double>& in, const Attributes&) {
                   return std::floor(rest(in) / at(in, 2));
                 }),
      kernel(pool, "ceil mode without the rule on the last window",
             [](const Bag<double>& in, const Attributes& a) {
               const double q = rest(in) / at(in, 2);
               return (ceil_mode(a) ? std::ceil(q) : std::floor(q)) + 1;
             }),
      kernel(pool, "the mode ignored",
             [](const Bag<double>& in, const Attributes&) {
               return std::floor(rest(in) / at(in, 2)) + 1;
             }),
      everywhere(pool, "one more window always in ceil mode",
                 [](const Bag<double>& in, const Attributes& a) {
                   return std::floor(rest(in) / at(in, 2)) + (ceil_mode(a) ? 2 : 1);
                 }),
  };
}

std::vector<Mutant> stacks() {
  return {
      kernel(field, "the strides ignored",
             [](const Bag<double>& in, const Attributes&) {
               double r = 1;
               for (std::size_t l = 0; l < in[0].data.size(); ++l)
                 r += at(in, 2, l) * (at(in, 0, l) - 1);
               return r;
             }),
      kernel(field, "each layer's own stride applied to itself",
             [](const Bag<double>& in, const Attributes&) {
               double r = 1, jump = 1;
               for (std::size_t l = 0; l < in[0].data.size(); ++l) {
                 jump *= at(in, 1, l);
                 r += at(in, 2, l) * (at(in, 0, l) - 1) * jump;
               }
               return r;
             }),
      everywhere(field, "the kernels multiplied",
                 [](const Bag<double>& in, const Attributes&) {
                   double r = 1;
                   for (std::size_t l = 0; l < in[0].data.size(); ++l)
                     r *= at(in, 2, l) * (at(in, 0, l) - 1) + 1;
                   return r;
                 }),
      kernel(parameters, "the biases forgotten",
             [](const Bag<double>& in, const Attributes&) {
               double count = 0;
               for (std::size_t l = 0; l < in[0].data.size(); ++l)
                 count += at(in, 2, l) * at(in, 2, l) * at(in, 0, l) * at(in, 1, l);
               return count;
             }),
      everywhere(parameters, "one bias for each input channel",
                 [](const Bag<double>& in, const Attributes&) {
                   double count = 0;
                   for (std::size_t l = 0; l < in[0].data.size(); ++l)
                     count += (at(in, 2, l) * at(in, 2, l) * at(in, 1, l) + 1) * at(in, 0, l);
                   return count;
                 }),
      everywhere(parameters, "the kernel not squared",
                 [](const Bag<double>& in, const Attributes&) {
                   double count = 0;
                   for (std::size_t l = 0; l < in[0].data.size(); ++l)
                     count += (at(in, 2, l) * at(in, 0, l) + 1) * at(in, 1, l);
                   return count;
                 }),
  };
}

}  // namespace

std::vector<Mutant> shape_mutants() {
  std::vector<Mutant> all = sizes();
  for (const Mutant& mutant : stacks()) all.push_back(mutant);
  return all;
}

}  // namespace assay
