// What the laws of divergences and entropies are written with: parameters in 100 digits, and
// expectations by quadrature.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "properties/laws/expect.h"

namespace assay::distributions {

/// An operator's one number, for one parameter an input.
WideReal divergence(const Operator& op, const std::vector<WideReal>& parameters);

/// The same, for vectors of parameters.
WideReal divergence_of_vectors(const Operator& op,
                               const std::vector<std::vector<WideReal>>& parameters);

struct Normal {
  WideReal mu, sigma;
};

WideReal log_density(const Normal& n, const WideReal& x);

/// E_p f by the trapezoid rule in z = (x - mu) / sigma, which converges exponentially for Gaussian
/// tails: h = 1/8 over [-14, 14] leaves less than 1e-40.
WideReal expectation(const Normal& p, const std::function<WideReal(const WideReal&)>& f);

WideReal moderate(double value, double most);

/// A standard deviation between 1/16 and 16.
WideReal scale(double value);

Identity law(const std::string& sentence,
             const std::function<void(const Operator&, const Case&)>& check);

/// Rows of probabilities that sum to exactly 1.
std::vector<WideReal> normalised(const Tensor<double>& weights);

WideReal categorical(const Operator& op, const std::vector<WideReal>& p,
                     const std::vector<WideReal>& q);

/// A^-1 and det A by elimination, for a matrix with no zero pivots.
struct Eliminated {
  Tensor<WideReal> inverse;
  WideReal determinant;
};

Eliminated eliminate(Tensor<WideReal> matrix);

/// A B.
Tensor<WideReal> product(const Tensor<WideReal>& a, const Tensor<WideReal>& b);

}  // namespace assay::distributions
