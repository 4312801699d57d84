// Several threads at one piece of work.
#pragma once

#include <functional>

namespace assay {

/// Runs `work` on `count` threads, of which one is the caller's, and waits for all of them. What
/// FLINT and MPFR keep for a thread goes with it. `work` throws nothing.
void run_on_threads(unsigned count, const std::function<void()>& work);

}  // namespace assay
