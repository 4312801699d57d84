#include "properties/sweep/tally.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "properties/sweep/loops.h"

namespace assay::sweep {

namespace {

bool same_bits(float a, float b) {
  return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

/// An infinity counts as the first number past the largest finite one.
double as_number(double value, Format format) {
  if (!std::isinf(value)) return value;
  return std::copysign(std::ldexp(1, traits(format).max_exponent + 1), value);
}

double ulps_between(double got, double exact, double wanted, Format format) {
  if (std::isnan(got) || std::isnan(wanted)) return infinity;
  return std::abs(as_number(got, format) - as_number(exact, format)) / ulp(wanted, format);
}

bool worse(const Miss& a, const Miss& b) {
  return a.ulps != b.ulps ? a.ulps > b.ulps : a.pattern < b.pattern;
}

void keep_worst(std::vector<Miss>& worst, const Miss& miss) {
  if (worst.size() == Tally::most_worst && !worse(miss, worst.back())) return;
  worst.insert(std::upper_bound(worst.begin(), worst.end(), miss, worse), miss);
  if (worst.size() > Tally::most_worst) worst.pop_back();
}

void count_miss(Tally& tally, const Miss& miss, Format format) {
  if (std::isnan(miss.got) || std::isnan(miss.wanted)) {
    ++tally.nans;
  } else {
    const auto distance =
        static_cast<std::uint64_t>(std::abs(rank(miss.got, format) - rank(miss.wanted, format)));
    if (distance == 0)
      ++tally.zero_signs;
    else
      ++tally.distances[static_cast<std::size_t>(std::bit_width(distance - 1))];
  }
  keep_worst(tally.worst, miss);
  Bin& bin = tally.plot[plot_bin(miss.pattern, format)];
  ++bin.misses;
  bin.worst_ulps = std::max(bin.worst_ulps, miss.ulps);
}

}  // namespace

std::uint64_t plot_bin(std::uint64_t pattern, Format format) {
  return pattern >> (traits(format).bits - 12);
}

void count(Tally& tally, const Tile& tile, std::span<float> got, Format format) {
  tally.inputs += got.size();
  tally.unproven += tile.unproven;
  tally.sampled_zeros += tile.sampled_zeros;
  const std::size_t right = count_same_bits(got.data(), tile.truth.data(), got.size());
  tally.right += right;
  if (right == got.size()) return;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (same_bits(got[i], tile.truth[i])) continue;
    if (std::isnan(got[i])) got[i] = std::numeric_limits<float>::quiet_NaN();
    if (same_bits(got[i], tile.truth[i]))
      ++tally.right;
    else
      count_miss(tally,
                 {.pattern = tile.first + i,
                  .x = tile.x[i],
                  .got = got[i],
                  .wanted = tile.truth[i],
                  .ulps = ulps_between(got[i], tile.value[i], tile.truth[i], format)},
                 format);
  }
}

void merge(Tally& into, const Tally& part) {
  into.inputs += part.inputs;
  into.right += part.right;
  for (std::size_t k = 0; k < Tally::bins; ++k) into.distances[k] += part.distances[k];
  into.zero_signs += part.zero_signs;
  into.nans += part.nans;
  into.unproven += part.unproven;
  into.sampled_zeros += part.sampled_zeros;
  for (const Miss& miss : part.worst) keep_worst(into.worst, miss);
  for (const auto& [place, bin] : part.plot) {
    Bin& sum = into.plot[place];
    sum.misses += bin.misses;
    sum.worst_ulps = std::max(sum.worst_ulps, bin.worst_ulps);
  }
}

namespace {

/// JSON has no infinities and no NaN.
double number_in(const nlohmann::json& text) {
  return parse_number(text.get<std::string>()).value();
}

}  // namespace

nlohmann::json to_json(const Tally& tally) {
  nlohmann::json worst = nlohmann::json::array(), plot = worst;
  for (const Miss& miss : tally.worst)
    worst.push_back(
        {miss.pattern, to_hex(miss.x), to_hex(miss.got), to_hex(miss.wanted), to_hex(miss.ulps)});
  for (const auto& [place, bin] : tally.plot)
    plot.push_back({place, bin.misses, to_hex(bin.worst_ulps)});
  return {{"inputs", tally.inputs},
          {"right", tally.right},
          {"distances", tally.distances},
          {"zero_signs", tally.zero_signs},
          {"nans", tally.nans},
          {"unproven", tally.unproven},
          {"sampled_zeros", tally.sampled_zeros},
          {"worst", worst},
          {"plot", plot}};
}

Tally tally_from_json(const nlohmann::json& json) {
  Tally tally;
  json.at("inputs").get_to(tally.inputs);
  json.at("right").get_to(tally.right);
  json.at("distances").get_to(tally.distances);
  json.at("zero_signs").get_to(tally.zero_signs);
  json.at("nans").get_to(tally.nans);
  json.at("unproven").get_to(tally.unproven);
  json.at("sampled_zeros").get_to(tally.sampled_zeros);
  for (const nlohmann::json& miss : json.at("worst"))
    tally.worst.push_back({miss.at(0).get<std::uint64_t>(), number_in(miss.at(1)),
                           number_in(miss.at(2)), number_in(miss.at(3)), number_in(miss.at(4))});
  for (const nlohmann::json& bin : json.at("plot"))
    tally.plot[bin.at(0).get<std::uint64_t>()] = {bin.at(1).get<std::uint64_t>(),
                                                  number_in(bin.at(2))};
  return tally;
}

}  // namespace assay::sweep
