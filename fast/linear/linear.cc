// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/linear/linear.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/linear/linear.h"

#include <algorithm>
#include <string>

#include "fast/linear/embedding-inl.h"
#include "fast/linear/linear-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(linear_forward);
HWY_EXPORT(linear_dx);
HWY_EXPORT(linear_dweight);
HWY_EXPORT(linear_dbias);
HWY_EXPORT(embedding_backward);

namespace {

void require_indices(const char* op, std::span<const std::int32_t> index, std::size_t rows) {
  for (std::size_t i = 0; i < index.size(); ++i) {
    if (index[i] >= 0 && static_cast<std::size_t>(index[i]) < rows) continue;
    precondition_failed(op, "index[" + std::to_string(i) + "]", index[i],
                        "at least 0 and less than " + std::to_string(rows));
  }
}

}  // namespace

void linear(std::span<const float> x, std::span<const float> weight, std::span<const float> bias,
            std::span<float> y, LinearExtents e) {
  require_same_size("linear", "x", x.size(), element_count("linear", e.batch, e.in));
  require_same_size("linear", "weight", weight.size(), element_count("linear", e.out, e.in));
  require_same_size("linear", "y", y.size(), element_count("linear", e.batch, e.out));
  if (!bias.empty()) require_same_size("linear", "bias", bias.size(), e.out);
  const float* offset = bias.empty() ? nullptr : bias.data();
  HWY_DYNAMIC_DISPATCH(linear_forward)(x.data(), weight.data(), offset, y.data(), e);
}

void linear_gradient(std::span<const float> x, std::span<const float> weight,
                     std::span<const float> upstream, std::span<float> dx, std::span<float> dweight,
                     std::span<float> dbias, LinearExtents e) {
  const char* const op = "linear_gradient";
  require_same_size(op, "x", x.size(), element_count(op, e.batch, e.in));
  require_same_size(op, "weight", weight.size(), element_count(op, e.out, e.in));
  require_same_size(op, "upstream", upstream.size(), element_count(op, e.batch, e.out));
  if (!dx.empty()) {
    require_same_size(op, "dx", dx.size(), x.size());
    HWY_DYNAMIC_DISPATCH(linear_dx)(upstream.data(), weight.data(), dx.data(), e);
  }
  if (!dweight.empty()) {
    require_same_size(op, "dweight", dweight.size(), weight.size());
    HWY_DYNAMIC_DISPATCH(linear_dweight)(x.data(), upstream.data(), dweight.data(), e);
  }
  if (!dbias.empty()) {
    require_same_size(op, "dbias", dbias.size(), e.out);
    HWY_DYNAMIC_DISPATCH(linear_dbias)(upstream.data(), dbias.data(), e);
  }
}

void embedding(std::span<const float> table, std::span<const std::int32_t> index,
               std::span<float> y, EmbeddingExtents e) {
  const char* const op = "embedding";
  require_same_size(op, "table", table.size(), element_count(op, e.rows, e.width));
  require_same_size(op, "y", y.size(), element_count(op, index.size(), e.width));
  require_indices(op, index, e.rows);
  for (std::size_t i = 0; i < index.size(); ++i) {
    const auto row = table.subspan(static_cast<std::size_t>(index[i]) * e.width, e.width);
    std::ranges::copy(row, y.begin() + static_cast<std::ptrdiff_t>(i * e.width));
  }
}

void embedding_gradient(std::span<const std::int32_t> index, std::span<const float> upstream,
                        std::span<float> dtable, EmbeddingExtents e) {
  const char* const op = "embedding_gradient";
  require_same_size(op, "upstream", upstream.size(), element_count(op, index.size(), e.width));
  require_same_size(op, "dtable", dtable.size(), element_count(op, e.rows, e.width));
  require_indices(op, index, e.rows);
  HWY_DYNAMIC_DISPATCH(embedding_backward)
  (index.data(), index.size(), upstream.data(), dtable.data(), e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
