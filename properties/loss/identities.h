// What only the losses promise.
#pragma once

#include <vector>

#include "properties/catalogue/operator.h"

namespace assay::loss_laws {

std::vector<Identity> mean_squared_error_identities();
std::vector<Identity> binary_cross_entropy_identities();
std::vector<Identity> binary_cross_entropy_with_logits_identities();
std::vector<Identity> softmax_cross_entropy_identities();
std::vector<Identity> mean_absolute_error_identities();
std::vector<Identity> huber_identities();
std::vector<Identity> smooth_l1_identities();
std::vector<Identity> log_cosh_identities();
std::vector<Identity> gaussian_nll_identities();
std::vector<Identity> focal_identities();
std::vector<Identity> hinge_identities();
std::vector<Identity> squared_hinge_identities();
std::vector<Identity> gan_generator_minimax_identities();
std::vector<Identity> gan_generator_non_saturating_identities();
std::vector<Identity> wasserstein_generator_identities();
std::vector<Identity> gan_discriminator_identities();
std::vector<Identity> wasserstein_critic_identities();
std::vector<Identity> gradient_penalty_identities();
std::vector<Identity> soft_cross_entropy_identities();
std::vector<Identity> cross_entropy_identities();
std::vector<Identity> nll_identities();
std::vector<Identity> skip_gram_identities();
std::vector<Identity> negative_sampling_identities();
std::vector<Identity> q_learning_target_identities();
std::vector<Identity> double_q_learning_target_identities();
std::vector<Identity> q_learning_identities();
std::vector<Identity> vae_identities();
std::vector<Identity> denoising_autoencoder_identities();

}  // namespace assay::loss_laws
