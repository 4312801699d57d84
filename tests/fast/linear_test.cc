// The linear kernels on every instruction set, against long double sums.
#include "fast/linear/linear.h"

#include "tests/fast/kernel_checks.h"
#include "tests/fast/random_floats.h"

namespace assay::fast {
namespace {

using Floats = std::vector<float>;
using Indices = std::vector<std::int32_t>;

struct Layer {
  LinearExtents e;
  Floats x, weight, bias, upstream;
  Floats y, dx, dweight, dbias;

  Layer(LinearExtents extents, Generator& random)
      : e(extents),
        x(wide(random, e.batch * e.in, 12)),
        weight(wide(random, e.out * e.in, 12)),
        bias(wide(random, e.out, 12)),
        upstream(wide(random, e.batch * e.out, 12)) {}

  void run() {
    y.assign(e.batch * e.out, kNan);
    dx.assign(x.size(), kNan);
    dweight.assign(weight.size(), kNan);
    dbias.assign(bias.size(), kNan);
    linear(x, weight, bias, y, e);
    linear_gradient(x, weight, upstream, dx, dweight, dbias, e);
  }

  void check_value() const {
    for (std::size_t b = 0; b < e.batch; ++b) {
      for (std::size_t o = 0; o < e.out; ++o) {
        Sum want;
        want.add(bias[o]);
        for (std::size_t i = 0; i < e.in; ++i)
          want.add(Real(x[b * e.in + i]) * weight[o * e.in + i]);
        EXPECT_TRUE(want.admits(y[b * e.out + o])) << hex(y[b * e.out + o]);
      }
    }
  }

  void check_gradient() const {
    for (std::size_t i = 0; i < e.in; ++i) {
      for (std::size_t b = 0; b < e.batch; ++b) {
        Sum want;
        for (std::size_t o = 0; o < e.out; ++o) {
          want.add(Real(upstream[b * e.out + o]) * weight[o * e.in + i]);
        }
        EXPECT_TRUE(want.admits(dx[b * e.in + i])) << hex(dx[b * e.in + i]);
      }
      for (std::size_t o = 0; o < e.out; ++o) {
        Sum want;
        for (std::size_t b = 0; b < e.batch; ++b) {
          want.add(Real(upstream[b * e.out + o]) * x[b * e.in + i]);
        }
        EXPECT_TRUE(want.admits(dweight[o * e.in + i])) << hex(dweight[o * e.in + i]);
      }
    }
    for (std::size_t o = 0; o < e.out; ++o) {
      Sum want;
      for (std::size_t b = 0; b < e.batch; ++b) want.add(upstream[b * e.out + o]);
      EXPECT_TRUE(want.admits(dbias[o])) << hex(dbias[o]);
    }
  }
};

bool same_bits(const Floats& a, const Floats& b) {
  return std::ranges::equal(a, b, [](float p, float q) { return same(p, q); });
}

TEST(LinearKernels, AgreeWithTheDefinitionsAndWithEachOther) {
  Generator random(11);
  std::vector<Layer> layers;
  for (std::size_t n = 1; n < 68; ++n) layers.emplace_back(LinearExtents{2, n, 3}, random);
  for (std::size_t n = 1; n < 40; n += 3) layers.emplace_back(LinearExtents{n, 5, n + 1}, random);
  layers.emplace_back(LinearExtents{2, 3000, 2}, random);
  for (Layer& first : layers) {
    first.run();
    on_every_target([&] {
      Layer layer = first;
      layer.run();
      layer.check_value();
      layer.check_gradient();
      EXPECT_TRUE(same_bits(layer.y, first.y) && same_bits(layer.dx, first.dx) &&
                  same_bits(layer.dweight, first.dweight) && same_bits(layer.dbias, first.dbias));
    });
  }
}

// 2^24 + 1 - 2^24: float accumulation loses the 1, in any order of at most eight lanes.
TEST(LinearKernels, AccumulateInDouble) {
  Floats x(32, 0.0f);
  x[0] = 0x1p30f;
  x[8] = 1.0f;
  x[16] = -0x1p30f;
  on_every_target([&] {
    Floats y(1), dbias(1);
    linear(x, Floats(32, 1.0f), {}, y, {1, 32, 1});
    EXPECT_EQ(y[0], 1.0f);
    Floats none;
    linear_gradient(Floats(32), Floats(1), x, none, none, dbias, {32, 1, 1});
    EXPECT_EQ(dbias[0], 1.0f);
  });
}

TEST(LinearKernels, WriteNothingElse) {
  on_every_target([] {
    Generator random(2);
    for (std::size_t n = 1; n < 40; ++n) {
      Layer layer({3, n, n}, random);
      layer.run();
      const auto guarded = [](std::size_t size) { return Floats(size + 2, 12345.0f); };
      Floats y = guarded(3 * n), dx = y, dweight = guarded(n * n), dbias = guarded(n);
      const auto inside = [](Floats& v) { return std::span(v).subspan(1, v.size() - 2); };
      linear(layer.x, layer.weight, layer.bias, inside(y), layer.e);
      linear_gradient(layer.x, layer.weight, layer.upstream, inside(dx), inside(dweight),
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

TEST(LinearKernels, EmptyExtents) {
  on_every_target([] {
    Floats y(2, kNan), none;
    linear({}, {}, Floats{3, 4}, y, {1, 0, 2});
    EXPECT_EQ(y, (Floats{3, 4}));
    Floats dweight(6, kNan), dbias(2, kNan);
    linear_gradient({}, Floats(6), {}, none, dweight, dbias, {0, 3, 2});
    EXPECT_EQ(dweight, Floats(6, 0.0f));
    EXPECT_EQ(dbias, Floats(2, 0.0f));
  });
}

TEST(LinearKernels, NanAndInfinityFollowArithmetic) {
  on_every_target([] {
    Generator random(4);
    for (std::size_t at = 0; at < 21; ++at) {
      Layer layer({1, 21, 2}, random);
      layer.x[at] = kNan;
      layer.run();
      EXPECT_TRUE(std::isnan(layer.y[0]) && std::isnan(layer.y[1]));
      EXPECT_TRUE(std::isnan(layer.dweight[at]) && !std::isnan(layer.dx[at]));
      layer.x[at] = kInfinity;
      layer.weight[at] = -1;
      layer.run();
      EXPECT_EQ(layer.y[0], -kInfinity);
    }
    Floats y(1);
    linear(Floats(4, 0x1p127f), Floats(4, 1.0f), {}, y, {1, 4, 1});
    EXPECT_EQ(y[0], kInfinity);
  });
}

TEST(LinearKernels, SizesMustAgree) {
  Floats six(6), two(2), three(3), four(4);
  EXPECT_DEATH(linear(six, six, three, four, {2, 3, 2}),
               "linear: bias holds 3 elements, expected 2");
  EXPECT_DEATH(linear(six, four, two, four, {2, 3, 2}), "linear: weight holds 4 elements");
  EXPECT_DEATH(linear_gradient(six, six, four, two, {}, {}, {2, 3, 2}), "dx holds 2 elements");
}

TEST(EmbeddingKernels, CopyTheRowsBitForBit) {
  Generator random(6);
  Floats table = wide(random, 35, 40);
  table[10] = std::bit_cast<float>(0x7f812345u);
  const Indices index = {4, 0, 2, 2, 1};
  Floats y(35);
  embedding(table, index, y, {5, 7});
  for (std::size_t i = 0; i < y.size(); ++i) {
    const auto row = static_cast<std::size_t>(index[i / 7]);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(y[i]),
              std::bit_cast<std::uint32_t>(table[row * 7 + i % 7]));
  }
}

TEST(EmbeddingKernels, GradientAddsWhatLookedARowUp) {
  const Indices index = {4, 0, 2, 2, 1, 4, 2, 4, 4};
  on_every_target([&] {
    Generator random(8);
    for (const std::size_t width : {1, 2, 3, 5, 8, 17, 33, 512, 1030}) {
      const Floats upstream = wide(random, index.size() * width, 12);
      Floats dtable(6 * width, kNan);
      embedding_gradient(index, upstream, dtable, {6, width});
      for (std::size_t at = 0; at < dtable.size(); ++at) {
        Sum want;
        for (std::size_t i = 0; i < index.size(); ++i) {
          if (static_cast<std::size_t>(index[i]) == at / width) {
            want.add(upstream[i * width + at % width]);
          }
        }
        ASSERT_TRUE(want.admits(dtable[at])) << width << ' ' << at << ' ' << hex(dtable[at]);
      }
    }
  });
}

TEST(EmbeddingKernels, GradientAccumulatesInDouble) {
  on_every_target([] {
    Floats dtable(2);
    embedding_gradient(Indices{1, 1, 1}, Floats{0x1p30f, 1.0f, -0x1p30f}, dtable, {2, 1});
    EXPECT_EQ(dtable, (Floats{0.0f, 1.0f}));
  });
}

TEST(EmbeddingKernels, AnIndexOutsideTheTableAborts) {
  Floats table(6), y(4);
  EXPECT_DEATH(embedding(table, Indices{0, 3}, y, {3, 2}),
               "embedding: index.1. is 3, expected at least 0 and less than 3");
  EXPECT_DEATH(embedding_gradient(Indices{-1, 0}, y, table, {3, 2}),
               "embedding_gradient: index.0. is -1");
}

}  // namespace
}  // namespace assay::fast
