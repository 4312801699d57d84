// ensemble_mean(x) = (1 / M) sum_m f(x; theta_m): the mean of what M perceptrons answer, which is
// not what the mean of their parameters answers. Parameters [M, ...]. [Breiman 1996, Bagging
// predictors, section 1]
#pragma once

#include "reference/network/perceptron.h"

namespace assay {

/// The parameters [M, ...] of member m, without the first axis.
template <class T>
Bag<T> member_of(const Bag<T>& parameters, std::int64_t m) {
  Bag<T> own;
  for (const Tensor<T>& all : parameters) {
    const Shape shape(all.shape.begin() + 1, all.shape.end());
    const auto first = all.data.begin() + m * element_count(shape);
    own.emplace_back(shape, std::vector<T>(first, first + element_count(shape)));
  }
  return own;
}

/// layers_of(parameters) gives the layers of one member.
template <class T, class LayersOf>
Tensor<T> ensemble_mean(const Tensor<T>& x, const Bag<T>& parameters, LayersOf layers_of) {
  const std::int64_t members = parameters.at(0).extent(0);
  Tensor<T> y({x.extent(0), parameters.back().extent(1)});
  for (std::int64_t m = 0; m < members; ++m) {
    const Bag<T> own = member_of(parameters, m);
    const Tensor<T> answer = perceptron(x, layers_of(own));
    for (std::size_t i = 0; i < y.data.size(); ++i) y.data[i] += answer.data[i];
  }
  for (T& element : y.data) element /= static_cast<int>(members);
  return y;
}

// Each member's gradient by g / M; those by x add up.
template <class T, class LayersOf>
Bag<T> ensemble_mean_gradient(const Tensor<T>& x, const Bag<T>& parameters, LayersOf layers_of,
                              const Tensor<T>& upstream) {
  const std::int64_t members = parameters.at(0).extent(0);
  Tensor<T> share = upstream;
  for (T& element : share.data) element /= static_cast<int>(members);
  Bag<T> gradient = {Tensor<T>(x.shape)};
  for (const Tensor<T>& all : parameters) gradient.emplace_back(all.shape);
  for (std::int64_t m = 0; m < members; ++m) {
    const Bag<T> own = member_of(parameters, m);
    const Bag<T> d = perceptron_gradient(x, layers_of(own), share);
    for (std::size_t i = 0; i < d[0].data.size(); ++i) gradient[0].data[i] += d[0].data[i];
    for (std::size_t k = 1; k < d.size(); ++k)
      std::copy(d[k].data.begin(), d[k].data.end(),
                gradient[k].data.begin() + m * static_cast<std::int64_t>(d[k].data.size()));
  }
  return gradient;
}

}  // namespace assay
