// y[i] = table[index[i]]: the product of the table with one-hot rows. The gradient of a row of the
// table is the sum of the upstream rows that looked it up, in their order.
#if defined(ASSAY_FAST_LINEAR_EMBEDDING_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LINEAR_EMBEDDING_INL_H
#undef ASSAY_FAST_LINEAR_EMBEDDING_INL_H
#else
#define ASSAY_FAST_LINEAR_EMBEDDING_INL_H
#endif

#include <algorithm>
#include <cstdint>

#include "fast/lanes/memory-inl.h"
#include "fast/linear/linear.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// A row's sum is kept in double while the indices are scanned: columns by the tile, so that no
/// memory is allocated. O(lookups^2) comparisons a tile.
inline constexpr std::size_t kTile = 512;

/// total[c] += row[c]
inline void add_row(const float* row, std::size_t columns, double* total) {
  const Tag<double> d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t c = 0;
  for (; c + lanes <= columns; c += lanes) {
    hn::StoreU(hn::Add(hn::LoadU(d, total + c), load(d, row + c)), d, total + c);
  }
  for (; c < columns; ++c) total[c] += row[c];
}

/// The columns [from, from + columns) of the table row that lookup `first` is the first to use.
inline void embedding_tile(const std::int32_t* index, std::size_t first, std::size_t lookups,
                           const float* upstream, std::size_t from, std::size_t columns,
                           float* dtable, EmbeddingExtents e) {
  double total[kTile] = {};
  for (std::size_t i = first; i < lookups; ++i) {
    if (index[i] == index[first]) add_row(upstream + i * e.width + from, columns, total);
  }
  float* to = dtable + static_cast<std::size_t>(index[first]) * e.width + from;
  for (std::size_t c = 0; c < columns; ++c) to[c] = static_cast<float>(total[c]);
}

inline void embedding_backward(const std::int32_t* index, std::size_t lookups,
                               const float* upstream, float* dtable, EmbeddingExtents e) {
  std::fill_n(dtable, e.rows * e.width, 0.0f);
  for (std::size_t i = 0; i < lookups; ++i) {
    if (std::find(index, index + i, index[i]) != index + i) continue;
    for (std::size_t from = 0; from < e.width; from += kTile) {
      const std::size_t columns = std::min(kTile, e.width - from);
      embedding_tile(index, i, lookups, upstream, from, columns, dtable, e);
    }
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
