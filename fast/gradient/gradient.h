// What is done with gradients before they are applied: clipping, and averaging over workers.
//
// Norms run in float64 and every element is rounded once; averages run in float32. NaN shows. A
// wrong span size aborts with the operator's name. Nothing is allocated.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>

namespace assay::fast {

/// min(max(x, -bound), bound)
void clip_by_value(std::span<const float> x, std::span<float> y, float bound);
/// dL/dx from `upstream`, dL/dy; all of it on the closed interval.
void clip_by_value_gradient(std::span<const float> x, std::span<const float> upstream,
                            std::span<float> dx, float bound);

struct NormClip {
  float bound, epsilon;
};

/// A tensor and where its clipped value goes.
struct Clipped {
  std::span<const float> x;
  std::span<float> y;
};

/// x min(1, bound / (N + epsilon)) with the norm N of all tensors together. [Pascanu, Mikolov &
/// Bengio 2013, algorithm 1]
void clip_by_norm(std::initializer_list<Clipped> tensors, const NormClip& clip);

struct ClippedGradient {
  std::span<const float> x, upstream;
  std::span<float> dx;
};

void clip_by_norm_gradient(std::initializer_list<ClippedGradient> tensors, const NormClip& clip);

enum class SumOrder { sequential, tree };

/// y[i] = (1 / workers) sum_r x[r, i], for x [workers, n].
void average_over_workers(std::span<const float> x, std::span<float> y, std::size_t workers,
                          SumOrder order);
void average_over_workers_gradient(std::span<const float> upstream, std::span<float> dx,
                                   std::size_t workers);

}  // namespace assay::fast
