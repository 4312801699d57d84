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

inline constexpr double most_parameters = 0x1p+36;

// Every weight and every bias, counted one by one. Throws std::invalid_argument where there are too
// many for that.
inline std::int64_t parameter_count(const std::vector<ParameterLayer>& layers) {
  double most = 0;
  for (const ParameterLayer& layer : layers)
    most += static_cast<double>(layer.out) * static_cast<double>(layer.in) *
            static_cast<double>(layer.kernel) * static_cast<double>(layer.kernel);
  if (most > most_parameters)
    throw std::invalid_argument("there are too many parameters to count one by one");
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

struct ConvolutionLayer {
  std::int64_t in, out, kernel_rows, kernel_columns, groups;
};

// The same of convolutions with rectangular kernels: an output reads the inputs of its own group.
// Throws std::invalid_argument also where the groups do not divide the channels.
inline std::int64_t convolution_parameter_count(const std::vector<ConvolutionLayer>& layers,
                                                bool bias) {
  double most = 0;
  for (const ConvolutionLayer& layer : layers) {
    if (layer.in % layer.groups != 0 || layer.out % layer.groups != 0)
      throw std::invalid_argument("the groups do not divide the channels");
    most += static_cast<double>(layer.out) * static_cast<double>(layer.in) *
            static_cast<double>(layer.kernel_rows) * static_cast<double>(layer.kernel_columns);
  }
  if (most > most_parameters)
    throw std::invalid_argument("there are too many parameters to count one by one");
  std::int64_t count = 0;
  for (const ConvolutionLayer& layer : layers)
    for (std::int64_t o = 0; o < layer.out; ++o) {
      const std::int64_t group = o / (layer.out / layer.groups);
      for (std::int64_t i = 0; i < layer.in; ++i) {
        if (i / (layer.in / layer.groups) != group) continue;
        for (std::int64_t row = 0; row < layer.kernel_rows; ++row)
          for (std::int64_t column = 0; column < layer.kernel_columns; ++column) ++count;
      }
      if (bias) ++count;
    }
  return count;
}

}  // namespace assay
