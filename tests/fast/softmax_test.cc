// The softmax family on every instruction set, against the definitions in long double. The
// definitions never subtract nearly equal numbers: 1 - p_i is the sum of the other weights.
#include "fast/softmax/softmax.h"

#include "tests/fast/kernel_checks.h"
#include "tests/fast/random_floats.h"

namespace assay::fast {
namespace {

using Floats = std::vector<float>;

std::vector<Real> weights(const Floats& x) {
  const float top = *std::ranges::max_element(x);
  Real total = 0;
  std::vector<Real> p;
  for (const float v : x) p.push_back(std::exp(Real(v) - top));
  for (const Real e : p) total += e;
  for (Real& e : p) e /= total;
  return p;
}

/// log sum_i e^(x_i - max), by the sum of all but one maximum.
Real log_of_sum(const Floats& x) {
  const auto top = std::ranges::max_element(x);
  Real others = 0;
  for (auto at = x.begin(); at != x.end(); ++at) {
    if (at != top) others += std::exp(Real(*at) - *top);
  }
  return std::log1p(others);
}

void expect_close(float got, const Sum& want, const char* what) {
  EXPECT_TRUE(want.admits(got)) << what << " = " << hex(got) << ", expected "
                                << static_cast<double>(want.value);
}

/// p_i sum_j p_j (g_i - g_j)
Sum centred(const std::vector<Real>& p, const Floats& g, std::size_t i) {
  Sum sum;
  for (std::size_t j = 0; j < g.size(); ++j) {
    if (j != i) sum.add(p[i] * p[j] * (Real(g[i]) - g[j]));
  }
  return sum;
}

/// (1 - p_i) g_i - p_i sum over j != i of g_j
Sum log_softmax_slope(const std::vector<Real>& p, const Floats& g, std::size_t i) {
  Sum sum;
  for (std::size_t j = 0; j < g.size(); ++j) {
    if (j == i) continue;
    sum.add(p[j] * g[i]);
    sum.add(-p[i] * g[j]);
  }
  return sum;
}

struct Wanted {
  std::vector<Sum> values;

  void expect(const Floats& got, const char* what) const {
    ASSERT_EQ(got.size(), values.size());
    for (std::size_t i = 0; i < got.size(); ++i) expect_close(got[i], values[i], what);
  }
};

/// One Sum for each element of a row.
template <class Element>
Wanted each(std::size_t n, const Element& element) {
  Wanted wanted;
  for (std::size_t i = 0; i < n; ++i) wanted.values.push_back(element(i));
  return wanted;
}

void expect_values(const Floats& x, const Floats& v) {
  const RowExtents row = {1, x.size()};
  const auto p = weights(x);
  const Real top = *std::ranges::max_element(x);
  const Real log_sum = log_of_sum(x);
  const Wanted want_softmax = each(x.size(), [&](auto i) { return Sum{p[i], 0}; });
  const Wanted want_log = each(x.size(), [&](auto i) { return Sum{x[i] - top - log_sum, 0}; });
  const Sum want_logsumexp = {top + log_sum, std::fabs(top)};
  Sum want_mean;
  for (std::size_t i = 0; i < v.size(); ++i) want_mean.add(p[i] * v[i]);
  on_every_target([&] {
    Floats y(x.size()), one(1);
    softmax(x, y, row);
    want_softmax.expect(y, "softmax");
    log_softmax(x, y, row);
    want_log.expect(y, "log_softmax");
    logsumexp(x, one, row);
    expect_close(one[0], want_logsumexp, "logsumexp");
    softargmax_weighted_sum(x, v, one, row);
    expect_close(one[0], want_mean, "softargmax_weighted_sum");
  });
}

void expect_gradients(const Floats& x, const Floats& g) {
  const RowExtents row = {1, x.size()};
  const auto p = weights(x);
  const Floats scale = {-1.25f};
  const Wanted centre = each(x.size(), [&](auto i) { return centred(p, g, i); });
  const Wanted slope = each(x.size(), [&](auto i) { return log_softmax_slope(p, g, i); });
  const Wanted scaled = each(x.size(), [&](auto i) { return Sum{scale[0] * p[i], 0}; });
  const Wanted scaled_centre = each(x.size(), [&](auto i) {
    return Sum{scale[0] * centre.values[i].value, -scale[0] * centre.values[i].size};
  });
  on_every_target([&] {
    Floats dx(x.size()), dv(x.size());
    softmax_gradient(x, g, dx, row);
    centre.expect(dx, "softmax dx");
    log_softmax_gradient(x, g, dx, row);
    slope.expect(dx, "log_softmax dx");
    logsumexp_gradient(x, scale, dx, row);
    scaled.expect(dx, "logsumexp dx");
    softargmax_weighted_sum_gradient(x, g, scale, dx, dv, row);
    scaled_centre.expect(dx, "softargmax_weighted_sum dx");
    scaled.expect(dv, "softargmax_weighted_sum dv");
  });
}

TEST(SoftmaxKernels, AgreeWithTheDefinitions) {
  Generator random(7);
  for (std::size_t n = 1; n < 68; n += n < 20 ? 1 : 3) {
    for (const float size : {0x1p-30f, 1.0f, 30.0f, 150.0f, 1e5f}) {
      const Floats x = uniform(random, n, size);
      const Floats g = wide(random, n, 20);
      expect_values(x, g);
      expect_gradients(x, g);
    }
  }
  expect_values(uniform(random, 5000, 20), wide(random, 5000, 20));
}

// One entry far above the rest: what is left of the others must not vanish beside it.
TEST(SoftmaxKernels, KeepTheDigitsOfDominatedRows) {
  for (const float gap : {20.0f, 40.0f, 50.0f, 95.0f, 103.0f}) {
    for (std::size_t k = 0; k < 5; ++k) {
      Floats x = {-gap, -gap - 1, -gap, -gap - 3, -gap - 0.5f};
      x[k] = 0;
      expect_values(x, {1, 2, 3, 4, 5});
      expect_gradients(x, {1, 2, 3, 4, 5});
      Floats only_k(5);
      only_k[k] = 1;
      expect_gradients(x, only_k);
    }
  }
}

}  // namespace
}  // namespace assay::fast
