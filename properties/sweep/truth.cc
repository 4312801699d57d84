#include "properties/sweep/truth.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "properties/sweep/loops.h"

namespace assay::sweep {

namespace {

class Walker {
 public:
  Walker(const SweptFunction& f, Format format, Block within,
         const std::function<void(const Tile&)>& use)
      : f_(f), format_(format), within_(within), use_(use), at_(within.first) {}

  void add(const Piece& piece) {
    const std::uint64_t end = std::min(piece.block.end(), within_.end());
    while (at_ < end) {
      const std::size_t n = std::min<std::uint64_t>(end - at_, tile_size - filled_);
      fill(piece, at_ - piece.block.first, n);
      filled_ += n;
      at_ += n;
      if (filled_ == tile_size) flush();
    }
  }

  void flush() {
    if (filled_ == 0) return;
    use_({.first = at_ - filled_,
          .x = std::span(x_).first(filled_),
          .truth = std::span(truth_).first(filled_),
          .value = std::span(value_).first(filled_),
          .unproven = unproven_,
          .sampled_zeros = sampled_});
    filled_ = 0;
    unproven_ = sampled_ = 0;
  }

 private:
  /// The piece's numbers from its `first`-th on, behind what the tile holds.
  void fill(const Piece& piece, std::uint64_t first, std::size_t n) {
    fill_inputs(piece.block.first + first, n);
    switch (piece.kind) {
      case Piece::Kind::constant:
        return fill_constant(piece, n);
      case Piece::Kind::line:
        return fill_line(piece, n);
      case Piece::Kind::polynomial:
        return fill_polynomial(piece, first, n);
      case Piece::Kind::points:
        for (std::size_t i = 0; i < n; ++i) fill_point(filled_ + i);
    }
  }

  void fill_inputs(std::uint64_t pattern, std::size_t n) {
    if (format_ == Format::binary32) return fill_numbers(pattern, &x_[filled_], n);
    for (std::size_t i = 0; i < n; ++i) x_[filled_ + i] = number_of(pattern + i, format_);
  }

  void fill_constant(const Piece& piece, std::size_t n) {
    std::fill_n(truth_.begin() + place(), n, static_cast<float>(piece.constant));
    std::fill_n(value_.begin() + place(), n, piece.constant);
    if (piece.sign_is_sampled) sampled_ += n;
  }

  void fill_line(const Piece& piece, std::size_t n) {
    float* const truth = &truth_[filled_];
    round_line(piece, &x_[filled_], n, &value_[filled_], truth);
    if (format_ == Format::binary32) return;
    for (std::size_t i = 0; i < n; ++i) {
      const double v = value_[filled_ + i];
      truth[i] = static_cast<float>(round_to(v + std::abs(v) * (0x1p-51 * piece.side), format_));
    }
  }

  void fill_polynomial(const Piece& piece, std::uint64_t first, std::size_t n) {
    bound_polynomial(piece, first, n, &value_[filled_], &truth_[filled_], &unsure_[filled_]);
    for (std::size_t i = filled_; i < filled_ + n; ++i) {
      if (format_ != Format::binary32) {
        const double low = round_to(value_[i] - piece.bound, format_);
        const double high = round_to(value_[i] + piece.bound, format_);
        truth_[i] = static_cast<float>(low);
        unsure_[i] = std::bit_cast<std::uint64_t>(low) != std::bit_cast<std::uint64_t>(high);
      }
      if (unsure_[i] != 0) fill_point(i);
    }
  }

  void fill_point(std::size_t i) {
    const PointTruth point = truth_at(f_, x_[i], format_);
    truth_[i] = static_cast<float>(point.rounded);
    value_[i] = point.value;
    if (!point.proven) ++unproven_;
  }

  std::ptrdiff_t place() const { return static_cast<std::ptrdiff_t>(filled_); }

  const SweptFunction& f_;
  Format format_;
  Block within_;
  const std::function<void(const Tile&)>& use_;
  std::uint64_t at_;
  std::size_t filled_ = 0;
  std::uint64_t unproven_ = 0, sampled_ = 0;
  std::vector<float> x_ = std::vector<float>(tile_size), truth_ = x_;
  std::vector<double> value_ = std::vector<double>(tile_size);
  std::vector<std::uint8_t> unsure_ = std::vector<std::uint8_t>(tile_size);
};

}  // namespace

float number_of(std::uint64_t pattern, Format format) {
  if (format == Format::binary32) return std::bit_cast<float>(static_cast<std::uint32_t>(pattern));
  return static_cast<float>(from_bits(pattern, format));
}

void walk(const SweptFunction& f, Format format, Block within,
          const std::function<void(const Tile&)>& use) {
  Walker walker(f, format, within, use);
  cut_into_pieces(f, format, within, [&](const Piece& piece) { walker.add(piece); });
  walker.flush();
}

}  // namespace assay::sweep
