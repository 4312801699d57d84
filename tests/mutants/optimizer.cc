// Slips in the optimizer updates.

#include <cmath>

#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string sgd_name = "optimizer/sgd", rmsprop_name = "optimizer/rmsprop",
                  adam_name = "optimizer/adam", adamw_name = "optimizer/adamw";

/// A kernel that sees other attributes, or other inputs, than it is given.
Mutant confused(const std::string& op, const std::string& slip,
                std::function<void(Bag<double>&, Attributes&)> confuse) {
  return {op, "kernel: " + slip, [confuse](Operator& row) {
            const auto right = row.fast;
            row.fast = [right, confuse](const Bag<double>& in, const Attributes& a) {
              Bag<double> inputs = in;
              Attributes attributes = a;
              confuse(inputs, attributes);
              return right(inputs, attributes);
            };
          }};
}

/// The same confusion everywhere: reference and kernel agree on it.
template <class F>
Mutant confused_everywhere(const std::string& op, const std::string& slip, F confuse) {
  return {op, "everywhere: " + slip, [confuse](Operator& row) {
            const Reference right = row.reference;
            plant_everywhere(row, [right, confuse]<class T>(const Bag<T>& in, const Attributes& a) {
              Bag<T> inputs = in;
              Attributes attributes = a;
              confuse(inputs, attributes);
              return right.at<T>()(inputs, attributes);
            });
          }};
}

void other_choice(Attributes& a, const std::string& name, const std::string& one,
                  const std::string& other) {
  a.set(name, a.choice(name) == one ? other : one);
}

}  // namespace

std::vector<Mutant> optimizer_mutants() {
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
      confused(rmsprop_name, "epsilon in the other place",
               [](Bag<double>&, Attributes& a) {
                 other_choice(a, "eps_mode", "inside", "outside");
               }),
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
      confused_everywhere(adam_name, "no bias correction",
                          []<class T>(Bag<T>&, Attributes& a) { a.set("t", std::int64_t{5000}); }),
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

}  // namespace assay
