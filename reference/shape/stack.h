// Facts about stacks of layers, by enumeration.
#pragma once

#include <cstdint>
#include <set>
#include <stdexcept>
#include <vector>

namespace assay {

struct StackLayer {
  std::int64_t kernel, stride, dilation;
};

inline constexpr std::size_t most_positions = 1 << 22;

// The extent of the inputs that one output depends on: its position is followed back through the
// layers, each of which reads p stride + m dilation for m = 0 .. kernel - 1. Throws
// std::invalid_argument where there are too many positions to enumerate.
inline std::int64_t receptive_field(const std::vector<StackLayer>& layers) {
  std::set<std::int64_t> positions = {0};
  for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
    std::set<std::int64_t> read;
    if (positions.size() > most_positions / static_cast<std::size_t>(layer->kernel))
      throw std::invalid_argument("the receptive field is too large to enumerate");
    for (const std::int64_t p : positions)
      for (std::int64_t m = 0; m < layer->kernel; ++m)
        read.insert(p * layer->stride + m * layer->dilation);
    positions = read;
  }
  return *positions.rbegin() - *positions.begin() + 1;
}

struct ParameterLayer {
  std::int64_t in, out, kernel;  ///< a kernel of 1 x 1 is a dense layer
};

// Every weight and every bias, counted one by one.
inline std::int64_t parameter_count(const std::vector<ParameterLayer>& layers) {
  std::int64_t count = 0;
  for (const ParameterLayer& layer : layers)
    for (std::int64_t o = 0; o < layer.out; ++o) {
      for (std::int64_t i = 0; i < layer.in; ++i)
        for (std::int64_t row = 0; row < layer.kernel; ++row)
          for (std::int64_t column = 0; column < layer.kernel; ++column) ++count;
      ++count;  // the bias
    }
  return count;
}

}  // namespace assay
