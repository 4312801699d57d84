// Losses of examples with several classes and weights, over float32 memory, and their gradients;
// see loss.h for the contract.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

/// -scale sum_r sum_i t_ri log softmax(x_r)_i, over rows of `classes`.
float soft_cross_entropy(std::span<const float> logits, std::span<const float> target,
                         std::size_t classes, double scale);
void soft_cross_entropy_gradient(std::span<const float> logits, std::span<const float> target,
                                 std::size_t classes, float upstream, double scale,
                                 std::span<float> dlogits, std::span<float> dtarget);

/// Examples with the label `ignored` count for nothing. The mean divides by the sum of the weights
/// of the labels that count.
struct LabelRule {
  std::span<const float> weight;  ///< one for each class
  double smoothing = 0;
  std::int64_t ignored = -100;
  bool mean = true;
};

/// The smoothed, weighted loss of labels; `workspace` holds one number for each class. A label
/// outside 0 .. classes-1 that is not ignored aborts, naming it.
float cross_entropy(std::span<const float> logits, std::span<const std::int32_t> label,
                    const LabelRule& rule, std::span<float> workspace);
void cross_entropy_gradient(std::span<const float> logits, std::span<const std::int32_t> label,
                            const LabelRule& rule, float upstream, std::span<float> workspace,
                            std::span<float> dlogits);

/// -sum_r w_y x_ry over the labels y = label[r] that count, or its mean; the smoothing is not used.
float nll(std::span<const float> log_probability, std::span<const std::int32_t> label,
          const LabelRule& rule);
void nll_gradient(std::span<const std::int32_t> label, const LabelRule& rule, float upstream,
                  std::span<float> dlog_probability);

}  // namespace assay::fast
