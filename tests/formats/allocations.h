// How much memory a test asked for at once: linking allocations.cc replaces operator new.
#pragma once

#include <cstddef>

namespace assay::test {

std::size_t largest_allocation();  ///< in bytes, since forget_allocations()
void forget_allocations();

}  // namespace assay::test
