// assay bench

#include "properties/bench/bench.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/values.h"
#include "fixtures/format/atomic_file.h"
#include "fixtures/format/input_error.h"

namespace assay::cli {

namespace {

std::vector<const Operator*> ops_of(const BenchOptions& options) {
  std::vector<const Operator*> ops = require_operators(options.ops);
  if (options.family.empty()) return ops;
  std::erase_if(ops, [&](const Operator* op) { return op->card.family() != options.family; });
  if (ops.empty())
    throw InputError("--family: none of the operators is of a family '" + options.family + "'");
  return ops;
}

/// "batch=64". Extents far beyond memory are refused here.
Sizes sizes_of(const std::vector<std::string>& dims, const std::vector<const Operator*>& ops) {
  Sizes sizes;
  for (const std::string& dim : dims) {
    const std::size_t equals = dim.find('=');
    const std::string name = dim.substr(0, equals);
    const auto extent = parse_number(equals == std::string::npos ? "" : dim.substr(equals + 1));
    if (name.empty() || !extent || !(*extent >= 1 && *extent <= 0x1p28) ||
        *extent != static_cast<double>(static_cast<std::int64_t>(*extent)))
      throw InputError("--dims: expected SYMBOL=EXTENT with an extent of 1 .. 2^28, found '" + dim +
                       "'");
    for (const Operator* op : ops) {
      const auto& known = op->card.dims;
      if (std::none_of(known.begin(), known.end(), [&](const Dim& d) { return d.name == name; }))
        throw InputError("--dims: " + op->card.name + " has no dimension '" + name + "'");
    }
    sizes[name] = static_cast<std::int64_t>(*extent);
  }
  return sizes;
}

}  // namespace

int run_bench(const BenchOptions& options) {
  const std::vector<const Operator*> ops = ops_of(options);
  bench::Options wanted = {
      .sizes = sizes_of(options.dims, ops),
      .gradient = options.gradient,
      .effort = {.repetitions = options.repetitions, .min_seconds = options.seconds},
      .progress = [](const std::string& op, double share) { show_progress(op, share); }};
  if (!options.sizes.empty()) wanted.elements = options.sizes;
  const bench::Report report = bench::run(ops, wanted);
  show_progress("");
  if (!options.html.empty()) format::write_file(options.html, bench::page(report));
  fmt::print("{}\n", options.json ? bench::json(report) : bench::text(report));
  return 0;
}

}  // namespace assay::cli
