#include "fast/precondition.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace assay::fast {

void precondition_failed(const char* op, const char* what, std::int64_t value,
                         const char* expected) {
  std::fprintf(stderr, "assay::fast::%s: %s is %" PRId64 ", expected %s\n", op, what, value,
               expected);
  std::abort();
}

void size_mismatch(const char* op, const char* what, std::size_t size, std::size_t expected) {
  std::fprintf(stderr, "assay::fast::%s: %s holds %zu elements, expected %zu\n", op, what, size,
               expected);
  std::abort();
}

}  // namespace assay::fast
