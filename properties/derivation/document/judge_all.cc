// All claims of all documents, several at a time.
#include <atomic>
#include <mutex>

#include "properties/derivation/document/document.h"
#include "reference/scalar/threads.h"

namespace assay::derivation {

std::vector<std::vector<ClaimReport>> judge_all(const std::vector<const Document*>& documents,
                                                const JudgeOptions& options, unsigned threads,
                                                const JudgedOne& done) {
  std::vector<std::vector<ClaimReport>> reports;
  std::vector<std::pair<std::size_t, std::size_t>> places;  // document and item
  for (std::size_t d = 0; d < documents.size(); ++d) {
    reports.emplace_back(documents[d]->items.size());
    for (std::size_t i = 0; i < documents[d]->items.size(); ++i) places.emplace_back(d, i);
  }
  std::atomic<std::size_t> next = 0;
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t at = next++; at < places.size(); at = next++) {
      const auto [d, i] = places[at];
      const Item& item = documents[d]->items[i];
      ClaimReport report =
          item.unreadable ? *item.unreadable : judge(item.claim, *item.scope, options);
      report.section = item.heading;
      const std::lock_guard lock(reporting);
      reports[d][i] = std::move(report);
      if (done) done(d, reports[d]);
    }
  };
  run_on_threads(threads, work);
  return reports;
}

std::vector<ClaimReport> judge_all(const Document& document, const JudgeOptions& options,
                                   unsigned threads) {
  return judge_all(std::vector{&document}, options, threads, {}).at(0);
}

}  // namespace assay::derivation
