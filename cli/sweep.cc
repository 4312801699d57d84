// assay sweep

#include "properties/sweep/sweep.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/values.h"
#include "fixtures/format/atomic_file.h"
#include "fixtures/format/input_error.h"
#include "properties/sweep/page.h"

namespace assay::cli {

namespace {

using namespace sweep;

/// bf16 and f16, as people call them, beside the formats' own names.
Format format_of(const std::string& name) {
  const Format format = name == "bf16"  ? Format::bfloat16
                        : name == "f16" ? Format::binary16
                        : name == "f32" ? Format::binary32
                                        : require_format(name);
  if (format != Format::binary32 && format != Format::bfloat16 && format != Format::binary16)
    throw InputError("--format: expected float32, bfloat16 or float16, found '" + name + "'");
  return format;
}

Inputs inputs_of(const std::string& range, Format format) {
  if (range.empty()) return all_inputs(format);
  const std::size_t colon = range.find(':');
  const auto low = parse_number(range.substr(0, colon));
  const auto high = parse_number(colon == std::string::npos ? "" : range.substr(colon + 1));
  if (!low || !high || !(*low <= *high))
    throw InputError("--range: expected two numbers LOW:HIGH, found '" + range + "'");
  const Inputs inputs = inputs_between(*low, *high, format);
  if (inputs.size() == 0)
    throw InputError(fmt::format("--range: no {} lies in {}", traits(format).name, range));
  return inputs;
}

Attributes attributes_of(const Card& card, const std::vector<std::string>& assignments) {
  Attributes given;
  std::vector<std::string> notes;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    const std::string name = assignment.substr(0, equals);
    const AttributeCard* found = nullptr;
    for (const AttributeCard& attribute : card.attributes)
      if (attribute.name == name) found = &attribute;
    if (found == nullptr || equals == std::string::npos)
      throw InputError(
          fmt::format("'{}': expected ATTRIBUTE=VALUE, an attribute of {}", assignment, card.name));
    given.set(name, parse_attribute(*found, assignment.substr(equals + 1), card.format, notes));
  }
  for (const std::string& note : notes) fmt::print(stderr, "assay: {}\n", note);
  return complete_attributes(card, given);
}

std::string written(const Attributes& attributes) {
  std::string text;
  for (const auto& [name, value] : attributes.values())
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, to_string(value));
  return text;
}

std::vector<Subject> subjects_of(const SweepOptions& options, const Operator& op,
                                 const Attributes& attributes, Format format) {
  if (!options.command.empty()) return {command_subject(options.command, format)};
  if (options.kernel == "fast")
    return fast_subjects(op, options.gradient, attributes, format, options.target);
  if (options.kernel == "libm") return {libm_subject(op, options.gradient, format)};
  if (options.kernel == "truth") return {truth_subject()};
  return {library_subject(options.kernel, format)};
}

void show(const Progress& progress, const std::string& name) {
  show_progress(fmt::format("{} {} {:.0f} %, {:.0f} s left", name, progress.subject,
                            100 * progress.share, std::ceil(progress.seconds_left)));
}

nlohmann::json as_json(const Swept& swept) {
  nlohmann::json subjects = nlohmann::json::array(), specials = subjects;
  for (const Outcome& outcome : swept.outcomes) {
    nlohmann::json misses = nlohmann::json::array();
    for (const Miss& miss : outcome.tally.worst)
      misses.push_back({{"input", to_hex(miss.x)},
                        {"got", to_hex(miss.got)},
                        {"wanted", to_hex(miss.wanted)},
                        {"ulps", fmt::format("{}", miss.ulps)}});
    const Tally& tally = outcome.tally;
    subjects.push_back({{"kernel", outcome.subject},
                        {"correctly_rounded", tally.right},
                        {"float_distances", tally.distances},
                        {"other_zero", tally.zero_signs},
                        {"nan_or_number", tally.nans},
                        {"worst_ulps", fmt::format("{}", tally.worst_ulps())},
                        {"worst", misses},
                        {"keeps_promise", keeps(tally, swept.promise)},
                        {"sha256", outcome.digest}});
  }
  for (const Special& special : swept.specials) {
    nlohmann::json got = nlohmann::json::array();
    for (const double value : special.got) got.push_back(to_hex(value));
    specials.push_back(
        {{"input", to_hex(special.x)}, {"wanted", to_hex(special.wanted)}, {"got", got}});
  }
  return {{"function", swept.function},
          {"attributes", swept.attributes},
          {"format", swept.format},
          {"inputs", swept.inputs},
          {"promise", name(swept.promise)},
          {"unproven", swept.outcomes.front().tally.unproven},
          {"zeros_with_sampled_sign", swept.outcomes.front().tally.sampled_zeros},
          {"seconds", swept.seconds},
          {"subjects", subjects},
          {"specials", specials}};
}

bool same(double a, double b) {
  return std::isnan(a) ? std::isnan(b) : a == b && std::signbit(a) == std::signbit(b);
}

void print(const Swept& swept) {
  fmt::print("{} in {}: {} inputs, {}\n", swept.function, swept.format, swept.inputs,
             swept.outcomes.front().tally.unproven == 0
                 ? "the right result of each is proven"
                 : fmt::format("{} without a proof", swept.outcomes.front().tally.unproven));
  for (const Outcome& outcome : swept.outcomes) {
    const Tally& tally = outcome.tally;
    fmt::print("{}: {}\n", outcome.subject, summary(tally));
    for (const Miss& miss : tally.worst)
      fmt::print("  {:.6f} ulp at {}: got {}, wanted {}\n", miss.ulps, to_hex(miss.x),
                 to_hex(miss.got), to_hex(miss.wanted));
    fmt::print("  sha256 {}\n", outcome.digest);
  }
  for (const Special& special : swept.specials)
    for (std::size_t k = 0; k < special.got.size(); ++k)
      if (!same(special.got[k], special.wanted))
        fmt::print("special value: {} at {}: got {}, wanted {}\n", swept.outcomes[k].subject,
                   to_hex(special.x), to_hex(special.got[k]), to_hex(special.wanted));
}

}  // namespace

int run_sweep(const SweepOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const Operator& op = require_operator(options.op);
  const Attributes attributes = attributes_of(op.card, options.attributes);
  const SweptFunction f = swept_function(op, options.gradient, attributes);
  const Format format = format_of(options.format);
  const std::vector<Subject> subjects = subjects_of(options, op, attributes, format);
  Swept swept = {.function = f.name,
                 .attributes = written(attributes),
                 .format = std::string(traits(format).name),
                 .promise = f.promise};
  const Inputs inputs = inputs_of(options.range, format);
  swept.inputs = inputs.size();
  swept.outcomes = run(f, subjects,
                       {.inputs = inputs,
                        .threads = options.jobs,
                        .checkpoint = options.checkpoint,
                        .identity = swept.attributes,
                        .progress = [&](const Progress& now) { show(now, f.name); }});
  show_progress("");
  swept.specials = specials(f, subjects, format);
  for (Outcome& outcome : swept.outcomes) sharpen(outcome.tally, f, format);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  swept.seconds = elapsed.count();
  if (!options.html.empty()) format::write_file(options.html, page(swept, format));
  if (options.json)
    fmt::print("{}\n", as_json(swept).dump(1));
  else
    print(swept);
  for (const Outcome& outcome : swept.outcomes)
    if (!keeps(outcome.tally, swept.promise)) return 1;
  return 0;
}

}  // namespace assay::cli
