#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "properties/bench/bench.h"

namespace assay::bench {

std::string speed_text(const Entry& entry, double seconds) {
  if (entry.flops > 0) return fmt::format("{:.4g} GFLOP/s", entry.flops / seconds / 1e9);
  return fmt::format("{:.3g} ns/element", seconds * 1e9 / static_cast<double>(entry.elements));
}

std::string accuracy_text(const Accuracy& accuracy) {
  const std::string ulps = fmt::format("{:.3g} ulp", accuracy.worst_ulps);
  if (accuracy.grade) return fmt::format("{}, {}", name(*accuracy.grade), ulps);
  return fmt::format("{}, {:.4g} % correctly rounded", ulps, 100 * accuracy.correctly_rounded);
}

std::string text(const Report& report) {
  const Machine& machine = report.machine;
  std::string out =
      fmt::format("one thread, {}; peak {:.3g} GFLOP/s; copy", machine.target, machine.flops / 1e9);
  for (const auto& [bytes, bandwidth] : machine.copies)
    out += fmt::format("{} {:.3g} GB/s of 2 x {} KiB", out.ends_with("copy") ? "" : ",",
                       bandwidth / 1e9, static_cast<double>(bytes) / 1024);
  out += "\n";
  std::size_t width = 22;
  for (const Entry& entry : report.entries)
    for (const Score& score : entry.scores) width = std::max(width, score.library.size());
  for (const Entry& entry : report.entries) {
    out += fmt::format("\n{}, {}\n", entry.op, to_string(entry.sizes));
    const double ours = entry.scores.front().seconds;
    for (const Score& score : entry.scores) {
      const std::string against = &score == &entry.scores.front()
                                      ? ""
                                      : fmt::format("{:.2f} x our time", score.seconds / ours);
      out +=
          fmt::format("  {:<{}}{:>18}{:>7.0f} % of {}  {:<17} {}\n", score.library, width,
                      speed_text(entry, score.seconds), 100 * entry.limit_seconds / score.seconds,
                      entry.limited_by_memory ? "copying" : "the peak", against,
                      score.accuracy ? accuracy_text(*score.accuracy) : "");
    }
  }
  for (const std::string& op : report.left_out)
    out += fmt::format("\n{}: left out, it does not admit these sizes or has no gradient\n", op);
  return out;
}

namespace {

nlohmann::json as_json(const Entry& entry) {
  nlohmann::json libraries = nlohmann::json::array();
  for (const Score& score : entry.scores) {
    nlohmann::json one = {{"library", score.library},
                          {"nanoseconds", score.seconds * 1e9},
                          {"share_of_limit", entry.limit_seconds / score.seconds},
                          {"times_ours", score.seconds / entry.scores.front().seconds}};
    if (entry.flops > 0) one["gflop_per_second"] = entry.flops / score.seconds / 1e9;
    if (score.accuracy) {
      one["worst_ulps"] = fmt::format("{}", score.accuracy->worst_ulps);
      one["worst_at"] = score.accuracy->where;
      one["correctly_rounded"] = score.accuracy->correctly_rounded;
      if (score.accuracy->grade) one["grade"] = name(*score.accuracy->grade);
    }
    libraries.push_back(one);
  }
  return {{"op", entry.op},
          {"sizes", entry.sizes},
          {"elements", entry.elements},
          {"bytes", entry.bytes},
          {"flop", entry.flops},
          {"limit", entry.limited_by_memory ? "copy" : "peak"},
          {"limit_nanoseconds", entry.limit_seconds * 1e9},
          {"libraries", libraries}};
}

}  // namespace

std::string json(const Report& report) {
  nlohmann::json copies = nlohmann::json::array(), entries = copies;
  for (const auto& [bytes, bandwidth] : report.machine.copies)
    copies.push_back({{"buffer_bytes", bytes}, {"gb_per_second", bandwidth / 1e9}});
  for (const Entry& entry : report.entries) entries.push_back(as_json(entry));
  const nlohmann::json all = {{"target", report.machine.target},
                              {"peak_gflop_per_second", report.machine.flops / 1e9},
                              {"copies", copies},
                              {"entries", entries},
                              {"left_out", report.left_out}};
  return all.dump(1);
}

}  // namespace assay::bench
