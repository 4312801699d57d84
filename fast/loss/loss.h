// Losses of examples with several classes, over float32 memory, and their gradients.
//
// Each loss is `scale` times a sum over examples, where the caller's scale is 1 for a
// sum, 1 / n for a mean and 1 / 2 for a half sum. The gradients multiply `upstream`, dL/d(loss),
// and `scale`. Sums run in float64 and are rounded once; NaN shows. A wrong span size aborts with
// the operator's name. Nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

/// -scale sum_r log softmax(logits_r)[label_r]; logits [label.size(), classes]. A label outside
/// 0 .. classes-1 aborts, naming it.
float softmax_cross_entropy(std::span<const float> logits, std::span<const std::int32_t> label,
                            std::size_t classes, double scale);
void softmax_cross_entropy_gradient(std::span<const float> logits,
                                    std::span<const std::int32_t> label, std::size_t classes,
                                    float upstream, double scale, std::span<float> dlogits);

}  // namespace assay::fast
