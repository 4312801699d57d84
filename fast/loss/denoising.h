// The loss of a denoising autoencoder over float32 memory; see loss.h for the contract.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

enum class Encoder { identity, sigmoid, tanh };

struct AutoencoderExtents {
  std::size_t examples, features, units;
};

/// x and noise [examples, features], encoder weights w [units, features] and b [units], decoder
/// weights v [features, units] and c [features]; or their gradients.
template <class T>
struct AutoencoderOperands {
  std::span<T> x, noise, w, b, v, c;
};

/// How many numbers the workspaces hold.
std::size_t denoising_autoencoder_workspace(const AutoencoderExtents& extents);
std::size_t denoising_autoencoder_gradient_workspace(const AutoencoderExtents& extents);

/// scale sum |v s(w (x + noise) + b) + c - x|^2. [Vincent et al. 2008, section 2.3]
float denoising_autoencoder(const AutoencoderOperands<const float>& in, Encoder encoder,
                            double scale, std::span<double> workspace,
                            const AutoencoderExtents& extents);
void denoising_autoencoder_gradient(const AutoencoderOperands<const float>& in, Encoder encoder,
                                    float upstream, double scale,
                                    const AutoencoderOperands<float>& out,
                                    std::span<double> workspace, const AutoencoderExtents& extents);

}  // namespace assay::fast
