// Places within an operand, which may have no elements at all.
#pragma once

#include <cstddef>

namespace assay::fast {

/// first + offset. Where an operand has no elements its address may be null, from which C++ lets
/// nothing be reached: it stays null then.
template <class T>
T* place(T* first, std::size_t offset) {
  return first == nullptr ? first : first + offset;
}

}  // namespace assay::fast
