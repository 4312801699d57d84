// Dense layers in float64, example by example; gradients of parameters add up over the batch.
#if defined(ASSAY_FAST_NETWORK_NETWORK_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_NETWORK_NETWORK_INL_H
#undef ASSAY_FAST_NETWORK_NETWORK_INL_H
#else
#define ASSAY_FAST_NETWORK_NETWORK_INL_H
#endif

#include <algorithm>

#include "fast/activation/exponential-inl.h"
#include "fast/activation/gelu_erf-inl.h"
#include "fast/activation/identity-inl.h"
#include "fast/activation/leaky_relu-inl.h"
#include "fast/activation/relu-inl.h"
#include "fast/activation/sigmoid-inl.h"
#include "fast/activation/silu-inl.h"
#include "fast/activation/softplus-inl.h"
#include "fast/activation/tanh-inl.h"
#include "fast/lanes/doubles-inl.h"
#include "fast/network/pointers.h"
#include "fast/recurrent/units-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline void through_units(UnitRule unit, const double* z, double* value, double* slope,
                          std::size_t count) {
  switch (unit.kind) {
    case UnitKind::identity:
      return squash_all(Identity{}, z, value, slope, count);
    case UnitKind::relu:
      return squash_all(Relu{}, z, value, slope, count);
    case UnitKind::leaky_relu:
      return squash_all(LeakyRelu{unit.negative_slope}, z, value, slope, count);
    case UnitKind::elu:
      return squash_all(Elu{1.0f}, z, value, slope, count);
    case UnitKind::sigmoid:
      return squash_all(Sigmoid{}, z, value, slope, count);
    case UnitKind::tanh:
      return squash_all(Tanh{}, z, value, slope, count);
    case UnitKind::softplus:
      return squash_all(Softplus{}, z, value, slope, count);
    case UnitKind::silu:
      return squash_all(Silu{}, z, value, slope, count);
    case UnitKind::gelu_erf:
      return squash_all(GeluErf{}, z, value, slope, count);
  }
}

inline void widen_to(const float* from, std::size_t count, double* to) {
  std::copy(from, from + count, to);
}

inline void narrow_to(const double* from, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]);
}

inline void load_member(const NetworkPlan& plan, std::size_t m) {
  for (std::size_t l = 0; l < plan.layers; ++l) {
    const LayerRecord& r = plan.layer[l];
    widen_to(plan.weight[l] + m * r.weights(), r.weights(), r.weight);
    widen_to(plan.bias[l] + m * r.out, r.out, r.bias);
  }
}

inline void clear_gradients(const NetworkPlan& plan) {
  for (std::size_t l = 0; l < plan.layers; ++l) {
    std::fill_n(plan.layer[l].dweight, plan.layer[l].weights(), 0.0);
    std::fill_n(plan.layer[l].dbias, plan.layer[l].out, 0.0);
  }
}

/// phi and phi' of every layer for one example; its answer.
inline const double* forward_example(const NetworkPlan& plan, const float* x) {
  widen_to(x, plan.inputs(), plan.input);
  const double* h = plan.input;
  for (std::size_t l = 0; l < plan.layers; ++l) {
    const LayerRecord& r = plan.layer[l];
    double* z = plan.delta;
    for (std::size_t o = 0; o < r.out; ++o) z[o] = dot(r.weight + o * r.in, h, r.in) + r.bias[o];
    if (plan.skips && l + 1 == plan.layers)
      for (std::size_t o = 0; o < r.out; ++o) z[o] += plan.input[o];
    through_units(r.unit, z, r.value, r.slope, r.out);
    h = r.value;
  }
  return h;
}

/// `plan.delta` holds dL/d(answer) and then dL/dx.
inline void backward_example(const NetworkPlan& plan) {
  double *delta = plan.delta, *passed = plan.passed;
  for (std::size_t l = plan.layers; l-- > 0;) {
    const LayerRecord& r = plan.layer[l];
    const double* h = l == 0 ? plan.input : plan.layer[l - 1].value;
    std::fill_n(passed, r.in, 0.0);
    for (std::size_t o = 0; o < r.out; ++o) {
      const double d = delta[o] * r.slope[o];
      delta[o] = d;
      r.dbias[o] += d;
      add_scaled_doubles(d, h, r.in, r.dweight + o * r.in);
      add_scaled_doubles(d, r.weight + o * r.in, r.in, passed);
    }
    if (plan.skips && l + 1 == plan.layers) std::copy_n(delta, r.out, plan.skipped);
    std::swap(delta, passed);
  }
  if (plan.skips)
    for (std::size_t i = 0; i < plan.inputs(); ++i) delta[i] += plan.skipped[i];
  if (delta != plan.delta) std::copy_n(delta, plan.inputs(), plan.delta);
}

inline void network_forward(const NetworkPlan& plan, const float* x, float* y) {
  const std::size_t k = plan.outputs();
  std::fill_n(plan.y, plan.batch * k, 0.0);
  for (std::size_t m = 0; m < plan.members; ++m) {
    load_member(plan, m);
    for (std::size_t n = 0; n < plan.batch; ++n)
      add_scaled_doubles(1, forward_example(plan, x + n * plan.inputs()), k, plan.y + n * k);
  }
  for (std::size_t i = 0; i < plan.batch * k; ++i)
    y[i] = static_cast<float>(plan.y[i] / static_cast<double>(plan.members));
}

inline void network_backward(const NetworkPlan& plan, const float* x, const float* upstream,
                             float* dx, const ParameterMemory& out) {
  const std::size_t d = plan.inputs(), k = plan.outputs();
  std::fill_n(plan.dx, plan.batch * d, 0.0);
  for (std::size_t m = 0; m < plan.members; ++m) {
    load_member(plan, m);
    clear_gradients(plan);
    for (std::size_t n = 0; n < plan.batch; ++n) {
      forward_example(plan, x + n * d);
      for (std::size_t o = 0; o < k; ++o)
        plan.delta[o] = upstream[n * k + o] / static_cast<double>(plan.members);
      backward_example(plan);
      add_scaled_doubles(1, plan.delta, d, plan.dx + n * d);
    }
    for (std::size_t l = 0; l < plan.layers; ++l) {
      const LayerRecord& r = plan.layer[l];
      narrow_to(r.dweight, r.weights(), out.weight[l] + m * r.weights());
      narrow_to(r.dbias, r.out, out.bias[l] + m * r.out);
    }
  }
  narrow_to(plan.dx, plan.batch * d, dx);
}

/// The loss and the gradients of one step; the gradients add up from what they are.
inline double training_gradient(const NetworkPlan& plan, const TrainingMemory& memory,
                                double loss_scale) {
  const std::size_t d = plan.inputs(), k = plan.outputs();
  double loss = 0;
  for (std::size_t n = 0; n < plan.batch; ++n) {
    const double* answer = forward_example(plan, memory.x + n * d);
    for (std::size_t o = 0; o < k; ++o) {
      const double error = answer[o] - memory.target[n * k + o];
      loss += loss_scale * (error * error);
      plan.delta[o] = loss_scale * 2 * error;
    }
    backward_example(plan);
  }
  return loss;
}

inline void train(const NetworkPlan& plan, const TrainingMemory& memory, TrainingSettings s) {
  load_member(plan, 0);
  clear_gradients(plan);
  for (std::size_t t = 0; t < memory.steps; ++t) {
    if (!s.accumulates) clear_gradients(plan);
    memory.loss[t] = static_cast<float>(training_gradient(plan, memory, s.loss_scale));
    for (std::size_t l = 0; l < plan.layers; ++l) {
      const LayerRecord& r = plan.layer[l];
      add_scaled_doubles(-static_cast<double>(memory.rates[t]), r.dweight, r.weights(), r.weight);
      add_scaled_doubles(-static_cast<double>(memory.rates[t]), r.dbias, r.out, r.bias);
      narrow_to(r.weight, r.weights(), memory.path.weight[l] + t * r.weights());
      narrow_to(r.bias, r.out, memory.path.bias[l] + t * r.out);
    }
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
