// scaled_dot_product_attention(Q, K, V, mask) = P V, where P[n] = softmax(Q[n] K^T / sqrt(d)) over
// the keys j with mask[n,j] = 1 and P[n,j] = 0 for the others. A query without any key gets 0.
// Q [n, d], K [m, d], V [m, v], mask [n, m].
// [Vaswani et al. 2017, arXiv 1706.03762, eq. 1; the mask: section 3.2.3]
#pragma once

#include <span>
#include <vector>

#include "reference/contract/operator.h"
#include "reference/scalar/functions.h"
#include "reference/softmax/softmax.h"

namespace assay {

/// The positions j with mask[n,j] = 1.
template <class T>
std::vector<std::int64_t> admitted_keys(const Tensor<T>& mask, std::int64_t n) {
  std::vector<std::int64_t> keys;
  for (std::int64_t j = 0; j < mask.extent(1); ++j)
    if (mask.at(n, j) != 0) keys.push_back(j);
  return keys;
}

/// a[n] . b[j]
template <class T>
T row_product(const Tensor<T>& a, std::int64_t n, const Tensor<T>& b, std::int64_t j) {
  T sum(0);
  for (std::int64_t c = 0; c < a.extent(1); ++c) sum += a.at(n, c) * b.at(j, c);
  return sum;
}

/// The weights of the admitted keys: softmax of q[n] . k[j] / sqrt(d) over them.
template <class T>
std::vector<T> attention_weights(const Tensor<T>& q, const Tensor<T>& k, std::int64_t n,
                                 const std::vector<std::int64_t>& keys) {
  const T width = T(static_cast<int>(q.extent(1)));
  std::vector<T> scores;
  for (const std::int64_t j : keys) scores.push_back(row_product(q, n, k, j) / sqrt(width));
  return keys.empty() ? scores : softmax(std::span<const T>(scores));
}

/// O[n,c] = sum_j P[n,j] V[j,c].
template <class T>
Tensor<T> scaled_dot_product_attention(const Tensor<T>& q, const Tensor<T>& k, const Tensor<T>& v,
                                       const Tensor<T>& mask) {
  Tensor<T> out({q.extent(0), v.extent(1)});
  for (std::int64_t n = 0; n < q.extent(0); ++n) {
    const std::vector<std::int64_t> keys = admitted_keys(mask, n);
    const std::vector<T> p = attention_weights(q, k, n, keys);
    for (std::size_t i = 0; i < keys.size(); ++i)
      for (std::int64_t c = 0; c < v.extent(1); ++c) out.at(n, c) += p[i] * v.at(keys[i], c);
  }
  return out;
}

/// dS_i = p_i (g_i - sum_j p_j g_j), written as p_i sum_j p_j (g_i - g_j): the p_j sum to one, and
/// 1 - p_i would cancel.
template <class T>
std::vector<T> score_gradient(const std::vector<T>& p, const std::vector<T>& g) {
  std::vector<T> ds;
  for (std::size_t i = 0; i < p.size(); ++i) {
    T sum(0);
    for (std::size_t j = 0; j < p.size(); ++j) sum += p[j] * (g[i] - g[j]);
    ds.push_back(p[i] * sum);
  }
  return ds;
}

// With G = dL/dO: dV = P^T G, dP = G V^T, dS = P (dP - rowsum(P dP)), dQ = dS K / sqrt(d),
// dK = dS^T Q / sqrt(d).
template <class T>
Bag<T> scaled_dot_product_attention_gradient(const Tensor<T>& q, const Tensor<T>& k,
                                             const Tensor<T>& v, const Tensor<T>& mask,
                                             const Tensor<T>& upstream) {
  const T root = sqrt(T(static_cast<int>(q.extent(1))));
  Tensor<T> dq(q.shape), dk(k.shape), dv(v.shape);
  for (std::int64_t n = 0; n < q.extent(0); ++n) {
    const std::vector<std::int64_t> keys = admitted_keys(mask, n);
    const std::vector<T> p = attention_weights(q, k, n, keys);
    std::vector<T> dp;
    for (const std::int64_t j : keys) dp.push_back(row_product(upstream, n, v, j));
    const std::vector<T> ds = score_gradient(p, dp);
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::int64_t j = keys[i];
      for (std::int64_t c = 0; c < v.extent(1); ++c) dv.at(j, c) += p[i] * upstream.at(n, c);
      for (std::int64_t c = 0; c < q.extent(1); ++c) {
        dq.at(n, c) += ds[i] * k.at(j, c) / root;
        dk.at(j, c) += ds[i] * q.at(n, c) / root;
      }
    }
  }
  return {dq, dk, dv};
}

}  // namespace assay
