// The activations as one writes them with a library's vector functions: M::V is a number or a
// vector of M::lanes numbers, M::exp and its like map it.
#pragma once

#include "fast/bench/elementwise.h"

namespace assay::fast::bench {

template <class M>
struct Formulas {
  using V = typename M::V;

  static V relu(V x) { return M::max(x, V{}); }
  static V sigmoid(V x) { return 1.0f / (1.0f + M::exp(-x)); }
  static V tanh(V x) { return M::tanh(x); }
  static V softplus(V x) { return M::max(x, V{}) + M::log1p(M::exp(-M::abs(x))); }
  static V log_sigmoid(V x) { return -softplus(-x); }
  static V silu(V x) { return x / (1.0f + M::exp(-x)); }
  static V mish(V x) { return x * M::tanh(softplus(x)); }
  static V tanhshrink(V x) { return x - M::tanh(x); }
  static V softsign(V x) { return x / (1.0f + M::abs(x)); }
  static V gelu_tanh(V x) {
    return 0.5f * x * (1.0f + M::tanh(0.797884560802865356f * (x + 0.044715f * x * x * x)));
  }
  static V gelu_erf(V x) { return 0.5f * x * (1.0f + M::erf(x * 0.707106781186547524f)); }
};

template <class M, auto f>
void over(const float* x, float* y, std::size_t n) {
  const std::size_t whole = n - n % M::lanes;
  for (std::size_t i = 0; i < whole; i += M::lanes) M::store(f(M::load(x + i)), y + i);
  if (whole == n) return;
  float in[M::lanes] = {}, out[M::lanes];
  for (std::size_t i = whole; i < n; ++i) in[i - whole] = x[i];
  M::store(f(M::load(in)), out);
  for (std::size_t i = whole; i < n; ++i) y[i] = out[i - whole];
}

template <class M>
std::vector<Elementwise> functions_of() {
  using F = Formulas<M>;
  std::vector<Elementwise> all = {{"activation/relu", over<M, F::relu>},
                                  {"activation/sigmoid", over<M, F::sigmoid>},
                                  {"activation/tanh", over<M, F::tanh>},
                                  {"activation/softplus", over<M, F::softplus>},
                                  {"activation/log_sigmoid", over<M, F::log_sigmoid>},
                                  {"activation/silu", over<M, F::silu>},
                                  {"activation/mish", over<M, F::mish>},
                                  {"activation/tanhshrink", over<M, F::tanhshrink>},
                                  {"activation/softsign", over<M, F::softsign>},
                                  {"activation/gelu_tanh", over<M, F::gelu_tanh>}};
  if constexpr (requires(typename M::V x) { M::erf(x); })
    all.push_back({"activation/gelu_erf", over<M, F::gelu_erf>});
  return all;
}

}  // namespace assay::fast::bench
