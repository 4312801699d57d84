// Slips in the optimizer updates.

#include <cmath>

#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string sgd_name = "optimizer/sgd", rmsprop_name = "optimizer/rmsprop",
                  adam_name = "optimizer/adam", adamw_name = "optimizer/adamw";

std::vector<Mutant> rule_mutants() {
  return {
      confused(sgd_name, "the other form of momentum",
               [](Bag<double>&, Attributes& a) {
                 other_choice(a, "momentum_form", "velocity", "scaled");
               }),
      confused(sgd_name, "Nesterov ignored",
               [](Bag<double>&, Attributes& a) { a.set("nesterov", std::string("no")); }),
      confused_everywhere(sgd_name, "the gradient dampened by 1 - momentum",
                          []<class T>(Bag<T>& in, Attributes& a) {
                            for (T& g : in[1].data) g *= 1 - T(a.real("momentum"));
                          }),
      confused_everywhere(sgd_name, "uphill",
                          []<class T>(Bag<T>& in, Attributes&) {
                            for (T& g : in[1].data) g = -g;
                          }),
      confused(
          rmsprop_name, "epsilon in the other place",
          [](Bag<double>&, Attributes& a) { other_choice(a, "eps_mode", "inside", "outside"); }),
      confused(rmsprop_name, "not centered",
               [](Bag<double>&, Attributes& a) { a.set("centered", std::string("no")); }),
      confused_everywhere(rmsprop_name, "the old value's share is 1 - rho",
                          []<class T>(Bag<T>&, Attributes& a) { a.set("rho", 1 - a.real("rho")); }),
      confused_everywhere(rmsprop_name, "epsilon squared",
                          []<class T>(Bag<T>&, Attributes& a) {
                            a.set("epsilon", a.real("epsilon") * a.real("epsilon"));
                          }),
      confused(adam_name, "steps counted from 0, a stale bias correction",
               [](Bag<double>&, Attributes& a) { a.set("t", a.integer("t") + 1); }),
      confused(adam_name, "epsilon in the other place",
               [](Bag<double>&, Attributes& a) { other_choice(a, "eps_mode", "hat", "outside"); }),
      confused(adam_name, "v started at its square root",
               [](Bag<double>& in, Attributes&) {
                 for (double& v : in[3].data) v = round_to(std::sqrt(v), Format::binary32);
               }),
      // After so many steps both corrections are 1 to all digits.
      confused_everywhere(
          adam_name, "no bias correction",
          []<class T>(Bag<T>&, Attributes& a) { a.set("t", std::int64_t{20'000}); }),
      confused_everywhere(adam_name, "the betas swapped",
                          []<class T>(Bag<T>&, Attributes& a) {
                            const double beta1 = a.real("beta1");
                            a.set("beta1", a.real("beta2"));
                            a.set("beta2", beta1);
                          }),
      confused(adamw_name, "the decay left out",
               [](Bag<double>&, Attributes& a) { a.set("weight_decay", 0.0); }),
      confused(adamw_name, "steps counted from 0, a stale bias correction",
               [](Bag<double>&, Attributes& a) { a.set("t", a.integer("t") + 1); }),
      confused_everywhere(adamw_name, "L2 in the gradient instead of decoupled decay",
                          []<class T>(Bag<T>& in, Attributes& a) {
                            for (std::size_t i = 0; i < in[1].data.size(); ++i)
                              in[1].data[i] += T(a.real("weight_decay")) * in[0].data[i];
                            a.set("weight_decay", 0.0);
                          }),
      confused_everywhere(adamw_name, "the decay not multiplied by lr",
                          []<class T>(Bag<T>&, Attributes& a) {
                            a.set("weight_decay", a.real("weight_decay") / a.real("lr"));
                          }),
  };
}

/// Slips in carrying a rule from step to step.
std::vector<Mutant> trajectory_mutants(const std::string& rule) {
  const std::string op = "optimizer/" + rule + "_trajectory";
  std::vector<Mutant> mutants = {
      spoilt(op, "theta recorded before the step",
             [](Bag<double>& out, const Bag<double>& in, const Attributes&) {
               const std::int64_t steps = out[0].extent(0), n = out[0].extent(1);
               for (std::int64_t k = steps - 1; k >= 0; --k)
                 for (std::int64_t i = 0; i < n; ++i)
                   out[0].at(k, i) = k == 0 ? in[0].at(i) : out[0].at(k - 1, i);
             }),
      confused_everywhere(op, "the first gradient in every step",
                          []<class T>(Bag<T>& in, Attributes&) {
                            const std::int64_t n = in[1].extent(1);
                            for (std::size_t i = 0; i < in[1].data.size(); ++i)
                              in[1].data[i] = in[1].data[i % static_cast<std::size_t>(n)];
                          }),
      {op, "everywhere: the state starts again with every step", [](Operator& row) {
         const Reference right = row.reference;
         plant_everywhere(row, [right]<class T>(const Bag<T>& in, const Attributes& a) {
           Bag<T> now = in, out;
           Tensor<T> path(in[1].shape);
           const std::int64_t n = in[1].extent(1);
           for (std::int64_t k = 0; k < in[1].extent(0); ++k) {
             const auto row_k = in[1].data.begin() + k * n;
             now[1] = Tensor<T>({1, n}, std::vector<T>(row_k, row_k + n));
             now[2] = Tensor<T>({1}, in[2].at(k));
             out = right.at<T>()(now, a);
             now[0].data = out[0].data;
             std::copy(out[0].data.begin(), out[0].data.end(), path.data.begin() + k * n);
           }
           out[0] = path;
           return out;
         });
       }}};
  return mutants;
}

}  // namespace

std::vector<Mutant> optimizer_mutants() {
  std::vector<Mutant> all = rule_mutants();
  const std::vector<Mutant> adaptive = adaptive_optimizer_mutants();
  all.insert(all.end(), adaptive.begin(), adaptive.end());
  for (const char* rule : {"sgd", "sgd_dampened", "adagrad", "adadelta", "rmsprop", "adam", "adamw",
                           "adamax", "nadam", "radam"}) {
    const std::vector<Mutant> more = trajectory_mutants(rule);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace assay
