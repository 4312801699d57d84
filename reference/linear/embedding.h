// embedding(table, index)[n] = table[index[n]], the product of one-hot rows with the table.
// table [rows, width], index [n] of integers, y [n, width].
#pragma once

#include "reference/contract/operator.h"

namespace assay {

// y[n,c] = sum_r [index[n] = r] table[r,c]
template <class T>
Tensor<T> embedding(const Tensor<T>& table, const Tensor<T>& index) {
  const std::int64_t width = table.extent(1);
  Tensor<T> y({index.extent(0), width});
  for (std::int64_t n = 0; n < index.extent(0); ++n)
    for (std::int64_t r = 0; r < table.extent(0); ++r)
      if (index.at(n) == T(static_cast<int>(r)))
        for (std::int64_t c = 0; c < width; ++c) y.at(n, c) += table.at(r, c);
  return y;
}

// dtable[r,c] = sum_n [index[n] = r] g[n,c]: rows looked up twice add up.
template <class T>
Tensor<T> embedding_gradient(const Tensor<T>& table, const Tensor<T>& index,
                             const Tensor<T>& upstream) {
  Tensor<T> dtable(table.shape);
  for (std::int64_t n = 0; n < index.extent(0); ++n)
    for (std::int64_t r = 0; r < table.extent(0); ++r)
      if (index.at(n) == T(static_cast<int>(r)))
        for (std::int64_t c = 0; c < table.extent(1); ++c) dtable.at(r, c) += upstream.at(n, c);
  return dtable;
}

}  // namespace assay
