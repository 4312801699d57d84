// What a claim has cost so far. A verdict must not hang on what else the machine does.
#pragma once

#include <ctime>

#include <chrono>

namespace assay::derivation {

/// The processor time of the thread that asks.
struct ThreadClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<ThreadClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept {
    std::timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return time_point(std::chrono::seconds(spent.tv_sec) +
                      std::chrono::nanoseconds(spent.tv_nsec));
  }
};

}  // namespace assay::derivation
