// A row of a weight matrix times an example, and its derivatives.
#pragma once

#include "reference/contract/operator.h"

namespace assay {

/// sum_d W[row,d] x[n,d]
template <class T>
T row_product(const Tensor<T>& w, std::int64_t row, const Tensor<T>& x, std::int64_t n) {
  T sum(0);
  for (std::int64_t d = 0; d < x.extent(1); ++d) sum += w.at(row, d) * x.at(n, d);
  return sum;
}

/// Adds dz times the derivatives of that product to dW and dx.
template <class T>
void add_row_product_gradient(const Tensor<T>& w, std::int64_t row, const Tensor<T>& x,
                              std::int64_t n, const T& dz, Tensor<T>& dw, Tensor<T>& dx) {
  for (std::int64_t d = 0; d < x.extent(1); ++d) {
    dw.at(row, d) += dz * x.at(n, d);
    dx.at(n, d) += dz * w.at(row, d);
  }
}

}  // namespace assay
