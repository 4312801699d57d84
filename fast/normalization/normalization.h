// Batch and layer normalization of float32 memory, with their gradients.
//
// Means and variances are taken in two passes in float64; results are rounded once. Variances are
// biased (1 / count). A wrong span size aborts with the operator's name. Nothing is allocated.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

struct BatchNormExtents {
  std::size_t batch, channels, length;
};

/// Training: x, y [batch, channels, length]; gamma, beta [channels]. batch and length at least 1.
/// [Ioffe & Szegedy 2015, algorithm 1]
void batch_norm(std::span<const float> x, std::span<const float> gamma, std::span<const float> beta,
                float epsilon, std::span<float> y, BatchNormExtents extents);
void batch_norm_gradient(std::span<const float> x, std::span<const float> gamma, float epsilon,
                         std::span<const float> upstream, std::span<float> dx,
                         std::span<float> dgamma, std::span<float> dbeta, BatchNormExtents extents);

/// The parameters and the kept statistics of batch normalization, each [channels].
struct BatchNormState {
  std::span<const float> gamma, beta, mean, variance;
};

/// Evaluation: the kept statistics stand in for the batch's. [Ioffe & Szegedy 2015, algorithm 2]
void batch_norm_inference(std::span<const float> x, const BatchNormState& state, float epsilon,
                          std::span<float> y, BatchNormExtents extents);

struct BatchNormStateGradient {
  std::span<float> gamma, beta, mean, variance;
};

void batch_norm_inference_gradient(std::span<const float> x, const BatchNormState& state,
                                   float epsilon, std::span<const float> upstream,
                                   std::span<float> dx, const BatchNormStateGradient& gradient,
                                   BatchNormExtents extents);

/// mean and variance [channels], each (1 - weight) old + weight batch; the variance of the batch
/// divides by one less than its count where it is `unbiased`.
void running_statistics(std::span<const float> x, std::span<const float> mean,
                        std::span<const float> variance, double weight, bool unbiased,
                        std::span<float> next_mean, std::span<float> next_variance,
                        BatchNormExtents extents);

/// Of a group of numbers: the mean, and 1 / sqrt(variance + epsilon).
struct Moments {
  double mean, inverse_deviation;
};

struct LayerNormExtents {
  std::size_t batch, features;
};

/// x, y [batch, features]; gamma, beta [features]. [Ba, Kiros & Hinton 2016, eq. 4]
void layer_norm(std::span<const float> x, std::span<const float> gamma, std::span<const float> beta,
                float epsilon, std::span<float> y, LayerNormExtents extents);
/// moments [batch] is room to work in; those of each example are left there.
void layer_norm_gradient(std::span<const float> x, std::span<const float> gamma, float epsilon,
                         std::span<const float> upstream, std::span<float> dx,
                         std::span<float> dgamma, std::span<float> dbeta,
                         std::span<Moments> moments, LayerNormExtents extents);

}  // namespace assay::fast
