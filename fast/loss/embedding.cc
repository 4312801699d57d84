// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/embedding.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/embedding.h"

#include <algorithm>
#include <cmath>

#include "fast/lanes/strided-inl.h"
#include "fast/loss/classification-inl.h"
#include "fast/precondition.h"
#include "fast/softmax/row-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double inner_product(const float* a, const float* b, std::size_t n) {
  return sum(Product{}, n, a, b);
}

double exp_at(double x) {
  const hn::CappedTag<double, 1> one;
  return hn::GetLane(exp(one, hn::Set(one, x)));
}

/// The softmax of logits in double: their rounding to float32 would be no small error.
struct Examined {
  std::size_t largest = 0;
  double rest = 0;  // sum over i != largest of e^(z_i - z_largest)
  bool is_defined = true;
};

Examined examine_logits(const float* centre, const float* context, std::size_t words, std::size_t d,
                        double* logits) {
  Examined result;
  for (std::size_t w = 0; w < words; ++w) {
    logits[w] = inner_product(context + w * d, centre, d);
    if (!std::isfinite(logits[w])) result.is_defined = false;
    if (logits[w] > logits[result.largest]) result.largest = w;
  }
  for (std::size_t w = 0; w < words; ++w)
    if (w != result.largest) result.rest += exp_at(logits[w] - logits[result.largest]);
  return result;
}

double skip_gram_term(const float* centre, const float* context, std::size_t seen,
                      std::size_t words, std::size_t d, double* logits) {
  const Examined softmax = examine_logits(centre, context, words, d, logits);
  if (!softmax.is_defined) return kUndefined;
  const hn::CappedTag<double, 1> one;
  const double log_sum = hn::GetLane(log1p(one, hn::Set(one, softmax.rest)));
  return (logits[softmax.largest] - logits[seen]) + log_sum;
}

/// Adds to `sums`, of the context's size, and writes dcentre. At the seen word the slope is minus
/// the sum of the other words' probabilities.
void skip_gram_pullback(const float* centre, const float* context, std::size_t seen,
                        std::size_t words, std::size_t d, double factor, double* logits,
                        double* sums, double* centre_sums, float* dcentre) {
  const Examined softmax = examine_logits(centre, context, words, d, logits);
  if (!softmax.is_defined) factor = kUndefined;
  const double top = logits[softmax.largest], weight = 1 / (1 + softmax.rest);
  double others = 0;
  for (std::size_t w = 0; w < words; ++w) {
    logits[w] = exp_at(logits[w] - top) * weight;
    if (w != seen) others += logits[w];
  }
  logits[seen] = -others;
  const auto columns = static_cast<std::int64_t>(d);
  std::fill(centre_sums, centre_sums + d, 0.0);
  for (std::size_t w = 0; w < words; ++w) {
    add_scaled(factor * logits[w], context + w * d, columns, centre_sums);
    add_scaled(factor * logits[w], centre, columns, sums + w * d);
  }
  narrow_row(centre_sums, columns, dcentre);
}

double softplus_at(double z) {
  const hn::CappedTag<double, 1> one;
  const auto at = hn::Set(one, z);
  return hn::GetLane(hn::IfThenElse(hn::IsNaN(at), at, softpluses(one, at).of_plus));
}

double sigmoid_at(double z) {
  const hn::CappedTag<double, 1> one;
  const auto at = hn::Set(one, z);
  return hn::GetLane(hn::IfThenElse(hn::IsNaN(at), at, sigmoid(one, at)));
}

double negative_sampling_term(const float* centre, const float* seen, const float* drawn,
                              std::size_t count, std::size_t d) {
  double total = softplus_at(-inner_product(seen, centre, d));
  for (std::size_t k = 0; k < count; ++k)
    total += softplus_at(inner_product(drawn + k * d, centre, d));
  return total;
}

struct Multiple {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(hn::Set(d, factor), x);
  }
};

void negative_sampling_pullback(const float* centre, const float* seen, const float* drawn,
                                std::size_t count, std::size_t d, double factor, double* sums,
                                float* dcentre, float* dseen, float* ddrawn) {
  const auto columns = static_cast<std::int64_t>(d);
  std::fill(sums, sums + d, 0.0);
  const double pull = -factor * sigmoid_at(-inner_product(seen, centre, d));
  add_scaled(pull, seen, columns, sums);
  map(Multiple{pull}, d, dseen, centre);
  for (std::size_t k = 0; k < count; ++k) {
    const double push = factor * sigmoid_at(inner_product(drawn + k * d, centre, d));
    add_scaled(push, drawn + k * d, columns, sums);
    map(Multiple{push}, d, ddrawn + k * d, centre);
  }
  narrow_row(sums, columns, dcentre);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(skip_gram_term);
HWY_EXPORT(skip_gram_pullback);
HWY_EXPORT(negative_sampling_term);
HWY_EXPORT(negative_sampling_pullback);

namespace {

/// The length of the vectors.
std::size_t columns_of(const char* op, std::span<const float> centre,
                       std::span<const float> context, std::span<const std::int32_t> seen,
                       std::size_t words) {
  const std::size_t d = seen.empty() ? 0 : centre.size() / seen.size();
  require_same_size(op, "centre", centre.size(), seen.size() * d);
  require_same_size(op, "context", context.size(), words * d);
  for (const std::int32_t w : seen)
    if (w < 0 || static_cast<std::size_t>(w) >= words)
      precondition_failed(op, "a word", w, "0 .. words-1");
  return d;
}

void require_words(const char* op, std::span<const float> centre, std::span<const float> seen,
                   std::span<const float> drawn, const WordShape& shape) {
  require_same_size(op, "centre", centre.size(), shape.examples * shape.columns);
  require_same_size(op, "seen", seen.size(), shape.examples * shape.columns);
  require_same_size(op, "drawn", drawn.size(), shape.examples * shape.drawn * shape.columns);
}

}  // namespace

float skip_gram(std::span<const float> centre, std::span<const float> context,
                std::span<const std::int32_t> seen, double scale, std::span<double> logits) {
  const std::size_t words = logits.size();
  const std::size_t d = columns_of("skip_gram", centre, context, seen, words);
  double total = 0;
  for (std::size_t n = 0; n < seen.size(); ++n)
    total += HWY_DYNAMIC_DISPATCH(skip_gram_term)(centre.data() + n * d, context.data(),
                                                  static_cast<std::size_t>(seen[n]), words, d,
                                                  logits.data());
  return static_cast<float>(scale * total);
}

void skip_gram_gradient(std::span<const float> centre, std::span<const float> context,
                        std::span<const std::int32_t> seen, float upstream, double scale,
                        std::span<double> logits, std::span<double> sums, std::span<float> dcentre,
                        std::span<float> dcontext) {
  const std::size_t words = logits.size();
  const std::size_t d = columns_of("skip_gram_gradient", centre, context, seen, words);
  require_same_size("skip_gram_gradient", "sums", sums.size(), context.size() + d);
  require_same_size("skip_gram_gradient", "dcentre", dcentre.size(), centre.size());
  require_same_size("skip_gram_gradient", "dcontext", dcontext.size(), context.size());
  std::ranges::fill(sums, 0.0);
  for (std::size_t n = 0; n < seen.size(); ++n) HWY_DYNAMIC_DISPATCH(skip_gram_pullback)
  (centre.data() + n * d, context.data(), static_cast<std::size_t>(seen[n]), words, d,
   scale * static_cast<double>(upstream), logits.data(), sums.data(), sums.data() + context.size(),
   dcentre.data() + n * d);
  for (std::size_t i = 0; i < dcontext.size(); ++i) dcontext[i] = static_cast<float>(sums[i]);
}

float negative_sampling(std::span<const float> centre, std::span<const float> seen,
                        std::span<const float> drawn, WordShape shape, double scale) {
  require_words("negative_sampling", centre, seen, drawn, shape);
  double total = 0;
  for (std::size_t n = 0; n < shape.examples; ++n)
    total += HWY_DYNAMIC_DISPATCH(negative_sampling_term)(
        centre.data() + n * shape.columns, seen.data() + n * shape.columns,
        drawn.data() + n * shape.drawn * shape.columns, shape.drawn, shape.columns);
  return static_cast<float>(scale * total);
}

void negative_sampling_gradient(std::span<const float> centre, std::span<const float> seen,
                                std::span<const float> drawn, WordShape shape, float upstream,
                                double scale, std::span<double> sums, std::span<float> dcentre,
                                std::span<float> dseen, std::span<float> ddrawn) {
  require_words("negative_sampling_gradient", centre, seen, drawn, shape);
  require_words("negative_sampling_gradient", dcentre, dseen, ddrawn, shape);
  require_same_size("negative_sampling_gradient", "sums", sums.size(), shape.columns);
  const std::size_t row = shape.columns, block = shape.drawn * shape.columns;
  for (std::size_t n = 0; n < shape.examples; ++n) HWY_DYNAMIC_DISPATCH(negative_sampling_pullback)
  (centre.data() + n * row, seen.data() + n * row, drawn.data() + n * block, shape.drawn,
   shape.columns, scale * static_cast<double>(upstream), sums.data(), dcentre.data() + n * row,
   dseen.data() + n * row, ddrawn.data() + n * block);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
