#include "properties/bench/timing.h"

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <string>

namespace assay::bench {

namespace {

/// Keeps what is measured; the names are the calls' positions.
class Collector : public benchmark::BenchmarkReporter {
 public:
  explicit Collector(std::size_t calls) : seconds_(calls) {}

  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration)
        seconds_.at(std::stoul(run.run_name.function_name))
            .push_back(run.cpu_accumulated_time / static_cast<double>(run.iterations));
  }

  std::vector<double> medians() {
    std::vector<double> medians;
    for (std::vector<double>& all : seconds_) {
      const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
      std::nth_element(all.begin(), middle, all.end());
      medians.push_back(*middle);
    }
    return medians;
  }

 private:
  std::vector<std::vector<double>> seconds_;
};

void initialize_once() {
  static const bool done = [] {
    std::string program = "assay", interleave = "--benchmark_enable_random_interleaving=true";
    char* words[] = {program.data(), interleave.data(), nullptr};
    int count = 2;
    benchmark::Initialize(&count, words);
    // Outputs that are made anew come from memory that is there, not from fresh pages.
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

std::vector<double> median_seconds(const std::vector<std::function<void()>>& calls,
                                   const Effort& effort) {
  initialize_once();
  for (std::size_t k = 0; k < calls.size(); ++k)
    benchmark::RegisterBenchmark(std::to_string(k).c_str(),
                                 [&call = calls[k]](benchmark::State& state) {
                                   for (auto _ : state) {
                                     call();
                                     benchmark::ClobberMemory();
                                   }
                                 })
        ->Repetitions(effort.repetitions)
        ->MinTime(effort.min_seconds);
  Collector collector(calls.size());
  benchmark::RunSpecifiedBenchmarks(&collector);
  benchmark::ClearRegisteredBenchmarks();
  return collector.medians();
}

}  // namespace assay::bench
