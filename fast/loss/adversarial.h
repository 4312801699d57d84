// Losses of adversarial networks over two batches, real and fake, and the gradient penalty, over
// float32 memory; see elementwise.h for the generators' losses and for the contract.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

/// real_scale sum_i log(1 + e^-real_i) + fake_scale sum_j log(1 + e^fake_j)
float gan_discriminator(std::span<const float> real, std::span<const float> fake, double real_scale,
                        double fake_scale);
void gan_discriminator_gradient(std::span<const float> real, std::span<const float> fake,
                                float upstream, double real_scale, double fake_scale,
                                std::span<float> dreal, std::span<float> dfake);

/// fake_scale sum_j fake_j - real_scale sum_i real_i
float wasserstein_critic(std::span<const float> real, std::span<const float> fake,
                         double real_scale, double fake_scale);
void wasserstein_critic_gradient(std::span<const float> real, std::span<const float> fake,
                                 float upstream, double real_scale, double fake_scale,
                                 std::span<float> dreal, std::span<float> dfake);

/// scale sum_n (|v_n| - centre)^2 over the rows v_n of length `columns`; the gradient of a row of
/// zeros is 0.
float gradient_penalty(std::span<const float> v, std::size_t columns, double centre, double scale);
void gradient_penalty_gradient(std::span<const float> v, std::size_t columns, double centre,
                               float upstream, double scale, std::span<float> dv);

}  // namespace assay::fast
