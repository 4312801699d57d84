// Slips in networks and their training.

#include <cmath>

#include "reference/network/ensemble_mean.h"
#include "reference/network/residual_block.h"
#include "reference/network/threshold_network.h"
#include "reference/network/training.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string shallow = "network/perceptron", deep = "network/deep_perceptron",
                  residual = "network/residual_block", ensemble = "network/ensemble_mean",
                  trained = "network/perceptron_training", threshold = "network/threshold_network";

template <class T>
Unit<T> unit_of(const Attributes& a, const std::string& name) {
  return unit<T>(a.choice(name), T(a.real("negative_slope")));
}

/// The layers of parameters from position `first` on.
template <class T>
DenseLayers<T> layers_of(const Bag<T>& in, std::size_t first, const Unit<T>& hidden,
                         const Unit<T>& last) {
  DenseLayers<T> layers;
  for (std::size_t k = first; k < in.size(); k += 2)
    layers.push_back({in[k], in[k + 1], k + 2 == in.size() ? last : hidden});
  return layers;
}

template <class T>
DenseLayers<T> layers_of(const Bag<T>& in, const Attributes& a) {
  return layers_of(in, 1, unit_of<T>(a, "hidden"), unit_of<T>(a, "output"));
}

Mutant everywhere(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "everywhere: " + slip, [wrong](Operator& row) { plant_everywhere(row, wrong); }};
}

/// The gradient wrong in the reference and in the kernel alike.
Mutant gradient(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "gradient: " + slip, [wrong](Operator& row) {
            row.gradient = tensorwise_gradient(wrong);
            row.fast_gradient = tensor_gradient_kernel(wrong);
          }};
}

/// The way back of a perceptron with `delta` made from a layer, its z, its h and dL/dh.
template <class T, class Delta>
Bag<T> back(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a, Delta delta) {
  const DenseLayers<T> layers = layers_of(in, a);
  const ForwardPass<T> pass = forward_pass(in[0], layers);
  Bag<T> d(in.size());
  Tensor<T> dh = upstream[0];
  for (std::size_t l = layers.size(); l-- > 0;) {
    const Bag<T> own = linear_gradient(pass.h[l], layers[l].weight,
                                       delta(layers, l, pass.z[l], pass.h[l + 1], dh));
    dh = own[0];
    d[1 + 2 * l] = own[1];
    d[2 + 2 * l] = own[2];
  }
  d[0] = dh;
  return d;
}

std::vector<Mutant> perceptron_slips(const std::string& op) {
  return {
      gradient(op, "the slope taken at phi(z) instead of z",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 return back(in, upstream, a,
                             [](const DenseLayers<T>& layers, std::size_t l, const Tensor<T>&,
                                const Tensor<T>& h, const Tensor<T>& dh) {
                               return back_through_units(layers[l].unit, h, dh);
                             });
               }),
      gradient(op, "the last layer's slope forgotten",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 return back(in, upstream, a,
                             [](const DenseLayers<T>& layers, std::size_t l, const Tensor<T>& z,
                                const Tensor<T>&, const Tensor<T>& dh) {
                               return l + 1 == layers.size()
                                          ? dh
                                          : back_through_units(layers[l].unit, z, dh);
                             });
               }),
      spoilt_gradient(op, "db_1 averaged over the batch",
                      [](Bag<double>& out, const Bag<double>& in, const Attributes&) {
                        const auto batch =
                            static_cast<double>(std::max<std::int64_t>(in[0].extent(0), 1));
                        for (double& element : out[2].data) element /= batch;
                      }),
      confused(op, "the hidden units at the output too",
               [](Bag<double>&, Attributes& a) { a.set("output", a.choice("hidden")); }),
      everywhere(op, "no units between the layers",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return Bag<T>{perceptron(in[0], layers_of(in, 1, unit<T>("identity", T(0)),
                                                             unit_of<T>(a, "output")))};
                 }),
      everywhere(op, "the bias added behind the units",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   Tensor<T> h = in[0];
                   for (std::size_t k = 1; k < in.size(); k += 2) {
                     const Unit<T> u = unit_of<T>(a, k + 2 < in.size() ? "hidden" : "output");
                     h = through_units(u, linear(h, in[k], Tensor<T>(in[k + 1].shape)));
                     for (std::int64_t n = 0; n < h.extent(0); ++n)
                       for (std::int64_t o = 0; o < h.extent(1); ++o) h.at(n, o) += in[k + 1].at(o);
                   }
                   return Bag<T>{h};
                 }),
  };
}

template <class T>
DenseLayers<T> branch_of(const Bag<T>& in, const Attributes& a) {
  return layers_of(in, 1, unit_of<T>(a, "hidden"), unit<T>("identity", T(0)));
}

std::vector<Mutant> residual_slips() {
  return {
      {residual, "kernel: psi before the sum",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& a) {
           const Tensor<double> branch = perceptron(in[0], branch_of(in, a));
           return Bag<double>{
               joined_with(in[0], through_units(unit_of<double>(a, "output"), branch))};
         });
       }},
      gradient(residual, "the skip passes nothing back",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 const ForwardPass<T> pass = forward_pass(in[0], branch_of(in, a));
                 return backward_pass(
                     pass, branch_of(in, a),
                     back_through_units(unit_of<T>(a, "output"), joined_with(in[0], pass.h.back()),
                                        upstream[0]));
               }),
      gradient(residual, "the upstream skips psi",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 Bag<T> d = residual_block_gradient(in[0], branch_of(in, a),
                                                    unit_of<T>(a, "output"), upstream[0]);
                 const Bag<T> branch = perceptron_gradient(in[0], branch_of(in, a), upstream[0]);
                 d[0] = joined_with(upstream[0], branch[0]);
                 return d;
               }),
      everywhere(residual, "no skip",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return Bag<T>{
                       through_units(unit_of<T>(a, "output"), perceptron(in[0], branch_of(in, a)))};
                 }),
      everywhere(residual, "units behind the last layer of the branch",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   const Unit<T> hidden = unit_of<T>(a, "hidden");
                   return Bag<T>{residual_block(in[0], layers_of(in, 1, hidden, hidden),
                                                unit_of<T>(a, "output"))};
                 }),
  };
}

/// One member's layers.
template <class T>
auto layers_of_members(const Attributes& a) {
  return [a](const Bag<T>& own) {
    return layers_of(own, 0, unit_of<T>(a, "hidden"), unit_of<T>(a, "output"));
  };
}

template <class T>
Bag<T> all_but_x(const Bag<T>& in) {
  return {in.begin() + 1, in.end()};
}

std::vector<Mutant> ensemble_slips() {
  return {
      spoilt(ensemble, "the sum of the answers",
             [](Bag<double>& out, const Bag<double>& in, const Attributes&) {
               for (double& element : out[0].data) element *= static_cast<double>(in[1].extent(0));
             }),
      spoilt_gradient(ensemble, "every member given the whole gradient",
                      [](Bag<double>& out, const Bag<double>& in, const Attributes&) {
                        for (std::size_t k = 1; k < out.size(); ++k)
                          for (double& element : out[k].data)
                            element *= static_cast<double>(in[1].extent(0));
                      }),
      gradient(ensemble, "dx of the first member alone",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 Bag<T> d = ensemble_mean_gradient(in[0], all_but_x(in), layers_of_members<T>(a),
                                                   upstream[0]);
                 const Bag<T> own = member_of(all_but_x(in), 0);
                 d[0] = perceptron_gradient(in[0], layers_of_members<T>(a)(own), upstream[0])[0];
                 return d;
               }),
      everywhere(ensemble, "the mean of the parameters",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   Bag<T> mean = member_of(all_but_x(in), 0);
                   const std::int64_t members = in[1].extent(0);
                   for (std::int64_t m = 1; m < members; ++m) {
                     const Bag<T> own = member_of(all_but_x(in), m);
                     for (std::size_t k = 0; k < own.size(); ++k)
                       mean[k] = joined_with(mean[k], own[k]);
                   }
                   for (Tensor<T>& tensor : mean)
                     for (T& element : tensor.data) element /= static_cast<int>(members);
                   return Bag<T>{perceptron(in[0], layers_of_members<T>(a)(mean))};
                 }),
      everywhere(ensemble, "the last member left out of the sum",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   const std::int64_t members = in[1].extent(0);
                   Tensor<T> y({in[0].extent(0), in.back().extent(1)});
                   for (std::int64_t m = 0; m + 1 < members; ++m) {
                     const Bag<T> own = member_of(all_but_x(in), m);
                     y = joined_with(y, perceptron(in[0], layers_of_members<T>(a)(own)));
                   }
                   for (T& element : y.data) element /= static_cast<int>(members);
                   return Bag<T>{y};
                 }),
  };
}

template <class T>
T loss_scale(const Bag<T>& in, const Attributes& a) {
  const std::string& reduction = a.choice("reduction");
  if (reduction == "mean") return T(1) / static_cast<int>(in[1].size());
  return reduction == "sum" ? T(1) : T(T(1) / 2);
}

/// Training with other settings, made from the right ones.
template <class F>
Mutant training_everywhere(const std::string& slip, F spoil) {
  return everywhere(trained, slip, [spoil]<class T>(const Bag<T>& in, const Attributes& a) {
    TrainingSettings<T> s = {loss_scale(in, a), a.choice("gradients") == "accumulated"};
    Bag<T> data = in;
    spoil(data, s);
    return training({data[0], data[1], data[2]}, Bag<T>(data.begin() + 3, data.end()),
                    layers_of_members<T>(a), s);
  });
}

std::vector<Mutant> training_slips() {
  return {
      confused(trained, "gradients never zeroed",
               [](Bag<double>&, Attributes& a) { a.set("gradients", std::string("accumulated")); }),
      confused(trained, "the first rate at every step",
               [](Bag<double>& in, Attributes&) {
                 for (double& rate : in[2].data) rate = in[2].data[0];
               }),
      spoilt(trained, "the loss after the step",
             [](Bag<double>& out, const Bag<double>&, const Attributes&) {
               std::rotate(out[0].data.begin(), out[0].data.begin() + 1, out[0].data.end());
             }),
      training_everywhere("the sum's gradient for every reduction",
                          []<class T>(Bag<T>&, TrainingSettings<T>& s) { s.loss_scale = T(1); }),
      training_everywhere("an ascent",
                          []<class T>(Bag<T>& in, TrainingSettings<T>&) {
                            for (T& rate : in[2].data) rate = -rate;
                          }),
      training_everywhere("gradients zeroed always",
                          []<class T>(Bag<T>&, TrainingSettings<T>& s) { s.accumulates = false; }),
      everywhere(
          trained, "W_2 updated before W_1's gradient is taken",
          []<class T>(const Bag<T>& in, const Attributes& a) {
            const TrainingSettings<T> s = {loss_scale(in, a),
                                           a.choice("gradients") == "accumulated"};
            const Bag<T> start(in.begin() + 3, in.end());
            Bag<T> right = training({in[0], in[1], in[2]}, start, layers_of_members<T>(a), s);
            Bag<T> moved = start;
            const auto count = static_cast<std::ptrdiff_t>(moved[2].data.size());
            std::copy_n(right[3].data.begin(), count, moved[2].data.begin());
            const Bag<T> late = training({in[0], in[1], in[2]}, moved, layers_of_members<T>(a), s);
            for (const std::size_t k : {1, 2}) right[k] = late[k];
            return right;
          }),
  };
}

/// A threshold network built by `make` from the bag.
template <class F>
Mutant threshold_everywhere(const std::string& slip, F spoil) {
  return everywhere(threshold, slip, [spoil]<class T>(const Bag<T>& in, const Attributes& a) {
    Bag<T> data = in;
    T at = T(a.real("threshold"));
    bool fires = a.choice("at_threshold") == "fires";
    spoil(data, at, fires);
    return Bag<T>{
        threshold_network(ThresholdNetwork<T>{data[0], data[1], data[2], data[3], data[4].data[0],
                                              data[5].data[0], data[6].data[0], at, fires})};
  });
}

std::vector<Mutant> threshold_slips() {
  return {
      confused(threshold, "the first step's bias at every step",
               [](Bag<double>& in, Attributes&) { in[6] = in[5]; }),
      confused(threshold, "units rest at the threshold",
               [](Bag<double>&, Attributes& a) { a.set("at_threshold", std::string("rests")); }),
      confused(threshold, "weights in whole numbers",
               [](Bag<double>& in, Attributes&) {
                 for (double& element : in[1].data) element = std::round(element);
               }),
      threshold_everywhere("the attribute for the threshold itself ignored",
                           []<class T>(Bag<T>&, T&, bool& fires) { fires = true; }),
      threshold_everywhere("a threshold of 0 whatever is asked",
                           []<class T>(Bag<T>&, T& at, bool&) { at = T(0); }),
      threshold_everywhere("no recurrence",
                           []<class T>(Bag<T>& in, T&, bool&) { in[4].data[0] = T(0); }),
      threshold_everywhere("the first step like the others",
                           []<class T>(Bag<T>& in, T&, bool&) { in[5] = in[6]; }),
  };
}

}  // namespace

std::vector<Mutant> network_mutants() {
  std::vector<Mutant> all;
  for (const auto& more : {perceptron_slips(shallow), perceptron_slips(deep), residual_slips(),
                           ensemble_slips(), training_slips(), threshold_slips()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
