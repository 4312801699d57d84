#include "properties/divergence/distributions.h"

#include <algorithm>

namespace assay::distributions {

WideReal divergence(const Operator& op, const std::vector<WideReal>& parameters) {
  std::vector<std::vector<WideReal>> vectors;
  for (const WideReal& parameter : parameters) vectors.push_back({parameter});
  return divergence_of_vectors(op, vectors);
}

WideReal divergence_of_vectors(const Operator& op,
                               const std::vector<std::vector<WideReal>>& parameters) {
  Bag<WideReal> inputs;
  for (const auto& vector : parameters)
    inputs.emplace_back(Shape{static_cast<std::int64_t>(vector.size())}, vector);
  return evaluate(op, inputs, {}).at(0).data.at(0);
}

WideReal log_density(const Normal& n, const WideReal& x) {
  const WideReal z = (x - n.mu) / n.sigma;
  return -z * z / 2 - log(n.sigma) - log(2 * acos(WideReal(-1))) / 2;
}

WideReal expectation(const Normal& p, const std::function<WideReal(const WideReal&)>& f) {
  const WideReal h = WideReal(1) / 8;
  const WideReal normalisation = sqrt(2 * acos(WideReal(-1)));
  WideReal sum = 0;
  for (int k = -112; k <= 112; ++k) {
    const WideReal z = h * k;
    sum += exp(-z * z / 2) * f(p.mu + p.sigma * z);
  }
  return h * sum / normalisation;
}

WideReal moderate(double value, double most) { return WideReal(within(value, most)); }

WideReal scale(double value) { return WideReal(std::min(std::max(value, 0.0625), 16.0)); }

Identity law(const std::string& sentence,
             const std::function<void(const Operator&, const Case&)>& check) {
  return {sentence, check};
}

std::vector<WideReal> normalised(const Tensor<double>& weights) {
  WideReal sum = 0;
  for (const double w : weights.data) sum += w;
  std::vector<WideReal> p;
  for (const double w : weights.data) p.push_back(w / sum);
  return p;
}

WideReal categorical(const Operator& op, const std::vector<WideReal>& p,
                     const std::vector<WideReal>& q) {
  return divergence_of_vectors(op, {p, q});
}

Eliminated eliminate(Tensor<WideReal> matrix) {
  const std::int64_t d = matrix.extent(0);
  Tensor<WideReal> inverse({d, d});
  for (std::int64_t i = 0; i < d; ++i) inverse.at(i, i) = 1;
  WideReal determinant = 1;
  for (std::int64_t i = 0; i < d; ++i) {
    const WideReal pivot = matrix.at(i, i);
    determinant *= pivot;
    for (std::int64_t c = 0; c < d; ++c) {
      matrix.at(i, c) /= pivot;
      inverse.at(i, c) /= pivot;
    }
    for (std::int64_t r = 0; r < d; ++r) {
      const WideReal factor = matrix.at(r, i);
      for (std::int64_t c = 0; r != i && c < d; ++c) {
        matrix.at(r, c) -= factor * matrix.at(i, c);
        inverse.at(r, c) -= factor * inverse.at(i, c);
      }
    }
  }
  return {inverse, determinant};
}

Tensor<WideReal> product(const Tensor<WideReal>& a, const Tensor<WideReal>& b) {
  Tensor<WideReal> c({a.extent(0), b.extent(1)});
  for (std::int64_t i = 0; i < a.extent(0); ++i)
    for (std::int64_t j = 0; j < b.extent(1); ++j)
      for (std::int64_t k = 0; k < b.extent(0); ++k) c.at(i, j) += a.at(i, k) * b.at(k, j);
  return c;
}

}  // namespace assay::distributions
