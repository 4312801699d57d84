// Noise and adversarial steps on inputs over float32 memory, and what noise does to least squares;
// see regularization.h for the contract.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

/// y = x + sigma noise. [Goodfellow, Bengio & Courville 2016, section 7.5]
void gaussian_noise(std::span<const float> x, std::span<const float> noise, double sigma,
                    std::span<float> y);
/// dx = g, dnoise = sigma g.
void gaussian_noise_gradient(std::span<const float> upstream, double sigma, std::span<float> dx,
                             std::span<float> dnoise);

/// y = x + epsilon sign(slope), with sign(0) = 0, in one float32 addition. dL/dx is the upstream
/// gradient itself. [Goodfellow, Shlens & Szegedy 2015, section 4]
void fast_gradient_sign(std::span<const float> x, std::span<const float> slope, float epsilon,
                        std::span<float> y);

/// X [examples, features], row by row.
struct RidgeExtents {
  std::size_t examples, features;
};

/// scale (|X w - y|^2 + lambda |w|^2)
float noise_ridge(std::span<const float> x, std::span<const float> w, std::span<const float> y,
                  double lambda, double scale, const RidgeExtents& extents);
void noise_ridge_gradient(std::span<const float> x, std::span<const float> w,
                          std::span<const float> y, double lambda, double scale, float upstream,
                          std::span<float> dx, std::span<float> dw, std::span<float> dy,
                          const RidgeExtents& extents);

/// features (features + 2) numbers.
std::size_t noise_ridge_workspace(const RidgeExtents& extents);

/// w = (X^T X + lambda I)^-1 X^T y, lambda > 0, by a Cholesky factor in float64.
void noise_ridge_minimiser(std::span<const float> x, std::span<const float> y, double lambda,
                           std::span<float> w, std::span<double> workspace,
                           const RidgeExtents& extents);
void noise_ridge_minimiser_gradient(std::span<const float> x, std::span<const float> y,
                                    double lambda, std::span<const float> upstream,
                                    std::span<float> dx, std::span<float> dy,
                                    std::span<double> workspace, const RidgeExtents& extents);

struct NoisyDescentSettings {
  double lr, variance;
  std::int64_t steps;
};

/// With s = x^2 + variance and f = 1 - lr s, in closed form: weight = f^steps start +
/// (1 - f^steps) limit, limit = x y / s, largest_rate = 2 / s.
void noise_ridge_descent(std::span<const float> x, std::span<const float> y,
                         std::span<const float> start, const NoisyDescentSettings& settings,
                         std::span<float> weight, std::span<float> limit,
                         std::span<float> largest_rate);

/// Upstream gradients of weight, limit and largest_rate.
struct DescentUpstream {
  std::span<const float> weight, limit, largest_rate;
};
void noise_ridge_descent_gradient(std::span<const float> x, std::span<const float> y,
                                  std::span<const float> start,
                                  const NoisyDescentSettings& settings,
                                  const DescentUpstream& upstream, std::span<float> dx,
                                  std::span<float> dy, std::span<float> dstart);

}  // namespace assay::fast
