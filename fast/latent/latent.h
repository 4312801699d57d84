// Discrete latent variables over float32 memory, with the gradients that training passes through
// them.
//
// Everything is computed in float64 and rounded once. Rows are one after the other. A wrong span
// size aborts with the operator's name. Nothing is allocated: a workspace holds one number for each
// class. Outputs may not overlap inputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

/// y = softmax((x + g) / temperature) with g = -log(-log u), u in (0, 1), over rows as long as the
/// workspace. [Jang, Gu & Poole 2017, arXiv 1611.01144, eq. 2]
void gumbel_softmax(std::span<const float> x, std::span<const float> u, double temperature,
                    std::span<float> y, std::span<double> workspace);
void gumbel_softmax_gradient(std::span<const float> x, std::span<const float> u, double temperature,
                             std::span<const float> upstream, std::span<float> dx,
                             std::span<double> workspace);

/// index[r] = the first of the largest x_i + g_i of row r.
void gumbel_max(std::span<const float> x, std::span<const float> u, std::span<float> index,
                std::span<double> workspace);

/// What stands for the derivative of a threshold at 0.
enum class StraightThrough { identity, hard_tanh, sigmoid };

/// dx = g, g where |x| <= 1, or g sigmoid'(x). [Bengio, Leonard & Courville 2013, arXiv 1308.3432;
/// Hubara et al. 2016, arXiv 1602.02830, eq. 4]
void straight_through_gradient(std::span<const float> x, std::span<const float> upstream,
                               StraightThrough estimator, std::span<float> dx);

/// z [examples, width], codebook [codes, width].
struct CodebookExtents {
  std::size_t examples, codes, width;
};

/// quantized = the code next to each z, its index, and scale sum |z - code|^2.
/// [van den Oord, Vinyals & Kavukcuoglu 2017, arXiv 1711.00937, eq. 1-3]
float vector_quantization(std::span<const float> z, std::span<const float> codebook, double scale,
                          std::span<float> quantized, std::span<float> code,
                          const CodebookExtents& extents);

/// dz = g + 2 scale beta (z - code), dcodebook = sum 2 scale (code - z) over each code's examples.
/// The workspace holds a number for each element of the codebook.
void vector_quantization_gradient(std::span<const float> z, std::span<const float> codebook,
                                  std::span<const float> upstream, double beta, double scale,
                                  std::span<float> dz, std::span<float> dcodebook,
                                  std::span<double> workspace, const CodebookExtents& extents);

}  // namespace assay::fast
