// A library's functions of one number, as plain pointers: what is compiled for this very machine
// shares nothing else with the rest of the program.
#pragma once

#include <cstddef>
#include <vector>

namespace assay::fast::bench {

struct Elementwise {
  const char* op;
  void (*run)(const float* x, float* y, std::size_t n);
};

/// One call of the C library's function for each number.
std::vector<Elementwise> libm_functions();
/// The same loops, which GCC turns into calls of glibc's vector functions.
std::vector<Elementwise> libmvec_functions();
std::vector<Elementwise> highway_functions();
std::vector<Elementwise> sleef_functions();
std::vector<Elementwise> eigen_functions();

}  // namespace assay::fast::bench
