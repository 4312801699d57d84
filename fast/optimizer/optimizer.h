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

struct SgdDampenedSettings {
  float lr, momentum, dampening;
  bool dampens;  ///< false in a first step that takes the whole gradient
};

/// v' = mu v + (1 - dampening) g, theta - lr v'. [Polyak 1964, eq. 9]
void sgd_dampened(std::span<float> theta, std::span<const float> gradient,
                  std::span<float> velocity, const SgdDampenedSettings& settings);

struct AdagradSettings {
  float lr, epsilon, lr_decay;
  int t;  ///< the number of this step, from 1
  bool epsilon_inside;
};

/// [Duchi, Hazan & Singer 2011, figure 1]
void adagrad(std::span<float> theta, std::span<const float> gradient, std::span<float> sum,
             const AdagradSettings& settings);

struct AdadeltaSettings {
  float lr, rho, epsilon;
};

/// [Zeiler 2012, algorithm 1]
void adadelta(std::span<float> theta, std::span<const float> gradient, std::span<float> mean_square,
              std::span<float> mean_square_step, const AdadeltaSettings& settings);

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

struct AdamaxSettings {
  float lr, beta1, beta2, epsilon;
  int t;  ///< the number of this step, from 1
  bool epsilon_outside;
};

/// [Kingma & Ba 2015, algorithm 2]
void adamax(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
            std::span<float> u, const AdamaxSettings& settings);

struct NadamSettings {
  float lr, beta1, beta2, epsilon, decay;
  int t;  ///< the number of this step, from 1
};

/// [Dozat 2016, algorithm 2]. Takes t powers before the first element.
void nadam(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
           std::span<float> v, const NadamSettings& settings);

struct RadamSettings {
  float lr, beta1, beta2, epsilon;
  int t;          ///< the number of this step, from 1
  int threshold;  ///< the length of the average beyond which steps are divided by the root of v
  bool epsilon_hat;
};

/// [Liu et al. 2020, algorithm 2]
void radam(std::span<float> theta, std::span<const float> gradient, std::span<float> m,
           std::span<float> v, const RadamSettings& settings);

}  // namespace assay::fast
