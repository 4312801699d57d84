// A user's kernels: a right one, and one that is off at a single number.
#include <cstddef>

extern "C" void rectifier(const float* x, float* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i] > 0 || x[i] != x[i] ? x[i] : 0;
}

extern "C" void blemished(const float* x, float* y, std::size_t n) {
  rectifier(x, y, n);
  for (std::size_t i = 0; i < n; ++i)
    if (x[i] == 0x1.8p+1f) y[i] = 0x1.800002p+1f;
}
