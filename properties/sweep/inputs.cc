#include "properties/sweep/inputs.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace assay::sweep {

std::uint64_t Inputs::size() const {
  std::uint64_t sum = 0;
  for (const Block& run : runs) sum += run.count;
  return sum;
}

std::vector<Block> Inputs::chunk(std::uint64_t index) const {
  std::vector<Block> parts;
  std::uint64_t before = 0;
  const std::uint64_t begin = index * chunk_size, end = begin + chunk_size;
  for (const Block& run : runs) {
    const std::uint64_t from = std::max(begin, before), to = std::min(end, before + run.count);
    if (from < to) parts.push_back({run.first + (from - before), to - from});
    before += run.count;
  }
  return parts;
}

Inputs all_inputs(Format format) {
  return {format, {{0, std::uint64_t{1} << traits(format).bits}}};
}

Inputs inputs_between(double low, double high, Format format) {
  if (!(low <= high)) throw std::invalid_argument("--range: expected LOW:HIGH with LOW <= HIGH");
  // Inwards: a bound between two numbers of the format excludes the one outside.
  double first = round_to(low, format), last = round_to(high, format);
  if (first < low) first = from_rank(rank(first, format) + 1, format);
  if (last > high) last = from_rank(rank(last, format) - 1, format);
  Inputs inputs = {.format = format};
  const auto add = [&](double from, double to) {
    const std::uint64_t begin = to_bits(from, format);
    if (std::abs(from) <= std::abs(to))
      inputs.runs.push_back({begin, to_bits(to, format) - begin + 1});
  };
  if (!std::signbit(last)) add(std::max(first, 0.0) + 0.0, last);
  if (std::signbit(first)) add(std::signbit(last) ? last : -0.0, first);
  return inputs;
}

}  // namespace assay::sweep
