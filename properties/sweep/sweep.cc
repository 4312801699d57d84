#include "properties/sweep/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "properties/sweep/digest.h"
#include "properties/sweep/ledger.h"
#include "reference/scalar/rounding.h"
#include "reference/scalar/threads.h"

namespace assay::sweep {

namespace {

/// One chunk through one subject.
class ChunkRun {
 public:
  ChunkRun(const SweptFunction& f, const Subject& subject, const Inputs& inputs,
           std::uint64_t chunk)
      : f_(f), subject_(subject), format_(inputs.format), runs_(inputs.chunk(chunk)) {
    if (subject.takes_whole_chunks) answer_all();
  }

  /// Where the digest of the truth is known, nothing is hashed unless a result is not right.
  ChunkResult result(const std::optional<std::string>& digest_of_truth) {
    if (digest_of_truth) {
      const Tally tally = over_tiles([](std::string_view) {});
      if (tally.all_right()) return {tally, *digest_of_truth};
    }
    Digest digest;
    const Tally tally = over_tiles([&](std::string_view bytes) { digest.add(bytes); });
    return {tally, digest.hex()};
  }

 private:
  void answer_all() {
    std::vector<float> x;
    for (const Block& run : runs_)
      for (std::uint64_t i = 0; i < run.count; ++i) x.push_back(number_of(run.first + i, format_));
    answers_.resize(x.size());
    subject_.answer(x, answers_);
  }

  void answer(const Tile& tile, std::span<float> y, std::uint64_t position) const {
    const auto place = static_cast<std::ptrdiff_t>(position);
    if (subject_.takes_whole_chunks)
      std::copy_n(answers_.begin() + place, y.size(), y.begin());
    else if (subject_.answer)
      subject_.answer(tile.x, y);
    else
      std::copy(tile.truth.begin(), tile.truth.end(), y.begin());
  }

  Tally over_tiles(const std::function<void(std::string_view)>& use) const {
    Tally tally;
    std::vector<float> y(tile_size);
    std::uint64_t position = 0;
    const auto judge = [&](const Tile& tile) {
      const std::span<float> got = std::span(y).first(tile.x.size());
      answer(tile, got, position);
      position += got.size();
      count(tally, tile, got, format_);
      if (format_ == Format::binary32)
        use({reinterpret_cast<const char*>(got.data()), got.size_bytes()});
      else
        use(to_raw(got, format_));
    };
    for (const Block& run : runs_) walk(f_, format_, run, judge);
    return tally;
  }

  const SweptFunction& f_;
  const Subject& subject_;
  Format format_;
  std::vector<Block> runs_;
  std::vector<float> answers_;
};

class Run {
 public:
  Run(const SweptFunction& f, const std::vector<Subject>& subjects, const Options& options)
      : f_(f), subjects_(subjects), options_(options), chunks_(options.inputs.chunks()) {
    if (!options.checkpoint.empty())
      ledger_.emplace(options.checkpoint, identity());
    else
      ledger_.emplace();
  }

  std::vector<Outcome> all() {
    for (const Subject& subject : subjects_)
      for (std::uint64_t chunk = 0; chunk < chunks_; ++chunk)
        if (ledger_->find(subject.name, chunk) != nullptr) ++remembered_;
    std::vector<Outcome> outcomes;
    for (const Subject& subject : subjects_) outcomes.push_back(over_chunks(subject));
    return outcomes;
  }

 private:
  std::string identity() const {
    std::string runs;
    for (const Block& run : options_.inputs.runs)
      runs += fmt::format(" {:x}+{:x}", run.first, run.count);
    return fmt::format("assay sweep 1: {} {} in {}, patterns{}", f_.name, options_.identity,
                       traits(options_.inputs.format).name, runs);
  }

  Outcome over_chunks(const Subject& subject) {
    std::optional<fast::TargetScope> scope;
    if (subject.target) scope.emplace(*subject.target);
    next_ = 0;
    const unsigned processors = std::max(1u, std::thread::hardware_concurrency());
    const unsigned wanted = options_.threads == 0 ? processors : options_.threads;
    const auto threads = static_cast<unsigned>(std::min<std::uint64_t>(wanted, chunks_));
    run_on_threads(threads, [&] { work(subject); });
    if (failure_) std::rethrow_exception(failure_);
    return summary(subject);
  }

  void work(const Subject& subject) {
    try {
      for (std::uint64_t chunk = next_++; chunk < chunks_; chunk = next_++) {
        std::optional<std::string> known;
        {
          const std::lock_guard lock(mutex_);
          if (ledger_->find(subject.name, chunk) != nullptr) continue;
          known = ledger_->digest_of_truth(chunk);
        }
        ChunkResult result = ChunkRun(f_, subject, options_.inputs, chunk).result(known);
        const std::lock_guard lock(mutex_);
        ledger_->add(subject.name, chunk, std::move(result));
        report(subject);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      next_ = chunks_;
    }
  }

  void report(const Subject& subject) {
    ++done_;
    if (!options_.progress) return;
    const double all = static_cast<double>(chunks_ * subjects_.size());
    const double before = static_cast<double>(remembered_), now = static_cast<double>(done_);
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
    options_.progress({.subject = subject.name,
                       .share = (before + now) / all,
                       .seconds_left = elapsed.count() / now * (all - before - now)});
  }

  Outcome summary(const Subject& subject) const {
    Outcome outcome = {.subject = subject.name, .tally = {}, .digest = {}};
    std::vector<std::string> digests;
    for (std::uint64_t chunk = 0; chunk < chunks_; ++chunk) {
      const ChunkResult& result = *ledger_->find(subject.name, chunk);
      merge(outcome.tally, result.tally);
      digests.push_back(result.digest);
    }
    outcome.digest = digest_of_lines(digests);
    return outcome;
  }

  const SweptFunction& f_;
  const std::vector<Subject>& subjects_;
  const Options& options_;
  std::uint64_t chunks_;
  std::optional<Ledger> ledger_;
  std::uint64_t remembered_ = 0, done_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> next_ = 0;
  std::mutex mutex_;  ///< of the ledger, the progress and the failure
  std::exception_ptr failure_;
};

}  // namespace

std::vector<Outcome> run(const SweptFunction& f, const std::vector<Subject>& subjects,
                         const Options& options) {
  return Run(f, subjects, options).all();
}

std::vector<Special> specials(const SweptFunction& f, const std::vector<Subject>& subjects,
                              Format format) {
  std::vector<float> inputs;
  const double normal = std::ldexp(1, traits(format).min_exponent);
  for (const double x : {0.0, smallest_subnormal(format), normal - smallest_subnormal(format),
                         normal, 1.0, largest_finite(format), infinity})
    for (const double sign : {1.0, -1.0}) inputs.push_back(static_cast<float>(sign * x));
  inputs.push_back(std::numeric_limits<float>::quiet_NaN());
  std::vector<Special> rows;
  for (const float x : inputs) rows.push_back({x, truth_at(f, x, format).rounded});
  for (const Subject& subject : subjects) {
    std::optional<fast::TargetScope> scope;
    if (subject.target) scope.emplace(*subject.target);
    std::vector<float> y(inputs.size());
    if (subject.answer) subject.answer(inputs, y);
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i].got.push_back(subject.answer ? y[i] : rows[i].wanted);
  }
  return rows;
}

bool keeps(const Tally& tally, Grade promise) {
  if (tally.nans > 0) return false;
  if (promise == Grade::exact) return tally.right + tally.zero_signs == tally.inputs;
  return tally.worst_ulps() <= (promise == Grade::faithful ? 1 : 4);
}

void sharpen(Tally& tally, const SweptFunction& f, Format format) {
  for (Miss& miss : tally.worst)
    if (std::isfinite(miss.x) && std::isfinite(miss.ulps))
      miss.ulps = ulp_error(miss.got, f.real(Real(miss.x)), format);
  std::sort(tally.worst.begin(), tally.worst.end(), [](const Miss& a, const Miss& b) {
    return a.ulps != b.ulps ? a.ulps > b.ulps : a.pattern < b.pattern;
  });
}

}  // namespace assay::sweep
