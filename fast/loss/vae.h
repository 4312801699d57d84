// The loss of a variational autoencoder over float32 memory, and its gradient; see loss.h for the
// contract.
#pragma once

#include <array>
#include <span>

namespace assay::fast {

/// The operands of a variational autoencoder's loss, or the gradients by them.
template <class T>
struct VaeOperands {
  std::span<T> x, reconstruction;   ///< of one size
  std::span<T> mean, log_variance;  ///< of one size
};

/// scale (sum (x - reconstruction)^2 + beta sum (mean^2 + e^lv - 1 - lv) / 2)
float vae(const VaeOperands<const float>& in, double beta, double scale);
void vae_gradient(const VaeOperands<const float>& in, double beta, float upstream, double scale,
                  const VaeOperands<float>& out);

}  // namespace assay::fast
