// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/latent/latent.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/latent/latent.h"

#include "fast/latent/latent-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

void gumbel_softmax_rows(const float* x, const float* u, double temperature, float* y, double* work,
                         std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r)
    gumbel_softmax_row(x + r * n, u + r * n, temperature, y + r * n, work, n);
}

void gumbel_softmax_pullback(const float* x, const float* u, double temperature, const float* g,
                             float* dx, double* work, std::size_t rows, std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r)
    gumbel_softmax_gradient_row(x + r * n, u + r * n, temperature, g + r * n, dx + r * n, work, n);
}

void gumbel_max_rows(const float* x, const float* u, float* index, double* work, std::size_t rows,
                     std::size_t n) {
  for (std::size_t r = 0; r < rows; ++r)
    index[r] = static_cast<float>(gumbel_max_row(x + r * n, u + r * n, work, n));
}

void pass_inside(const float* x, const float* g, float* dx, std::size_t n) {
  map(InsideSlope{}, n, dx, x, g);
}

void pass_sigmoid(const float* x, const float* g, float* dx, std::size_t n) {
  map(SigmoidSlope{}, n, dx, x, g);
}

double quantize_rows(const float* z, const float* codebook, float* quantized, float* code,
                     const CodebookExtents& e) {
  return quantize(z, codebook, quantized, code, e);
}

void quantize_rows_pullback(const float* z, const float* codebook, const float* g, double beta,
                            double factor, float* dz, double* dcodebook, const CodebookExtents& e) {
  quantize_pullback(z, codebook, g, beta, factor, dz, dcodebook, e);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(gumbel_softmax_rows);
HWY_EXPORT(gumbel_softmax_pullback);
HWY_EXPORT(gumbel_max_rows);
HWY_EXPORT(pass_inside);
HWY_EXPORT(pass_sigmoid);
HWY_EXPORT(quantize_rows);
HWY_EXPORT(quantize_rows_pullback);

namespace {

/// How many rows as long as the workspace x holds; u holds as many.
std::size_t rows_of(const char* op, std::span<const float> x, std::span<const float> u,
                    std::span<double> workspace) {
  const std::size_t rows = workspace.empty() ? 0 : x.size() / workspace.size();
  require_same_size(op, "x", x.size(), rows * workspace.size());
  require_same_size(op, "u", u.size(), x.size());
  return rows;
}

void require_codebook(const char* op, std::size_t z, std::size_t codebook,
                      const CodebookExtents& e) {
  if (e.codes == 0) precondition_failed(op, "codes", 0, "at least 1");
  require_same_size(op, "z", z, element_count(op, e.examples, e.width));
  require_same_size(op, "codebook", codebook, element_count(op, e.codes, e.width));
}

}  // namespace

void gumbel_softmax(std::span<const float> x, std::span<const float> u, double temperature,
                    std::span<float> y, std::span<double> workspace) {
  const std::size_t rows = rows_of("gumbel_softmax", x, u, workspace);
  require_same_size("gumbel_softmax", "y", y.size(), x.size());
  HWY_DYNAMIC_DISPATCH(gumbel_softmax_rows)
  (x.data(), u.data(), temperature, y.data(), workspace.data(), rows, workspace.size());
}

void gumbel_softmax_gradient(std::span<const float> x, std::span<const float> u, double temperature,
                             std::span<const float> upstream, std::span<float> dx,
                             std::span<double> workspace) {
  const std::size_t rows = rows_of("gumbel_softmax_gradient", x, u, workspace);
  for (const std::size_t size : {upstream.size(), dx.size()})
    require_same_size("gumbel_softmax_gradient", "an operand", size, x.size());
  HWY_DYNAMIC_DISPATCH(gumbel_softmax_pullback)
  (x.data(), u.data(), temperature, upstream.data(), dx.data(), workspace.data(), rows,
   workspace.size());
}

void gumbel_max(std::span<const float> x, std::span<const float> u, std::span<float> index,
                std::span<double> workspace) {
  const std::size_t rows = rows_of("gumbel_max", x, u, workspace);
  require_same_size("gumbel_max", "index", index.size(), rows);
  HWY_DYNAMIC_DISPATCH(gumbel_max_rows)
  (x.data(), u.data(), index.data(), workspace.data(), rows, workspace.size());
}

void straight_through_gradient(std::span<const float> x, std::span<const float> upstream,
                               StraightThrough estimator, std::span<float> dx) {
  for (const std::size_t size : {upstream.size(), dx.size()})
    require_same_size("straight_through_gradient", "an operand", size, x.size());
  if (estimator == StraightThrough::identity)
    std::copy(upstream.begin(), upstream.end(), dx.begin());
  else if (estimator == StraightThrough::hard_tanh)
    HWY_DYNAMIC_DISPATCH(pass_inside)(x.data(), upstream.data(), dx.data(), x.size());
  else
    HWY_DYNAMIC_DISPATCH(pass_sigmoid)(x.data(), upstream.data(), dx.data(), x.size());
}

float vector_quantization(std::span<const float> z, std::span<const float> codebook, double scale,
                          std::span<float> quantized, std::span<float> code,
                          const CodebookExtents& e) {
  require_codebook("vector_quantization", z.size(), codebook.size(), e);
  require_same_size("vector_quantization", "quantized", quantized.size(), z.size());
  require_same_size("vector_quantization", "code", code.size(), e.examples);
  return static_cast<float>(scale * HWY_DYNAMIC_DISPATCH(quantize_rows)(z.data(), codebook.data(),
                                                                        quantized.data(),
                                                                        code.data(), e));
}

void vector_quantization_gradient(std::span<const float> z, std::span<const float> codebook,
                                  std::span<const float> upstream, double beta, double scale,
                                  std::span<float> dz, std::span<float> dcodebook,
                                  std::span<double> workspace, const CodebookExtents& e) {
  const char* const op = "vector_quantization_gradient";
  require_codebook(op, z.size(), codebook.size(), e);
  for (const std::size_t size : {upstream.size(), dz.size()})
    require_same_size(op, "an operand", size, z.size());
  for (const std::size_t size : {dcodebook.size(), workspace.size()})
    require_same_size(op, "dcodebook or its workspace", size, codebook.size());
  HWY_DYNAMIC_DISPATCH(quantize_rows_pullback)
  (z.data(), codebook.data(), upstream.data(), beta, 2 * scale, dz.data(), workspace.data(), e);
  for (std::size_t i = 0; i < workspace.size(); ++i)
    dcodebook[i] = static_cast<float>(workspace[i]);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
