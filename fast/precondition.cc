#include "fast/precondition.h"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

namespace assay::fast {

void precondition_failed(const char* op, const std::string& what, std::int64_t value,
                         const std::string& expected) {
  std::fprintf(stderr, "assay::fast::%s: %s is %" PRId64 ", expected %s\n", op, what.c_str(), value,
               expected.c_str());
  std::abort();
}

void size_mismatch(const char* op, const char* what, std::size_t size, std::size_t expected) {
  std::fprintf(stderr, "assay::fast::%s: %s holds %zu elements, expected %zu\n", op, what, size,
               expected);
  std::abort();
}

std::size_t element_count(const char* op, std::size_t rows, std::size_t columns) {
  if (columns != 0 && rows > SIZE_MAX / columns) {
    std::fprintf(stderr, "assay::fast::%s: %zu x %zu elements are too many\n", op, rows, columns);
    std::abort();
  }
  return rows * columns;
}

}  // namespace assay::fast
