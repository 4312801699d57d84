// The softmax family on every instruction set: rows by themselves, in place, and special rows.
#include "fast/softmax/softmax.h"
#include "tests/fast/kernel_checks.h"
#include "tests/fast/random_floats.h"

namespace assay::fast {
namespace {

using Floats = std::vector<float>;

TEST(SoftmaxRows, TiesShareEqually) {
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

TEST(SoftmaxRows, RowsAreIndependentAndNothingElseIsWritten) {
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

TEST(SoftmaxRows, NanSpoilsItsRowOnly) {
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

TEST(SoftmaxRows, NanInTheOtherOperandFollowsArithmetic) {
  on_every_target([] {
    for (std::size_t at = 0; at < 19; ++at) {
      const Floats x(19, 1.0f);
      Floats v(19, 1.0f), dx(19), dv(19), y(1);
      v[at] = kNan;
      const auto is_nan = [](float f) { return std::isnan(f); };
      softmax_gradient(x, v, dx, {1, 19});
      EXPECT_TRUE(std::ranges::all_of(dx, is_nan));
      log_softmax_gradient(x, v, dx, {1, 19});
      EXPECT_TRUE(std::ranges::all_of(dx, is_nan));
      softargmax_weighted_sum(x, v, y, {1, 19});
      EXPECT_TRUE(std::isnan(y[0]));
      softargmax_weighted_sum_gradient(x, v, Floats{1.0f}, dx, dv, {1, 19});
      EXPECT_TRUE(std::ranges::all_of(dx, is_nan));
      EXPECT_TRUE(std::ranges::none_of(dv, is_nan));
    }
  });
}

TEST(SoftmaxRows, RowsWithoutWeightsAreNan) {
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

TEST(SoftmaxRows, OneInfinityIsTheLimit) {
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

TEST(SoftmaxRows, MinusInfinityHasNoWeight) {
  on_every_target([] {
    Floats y(3);
    softmax(Floats{-kInfinity, 1, 1}, y, {1, 3});
    EXPECT_EQ(y, (Floats{0, 0.5f, 0.5f}));
  });
}

TEST(SoftmaxRows, WorkInPlace) {
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

TEST(SoftmaxRows, EmptyRows) {
  Floats none, one(1, 0.0f);
  softmax(none, none, {3, 0});
  logsumexp(none, one, {1, 0});
  EXPECT_EQ(one[0], -kInfinity);
  softargmax_weighted_sum(none, none, one, {1, 0});
  EXPECT_TRUE(std::isnan(one[0]));
}

TEST(SoftmaxRows, SizesMustAgree) {
  Floats six(6), five(5), two(2);
  EXPECT_DEATH(softmax(six, five, {2, 3}), "softmax: y holds 5 elements, expected 6");
  EXPECT_DEATH(logsumexp(six, six, {2, 3}), "logsumexp: y holds 6 elements, expected 2");
  EXPECT_DEATH(softmax(six, six, {SIZE_MAX, 3}), "softmax: .* elements are too many");
}

}  // namespace
}  // namespace assay::fast
