// The loops over every number: plain arithmetic in double, compiled for speed, the same bits on
// every machine.
#pragma once

#include <cstddef>
#include <cstdint>

#include "properties/sweep/piece.h"

namespace assay::sweep {

/// For the numbers first .. first + n - 1 of a polynomial piece: value = p(u), and the float32
/// result where p - bound and p + bound round to one; where they do not, `unsure` is not 0.
void bound_polynomial(const Piece& piece, std::uint64_t first, std::size_t n, double* value,
                      float* rounded, std::uint8_t* unsure);

/// The float32 numbers of the patterns first, first + 1, ...
void fill_numbers(std::uint64_t first, float* x, std::size_t n);

/// For numbers x of a line piece: value = slope x + offset, and its rounding to float32 with ties
/// to the piece's side.
void round_line(const Piece& piece, const float* x, std::size_t n, double* value, float* rounded);

/// How many of n results have the bits of the truth.
std::size_t count_same_bits(const float* got, const float* wanted, std::size_t n);

}  // namespace assay::sweep
