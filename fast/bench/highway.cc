// Highway's contrib/math for the instruction set of the machine that compiles it.
#include "hwy/highway.h"

#include "fast/bench/formulas.h"
#include "hwy/contrib/math/math-inl.h"

namespace assay::fast::bench {

namespace {

namespace hn = hwy::HWY_NAMESPACE;
constexpr hn::ScalableTag<float> d;
using Lanes = hn::Vec<decltype(d)>;

struct Highway {
  using V = decltype(Lanes::raw);
  static constexpr std::size_t lanes = hn::MaxLanes(d);
  static V load(const float* x) { return hn::LoadU(d, x).raw; }
  static void store(V y, float* to) { hn::StoreU(Lanes{y}, d, to); }
  static V max(V a, V b) { return hn::Max(Lanes{a}, Lanes{b}).raw; }
  static V abs(V x) { return hn::Abs(Lanes{x}).raw; }
  static V exp(V x) { return hn::Exp(d, Lanes{x}).raw; }
  static V tanh(V x) { return hn::Tanh(d, Lanes{x}).raw; }
  static V log1p(V x) { return hn::Log1p(d, Lanes{x}).raw; }
};

}  // namespace

std::vector<Elementwise> highway_functions() { return functions_of<Highway>(); }

}  // namespace assay::fast::bench
