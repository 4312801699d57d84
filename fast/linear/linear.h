// Linear maps of float32 matrices, row-major, and the lookup that is one with one-hot rows.
//
// Sums run in float64 (every product is exact there) and are rounded once. linear's gradients and
// the embedding have equal bits on every target, as has linear itself. NaN and infinities follow
// IEEE arithmetic. A wrong span size aborts with the operator's name. Outputs may not overlap
// inputs. Nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

struct LinearExtents {
  std::size_t batch;
  std::size_t in;
  std::size_t out;
};

/// Y = X W^T + b. x [batch, in], weight [out, in], bias [out] or empty for none, y [batch, out].
/// Goodfellow, Bengio, Courville, Deep Learning (2016), equation 6.2, batched.
void linear(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, LinearExtents extents);

/// dX = G W, dW = G^T X, db = the sum of G over the batch; an empty output is not computed.
/// upstream G [batch, out]; dx, dweight, dbias like x, weight, bias.
void linear_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, LinearExtents extents);

struct EmbeddingExtents {
  std::size_t rows;  // of the table
  std::size_t width;
};

/// y[i] = table[index[i]], bit for bit. table [rows, width], y [index.size(), width]. An index
/// outside 0..rows-1 aborts, naming it.
void embedding(std::span<const float> table, std::span<const std::int32_t> index,
               std::span<float> y, EmbeddingExtents extents);

/// dtable[r] = the sum of upstream[i] over all i with index[i] = r. upstream [index.size(), width].
void embedding_gradient(std::span<const std::int32_t> index, std::span<const float> upstream,
                        std::span<float> dtable, EmbeddingExtents extents);

}  // namespace assay::fast
