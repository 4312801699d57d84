// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/loss.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/loss.h"

#include "fast/loss/softmax_cross_entropy-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double cross_entropy_sum(const float* x, const std::int32_t* label, std::size_t rows,
                         std::size_t n) {
  double total = 0;
  for (std::size_t r = 0; r < rows; ++r)
    total += softmax_cross_entropy_row(x + r * n, static_cast<std::size_t>(label[r]), n);
  return total;
}

void cross_entropy_pullback(const float* x, const std::int32_t* label, double factor, float* dx,
                            std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r)
    softmax_cross_entropy_gradient_row(x + r * n, static_cast<std::size_t>(label[r]), factor,
                                       dx + r * n, n);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(cross_entropy_sum);
HWY_EXPORT(cross_entropy_pullback);

namespace {

void require_labels(const char* op, std::span<const std::int32_t> label, std::size_t classes) {
  for (const std::int32_t y : label)
    if (y < 0 || static_cast<std::size_t>(y) >= classes)
      precondition_failed(op, "a label", y, "0 .. classes-1");
}

}  // namespace

float softmax_cross_entropy(std::span<const float> logits, std::span<const std::int32_t> label,
                            std::size_t classes, double scale) {
  require_same_size("softmax_cross_entropy", "logits", logits.size(), label.size() * classes);
  require_labels("softmax_cross_entropy", label, classes);
  const auto run = HWY_DYNAMIC_DISPATCH(cross_entropy_sum);
  return static_cast<float>(scale * run(logits.data(), label.data(), label.size(), classes));
}

void softmax_cross_entropy_gradient(std::span<const float> logits,
                                    std::span<const std::int32_t> label, std::size_t classes,
                                    float upstream, double scale, std::span<float> dlogits) {
  for (const std::size_t size : {logits.size(), dlogits.size()})
    require_same_size("softmax_cross_entropy_gradient", "an operand", size, label.size() * classes);
  require_labels("softmax_cross_entropy_gradient", label, classes);
  HWY_DYNAMIC_DISPATCH(cross_entropy_pullback)
  (logits.data(), label.data(), scale * static_cast<double>(upstream), dlogits.data(), label.size(),
   classes);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
