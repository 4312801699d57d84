#include "fast/bench/limits.h"

#include <time.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "hwy/highway.h"

namespace assay::fast::bench {

namespace {

/// Processor time of this thread: what else runs on the machine does not count.
double now() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double seconds_of(auto work) {
  const double start = now();
  work();
  return now() - start;
}

/// The shortest time of `work`, each time long enough for the clock, at least 2 ms.
double best_seconds(auto work) {
  std::size_t times = 1;
  const auto many = [&] {
    for (std::size_t i = 0; i < times; ++i) work();
  };
  while (seconds_of(many) < 0.002) times *= 2;
  double best = seconds_of(many);
  for (int i = 0; i < 20; ++i) best = std::min(best, seconds_of(many));
  return best / static_cast<double>(times);
}

}  // namespace

double copy_bandwidth(std::size_t bytes) {
  std::vector<char> from(bytes, 1), to(bytes, 2);
  const double seconds = best_seconds([&] {
    std::memcpy(to.data(), from.data(), bytes);
    asm volatile("" : : "r"(to.data()) : "memory");
  });
  return 2 * static_cast<double>(bytes) / seconds;
}

double peak_flops() {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::ScalableTag<float> d;
  constexpr int rounds = 4096, chains = 12;  // enough for two units of six cycles
  float result = 0;
  const double seconds = best_seconds([&] {
    const auto factor = hn::Set(d, 0.999f), term = hn::Set(d, 0.001f);
    auto a = term, b = term, c = term, e = term, f = term, g = term, h = term, i = term, j = term,
         k = term, l = term, m = term;
    for (int round = 0; round < rounds; ++round) {
      a = hn::MulAdd(a, factor, term);
      b = hn::MulAdd(b, factor, term);
      c = hn::MulAdd(c, factor, term);
      e = hn::MulAdd(e, factor, term);
      f = hn::MulAdd(f, factor, term);
      g = hn::MulAdd(g, factor, term);
      h = hn::MulAdd(h, factor, term);
      i = hn::MulAdd(i, factor, term);
      j = hn::MulAdd(j, factor, term);
      k = hn::MulAdd(k, factor, term);
      l = hn::MulAdd(l, factor, term);
      m = hn::MulAdd(m, factor, term);
    }
    const auto sum = hn::Add(
        hn::Add(hn::Add(a, b), hn::Add(c, e)),
        hn::Add(hn::Add(hn::Add(f, g), hn::Add(h, i)), hn::Add(hn::Add(j, k), hn::Add(l, m))));
    result = hn::GetLane(sum);
    asm volatile("" : : "x"(result) : "memory");
  });
  return 2.0 * rounds * chains * static_cast<double>(hn::Lanes(d)) / seconds;
}

}  // namespace assay::fast::bench
