// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/attention/attention.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/attention/attention.h"

#include "fast/attention/scaled_dot_product_attention-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(attention_forward);
HWY_EXPORT(attention_backward_queries);
HWY_EXPORT(attention_backward_keys);

namespace {

void require_inputs(const char* op, const AttentionInputs& in, AttentionExtents e) {
  if (e.width == 0) precondition_failed(op, "width", 0, "at least 1");
  require_same_size(op, "q", in.q.size(), element_count(op, e.queries, e.width));
  require_same_size(op, "k", in.k.size(), element_count(op, e.keys, e.width));
  require_same_size(op, "v", in.v.size(), element_count(op, e.keys, e.values));
  require_same_size(op, "mask", in.mask.size(), element_count(op, e.queries, e.keys));
}

}  // namespace

void scaled_dot_product_attention(const AttentionInputs& in, std::span<float> out,
                                  std::span<double> workspace, AttentionExtents e) {
  const char* const op = "scaled_dot_product_attention";
  require_inputs(op, in, e);
  require_same_size(op, "out", out.size(), element_count(op, e.queries, e.values));
  require_same_size(op, "workspace", workspace.size(), e.keys);
  HWY_DYNAMIC_DISPATCH(attention_forward)
  (in.q.data(), in.k.data(), in.v.data(), in.mask.data(), out.data(), workspace.data(), e);
}

std::size_t scaled_dot_product_attention_gradient_workspace(AttentionExtents e) {
  const char* const op = "scaled_dot_product_attention_gradient";
  return element_count(op, 2, element_count(op, e.queries, e.keys));
}

void scaled_dot_product_attention_gradient(const AttentionInputs& in,
                                           std::span<const float> upstream,
                                           const AttentionGradients& out,
                                           std::span<double> workspace, AttentionExtents e) {
  const char* const op = "scaled_dot_product_attention_gradient";
  require_inputs(op, in, e);
  require_same_size(op, "upstream", upstream.size(), element_count(op, e.queries, e.values));
  require_same_size(op, "dq", out.dq.size(), in.q.size());
  require_same_size(op, "dk", out.dk.size(), in.k.size());
  require_same_size(op, "dv", out.dv.size(), in.v.size());
  require_same_size(op, "workspace", workspace.size(),
                    scaled_dot_product_attention_gradient_workspace(e));
  double* const p = workspace.data();
  double* const ds = p + e.queries * e.keys;
  HWY_DYNAMIC_DISPATCH(attention_backward_queries)
  (in.q.data(), in.k.data(), in.v.data(), in.mask.data(), upstream.data(), p, ds, out.dq.data(), e);
  HWY_DYNAMIC_DISPATCH(attention_backward_keys)
  (in.q.data(), in.mask.data(), upstream.data(), p, ds, out.dk.data(), out.dv.data(), e);
}

}  // namespace assay::fast
#endif  // HWY_ONCE
