// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/gradient/gradient.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/gradient/gradient.h"

#include <cmath>

#include "fast/gradient/average-inl.h"
#include "fast/gradient/clip-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

void clip_values(const float* x, float* y, float bound, std::size_t n) {
  map(ClipByValue{bound}, n, y, x);
}

void clip_values_pullback(const float* x, const float* upstream, float* dx, float bound,
                          std::size_t n) {
  map(Pullback<ClipByValue>{{bound}}, n, dx, x, upstream);
}

double dot(const float* x, const float* y, std::size_t n) { return sum(Product{}, n, x, y); }

double dot_without(const float* x, const float* y, std::size_t skipped, std::size_t n) {
  return sum_without(Product{}, skipped, n, x, y);
}

void scale(const float* x, float* y, double factor, std::size_t n) { map(Scale{factor}, n, y, x); }

void scale_projected(const float* x, const float* g, float* dx, double factor, double along,
                     std::size_t n) {
  map(ProjectedScale{factor, along}, n, dx, x, g);
}

void average(const float* x, float* y, std::size_t workers, std::size_t n, SumOrder order) {
  average_rows(x, y, workers, n, order);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(clip_values);
HWY_EXPORT(clip_values_pullback);
HWY_EXPORT(dot);
HWY_EXPORT(dot_without);
HWY_EXPORT(scale);
HWY_EXPORT(scale_projected);
HWY_EXPORT(average);

void clip_by_value(std::span<const float> x, std::span<float> y, float bound) {
  require_same_size("clip_by_value", "y", y.size(), x.size());
  HWY_DYNAMIC_DISPATCH(clip_values)(x.data(), y.data(), bound, x.size());
}

void clip_by_value_gradient(std::span<const float> x, std::span<const float> upstream,
                            std::span<float> dx, float bound) {
  require_same_size("clip_by_value_gradient", "upstream", upstream.size(), x.size());
  require_same_size("clip_by_value_gradient", "dx", dx.size(), x.size());
  HWY_DYNAMIC_DISPATCH(clip_values_pullback)
  (x.data(), upstream.data(), dx.data(), bound, x.size());
}

void clip_by_norm(std::initializer_list<Clipped> tensors, const NormClip& clip) {
  double squares = 0;
  for (const Clipped& tensor : tensors) {
    require_same_size("clip_by_norm", "y", tensor.y.size(), tensor.x.size());
    squares += HWY_DYNAMIC_DISPATCH(dot)(tensor.x.data(), tensor.x.data(), tensor.x.size());
  }
  const double norm = std::sqrt(squares) + clip.epsilon;
  const double factor = norm <= clip.bound ? 1 : clip.bound / norm;
  for (const Clipped& tensor : tensors)
    HWY_DYNAMIC_DISPATCH(scale)(tensor.x.data(), tensor.y.data(), factor, tensor.x.size());
}

namespace {

/// The element of the largest size: its share of the squared norm may come close to 1, where
/// 1 - share must not be a difference. Every other share is at most a half.
struct Dominant {
  const ClippedGradient* tensor = nullptr;
  std::size_t at = 0;
  float size = -1;
};

Dominant find_dominant(std::initializer_list<ClippedGradient> tensors) {
  Dominant found;
  for (const ClippedGradient& tensor : tensors)
    for (std::size_t i = 0; i < tensor.x.size(); ++i)
      if (std::abs(tensor.x[i]) > found.size) found = {&tensor, i, std::abs(tensor.x[i])};
  return found;
}

/// <x, other(x)> over everything but the dominant element.
template <class Other>
double dot_of_the_rest(std::initializer_list<ClippedGradient> tensors, const Dominant& dominant,
                       Other other) {
  double rest = 0;
  for (const ClippedGradient& tensor : tensors) {
    const float *x = tensor.x.data(), *y = other(tensor);
    rest += &tensor == dominant.tensor
                ? HWY_DYNAMIC_DISPATCH(dot_without)(x, y, dominant.at, tensor.x.size())
                : HWY_DYNAMIC_DISPATCH(dot)(x, y, tensor.x.size());
  }
  return rest;
}

}  // namespace

void clip_by_norm_gradient(std::initializer_list<ClippedGradient> tensors, const NormClip& clip) {
  for (const ClippedGradient& tensor : tensors) {
    require_same_size("clip_by_norm_gradient", "upstream", tensor.upstream.size(), tensor.x.size());
    require_same_size("clip_by_norm_gradient", "dx", tensor.dx.size(), tensor.x.size());
  }
  const Dominant dominant = find_dominant(tensors);
  const double x = dominant.tensor ? dominant.tensor->x[dominant.at] : 0;
  const double g = dominant.tensor ? dominant.tensor->upstream[dominant.at] : 0;
  const double squares =
      dot_of_the_rest(tensors, dominant, [](const auto& tensor) { return tensor.x.data(); });
  const double inner =
      dot_of_the_rest(tensors, dominant, [](const auto& tensor) { return tensor.upstream.data(); });
  const double norm = std::sqrt(squares + x * x), moved = norm + clip.epsilon;
  const bool kept = moved <= clip.bound;
  const double factor = kept ? 1 : clip.bound / moved;
  const double along = kept ? 0 : (inner + x * g) / (norm * moved);
  for (const ClippedGradient& tensor : tensors) HWY_DYNAMIC_DISPATCH(scale_projected)
  (tensor.x.data(), tensor.upstream.data(), tensor.dx.data(), factor, along, tensor.x.size());
  if (kept || !dominant.tensor) return;
  const double rest = g * (squares + clip.epsilon * norm) - x * inner;
  dominant.tensor->dx[dominant.at] = static_cast<float>(factor * (rest / (norm * moved)));
}

void average_over_workers(std::span<const float> x, std::span<float> y, std::size_t workers,
                          SumOrder order) {
  if (workers < 1) precondition_failed("average_over_workers", "workers", 0, "1 or more");
  require_same_size("average_over_workers", "x", x.size(),
                    element_count("average_over_workers", workers, y.size()));
  HWY_DYNAMIC_DISPATCH(average)(x.data(), y.data(), workers, y.size(), order);
}

void average_over_workers_gradient(std::span<const float> upstream, std::span<float> dx,
                                   std::size_t workers) {
  if (workers < 1) precondition_failed("average_over_workers_gradient", "workers", 0, "1 or more");
  const std::size_t n = upstream.size();
  require_same_size("average_over_workers_gradient", "dx", dx.size(),
                    element_count("average_over_workers_gradient", workers, n));
  const auto divisor = static_cast<float>(workers);
  for (std::size_t r = 0; r < workers; ++r)
    for (std::size_t i = 0; i < n; ++i) dx[r * n + i] = upstream[i] / divisor;
}

}  // namespace assay::fast
#endif  // HWY_ONCE
