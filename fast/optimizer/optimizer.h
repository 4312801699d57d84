// Optimizer updates of float32 parameters in one pass over memory, in place.
//
// Every span has the length of theta; parameters and state are overwritten. Arithmetic runs in
// float64 and every result is rounded once. NaN follows arithmetic. A wrong span size aborts with
// the operator's name. Nothing is allocated.
#pragma once

#include <span>

namespace assay::fast {

struct SgdSettings {
  float lr, momentum;
  bool nesterov;
  bool scaled;  ///< the velocity holds -lr g instead of g
};

/// [Sutskever et al. 2013, eq. 1-4]
void sgd(std::span<float> theta, std::span<const float> gradient, std::span<float> velocity,
         const SgdSettings& settings);

struct RmspropSettings {
  float lr, rho, epsilon;
  bool epsilon_inside, centered;
};

/// [Tieleman & Hinton 2012, lecture 6.5; Graves 2013, eq. 38-41]. mean_gradient is only used
/// centered.
void rmsprop(std::span<float> theta, std::span<const float> gradient, std::span<float> mean_square,
             std::span<float> mean_gradient, const RmspropSettings& settings);

struct AdamSettings {
  float lr, beta1, beta2, epsilon, weight_decay;
  int t;  ///< the number of this step, from 1
  bool epsilon_hat;
};

/// [Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2]
void adam(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
          std::span<float> v, const AdamSettings& settings);

}  // namespace assay::fast
