// Slips in what is done with gradients.

#include <algorithm>
#include <cmath>

#include "reference/gradient/clip_by_norm.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string by_value = "gradient/clip_by_value", by_norm = "gradient/clip_by_norm",
                  by_global_norm = "gradient/clip_by_global_norm",
                  average = "gradient/average_over_workers";

template <class F>
Mutant everywhere(const std::string& op, const std::string& slip, F f) {
  return {op, "everywhere: " + slip, [f](Operator& row) { plant_everywhere(row, f); }};
}

/// Each tensor clipped for itself.
struct Apart {
  template <class T>
  Bag<T> operator()(const Bag<T>& in, const Attributes& a) const {
    Bag<T> out;
    for (const Tensor<T>& x : in)
      out.push_back(
          clip_by_norm(Bag<T>{x}, NormClip<T>{a.number<T>("bound"), a.number<T>("epsilon")})[0]);
    return out;
  }
};

/// The same sum of sizes, but not their root.
struct OtherNorm {
  template <class T>
  Bag<T> operator()(Bag<T> x, const Attributes& a) const {
    T sum(0);
    for (const Tensor<T>& tensor : x)
      for (const T& element : tensor.data) sum += abs(element);
    const T c = a.number<T>("bound"), moved = sum + a.number<T>("epsilon");
    if (moved <= c) return x;
    for (Tensor<T>& tensor : x)
      for (T& element : tensor.data) element *= c / moved;
    return x;
  }
};

Mutant gradient_without_projection(const std::string& op) {
  return {op, "gradient: the norm taken for a constant", [](Operator& row) {
            row.gradient =
                tensorwise_gradient([]<class T>(const Bag<T>& in, Bag<T> g, const Attributes& a) {
                  const T moved = sqrt(squared_norm(in)) + a.number<T>("epsilon");
                  if (moved <= a.number<T>("bound")) return g;
                  for (Tensor<T>& tensor : g)
                    for (T& element : tensor.data) element *= a.number<T>("bound") / moved;
                  return g;
                });
          }};
}

}  // namespace

std::vector<Mutant> gradient_mutants() {
  return {
      spoilt(by_value, "only the upper end",
             [](Bag<double>& out, const Bag<double>& in, const Attributes& a) {
               for (std::size_t i = 0; i < in[0].data.size(); ++i)
                 out[0].data[i] = std::min(in[0].data[i], a.real("bound"));
             }),
      spoilt_gradient(by_value, "the gradient passes everywhere, as an assignment would let it",
                      [](Bag<double>& out, const Bag<double>&, const Attributes&) {
                        for (double& element : out[0].data) element = element == 0 ? 1 : element;
                      }),
      everywhere(by_value, "elements outside set to 0",
                 []<class T>(Bag<T> x, const Attributes& a) {
                   for (T& element : x[0].data)
                     if (abs(element) > a.number<T>("bound")) element = T(0);
                   return x;
                 }),
      everywhere(by_norm, "the sum of sizes for the norm", OtherNorm{}),
      confused(by_norm, "no epsilon", [](Bag<double>&, Attributes& a) { a.set("epsilon", 0.0); }),
      gradient_without_projection(by_norm),
      everywhere(by_norm, "scaled to the norm where it is smaller, too",
                 []<class T>(Bag<T> x, const Attributes& a) {
                   const T moved = sqrt(squared_norm(x)) + a.number<T>("epsilon");
                   if (moved == 0) return x;
                   for (T& element : x[0].data) element *= a.number<T>("bound") / moved;
                   return x;
                 }),
      everywhere(by_global_norm, "every tensor by its own norm", Apart{}),
      everywhere(by_global_norm, "the sum of sizes for the norm", OtherNorm{}),
      gradient_without_projection(by_global_norm),
      confused_everywhere(average, "the first worker left out",
                          []<class T>(Bag<T>& in, Attributes&) {
                            for (std::int64_t i = 0; i < in[0].extent(1); ++i)
                              in[0].at(0, i) = T(0);
                          }),
      spoilt(average, "the sum instead of the mean",
             [](Bag<double>& out, const Bag<double>& in, const Attributes&) {
               for (double& element : out[0].data) element *= static_cast<double>(in[0].extent(0));
             }),
      spoilt_gradient(average, "the gradient of the sum",
                      [](Bag<double>& out, const Bag<double>& in, const Attributes&) {
                        for (double& element : out[0].data)
                          element *= static_cast<double>(in[0].extent(0));
                      }),
      {average, "kernel: partial sums kept in bfloat16",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes&) {
           Tensor<double> y({in[0].extent(1)});
           for (std::int64_t i = 0; i < y.size(); ++i) {
             for (std::int64_t r = 0; r < in[0].extent(0); ++r)
               y.at(i) = round_to(y.at(i) + in[0].at(r, i), Format::bfloat16);
             y.at(i) /= static_cast<double>(in[0].extent(0));
           }
           return Bag<double>{y};
         });
       }},
  };
}

}  // namespace assay
