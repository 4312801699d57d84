// The pooling kernels on every instruction set, against their definitions.
#include "fast/pooling/pooling.h"

#include "tests/fast/kernel_checks.h"
#include "tests/fast/random_floats.h"

namespace assay::fast {
namespace {

using Floats = std::vector<float>;

std::size_t product(std::initializer_list<std::int64_t> extents) {
  std::size_t count = 1;
  for (const std::int64_t extent : extents) count *= static_cast<std::size_t>(extent);
  return count;
}

struct Layer {
  PoolExtents e;
  bool count_include_pad;
  Floats x, upstream;
  Floats largest, dlargest, average, daverage;

  Layer(const PoolExtents& extents, bool counted, Generator& random)
      : e(extents),
        count_include_pad(counted),
        x(wide(random, product({e.planes, e.rows.input, e.columns.input}), 2)),
        upstream(wide(random, product({e.planes, e.rows.output(), e.columns.output()}), 12)) {
    for (std::size_t i = 0; i < x.size(); i += 3) x[i] = 1;  // ties
  }

  void run() {
    largest.assign(upstream.size(), kNan);
    average = largest;
    dlargest.assign(x.size(), kNan);
    daverage = dlargest;
    max_pool2d(x, largest, e);
    max_pool2d_gradient(x, upstream, dlargest, e);
    average_pool2d(x, average, e, count_include_pad);
    average_pool2d_gradient(upstream, daverage, e, count_include_pad);
  }

  /// Positions p stride + m of the padded image that are pixels, and all those that exist.
  std::vector<std::int64_t> pixels(const WindowAxis& axis, std::int64_t p) const {
    std::vector<std::int64_t> inside;
    for (std::int64_t m = 0; m < axis.kernel; ++m) {
      const std::int64_t at = p * axis.stride + m - axis.padding;
      if (0 <= at && at < axis.input) inside.push_back(at);
    }
    return inside;
  }
  std::size_t padded(const WindowAxis& axis, std::int64_t p) const {
    std::size_t count = 0;
    for (std::int64_t m = 0; m < axis.kernel; ++m)
      count += p * axis.stride + m < axis.input + 2 * axis.padding;
    return count;
  }

  void check() const {
    std::vector<Sum> of_dlargest(x.size()), of_daverage(x.size());
    std::size_t at = 0;
    for (std::int64_t plane = 0; plane < e.planes; ++plane)
      for (std::int64_t p = 0; p < e.rows.output(); ++p)
        for (std::int64_t q = 0; q < e.columns.output(); ++q, ++at)
          check_window(plane, p, q, at, of_dlargest, of_daverage);
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_TRUE(of_dlargest[i].admits(dlargest[i])) << i << ' ' << hex(dlargest[i]);
      ASSERT_TRUE(of_daverage[i].admits(daverage[i])) << i << ' ' << hex(daverage[i]);
    }
  }

  void check_window(std::int64_t plane, std::int64_t p, std::int64_t q, std::size_t at,
                    std::vector<Sum>& of_dlargest, std::vector<Sum>& of_daverage) const {
    std::vector<std::size_t> window;
    for (const std::int64_t h : pixels(e.rows, p))
      for (const std::int64_t w : pixels(e.columns, q))
        window.push_back(
            static_cast<std::size_t>((plane * e.rows.input + h) * e.columns.input + w));
    const std::size_t counted =
        count_include_pad ? padded(e.rows, p) * padded(e.columns, q) : window.size();
    const auto divisor = static_cast<Real>(counted);
    std::size_t best = window.at(0);
    Sum sum;
    for (const std::size_t i : window) {
      if (x[i] > x[best]) best = i;
      sum.add(x[i] / divisor);
      of_daverage[i].add(upstream[at] / divisor);
    }
    of_dlargest[best].add(upstream[at]);
    ASSERT_EQ(largest[at], x[best]) << at;
    ASSERT_TRUE(sum.admits(average[at])) << at << ' ' << hex(average[at]);
  }
};

bool same_bits(const Floats& a, const Floats& b) {
  return std::ranges::equal(a, b, [](float p, float q) { return same(p, q); });
}

std::vector<PoolExtents> shapes() {
  std::vector<PoolExtents> all;
  for (std::int64_t n = 2; n < 37; ++n) all.push_back({1, {3, 2}, {n, 2, 1 + n % 3, n % 2}});
  for (const bool ceil_mode : {false, true})
    for (std::int64_t stride = 1; stride < 5; ++stride)
      for (std::int64_t kernel = 2; kernel < 5; ++kernel)
        all.push_back(
            {3, {7, kernel, stride, kernel / 2, 1, ceil_mode}, {21, 3, stride, 1, 1, ceil_mode}});
  all.push_back({1, {2, 2}, {1300, 3, 1, 1}});  // rows of several tiles
  all.push_back({1, {3, 2, 1, 1}, {2600, 5, 2, 2, 1, true}});
  return all;
}

TEST(PoolingKernels, AgreeWithTheDefinitionsAndWithEachOther) {
  Generator random(31);
  for (const PoolExtents& e : shapes()) {
    Layer first(e, e.columns.stride % 2 == 0, random);
    first.run();
    on_every_target([&] {
      Layer layer = first;
      layer.run();
      layer.check();
      EXPECT_TRUE(
          same_bits(layer.largest, first.largest) && same_bits(layer.dlargest, first.dlargest) &&
          same_bits(layer.average, first.average) && same_bits(layer.daverage, first.daverage));
    });
  }
}

TEST(PoolingKernels, WriteNothingElse) {
  on_every_target([] {
    Generator random(32);
    for (std::int64_t n = 3; n < 40; ++n) {
      Layer layer({2, {3, 2}, {n, 3, 1, 1}}, true, random);
      layer.run();
      const auto inside = [](Floats& v) { return std::span(v).subspan(1, v.size() - 2); };
      const auto expect = [&](const Floats& want, auto compute) {
        Floats got(want.size() + 2, 12345.0f);
        compute(inside(got));
        EXPECT_TRUE(got.front() == 12345.0f && got.back() == 12345.0f) << n;
        EXPECT_TRUE(std::ranges::equal(inside(got), want)) << n;
      };
      expect(layer.largest, [&](auto y) { max_pool2d(layer.x, y, layer.e); });
      expect(layer.average, [&](auto y) { average_pool2d(layer.x, y, layer.e, true); });
      expect(layer.dlargest,
             [&](auto dx) { max_pool2d_gradient(layer.x, layer.upstream, dx, layer.e); });
      expect(layer.daverage,
             [&](auto dx) { average_pool2d_gradient(layer.upstream, dx, layer.e, true); });
    }
  });
}

TEST(PoolingKernels, NanAndInfinity) {
  on_every_target([] {
    for (std::size_t at = 0; at < 21; ++at) {
      Floats x(21, 7.0f), y(19), dx(21);
      x[at] = kNan;
      const PoolExtents e = {1, {1, 1}, {21, 3}};
      max_pool2d(x, y, e);
      for (std::size_t q = 0; q < y.size(); ++q)
        EXPECT_EQ(std::isnan(y[q]), q <= at && at < q + 3) << at << ' ' << q;
      max_pool2d_gradient(x, Floats(19, 1.0f), dx, e);
      EXPECT_EQ(dx[at], static_cast<float>(std::min<std::size_t>({at + 1, 3, 21 - at})));
    }
    Floats y(2);
    max_pool2d(Floats(4, -kInfinity), y, {1, {1, 1}, {4, 2, 2}});
    EXPECT_EQ(y, Floats(2, -kInfinity));
    average_pool2d(Floats(4, 0x1.8p127f), y, {1, {1, 1}, {4, 2, 2}}, false);
    EXPECT_EQ(y, Floats(2, 0x1.8p127f));
  });
}

TEST(PoolingKernels, AccumulateInDouble) {
  on_every_target([] {
    Floats dx(3);
    max_pool2d_gradient(Floats{0, 9, 0}, Floats{0x1p30f, 1.0f, -0x1p30f}, dx,
                        {1, {1, 1}, {3, 3, 1, 1}});
    EXPECT_EQ(dx, (Floats{0, 1, 0}));
    Floats y(1);
    average_pool2d(Floats{0x1p30f, 4.0f, -0x1p30f, 0}, y, {1, {1, 1}, {4, 4}}, false);
    EXPECT_EQ(y[0], 1.0f);
  });
}

TEST(PoolingKernels, GeometryAndSizesMustAgree) {
  Floats six(6), three(3);
  EXPECT_DEATH(max_pool2d(six, six, {1, {1, 1}, {6, 2, 2}}),
               "max_pool2d: y or upstream holds 6 elements, expected 3");
  EXPECT_DEATH(average_pool2d(six, three, {1, {1, 1}, {6, 2, 2, 2}}, true),
               "average_pool2d: columns.padding is 2, expected at most half the kernel");
  EXPECT_DEATH(max_pool2d(six, three, {1, {1, 1}, {6, 2, 2, 0, 2}}), "dilation is 2, expected 1");
}

}  // namespace
}  // namespace assay::fast
