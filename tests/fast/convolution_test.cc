// The convolution kernels on every instruction set, against long double sums.
#include "fast/convolution/convolution.h"

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
  Conv2dExtents e;
  std::int64_t inputs = e.in_channels / e.groups;
  Floats x, weight, bias, upstream;
  Floats y, dx, dweight, dbias;

  Layer(const Conv2dExtents& extents, Generator& random)
      : e(extents),
        x(wide(random, product({e.batch, e.in_channels, e.rows.input, e.columns.input}), 12)),
        weight(
            wide(random, product({e.out_channels, inputs, e.rows.kernel, e.columns.kernel}), 12)),
        bias(wide(random, product({e.out_channels}), 12)),
        upstream(wide(
            random, product({e.batch, e.out_channels, e.rows.output(), e.columns.output()}), 12)) {}

  void run() {
    y.assign(upstream.size(), kNan);
    dx.assign(x.size(), kNan);
    dweight.assign(weight.size(), kNan);
    dbias.assign(bias.size(), kNan);
    conv2d(x, weight, bias, y, e);
    conv2d_gradient(x, weight, upstream, dx, dweight, dbias, e);
  }

  /// Calls visit(y index, x index, weight index, o) for every product of the definition.
  template <class Visit>
  void for_each_product(Visit visit) const {
    std::size_t at = 0;
    for (std::int64_t n = 0; n < e.batch; ++n)
      for (std::int64_t o = 0; o < e.out_channels; ++o)
        for (std::int64_t p = 0; p < e.rows.output(); ++p)
          for (std::int64_t q = 0; q < e.columns.output(); ++q, ++at)
            for (std::int64_t k = 0; k < inputs * e.rows.kernel * e.columns.kernel; ++k) {
              const std::int64_t j = k % e.columns.kernel;
              const std::int64_t i = k / e.columns.kernel % e.rows.kernel;
              const std::int64_t c = k / e.columns.kernel / e.rows.kernel;
              const std::int64_t h = p * e.rows.stride + i * e.rows.dilation - e.rows.padding;
              const std::int64_t w =
                  q * e.columns.stride + j * e.columns.dilation - e.columns.padding;
              if (h < 0 || w < 0 || h >= e.rows.input || w >= e.columns.input) continue;
              const std::int64_t channel = o / (e.out_channels / e.groups) * inputs + c;
              const std::int64_t row = (n * e.in_channels + channel) * e.rows.input + h;
              const std::int64_t a = e.flip ? e.rows.kernel - 1 - i : i;
              const std::int64_t b = e.flip ? e.columns.kernel - 1 - j : j;
              visit(at, static_cast<std::size_t>(row * e.columns.input + w),
                    static_cast<std::size_t>(
                        ((o * inputs + c) * e.rows.kernel + a) * e.columns.kernel + b));
            }
  }

  std::size_t channel_of(std::size_t output) const {
    const std::size_t plane = product({e.rows.output(), e.columns.output()});
    return output / plane % static_cast<std::size_t>(e.out_channels);
  }

  void check() const {
    std::vector<Sum> of_y(y.size()), of_dx(x.size()), of_dweight(weight.size()),
        of_dbias(bias.size());
    for (std::size_t at = 0; at < y.size(); ++at) {
      of_y[at].add(bias[channel_of(at)]);
      of_dbias[channel_of(at)].add(upstream[at]);
    }
    for_each_product([&](std::size_t at, std::size_t from, std::size_t tap) {
      of_y[at].add(Real(weight[tap]) * x[from]);
      of_dx[from].add(Real(upstream[at]) * weight[tap]);
      of_dweight[tap].add(Real(upstream[at]) * x[from]);
    });
    expect_admitted(of_y, y, "y");
    expect_admitted(of_dx, dx, "dx");
    expect_admitted(of_dweight, dweight, "dweight");
    expect_admitted(of_dbias, dbias, "dbias");
  }

  static void expect_admitted(const std::vector<Sum>& want, const Floats& got, const char* what) {
    for (std::size_t at = 0; at < got.size(); ++at)
      ASSERT_TRUE(want[at].admits(got[at])) << what << '[' << at << "] " << hex(got[at]);
  }
};

bool same_bits(const Floats& a, const Floats& b) {
  return std::ranges::equal(a, b, [](float p, float q) { return same(p, q); });
}

std::vector<Conv2dExtents> shapes() {
  std::vector<Conv2dExtents> all;
  for (std::int64_t n = 1; n < 36; ++n)
    all.push_back({1, 1, 1, {1, 1}, {n, std::min<std::int64_t>(n, 3), 1, 1}, 1, n % 2 == 0});
  for (std::int64_t stride = 1; stride < 4; ++stride)
    for (std::int64_t dilation = 1; dilation < 4; ++dilation)
      all.push_back({2,
                     4,
                     6,
                     {7, 2, stride, 2, dilation},
                     {23, 3, 4 - stride, 3, dilation},
                     2,
                     dilation == 2});
  for (std::int64_t stride = 1; stride < 3; ++stride)  // rows of several tiles
    all.push_back({1, 2, 1, {2, 2, 1, 1}, {1300 * stride, 3, stride, 1, 2}});
  all.push_back({2, 3, 3, {5, 1, 3}, {9, 1, 4}, 3});     // inputs that no window reads
  all.push_back({1, 1, 1, {1, 3, 1, 1}, {1, 2, 1, 3}});  // windows beside the input
  return all;
}

TEST(ConvolutionKernels, AgreeWithTheDefinitionsAndWithEachOther) {
  Generator random(21);
  for (const Conv2dExtents& e : shapes()) {
    Layer first(e, random);
    first.run();
    on_every_target([&] {
      Layer layer = first;
      layer.run();
      layer.check();
      EXPECT_TRUE(same_bits(layer.y, first.y) && same_bits(layer.dx, first.dx) &&
                  same_bits(layer.dweight, first.dweight) && same_bits(layer.dbias, first.dbias));
    });
  }
}

TEST(ConvolutionKernels, OneAxisIsAnImageOfOneRow) {
  Generator random(22);
  const Conv1dExtents line = {2, 4, 2, {40, 5, 2, 3, 2}, 2, true};
  Layer layer({2, 4, 2, {1, 1}, line.length, 2, true}, random);
  layer.run();
  Floats y(layer.y.size()), dx(layer.x.size()), dweight(layer.weight.size()), dbias(2);
  conv1d(layer.x, layer.weight, layer.bias, y, line);
  conv1d_gradient(layer.x, layer.weight, layer.upstream, dx, dweight, dbias, line);
  EXPECT_TRUE(same_bits(y, layer.y) && same_bits(dx, layer.dx) &&
              same_bits(dweight, layer.dweight) && same_bits(dbias, layer.dbias));
}

TEST(ConvolutionKernels, AccumulateInDouble) {
  on_every_target([] {
    const Floats x = {0x1p30f, 1.0f, -0x1p30f};
    Floats y(1), dweight(1), none;
    conv1d(x, Floats(3, 1.0f), {}, y, {1, 1, 1, {3, 3}});
    EXPECT_EQ(y[0], 1.0f);
    conv1d_gradient(x, Floats(1), Floats(3, 1.0f), none, dweight, none, {1, 1, 1, {3, 1}});
    EXPECT_EQ(dweight[0], 1.0f);
  });
}

TEST(ConvolutionKernels, WriteNothingElse) {
  on_every_target([] {
    Generator random(23);
    for (std::int64_t n = 3; n < 40; ++n) {
      Layer layer({1, 2, 2, {3, 2, 1, 1}, {n, 3, 2, 1}, 2}, random);
      layer.run();
      const auto guarded = [](const Floats& like) { return Floats(like.size() + 2, 12345.0f); };
      const auto inside = [](Floats& v) { return std::span(v).subspan(1, v.size() - 2); };
      Floats y = guarded(layer.y), dx = guarded(layer.dx), dweight = guarded(layer.dweight),
             dbias = guarded(layer.dbias);
      conv2d(layer.x, layer.weight, layer.bias, inside(y), layer.e);
      conv2d_gradient(layer.x, layer.weight, layer.upstream, inside(dx), inside(dweight),
                      inside(dbias), layer.e);
      const auto expect = [&](Floats& got, const Floats& want) {
        EXPECT_TRUE(got.front() == 12345.0f && got.back() == 12345.0f) << n;
        EXPECT_TRUE(std::ranges::equal(inside(got), want)) << n;
      };
      expect(y, layer.y);
      expect(dx, layer.dx);
      expect(dweight, layer.dweight);
      expect(dbias, layer.dbias);
    }
  });
}

TEST(ConvolutionKernels, PaddingIsNotMultiplied) {
  on_every_target([] {
    Floats y(3);
    conv1d(Floats{1, 2}, Floats{kInfinity, 1}, {}, y, {1, 1, 1, {2, 2, 1, 1}});
    EXPECT_EQ(y, (Floats{1, kInfinity, kInfinity}));
    Floats dweight(2, kNan), dbias(1, kNan), none;
    conv1d_gradient({}, Floats(2), {}, none, dweight, dbias, {0, 1, 1, {2, 2, 1, 1}});
    EXPECT_EQ(dweight, Floats(2, 0.0f));
    EXPECT_EQ(dbias, Floats(1, 0.0f));
  });
}

TEST(ConvolutionKernels, GeometryAndSizesMustAgree) {
  Floats six(6), two(2), three(3);
  EXPECT_DEATH(conv1d(six, three, two, six, {1, 1, 1, {6, 3, 1, 1}}),
               "conv1d: bias holds 2 elements, expected 1");
  EXPECT_DEATH(conv1d(six, three, {}, six, {1, 1, 1, {6, 3}}), "conv1d: y holds 6 elements");
  EXPECT_DEATH(conv1d(two, three, {}, two, {1, 1, 1, {2, 3}}),
               "conv1d: columns: the window is 3, expected at most the padded input");
  EXPECT_DEATH(conv1d(six, three, {}, six, {1, 1, 1, {6, 3, 0, 1}}), "is 0, expected at least 1");
  EXPECT_DEATH(conv1d(six, three, {}, six, {1, 3, 1, {2, 1}, 2}),
               "a channel count is 3, expected a multiple of groups = 2");
  EXPECT_DEATH(conv1d_gradient(six, three, six, two, {}, {}, {1, 1, 1, {6, 3, 1, 1}}),
               "dx holds 2 elements");
}

}  // namespace
}  // namespace assay::fast
