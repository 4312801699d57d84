#include "fast/bench/eigen.h"

#include <Eigen/Core>

namespace assay::fast::bench {

namespace {

using Eigen::Map;
using Array = Eigen::Array<float, Eigen::Dynamic, 1>;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <auto f>
void over(const float* x, float* y, std::size_t n) {
  const auto count = static_cast<Eigen::Index>(n);
  f(Map<const Array>(x, count), Map<Array>(y, count));
}

void relu(const auto& x, auto y) { y = x.max(0.0f); }
void sigmoid(const auto& x, auto y) { y = x.logistic(); }
void tanh(const auto& x, auto y) { y = x.tanh(); }
void softplus(const auto& x, auto y) { y = x.max(0.0f) + (-x.abs()).exp().log1p(); }
void silu(const auto& x, auto y) { y = x * x.logistic(); }
void gelu_tanh(const auto& x, auto y) {
  y = 0.5f * x * (1.0f + (0.797884560802865356f * (x + 0.044715f * x.cube())).tanh());
}

using In = Map<const Array>;
using Out = Map<Array>;

}  // namespace

std::vector<Elementwise> eigen_functions() {
  return {
      {"activation/relu", over<relu<In, Out>>}, {"activation/sigmoid", over<sigmoid<In, Out>>},
      {"activation/tanh", over<tanh<In, Out>>}, {"activation/softplus", over<softplus<In, Out>>},
      {"activation/silu", over<silu<In, Out>>}, {"activation/gelu_tanh", over<gelu_tanh<In, Out>>}};
}

void eigen_linear(const float* x, const float* w, const float* b, float* y, std::ptrdiff_t batch,
                  std::ptrdiff_t in, std::ptrdiff_t out) {
  Map<Matrix> result(y, batch, out);
  result.noalias() = Map<const Matrix>(x, batch, in) * Map<const Matrix>(w, out, in).transpose();
  result.rowwise() += Map<const Eigen::RowVectorXf>(b, out);
}

}  // namespace assay::fast::bench
