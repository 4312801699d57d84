// A broken precondition of a kernel is a programming error: it aborts, naming operator and value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace assay::fast {

/// Prints "assay::fast::<op>: <what> is <value>, expected <expected>" on stderr and aborts.
[[noreturn]] void precondition_failed(const char* op, const std::string& what, std::int64_t value,
                                      const std::string& expected);

[[noreturn]] void size_mismatch(const char* op, const char* what, std::size_t size,
                                std::size_t expected);

/// Aborts unless `what` holds `expected` elements.
inline void require_same_size(const char* op, const char* what, std::size_t size,
                              std::size_t expected) {
  if (size != expected) size_mismatch(op, what, size, expected);
}

/// rows * columns; aborts when that overflows.
std::size_t element_count(const char* op, std::size_t rows, std::size_t columns);

}  // namespace assay::fast
