#include "tests/formats/allocations.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::size_t> largest = 0;
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  largest = std::max(largest.load(), size);
  return std::malloc(size);
}
void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace assay::test {

std::size_t largest_allocation() { return largest; }
void forget_allocations() { largest = 0; }

}  // namespace assay::test
