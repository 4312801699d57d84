#include "properties/bench/accuracy.h"

#include <cmath>

#include "fast/targets.h"
#include "properties/laws/measure.h"
#include "properties/sweep/tally.h"

namespace assay::bench {

namespace {

constexpr std::uint64_t stride = 262139;  // a prime: every binade and no pattern in the last bits
constexpr int cases = 12;
constexpr std::uint64_t seed = 1;

}  // namespace

Sample::Sample(const sweep::SweptFunction& f) {
  for (std::uint64_t pattern = 0; pattern < std::uint64_t{1} << 32; pattern += stride) {
    const float x = sweep::number_of(pattern, Format::binary32);
    if (std::isnan(x)) continue;
    const sweep::PointTruth truth = sweep::truth_at(f, x, Format::binary32);
    x_.push_back(x);
    truth_.push_back(static_cast<float>(truth.rounded));
    value_.push_back(truth.value);
  }
}

Accuracy Sample::judge(std::span<const float> results) const {
  std::vector<float> got(results.begin(), results.end());
  sweep::Tally tally;
  sweep::count(tally, {.first = 0, .x = x_, .truth = truth_, .value = value_}, got,
               Format::binary32);
  // Misses are where half an ulp is exceeded; else the results are the nearest floats.
  Accuracy accuracy = {.worst_ulps = tally.all_right() ? 0.5 : tally.worst_ulps()};
  accuracy.correctly_rounded = static_cast<double>(tally.right) / static_cast<double>(tally.inputs);
  if (!tally.worst.empty()) accuracy.where = to_hex(tally.worst.front().x);
  return accuracy;
}

Accuracy graded(const Operator& op, bool gradient) {
  Accuracy accuracy;
  const std::string target = fast::target_name(fast::current_target());
  for (const Measured& row : measure(op, cases, seed)) {
    if (row.gradient != gradient || row.target != target) continue;
    std::int64_t all = 0;
    for (const std::int64_t count : row.count) all += count;
    const auto exact = row.count[static_cast<std::size_t>(Grade::exact)];
    accuracy = {
        .worst_ulps = row.worst_ulps,
        .where = row.worst_element,
        .correctly_rounded = all == 0 ? 1 : static_cast<double>(exact) / static_cast<double>(all),
        .grade = row.worst};
  }
  return accuracy;
}

}  // namespace assay::bench
