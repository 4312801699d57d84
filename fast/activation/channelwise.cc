// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/activation/channelwise.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/activation/channelwise.h"

#include "fast/activation/channelwise-inl.h"
#include "fast/operand.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

void parametric_relu_rows(const float* x, const float* slope, const ChannelShape& shape, float* y) {
  const std::size_t m = shape.positions;
  for (std::size_t row = 0; row < shape.batch * shape.channels; ++row)
    map(ChannelRelu{slope[row % shape.channels]}, m, y + row * m, x + row * m);
}

void parametric_relu_pullback(const float* x, const float* slope, const float* upstream,
                              const ChannelShape& shape, float* dx, float* dslope) {
  const std::size_t m = shape.positions;
  for (std::size_t c = 0; c < shape.channels; ++c) {
    double total = 0;
    for (std::size_t n = 0; n < shape.batch; ++n) {
      const std::size_t at = (n * shape.channels + c) * m;
      map(Pullback<ChannelRelu>{{slope[c]}}, m, dx + at, x + at, upstream + at);
      total += sum(BelowZeroProduct{}, m, x + at, upstream + at);
    }
    dslope[c] = static_cast<float>(total);
  }
}

void glu_rows(const float* value, const float* gate, std::size_t rows, std::size_t half, float* y) {
  for (std::size_t r = 0; r < rows; ++r)
    map(Glu{}, half, y + r * half, value + 2 * r * half, gate + 2 * r * half);
}

void glu_pullback(const float* value, const float* gate, const float* upstream, std::size_t rows,
                  std::size_t half, float* dvalue, float* dgate) {
  for (std::size_t r = 0; r < rows; ++r) {
    const std::size_t at = 2 * r * half;
    map(Glu{}, half, dvalue + at, upstream + r * half, gate + at);
    map(GluGateSlope{}, half, dgate + at, value + at, gate + at, upstream + r * half);
  }
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(parametric_relu_rows);
HWY_EXPORT(parametric_relu_pullback);
HWY_EXPORT(glu_rows);
HWY_EXPORT(glu_pullback);

void parametric_relu(std::span<const float> x, std::span<const float> slope, ChannelShape shape,
                     std::span<float> y) {
  const std::size_t size = shape.batch * shape.channels * shape.positions;
  require_same_size("parametric_relu", "x", x.size(), size);
  require_same_size("parametric_relu", "slope", slope.size(), shape.channels);
  require_same_size("parametric_relu", "y", y.size(), size);
  HWY_DYNAMIC_DISPATCH(parametric_relu_rows)(x.data(), slope.data(), shape, y.data());
}

void parametric_relu_gradient(std::span<const float> x, std::span<const float> slope,
                              std::span<const float> upstream, ChannelShape shape,
                              std::span<float> dx, std::span<float> dslope) {
  for (const std::size_t size : {x.size(), upstream.size(), dx.size()})
    require_same_size("parametric_relu_gradient", "an operand", size,
                      shape.batch * shape.channels * shape.positions);
  for (const std::size_t size : {slope.size(), dslope.size()})
    require_same_size("parametric_relu_gradient", "a slope", size, shape.channels);
  HWY_DYNAMIC_DISPATCH(parametric_relu_pullback)
  (x.data(), slope.data(), upstream.data(), shape, dx.data(), dslope.data());
}

void glu(std::span<const float> x, std::size_t half, bool value_first, std::span<float> y) {
  require_same_size("glu", "x", x.size(), 2 * y.size());
  const std::size_t rows = half == 0 ? 0 : y.size() / half;
  require_same_size("glu", "y", y.size(), rows * half);
  const float* const first = x.data();
  const float* const second = place(x.data(), half);
  HWY_DYNAMIC_DISPATCH(glu_rows)
  (value_first ? first : second, value_first ? second : first, rows, half, y.data());
}

void glu_gradient(std::span<const float> x, std::span<const float> upstream, std::size_t half,
                  bool value_first, std::span<float> dx) {
  for (const std::size_t size : {x.size(), dx.size()})
    require_same_size("glu_gradient", "an operand", size, 2 * upstream.size());
  const std::size_t rows = half == 0 ? 0 : upstream.size() / half;
  require_same_size("glu_gradient", "upstream", upstream.size(), rows * half);
  const std::size_t value = value_first ? 0 : half, gate = half - value;
  HWY_DYNAMIC_DISPATCH(glu_pullback)
  (place(x.data(), value), place(x.data(), gate), upstream.data(), rows, half,
   place(dx.data(), value), place(dx.data(), gate));
}

}  // namespace assay::fast
#endif  // HWY_ONCE
