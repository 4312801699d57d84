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

const std::string padded = "shape/padded_output_size", same = "shape/same_padding",
                  transposed = "shape/transposed_convolution_output_size",
                  blocks = "shape/convolution_parameter_count";

/// ceil or floor of (input + padding - dilation (kernel - 1) - 1) / stride, plus 1
double padded_size(const Bag<double>& in, double padding, bool up) {
  const double q = (at(in, 0) + padding - at(in, 5) * (at(in, 1) - 1) - 1) / at(in, 2);
  return (up ? std::ceil(q) : std::floor(q)) + 1;
}

std::vector<Mutant> paddings() {
  return {
      kernel(padded, "twice the padding in front",
             [](const Bag<double>& in, const Attributes& a) {
               return padded_size(in, 2 * at(in, 3), ceil_mode(a));
             }),
      everywhere(padded, "ceil mode without the rule on the last window",
                 [](const Bag<double>& in, const Attributes& a) {
                   return padded_size(in, at(in, 3) + at(in, 4), ceil_mode(a));
                 }),
      everywhere(padded, "in ceil mode the last window begins before all padding at the end",
                 [](const Bag<double>& in, const Attributes& a) {
                   const double size = padded_size(in, at(in, 3) + at(in, 4), ceil_mode(a));
                   const double end = at(in, 0) + at(in, 4);
                   return ceil_mode(a) && (size - 1) * at(in, 2) >= end ? size - 1 : size;
                 }),
      kernel(transposed, "the output padding forgotten",
             [](const Bag<double>& in, const Attributes&) {
               return (at(in, 0) - 1) * at(in, 2) - 2 * at(in, 3) + at(in, 4) * (at(in, 1) - 1) + 1;
             }),
      everywhere(transposed, "a stride for every input, the last one too",
                 [](const Bag<double>& in, const Attributes&) {
                   return at(in, 0) * at(in, 2) - 2 * at(in, 3) + at(in, 4) * (at(in, 1) - 1) + 1 +
                          at(in, 5);
                 }),
      everywhere(transposed, "the dilation ignored",
                 [](const Bag<double>& in, const Attributes&) {
                   return (at(in, 0) - 1) * at(in, 2) - 2 * at(in, 3) + at(in, 1) + at(in, 5);
                 }),
  };
}

/// output, before and after from the padding in all and how much of it is in front.
Mutant same_everywhere(const std::string& slip,
                       std::function<double(const Bag<double>&, double output)> total,
                       std::function<double(double total, bool at_the_end)> before) {
  return {same, "everywhere: " + slip, [total, before](Operator& row) {
            const Reference right = row.reference;
            plant_everywhere(
                row, [right, total, before]<class T>(const Bag<T>& in, const Attributes& a) {
                  Bag<T> y = right.at<T>()(in, a);
                  Bag<double> integers;
                  for (const Tensor<T>& tensor : in) {
                    integers.emplace_back(tensor.shape);
                    while (T(static_cast<int>(integers.back().data[0])) < tensor.data[0])
                      integers.back().data[0] += 1;
                  }
                  const double output = std::ceil(at(integers, 0) / at(integers, 2));
                  const double all = std::max(total(integers, output), 0.0);
                  const double front = before(all, a.choice("odd_one") == "end");
                  y[1].data[0] = T(static_cast<int>(front));
                  y[2].data[0] = T(static_cast<int>(all - front));
                  return y;
                });
          }};
}

double missing(const Bag<double>& in, double output) {
  return (output - 1) * at(in, 2) + at(in, 3) * (at(in, 1) - 1) + 1 - at(in, 0);
}

double front(double total, bool at_the_end) {
  return at_the_end ? std::floor(total / 2) : std::ceil(total / 2);
}

/// The parameters of each layer, added.
Rule for_each_layer(std::function<double(const Bag<double>&, std::size_t, double bias)> count) {
  return [count](const Bag<double>& in, const Attributes& a) {
    double total = 0;
    for (std::size_t l = 0; l < in[0].data.size(); ++l)
      total += count(in, l, static_cast<double>(a.integer("bias")));
    return total;
  };
}

std::vector<Mutant> blocks_and_same() {
  return {
      same_everywhere("the odd one at the other end", missing,
                      [](double total, bool at_the_end) { return front(total, !at_the_end); }),
      same_everywhere(
          "the padding of stride 1 at every stride",
          [](const Bag<double>& in, double) { return at(in, 3) * (at(in, 1) - 1); }, front),
      same_everywhere(
          "the dilation ignored",
          [](const Bag<double>& in, double output) {
            return (output - 1) * at(in, 2) + at(in, 1) - at(in, 0);
          },
          front),
      kernel(blocks, "the groups ignored",
             for_each_layer([](const Bag<double>& in, std::size_t l, double bias) {
               return (at(in, 2, l) * at(in, 3, l) * at(in, 0, l) + bias) * at(in, 1, l);
             })),
      everywhere(blocks, "every kernel square",
                 for_each_layer([](const Bag<double>& in, std::size_t l, double bias) {
                   const double inputs = at(in, 0, l) / at(in, 4, l);
                   return (at(in, 2, l) * at(in, 2, l) * inputs + bias) * at(in, 1, l);
                 })),
      everywhere(blocks, "outputs and inputs both dealt to the groups",
                 for_each_layer([](const Bag<double>& in, std::size_t l, double bias) {
                   const double both = at(in, 4, l) * at(in, 4, l);
                   return at(in, 2, l) * at(in, 3, l) * at(in, 0, l) * at(in, 1, l) / both +
                          bias * at(in, 1, l);
                 })),
  };
}

}  // namespace

std::vector<Mutant> shape_mutants() {
  std::vector<Mutant> all;
  for (const auto& slips : {sizes, stacks, paddings, blocks_and_same})
    for (const Mutant& mutant : slips()) all.push_back(mutant);
  return all;
}

}  // namespace assay
