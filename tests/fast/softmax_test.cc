// The softmax family on every instruction set, against the definitions in long double. The
// definitions never subtract nearly equal numbers: 1 - p_i is the sum of the other weights.
#include "fast/softmax/softmax.h"

#include "tests/fast/kernel_checks.h"
#include "tests/fast/random_floats.h"

namespace assay::fast {
namespace {

using Real = long double;
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

/// A value and the sum of the magnitudes that it was added from.
struct Sum {
  Real value = 0;
  Real size = 0;

  void add(Real term) {
    value += term;
    size += std::fabs(term);
  }
};

/// Half an ulp, and 2^-45 of what was added: double accumulation passes, float does not.
void expect_close(float got, const Sum& want, const std::string& what) {
  int exponent = 0;
  std::frexp(want.value, &exponent);
  const Real ulp = std::ldexp(1.0L, std::max(exponent - 24, -149));
  const Real error = std::fabs(got - want.value);
  EXPECT_LE(error, 0.501L * ulp + 0x1p-45L * want.size)
      << what << " = " << hex(got) << ", expected " << static_cast<double>(want.value);
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

TEST(SoftmaxKernels, TiesShareEqually) {
  on_every_target([] {
    for (const float level : {-1e30f, -3.0f, 0.0f, 88.0f, 0x1.fffffep127f}) {
      const Floats x(8, level);
      Floats y(8);
      softmax(x, y, {1, 8});
      EXPECT_EQ(y, Floats(8, 0.125f));
      softmax_gradient(x, Floats(8, 5.0f), y, {1, 8});
      EXPECT_EQ(y, Floats(8, 0.0f));
    }
  });
}

// Every operator as one call on [rows, n], so that the tests below are written once.
struct Matrix {
  const char* name;
  bool reduces;  // y is [rows]
  void (*run)(const Floats& x, const Floats& g, std::span<float> y, RowExtents e);
};

const Matrix kOperators[] = {
    {"logsumexp", true, [](auto& x, auto&, auto y, auto e) { logsumexp(x, y, e); }},
    {"softmax", false, [](auto& x, auto&, auto y, auto e) { softmax(x, y, e); }},
    {"log_softmax", false, [](auto& x, auto&, auto y, auto e) { log_softmax(x, y, e); }},
    {"softargmax_weighted_sum", true,
     [](auto& x, auto& g, auto y, auto e) { softargmax_weighted_sum(x, g, y, e); }},
    {"logsumexp_gradient", false,
     [](auto& x, auto&, auto y, auto e) { logsumexp_gradient(x, Floats(e.rows, 2.0f), y, e); }},
    {"softmax_gradient", false,
     [](auto& x, auto& g, auto y, auto e) { softmax_gradient(x, g, y, e); }},
    {"log_softmax_gradient", false,
     [](auto& x, auto& g, auto y, auto e) { log_softmax_gradient(x, g, y, e); }},
    {"softargmax_weighted_sum_gradient (dx)", false,
     [](auto& x, auto& g, auto y, auto e) {
       Floats dv(x.size());
       softargmax_weighted_sum_gradient(x, g, Floats(e.rows, 2.0f), y, dv, e);
     }},
    {"softargmax_weighted_sum_gradient (dv)", false,
     [](auto& x, auto& g, auto y, auto e) {
       Floats dx(x.size());
       softargmax_weighted_sum_gradient(x, g, Floats(e.rows, 2.0f), dx, y, e);
     }},
};

TEST(SoftmaxKernels, RowsAreIndependentAndNothingElseIsWritten) {
  on_every_target([] {
    Generator random(3);
    for (const Matrix& op : kOperators) {
      for (std::size_t n = 1; n < 40; ++n) {
        const RowExtents e = {3, n};
        const Floats x = uniform(random, 3 * n, 10), g = uniform(random, 3 * n, 1);
        const std::size_t width = op.reduces ? 1 : n;
        Floats y(3 * width + 2, 12345.0f), row(width);
        op.run(x, g, std::span(y).subspan(1, 3 * width), e);
        EXPECT_EQ(y.front(), 12345.0f) << op.name;
        EXPECT_EQ(y.back(), 12345.0f) << op.name;
        for (std::size_t r = 0; r < 3; ++r) {
          const auto part = [&](const Floats& all) {
            return Floats(all.begin() + static_cast<std::ptrdiff_t>(r * n),
                          all.begin() + static_cast<std::ptrdiff_t>((r + 1) * n));
          };
          op.run(part(x), part(g), row, {1, n});
          for (std::size_t i = 0; i < width; ++i) {
            EXPECT_TRUE(same(row[i], y[1 + r * width + i])) << op.name << ' ' << n;
          }
        }
      }
    }
  });
}

TEST(SoftmaxKernels, NanSpoilsItsRowOnly) {
  on_every_target([] {
    for (const Matrix& op : kOperators) {
      for (std::size_t at = 0; at < 19; ++at) {
        Floats x(38, 1.0f), y(op.reduces ? 2 : 38);
        x[at] = kNan;
        op.run(x, Floats(38, 1.0f), y, {2, 19});
        const auto middle = y.begin() + static_cast<std::ptrdiff_t>(y.size() / 2);
        EXPECT_TRUE(std::all_of(y.begin(), middle, [](float v) { return std::isnan(v); }))
            << op.name;
        EXPECT_TRUE(std::none_of(middle, y.end(), [](float v) { return std::isnan(v); }))
            << op.name;
      }
    }
  });
}

TEST(SoftmaxKernels, RowsWithoutWeightsAreNan) {
  const Floats rows[] = {Floats(9, -kInfinity), {kInfinity, 0, kInfinity}};
  on_every_target([&] {
    for (const Floats& x : rows) {
      for (const Matrix& op : kOperators) {
        Floats y(op.reduces ? 1 : x.size());
        op.run(x, Floats(x.size(), 1.0f), y, {1, x.size()});
        if (std::string(op.name) == "logsumexp") {
          EXPECT_EQ(y[0], x[0]);
        } else {
          EXPECT_TRUE(std::ranges::all_of(y, [](float v) { return std::isnan(v); })) << op.name;
        }
      }
    }
  });
}

TEST(SoftmaxKernels, OneInfinityIsTheLimit) {
  const Floats x = {0, kInfinity, -kInfinity, 3}, g = {1, 2, 3, 4};
  const RowExtents row = {1, 4};
  on_every_target([&] {
    Floats y(4), one(1);
    softmax(x, y, row);
    EXPECT_EQ(y, (Floats{0, 1, 0, 0}));
    log_softmax(x, y, row);
    EXPECT_EQ(y, (Floats{-kInfinity, 0, -kInfinity, -kInfinity}));
    logsumexp(x, one, row);
    EXPECT_EQ(one[0], kInfinity);
    softargmax_weighted_sum(x, g, one, row);
    EXPECT_EQ(one[0], 2.0f);
    softmax_gradient(x, g, y, row);
    EXPECT_EQ(y, (Floats{0, 0, 0, 0}));
    log_softmax_gradient(x, g, y, row);
    EXPECT_EQ(y, (Floats{1, -8, 3, 4}));
  });
}

TEST(SoftmaxKernels, MinusInfinityHasNoWeight) {
  on_every_target([] {
    Floats y(3);
    softmax(Floats{-kInfinity, 1, 1}, y, {1, 3});
    EXPECT_EQ(y, (Floats{0, 0.5f, 0.5f}));
  });
}

TEST(SoftmaxKernels, WorkInPlace) {
  on_every_target([] {
    Generator random(5);
    const Floats x = uniform(random, 33, 5), g = uniform(random, 33, 1);
    const RowExtents e = {3, 11};
    for (const Matrix& op : kOperators) {
      if (op.reduces) continue;
      Floats want(33), over_x = x, over_g = g;
      op.run(x, g, want, e);
      op.run(over_x, g, over_x, e);
      op.run(x, over_g, over_g, e);
      for (std::size_t i = 0; i < 33; ++i) {
        EXPECT_TRUE(same(over_x[i], want[i]) && same(over_g[i], want[i])) << op.name;
      }
    }
  });
}

TEST(SoftmaxKernels, EmptyRows) {
  Floats none, one(1, 0.0f);
  softmax(none, none, {3, 0});
  logsumexp(none, one, {1, 0});
  EXPECT_EQ(one[0], -kInfinity);
  softargmax_weighted_sum(none, none, one, {1, 0});
  EXPECT_TRUE(std::isnan(one[0]));
}

TEST(SoftmaxKernels, SizesMustAgree) {
  Floats six(6), five(5), two(2);
  EXPECT_DEATH(softmax(six, five, {2, 3}), "softmax: y holds 5 elements, expected 6");
  EXPECT_DEATH(logsumexp(six, six, {2, 3}), "logsumexp: y holds 6 elements, expected 2");
  EXPECT_DEATH(softmax(six, six, {SIZE_MAX, 3}), "softmax: .* elements are too many");
}

}  // namespace
}  // namespace assay::fast
