// Slips in the linear maps.

#include "reference/linear/embedding.h"
#include "reference/linear/linear.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

/// Sums rounded to bfloat16 after each term.
Bag<double> accumulated_in_bfloat16(const Bag<double>& in, const Attributes&) {
  Tensor<double> y({in[0].extent(0), in[1].extent(0)});
  for (std::int64_t n = 0; n < in[0].extent(0); ++n)
    for (std::int64_t o = 0; o < in[1].extent(0); ++o) {
      double sum = in[2].at(o);
      for (std::int64_t i = 0; i < in[0].extent(1); ++i)
        sum = round_to(sum + in[1].at(o, i) * in[0].at(n, i), Format::bfloat16);
      y.at(n, o) = sum;
    }
  return {y};
}

Mutant everywhere(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "everywhere: " + slip, [wrong](Operator& row) { plant_everywhere(row, wrong); }};
}

Mutant gradient(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "gradient: " + slip,
          [wrong](Operator& row) { row.gradient = tensorwise_gradient(wrong); }};
}

std::vector<Mutant> linear_slips() {
  const std::string op = "linear/linear";
  return {
      {op, "kernel: accumulated in bfloat16",
       [](Operator& row) { row.fast = tensor_kernel(accumulated_in_bfloat16); }},
      {op, "kernel: the bias is left out",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes&) {
           return Bag<double>{linear(in[0], in[1], Tensor<double>(in[2].shape))};
         });
       }},
      gradient(op, "the bias gradient averaged over the batch",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                 Bag<T> wrong = linear_gradient(in[0], in[1], upstream[0]);
                 for (T& element : wrong[2].data)
                   element /= static_cast<int>(std::max<std::int64_t>(in[0].extent(0), 1));
                 return wrong;
               }),
      gradient(op, "dX with the sign of a descent step",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                 Bag<T> wrong = linear_gradient(in[0], in[1], upstream[0]);
                 for (T& element : wrong[0].data) element = -element;
                 return wrong;
               }),
      everywhere(op, "the weights read in the other layout",
                 []<class T>(const Bag<T>& in, const Attributes&) {
                   const Tensor<T> transposed(Shape{in[1].extent(1), in[1].extent(0)}, in[1].data);
                   Tensor<T> relaid(in[1].shape);
                   for (std::int64_t o = 0; o < in[1].extent(0); ++o)
                     for (std::int64_t i = 0; i < in[1].extent(1); ++i)
                       relaid.at(o, i) = transposed.at(i, o);
                   return Bag<T>{linear(in[0], relaid, in[2])};
                 }),
      everywhere(op, "the bias subtracted", []<class T>(const Bag<T>& in, const Attributes&) {
                   Tensor<T> negated = in[2];
                   for (T& element : negated.data) element = -element;
                   return Bag<T>{linear(in[0], in[1], negated)};
                 }),
  };
}

std::vector<Mutant> embedding_slips() {
  const std::string op = "linear/embedding";
  return {
      {op, "kernel: indices from 1",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes&) {
           Tensor<double> index = in[1];
           for (double& element : index.data) element = std::max(element - 1, 0.0);
           return Bag<double>{embedding(in[0], index)};
         });
       }},
      {op, "gradient kernel: a row looked up twice is overwritten",
       [](Operator& row) {
         row.fast_gradient = tensor_gradient_kernel(
             [](const Bag<double>& in, const Bag<double>& upstream, const Attributes&) {
               Tensor<double> dtable(in[0].shape);
               for (std::int64_t n = 0; n < in[1].extent(0); ++n)
                 for (std::int64_t c = 0; c < dtable.extent(1); ++c)
                   dtable.at(in[1].at(n), c) = upstream[0].at(n, c);
               return Bag<double>{dtable};
             });
       }},
      gradient(op, "averaged over the lookups",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
                 Tensor<T> wrong = embedding_gradient(in[0], in[1], upstream[0]);
                 for (T& element : wrong.data)
                   element /= static_cast<int>(std::max<std::int64_t>(in[1].extent(0), 1));
                 return Bag<T>{wrong};
               }),
      everywhere(op, "the rows in reverse", []<class T>(const Bag<T>& in, const Attributes&) {
                   Tensor<T> index = in[1];
                   for (T& element : index.data)
                     element = T(static_cast<int>(in[0].extent(0)) - 1) - element;
                   return Bag<T>{embedding(in[0], index)};
                 }),
  };
}

}  // namespace

std::vector<Mutant> linear_mutants() {
  std::vector<Mutant> all = linear_slips();
  for (const Mutant& mutant : embedding_slips()) all.push_back(mutant);
  return all;
}

}  // namespace assay
