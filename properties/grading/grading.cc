#include "properties/grading/grading.h"

#include <algorithm>
#include <cmath>

#include "reference/scalar/rounding.h"

namespace assay {

std::string_view name(Grade grade) {
  constexpr std::array<std::string_view, all_grades.size()> names = {
      "exact", "faithful", "tight", "stable", "unstable", "wrong"};
  return names[static_cast<std::size_t>(grade)];
}

double StableBound::allowed(double exact) const {
  return unit_roundoff(output) * std::abs(exact) + depth * unit_roundoff(accumulation) * condition +
         (depth + 1) * smallest_subnormal(output);
}

namespace {

bool same_bits(double a, double b) { return a == b && std::signbit(a) == std::signbit(b); }

Graded grade_special(double got, double wanted) {
  if (std::isnan(wanted)) return {std::isnan(got) ? Grade::exact : Grade::wrong, 0, 0};
  return {got == wanted ? Grade::exact : Grade::wrong, got == wanted ? 0 : HUGE_VAL, 0};
}

}  // namespace

Graded grade(double got, const Real& exact, Format format,
             const std::function<double()>& allowed_error) {
  const double wanted = round_to(exact, format);
  if (std::isnan(wanted) || isinf(exact)) return grade_special(got, wanted);
  if (std::isnan(got)) return {Grade::wrong, HUGE_VAL, 0};
  const double ulps = ulp_error(got, exact, format);
  if (same_bits(got, wanted) || (got == 0 && exact == 0)) return {Grade::exact, ulps, 0};
  if (ulps < 1) return {Grade::faithful, ulps, 0};
  if (ulps <= 4) return {Grade::tight, ulps, 0};
  if (std::isinf(got) || std::isinf(wanted)) return {Grade::wrong, ulps, 0};
  const double allowed = allowed_error();
  const double allowed_ulps = allowed / ulp(wanted, format);
  const Real error = abs(Real(got) - exact);
  if (error <= allowed) return {Grade::stable, ulps, allowed_ulps};
  const bool has_a_digit = error < abs(exact);
  return {has_a_digit ? Grade::unstable : Grade::wrong, ulps, allowed_ulps};
}

std::vector<Tensor<double>> condition_sums(const Function<Real>& f, const Bag<double>& inputs,
                                           const Attributes& attributes,
                                           const std::vector<std::size_t>& fixed) {
  Bag<Real> x = convert<Real>(inputs);
  std::vector<Tensor<Real>> sums;
  for (const Tensor<Real>& y : f(x, attributes)) sums.emplace_back(y.shape);
  const Real step = power_of_ten<Real>(-16);
  for (std::size_t input = 0; input < x.size(); ++input) {
    if (std::find(fixed.begin(), fixed.end(), input) != fixed.end()) continue;
    for (Real& element : x[input].data) {
      if (element == 0 || !isfinite(element)) continue;
      const Real kept = element;
      element = kept * (1 + step);
      const Bag<Real> above = f(x, attributes);
      element = kept * (1 - step);
      const Bag<Real> below = f(x, attributes);
      element = kept;
      for (std::size_t k = 0; k < sums.size(); ++k)
        for (std::size_t i = 0; i < sums[k].data.size(); ++i)
          sums[k].data[i] += abs(above[k].data[i] - below[k].data[i]) / (2 * step);
    }
  }
  std::vector<Tensor<double>> rounded;
  for (const Tensor<Real>& sum : sums) {
    rounded.emplace_back(sum.shape);
    for (std::size_t i = 0; i < sum.data.size(); ++i)
      rounded.back().data[i] = static_cast<double>(sum.data[i]);
  }
  return rounded;
}

}  // namespace assay
