// Training a perceptron by gradient descent on its squared error, step by step:
//   forward   p = f(x; theta)
//   loss      L = s sum (p - target)^2
//   zero      G = 0, or G kept from the step before
//   backward  G = G + dL/dtheta
//   update    theta = theta - rate G
// x [n, d], target [n, k]; theta = W_1, b_1, ... [Rumelhart, Hinton & Williams 1986, Nature 323,
// eq. 3-8]
#pragma once

#include "reference/loss/mean_squared_error.h"
#include "reference/network/perceptron.h"

namespace assay {

template <class T>
struct TrainingData {
  const Tensor<T>&x, &target, &rates;
};

/// The factor s of the loss, and whether gradients add up over the steps.
template <class T>
struct TrainingSettings {
  T loss_scale;
  bool accumulates;
};

/// The loss before every step, [steps], and the parameters after it, each [steps, ...].
template <class T, class LayersOf>
Bag<T> training(const TrainingData<T>& data, Bag<T> parameters, LayersOf layers_of,
                const TrainingSettings<T>& s) {
  const std::int64_t steps = data.rates.extent(0);
  Bag<T> path = {Tensor<T>({steps})}, total;
  for (const Tensor<T>& tensor : parameters) {
    total.emplace_back(tensor.shape);
    Shape shape = tensor.shape;
    shape.insert(shape.begin(), steps);
    path.emplace_back(shape);
  }
  for (std::int64_t step = 0; step < steps; ++step) {
    const ForwardPass<T> pass = forward_pass(data.x, layers_of(parameters));
    Tensor<T> upstream(data.target.shape);
    for (std::size_t i = 0; i < upstream.data.size(); ++i) {
      const T &p = pass.h.back().data[i], &target = data.target.data[i];
      path[0].at(step) += s.loss_scale * squared_error(p, target);
      upstream.data[i] = s.loss_scale * squared_error_gradient(p, target)[0];
    }
    const Bag<T> gradient = backward_pass(pass, layers_of(parameters), upstream);
    for (std::size_t k = 0; k < parameters.size(); ++k)
      for (std::size_t i = 0; i < parameters[k].data.size(); ++i) {
        T& g = total[k].data[i];
        g = s.accumulates ? T(g + gradient[k + 1].data[i]) : gradient[k + 1].data[i];
        parameters[k].data[i] -= data.rates.at(step) * g;
        path[k + 1].data[static_cast<std::size_t>(step) * total[k].data.size() + i] =
            parameters[k].data[i];
      }
  }
  return path;
}

}  // namespace assay
