// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/normalization/normalization.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/normalization/normalization.h"

#include "fast/normalization/batch_norm-inl.h"
#include "fast/normalization/layer_norm-inl.h"
#include "fast/normalization/pointers.h"
#include "fast/normalization/running-inl.h"
#include "fast/operand.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

Group channel_group(BatchNormExtents e) { return {e.batch, e.length, e.channels * e.length}; }

void batch_norm_all(const float* x, const float* gamma, const float* beta, double epsilon, float* y,
                    BatchNormExtents e) {
  for (std::size_t c = 0; c < e.channels; ++c)
    batch_norm_channel(channel_group(e), x + c * e.length, gamma[c], beta[c], epsilon,
                       y + c * e.length);
}

void batch_norm_pullback(const float* x, const float* gamma, double epsilon, const float* upstream,
                         float* dx, float* dgamma, float* dbeta, BatchNormExtents e) {
  for (std::size_t c = 0; c < e.channels; ++c)
    batch_norm_gradient_channel(channel_group(e), x + c * e.length, upstream + c * e.length,
                                gamma[c], epsilon, dx + c * e.length, dgamma + c, dbeta + c);
}

KeptChannel kept_channel(const KeptStatistics& kept, std::size_t c) {
  return {kept.gamma[c], kept.beta[c], kept.mean[c], kept.variance[c]};
}

void inference_all(const float* x, const KeptStatistics& kept, double epsilon, float* y,
                   BatchNormExtents e) {
  for (std::size_t c = 0; c < e.channels; ++c)
    inference_channel(channel_group(e), place(x, c * e.length), kept_channel(kept, c), epsilon,
                      place(y, c * e.length));
}

void inference_pullback(const float* x, const KeptStatistics& kept, double epsilon,
                        const float* upstream, float* dx, const KeptGradients& d,
                        BatchNormExtents e) {
  for (std::size_t c = 0; c < e.channels; ++c) {
    const std::size_t at = c * e.length;
    inference_gradient_channel(
        channel_group(e), place(x, at), place(upstream, at), kept_channel(kept, c), epsilon,
        {place(dx, at), d.gamma + c, d.beta + c, d.mean + c, d.variance + c});
  }
}

void running_all(const float* x, const float* mean, const float* variance, double weight,
                 bool unbiased, float* next_mean, float* next_variance, BatchNormExtents e) {
  for (std::size_t c = 0; c < e.channels; ++c) {
    const float old[] = {mean[c], variance[c]};
    running_channel(channel_group(e), x + c * e.length, weight, unbiased ? 1 : 0, old,
                    next_mean + c, next_variance + c);
  }
}

void layer_norm_all(const float* x, const float* gamma, const float* beta, double epsilon, float* y,
                    LayerNormExtents e) {
  for (std::size_t at = 0; at < e.batch * e.features; at += e.features)
    layer_norm_row(x + at, gamma, beta, epsilon, y + at, e.features);
}

void layer_norm_pullback(const float* x, const float* gamma, double epsilon, const float* upstream,
                         float* dx, float* dgamma, float* dbeta, Moments* each,
                         LayerNormExtents e) {
  for (std::size_t n = 0; n < e.batch; ++n) {
    const std::size_t at = n * e.features;
    each[n] = moments({1, e.features, e.features}, x + at, epsilon);
    layer_norm_gradient_row(x + at, gamma, upstream + at, each[n], dx + at, e.features);
  }
  layer_norm_parameter_gradients(x, upstream, each, dgamma, dbeta, e.batch, e.features);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(batch_norm_all);
HWY_EXPORT(batch_norm_pullback);
HWY_EXPORT(inference_all);
HWY_EXPORT(inference_pullback);
HWY_EXPORT(running_all);
HWY_EXPORT(layer_norm_all);
HWY_EXPORT(layer_norm_pullback);

namespace {

void require_sizes(const char* op, std::size_t elements, std::initializer_list<std::size_t> tensors,
                   std::size_t parameters, std::initializer_list<std::size_t> vectors) {
  for (const std::size_t size : tensors) require_same_size(op, "a tensor", size, elements);
  for (const std::size_t size : vectors) require_same_size(op, "a parameter", size, parameters);
}

std::size_t element_count(BatchNormExtents e) { return e.batch * e.channels * e.length; }

}  // namespace

void batch_norm(std::span<const float> x, std::span<const float> gamma, std::span<const float> beta,
                float epsilon, std::span<float> y, BatchNormExtents e) {
  require_sizes("batch_norm", element_count(e), {x.size(), y.size()}, e.channels,
                {gamma.size(), beta.size()});
  HWY_DYNAMIC_DISPATCH(batch_norm_all)
  (x.data(), gamma.data(), beta.data(), epsilon, y.data(), e);
}

void batch_norm_gradient(std::span<const float> x, std::span<const float> gamma, float epsilon,
                         std::span<const float> upstream, std::span<float> dx,
                         std::span<float> dgamma, std::span<float> dbeta, BatchNormExtents e) {
  require_sizes("batch_norm_gradient", element_count(e), {x.size(), upstream.size(), dx.size()},
                e.channels, {gamma.size(), dgamma.size(), dbeta.size()});
  HWY_DYNAMIC_DISPATCH(batch_norm_pullback)
  (x.data(), gamma.data(), epsilon, upstream.data(), dx.data(), dgamma.data(), dbeta.data(), e);
}

void batch_norm_inference(std::span<const float> x, const BatchNormState& s, float epsilon,
                          std::span<float> y, BatchNormExtents e) {
  require_sizes("batch_norm_inference", element_count(e), {x.size(), y.size()}, e.channels,
                {s.gamma.size(), s.beta.size(), s.mean.size(), s.variance.size()});
  HWY_DYNAMIC_DISPATCH(inference_all)
  (x.data(), {s.gamma.data(), s.beta.data(), s.mean.data(), s.variance.data()}, epsilon, y.data(),
   e);
}

void batch_norm_inference_gradient(std::span<const float> x, const BatchNormState& s, float epsilon,
                                   std::span<const float> upstream, std::span<float> dx,
                                   const BatchNormStateGradient& d, BatchNormExtents e) {
  require_sizes("batch_norm_inference_gradient", element_count(e),
                {x.size(), upstream.size(), dx.size()}, e.channels,
                {s.gamma.size(), s.beta.size(), s.mean.size(), s.variance.size(), d.gamma.size(),
                 d.beta.size(), d.mean.size(), d.variance.size()});
  HWY_DYNAMIC_DISPATCH(inference_pullback)
  (x.data(), {s.gamma.data(), s.beta.data(), s.mean.data(), s.variance.data()}, epsilon,
   upstream.data(), dx.data(), {d.gamma.data(), d.beta.data(), d.mean.data(), d.variance.data()},
   e);
}

void running_statistics(std::span<const float> x, std::span<const float> mean,
                        std::span<const float> variance, double weight, bool unbiased,
                        std::span<float> next_mean, std::span<float> next_variance,
                        BatchNormExtents e) {
  require_sizes("running_statistics", element_count(e), {x.size()}, e.channels,
                {mean.size(), variance.size(), next_mean.size(), next_variance.size()});
  HWY_DYNAMIC_DISPATCH(running_all)
  (x.data(), mean.data(), variance.data(), weight, unbiased, next_mean.data(), next_variance.data(),
   e);
}

void layer_norm(std::span<const float> x, std::span<const float> gamma, std::span<const float> beta,
                float epsilon, std::span<float> y, LayerNormExtents e) {
  require_sizes("layer_norm", e.batch * e.features, {x.size(), y.size()}, e.features,
                {gamma.size(), beta.size()});
  HWY_DYNAMIC_DISPATCH(layer_norm_all)
  (x.data(), gamma.data(), beta.data(), epsilon, y.data(), e);
}

void layer_norm_gradient(std::span<const float> x, std::span<const float> gamma, float epsilon,
                         std::span<const float> upstream, std::span<float> dx,
                         std::span<float> dgamma, std::span<float> dbeta,
                         std::span<Moments> moments, LayerNormExtents e) {
  require_sizes("layer_norm_gradient", e.batch * e.features, {x.size(), upstream.size(), dx.size()},
                e.features, {gamma.size(), dgamma.size(), dbeta.size()});
  require_same_size("layer_norm_gradient", "moments", moments.size(), e.batch);
  HWY_DYNAMIC_DISPATCH(layer_norm_pullback)
  (x.data(), gamma.data(), epsilon, upstream.data(), dx.data(), dgamma.data(), dbeta.data(),
   moments.data(), e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
