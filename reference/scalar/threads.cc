#include "reference/scalar/threads.h"

#include <flint/flint.h>
#include <mpfr.h>

#include <thread>
#include <vector>

namespace assay {

void run_on_threads(unsigned count, const std::function<void()>& work) {
  std::vector<std::jthread> threads;
  for (unsigned k = 1; k < count; ++k)
    threads.emplace_back([&work] {
      work();
      flint_cleanup();
      mpfr_free_cache();
    });
  work();
}

}  // namespace assay
