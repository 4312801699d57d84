// Attention on every instruction set, against its definition in long double, at sizes that fill
// vectors and leave tails.
#include "fast/attention/attention.h"

#include "tests/fast/kernel_checks.h"
#include "tests/fast/random_floats.h"

namespace assay::fast {
namespace {

using Floats = std::vector<float>;

struct Reading {
  AttentionExtents e;
  Floats q, k, v, upstream;
  std::vector<std::uint8_t> mask;
  Floats out, dq, dk, dv;

  Reading(AttentionExtents extents, Generator& random)
      : e(extents),
        q(uniform(random, e.queries * e.width, 2)),
        k(uniform(random, e.keys * e.width, 2)),
        v(uniform(random, e.keys * e.values, 2)),
        upstream(uniform(random, e.queries * e.values, 1)),
        mask(e.queries * e.keys) {
    for (std::uint8_t& bit : mask) bit = random() % 3 != 0;
  }

  void run() {
    out.assign(upstream.size(), kNan);
    dq.assign(q.size(), kNan);
    dk.assign(k.size(), kNan);
    dv.assign(v.size(), kNan);
    std::vector<double> row(e.keys, kNan);
    std::vector<double> both(scaled_dot_product_attention_gradient_workspace(e), kNan);
    scaled_dot_product_attention({q, k, v, mask}, out, row, e);
    scaled_dot_product_attention_gradient({q, k, v, mask}, upstream, {dq, dk, dv}, both, e);
  }

  static Real product(const Floats& a, std::size_t i, const Floats& b, std::size_t j,
                      std::size_t width) {
    Real sum = 0;
    for (std::size_t c = 0; c < width; ++c) sum += Real(a[i * width + c]) * b[j * width + c];
    return sum;
  }

  std::vector<Real> weights(std::size_t n) const {
    std::vector<Real> p(e.keys, 0);
    Real total = 0;
    for (std::size_t j = 0; j < e.keys; ++j) {
      if (mask[n * e.keys + j] == 0) continue;
      p[j] = std::exp(product(q, n, k, j, e.width) / std::sqrt(Real(e.width)));
      total += p[j];
    }
    for (Real& weight : p) weight /= total == 0 ? 1 : total;
    return p;
  }

  void check() const {
    std::vector<Sum> want_dq(q.size()), want_dk(k.size()), want_dv(v.size());
    for (std::size_t n = 0; n < e.queries; ++n) {
      const std::vector<Real> p = weights(n);
      Real mean = 0;
      for (std::size_t j = 0; j < e.keys; ++j) mean += p[j] * product(upstream, n, v, j, e.values);
      for (std::size_t j = 0; j < e.keys; ++j) {
        const Real ds = p[j] * (product(upstream, n, v, j, e.values) - mean);
        for (std::size_t c = 0; c < e.width; ++c) {
          want_dq[n * e.width + c].add(ds * k[j * e.width + c] / std::sqrt(Real(e.width)));
          want_dk[j * e.width + c].add(ds * q[n * e.width + c] / std::sqrt(Real(e.width)));
        }
        for (std::size_t c = 0; c < e.values; ++c)
          want_dv[j * e.values + c].add(p[j] * upstream[n * e.values + c]);
      }
      for (std::size_t c = 0; c < e.values; ++c) {
        Sum want;
        for (std::size_t j = 0; j < e.keys; ++j) want.add(p[j] * v[j * e.values + c]);
        EXPECT_TRUE(want.admits(out[n * e.values + c])) << n << " " << c;
      }
    }
    expect_sums(want_dq, dq);
    expect_sums(want_dk, dk);
    expect_sums(want_dv, dv);
  }

  static void expect_sums(const std::vector<Sum>& want, const Floats& got) {
    for (std::size_t i = 0; i < got.size(); ++i)
      EXPECT_TRUE(want[i].admits(got[i])) << i << ": " << hex(got[i]);
  }
};

TEST(AttentionKernels, AgreeWithTheDefinitionAtEveryTail) {
  Generator random(23);
  std::vector<Reading> readings;
  for (std::size_t n = 1; n < 20; ++n)
    readings.emplace_back(AttentionExtents{3, n, 20 - n, n % 7 + 1}, random);
  readings.emplace_back(AttentionExtents{37, 67, 5, 33}, random);
  on_every_target([&] {
    for (Reading& reading : readings) {
      reading.run();
      reading.check();
    }
  });
}

TEST(AttentionKernels, GiveZeroWhereNothingIsSeen) {
  Generator random(24);
  on_every_target([&] {
    Reading reading({2, 5, 3, 4}, random);
    std::fill_n(reading.k.begin(), 15, kNan);
    reading.mask.assign(10, 0);
    reading.run();
    for (const Floats* floats : {&reading.out, &reading.dq, &reading.dk, &reading.dv})
      for (const float x : *floats) EXPECT_EQ(x, 0.0f);
  });
}

TEST(AttentionKernels, TakeNoKeysAtAll) {
  Generator random(26);
  Reading reading({2, 0, 3, 4}, random);
  reading.run();
  for (const float x : reading.out) EXPECT_EQ(x, 0.0f);
  for (const float x : reading.dq) EXPECT_EQ(x, 0.0f);
}

TEST(AttentionKernels, SizesMustAgree) {
  Generator random(25);
  Reading r({2, 3, 4, 1}, random);
  r.run();
  std::vector<double> row(3), two(2);
  EXPECT_DEATH(scaled_dot_product_attention({r.q, r.k, r.v, r.mask}, r.out, two, r.e),
               "scaled_dot_product_attention: workspace holds 2 elements, expected 3");
  EXPECT_DEATH(scaled_dot_product_attention({r.q, r.v, r.v, r.mask}, r.out, row, r.e),
               "k holds 3 elements, expected 12");
  EXPECT_DEATH(scaled_dot_product_attention({{}, {}, r.v, r.mask}, r.out, row, {2, 3, 0, 1}),
               "width is 0, expected at least 1");
}

}  // namespace
}  // namespace assay::fast
