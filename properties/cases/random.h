// A small deterministic random source (splitmix64), the same on every machine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace assay {

class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : state_(seed) {}

  /// A source of its own for each sequence of numbers.
  explicit RandomSource(std::initializer_list<std::uint64_t> seeds) : state_(0) {
    for (const std::uint64_t seed : seeds) state_ = RandomSource(state_ ^ seed).next();
  }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  /// Uniform over least .. most, both included. The modulo's bias is below 2^-40 for any range
  /// that is drawn here.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    const auto span = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(span == 0 ? next() : next() % span);
  }

  bool one_in(std::int64_t n) { return between(1, n) == 1; }

  /// Uniform over [0, 1), in multiples of 2^-53.
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  template <class T>
  const T& pick(const std::vector<T>& options) {
    return options[static_cast<std::size_t>(
        between(0, static_cast<std::int64_t>(options.size()) - 1))];
  }

  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[static_cast<std::size_t>(next() % i)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace assay
