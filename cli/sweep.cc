// assay sweep

#include "properties/sweep/sweep.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/commands.h"

namespace assay::cli {

int run_sweep(const SweepOptions& options) {
  const Operator& op = require_operator(options.op);
  const auto progress = [&](double share) { show_progress(op.card.name, share); };
  const std::vector<SweepRow> rows = sweep(op, options.gradient, options.stride, progress);
  show_progress("");
  nlohmann::json json = nlohmann::json::array();
  bool tight = true;
  for (const SweepRow& row : rows) {
    tight = tight && row.worst_ulps <= 4;
    const double wrong = static_cast<double>(row.inputs - row.correctly_rounded);
    if (options.json)
      json.push_back({{"target", row.target},
                      {"inputs", row.inputs},
                      {"correctly_rounded", row.correctly_rounded},
                      {"worst_ulps", fmt::format("{}", row.worst_ulps)},
                      {"worst_input", to_hex(row.worst_input)},
                      {"worst_got", to_hex(row.worst_got)},
                      {"worst_wanted", to_hex(row.worst_wanted)}});
    else
      fmt::print(
          "{}{} {:<6} {} inputs, {} not correctly rounded ({:.2g} in a million), worst {:.6f} "
          "ulp at {}: got {}, wanted {}\n",
          op.card.name, options.gradient ? "'" : "", row.target, row.inputs,
          row.inputs - row.correctly_rounded, 1e6 * wrong / static_cast<double>(row.inputs),
          row.worst_ulps, to_hex(row.worst_input), to_hex(row.worst_got), to_hex(row.worst_wanted));
  }
  if (options.json) fmt::print("{}\n", json.dump(1));
  return tight ? 0 : 1;
}

}  // namespace assay::cli
