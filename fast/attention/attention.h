// Scaled dot-product attention on float32 memory, with its gradient.
//
// Scores, weights and sums run in float64; results are rounded once. A query's result does not
// depend on other queries. A key that is masked out is not read, be it NaN; a query without any key
// gets 0 and sends nothing back. NaN and infinities of the others follow IEEE arithmetic. A wrong
// span size aborts with the operator's name. Outputs may not overlap inputs. Nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

struct AttentionExtents {
  std::size_t queries;
  std::size_t keys;
  std::size_t width;   // of queries and keys, at least 1
  std::size_t values;  // the width of values
};

/// q [queries, width], k [keys, width], v [keys, values], mask [queries, keys]: 0 masks out.
struct AttentionInputs {
  std::span<const float> q, k, v;
  std::span<const std::uint8_t> mask;
};

/// As the inputs.
struct AttentionGradients {
  std::span<float> dq, dk, dv;
};

/// out [queries, values] = softmax(Q K^T / sqrt(width)) V over the admitted keys. `workspace` holds
/// `keys` numbers; what it held is lost. [Vaswani et al. 2017, eq. 1]
void scaled_dot_product_attention(const AttentionInputs& inputs, std::span<float> out,
                                  std::span<double> workspace, AttentionExtents extents);

/// How many numbers scaled_dot_product_attention_gradient needs to work with.
std::size_t scaled_dot_product_attention_gradient_workspace(AttentionExtents extents);

/// dQ, dK and dV from dL/d(out) [queries, values]. What `workspace` held is lost.
void scaled_dot_product_attention_gradient(const AttentionInputs& inputs,
                                           std::span<const float> upstream,
                                           const AttentionGradients& gradients,
                                           std::span<double> workspace, AttentionExtents extents);

}  // namespace assay::fast
