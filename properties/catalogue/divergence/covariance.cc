#include <algorithm>
#include <cmath>

#include "properties/catalogue/divergence/summed.h"
#include "reference/linear/cholesky.h"
#include "reference/scalar/rounding.h"

namespace assay {

namespace {

bool is_covariance(const Tensor<double>& matrix) {
  if (matrix.data != symmetric_part(matrix).data) return false;
  const Tensor<double> factor = cholesky(matrix);
  for (std::int64_t i = 0; i < factor.extent(0); ++i)
    if (!(factor.at(i, i) >= 0.25)) return false;
  return true;
}

}  // namespace

Input covariance_input(const std::string& name, const std::string& meaning) {
  return {.name = name, .dims = {"d", "d"}, .domain = reals(0x1p+40), .meaning = meaning};
}

void make_covariance(Tensor<double>& matrix) {
  if (is_covariance(matrix)) return;
  Tensor<double> factor(matrix.shape);
  for (std::int64_t i = 0; i < matrix.extent(0); ++i)
    for (std::int64_t j = 0; j <= i; ++j)
      factor.at(i, j) = i == j ? 0.5 + std::fmod(std::abs(matrix.at(i, i)), 2)
                               : std::clamp(matrix.at(i, j), -1.0, 1.0);
  for (std::int64_t i = 0; i < matrix.extent(0); ++i)
    for (std::int64_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::int64_t k = 0; k <= j; ++k) sum += factor.at(i, k) * factor.at(j, k);
      matrix.at(i, j) = matrix.at(j, i) = round_to(sum, Format::binary32);
    }
}

}  // namespace assay
