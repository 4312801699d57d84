// Softmax and its relatives over the rows of a [rows, n] matrix, with their gradients.
//
// With p = softmax(x) of a row and an upstream gradient g:
//
//   logsumexp                y = log sum_i e^x_i         dx_i = g p_i
//   softmax                  y_i = p_i                   dx_i = p_i (g_i - sum_j p_j g_j)
//   log_softmax              y_i = log p_i               dx_i = g_i - p_i sum_j g_j
//   softargmax_weighted_sum  y = sum_i p_i v_i           dv_i = g p_i, dx_i = g p_i (v_i - y)
//
// (Goodfellow, Bengio, Courville, Deep Learning (2016), section 4.1 and equation 6.29; Graves,
// Wayne, Danihelka, arXiv:1410.5401, equation 2, for the weighted read.)
//
// A row is shifted by its largest entry and summed in float64; results are rounded once. They keep
// their digits where one entry dominates: log_softmax of that entry is -1.9e-22, not 0, when the
// others lie 50 below. A row's result does not depend on other rows. Outputs may be inputs of the
// same shape. A wrong span size aborts with the operator's name. Nothing is allocated.
//
// Special rows. NaN anywhere in x gives NaN throughout the row. One +inf is the limit: weight 1
// there and 0 elsewhere. +inf more than once, or nothing but -inf (also n = 0), has no weights:
// NaN, but logsumexp is +inf and -inf there.
#pragma once

#include <cstddef>
#include <span>

namespace assay::fast {

struct RowExtents {
  std::size_t rows;
  std::size_t n;
};

/// x [rows, n], y [rows].
void logsumexp(std::span<const float> x, std::span<float> y, RowExtents extents);
/// upstream [rows], dx [rows, n].
void logsumexp_gradient(std::span<const float> x, std::span<const float> upstream,
                        std::span<float> dx, RowExtents extents);

/// x, y [rows, n].
void softmax(std::span<const float> x, std::span<float> y, RowExtents extents);
/// upstream, dx [rows, n].
void softmax_gradient(std::span<const float> x, std::span<const float> upstream,
                      std::span<float> dx, RowExtents extents);

/// x, y [rows, n].
void log_softmax(std::span<const float> x, std::span<float> y, RowExtents extents);
/// upstream, dx [rows, n].
void log_softmax_gradient(std::span<const float> x, std::span<const float> upstream,
                          std::span<float> dx, RowExtents extents);

/// x, v [rows, n], y [rows].
void softargmax_weighted_sum(std::span<const float> x, std::span<const float> v, std::span<float> y,
                             RowExtents extents);
/// upstream [rows]; dx, dv [rows, n].
void softargmax_weighted_sum_gradient(std::span<const float> x, std::span<const float> v,
                                      std::span<const float> upstream, std::span<float> dx,
                                      std::span<float> dv, RowExtents extents);

}  // namespace assay::fast
