// Losses of word vectors over float32 memory, and their gradients; see loss.h for the contract.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

/// -scale sum_n log softmax(U v_n)_{seen[n]}, centres v [seen.size(), columns], context U [words,
/// columns]. `logits` is a workspace of one number for each word. A word outside 0 .. words-1
/// aborts, naming it.
float skip_gram(std::span<const float> centre, std::span<const float> context,
                std::span<const std::int32_t> seen, double scale, std::span<double> logits);
/// `sums` holds one number for each element of the context and one for each column.
void skip_gram_gradient(std::span<const float> centre, std::span<const float> context,
                        std::span<const std::int32_t> seen, float upstream, double scale,
                        std::span<double> logits, std::span<double> sums, std::span<float> dcentre,
                        std::span<float> dcontext);

/// The extents of a batch of examples of word vectors.
struct WordShape {
  std::size_t examples, drawn, columns;
};

/// scale sum_n (log(1 + e^-(u_n . v_n)) + sum_k log(1 + e^(w_nk . v_n))), centres v and seen words
/// u [examples, columns], drawn words w [examples, drawn, columns].
float negative_sampling(std::span<const float> centre, std::span<const float> seen,
                        std::span<const float> drawn, WordShape shape, double scale);
/// `sums` is a workspace of one number for each column.
void negative_sampling_gradient(std::span<const float> centre, std::span<const float> seen,
                                std::span<const float> drawn, WordShape shape, float upstream,
                                double scale, std::span<double> sums, std::span<float> dcentre,
                                std::span<float> dseen, std::span<float> ddrawn);

}  // namespace assay::fast
