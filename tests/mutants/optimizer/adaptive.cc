// Slips in the optimizers that adapt their steps, and in dampened momentum.

#include "reference/optimizer/nadam.h"
#include "tests/mutants/mutants.h"

namespace assay {

std::vector<Mutant> adaptive_optimizer_mutants() {
  return {
      confused("optimizer/sgd_dampened", "dampened in the first step too",
               [](Bag<double>&, Attributes& a) { a.set("first_step", std::string("dampened")); }),
      confused("optimizer/sgd_dampened", "not dampened",
               [](Bag<double>&, Attributes& a) { a.set("dampening", 0.0); }),
      confused_everywhere(
          "optimizer/sgd_dampened", "the share is tau and not 1 - tau",
          []<class T>(Bag<T>&, Attributes& a) { a.set("dampening", 1 - a.real("dampening")); }),
      confused_everywhere("optimizer/sgd_dampened", "the step counted from 0",
                          []<class T>(Bag<T>&, Attributes& a) { a.set("t", a.integer("t") + 1); }),
      confused(
          "optimizer/adagrad", "epsilon in the other place",
          [](Bag<double>&, Attributes& a) { other_choice(a, "eps_mode", "inside", "outside"); }),
      confused("optimizer/adagrad", "the decay counted from 1",
               [](Bag<double>&, Attributes& a) { a.set("t", a.integer("t") + 1); }),
      confused_everywhere("optimizer/adagrad", "the sum kept as a root",
                          []<class T>(Bag<T>& in, Attributes&) {
                            for (T& v : in[2].data) v = v * v;
                          }),
      confused_everywhere("optimizer/adagrad", "no decay of the rate",
                          []<class T>(Bag<T>&, Attributes& a) { a.set("lr_decay", 0.0); }),
      confused("optimizer/adadelta", "the two means exchanged",
               [](Bag<double>& in, Attributes&) { std::swap(in[2], in[3]); }),
      confused_everywhere("optimizer/adadelta", "epsilon squared",
                          []<class T>(Bag<T>&, Attributes& a) {
                            a.set("epsilon", a.real("epsilon") * a.real("epsilon"));
                          }),
      {"optimizer/adadelta", "everywhere: the mean square step takes lr in",
       [](Operator& row) {
         const Reference right = row.reference;
         plant_everywhere(row, [right]<class T>(const Bag<T>& in, const Attributes& a) {
           Bag<T> out = right.at<T>()(in, a);
           const T rho(a.real("rho"));
           for (std::size_t i = 0; i < out[2].data.size(); ++i) {
             const T step = in[0].data[i] - out[0].data[i];
             out[2].data[i] = rho * in[3].data[i] + (1 - rho) * step * step;
           }
           return out;
         });
       }},
      confused(
          "optimizer/adamax", "epsilon in the other place",
          [](Bag<double>&, Attributes& a) { other_choice(a, "eps_mode", "in_max", "outside"); }),
      confused_everywhere("optimizer/adamax", "no bias correction",
                          []<class T>(Bag<T>&, Attributes& a) { a.set("t", std::int64_t{5000}); }),
      confused_everywhere("optimizer/adamax", "u kept without decay",
                          []<class T>(Bag<T>&, Attributes& a) { a.set("beta2", 0.999999); }),
      confused("optimizer/nadam", "steps counted from 0",
               [](Bag<double>&, Attributes& a) { a.set("t", a.integer("t") + 1); }),
      confused("optimizer/nadam", "the other framework's momentum decay",
               [](Bag<double>&, Attributes& a) {
                 a.set("momentum_decay", a.real("momentum_decay") == 1 ? 0.004 : 1.0);
               }),
      {"optimizer/nadam", "everywhere: the product multiplied by mu_t twice",
       [](Operator& row) {
         plant_everywhere(row, []<class T>(const Bag<T>& in, const Attributes& a) {
           const auto t = static_cast<int>(a.integer("t"));
           const T beta1 = a.number<T>("beta1"), psi = a.number<T>("momentum_decay");
           const T next = nadam_momentum(beta1, psi, t + 1);
           T product = nadam_momentum(beta1, psi, t);
           for (int i = 1; i <= t; ++i) product *= nadam_momentum(beta1, psi, i);
           NadamWeights<T> weights = nadam_weights(beta1, psi, t);
           weights.momentum = next / (1 - product * next);
           const NadamSettings<T> s = {a.number<T>("lr"),      beta1, a.number<T>("beta2"),
                                       a.number<T>("epsilon"), t,     weights};
           Bag<T> out = {in[0], in[2], in[3]};
           for (std::size_t i = 0; i < in[0].data.size(); ++i) {
             const AdamState<T> state = {in[0].data[i], in[2].data[i], in[3].data[i]};
             const AdamState<T> moved = nadam(state, in[1].data[i], s);
             out[0].data[i] = moved.theta;
             out[1].data[i] = moved.m;
             out[2].data[i] = moved.v;
           }
           return out;
         });
       }},
      confused("optimizer/radam", "epsilon in the other place",
               [](Bag<double>&, Attributes& a) { other_choice(a, "eps_mode", "hat", "outside"); }),
      confused("optimizer/radam", "never rectified",
               [](Bag<double>&, Attributes& a) { a.set("threshold", std::int64_t{900}); }),
      confused_everywhere(
          "optimizer/radam", "rectified one step late",
          []<class T>(Bag<T>&, Attributes& a) { a.set("threshold", a.integer("threshold") + 1); }),
      confused_everywhere("optimizer/radam", "the number of the step before",
                          []<class T>(Bag<T>&, Attributes& a) {
                            a.set("t", std::max<std::int64_t>(1, a.integer("t") - 1));
                          }),
  };
}

}  // namespace assay
