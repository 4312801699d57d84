// Somebody's own kernel as an operator's fast twin: a callable on spans or on tensors of float32.
// Neither Boost nor RapidCheck is included here.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>

#include "reference/contract/operator.h"

namespace assay {

/// A callable on spans behind one signature: so many to read, so many to write.
struct SpanCall {
  using Inputs = std::span<const std::span<const float>>;
  using Outputs = std::span<const std::span<float>>;

  std::size_t inputs = 0;
  std::size_t outputs = 0;
  std::function<void(Inputs, Outputs, const Attributes&)> run = {};
};

namespace harness {

template <class T, std::size_t>
using Repeat = T;

template <class F, class... Rest, std::size_t... i, std::size_t... o>
consteval bool takes(std::index_sequence<i...>, std::index_sequence<o...>) {
  return std::is_invocable_v<F&, Repeat<std::span<const float>, i>...,
                             Repeat<std::span<float>, o>..., Rest...>;
}

struct Arity {
  std::size_t inputs = 0;  ///< 0: no number of spans fits
  std::size_t outputs = 0;
};

/// How many spans `F` reads and writes before `Rest`. A span to write also converts to one to read,
/// so the greatest number of inputs counts.
template <class F, class... Rest>
consteval Arity arity() {
  constexpr std::size_t most_spans = 12;
  Arity found;
  const auto attempt = [&]<std::size_t inputs, std::size_t outputs>() {
    if (found.inputs == 0 &&
        takes<F, Rest...>(std::make_index_sequence<inputs>(), std::make_index_sequence<outputs>()))
      found = {inputs, outputs};
  };
  const auto attempt_total = [&]<std::size_t total, std::size_t... outputs>(
      std::index_sequence<outputs...>) {
    (attempt.template operator()<total - 1 - outputs, outputs + 1>(), ...);
  };
  [&]<std::size_t... spans>(std::index_sequence<spans...>) {
    (attempt_total.template operator()<spans + 2>(std::make_index_sequence<spans + 1>()), ...);
  }
  (std::make_index_sequence<most_spans - 1>());
  return found;
}

template <class F, class... Rest>
concept OnSpans = arity<F, Rest...>()
.inputs > 0;

template <class F, class... Arguments>
concept OnTensors = std::is_invocable_r_v<Bag<float>, F&, const Arguments&...>;

template <bool with_attributes, Arity count, class F>
SpanCall span_call(F f) {
  auto run = [f]<std::size_t... i, std::size_t... o>(
      SpanCall::Inputs in, SpanCall::Outputs out, const Attributes& attributes,
      std::index_sequence<i...>, std::index_sequence<o...>) mutable {
    if constexpr (with_attributes)
      f(in[i]..., out[o]..., attributes);
    else
      f(in[i]..., out[o]...);
  };
  return {count.inputs, count.outputs,
          [run](SpanCall::Inputs in, SpanCall::Outputs out, const Attributes& attributes) mutable {
            run(in, out, attributes, std::make_index_sequence<count.inputs>(),
                std::make_index_sequence<count.outputs>());
          }};
}

}  // namespace harness

/// A kernel: one of
///   (span<const float>..., span<float>...)   the inputs, then the outputs, as the card orders them
///   (const Bag<float>& inputs) -> Bag<float> tensors, which carry their shapes
/// each also with a last argument `const Attributes&`. A kernel without it is checked at the
/// default attributes, or at those that the check is told.
struct Kernel {
  Function<float> on_tensors = {};
  SpanCall on_spans = {};
  bool takes_attributes = false;

  template <class F>
  requires(harness::OnTensors<F, Bag<float>, Attributes> || harness::OnTensors<F, Bag<float>> ||
           harness::OnSpans<F, const Attributes&> || harness::OnSpans<F>) Kernel(F f) {
    takes_attributes =
        harness::OnTensors<F, Bag<float>, Attributes> || harness::OnSpans<F, const Attributes&>;
    if constexpr (harness::OnTensors<F, Bag<float>, Attributes>)
      on_tensors = f;
    else if constexpr (harness::OnTensors<F, Bag<float>>)
      on_tensors = [f](const Bag<float>& in, const Attributes&) mutable { return f(in); };
    else if constexpr (harness::OnSpans<F, const Attributes&>)
      on_spans = harness::span_call<true, harness::arity<F, const Attributes&>()>(f);
    else
      on_spans = harness::span_call<false, harness::arity<F>()>(f);
  }
};

/// A kernel's gradient, the vector-Jacobian product: one of
///   (span<const float>..., span<float>...)   the inputs, then dL/d(output) for each output, then
///                                            dL/d(input) to write for each differentiable input
///   (const Bag<float>& inputs, const Bag<float>& upstream) -> Bag<float>
/// each also with a last argument `const Attributes&`. {} where there is none.
struct GradientKernel {
  Pullback<float> on_tensors = {};
  SpanCall on_spans = {};
  bool takes_attributes = false;

  GradientKernel() = default;

  template <class F>
  requires(harness::OnTensors<F, Bag<float>, Bag<float>, Attributes> ||
           harness::OnTensors<F, Bag<float>, Bag<float>> ||
           harness::OnSpans<F, const Attributes&> || harness::OnSpans<F>) GradientKernel(F f) {
    takes_attributes = harness::OnTensors<F, Bag<float>, Bag<float>, Attributes> ||
                       harness::OnSpans<F, const Attributes&>;
    if constexpr (harness::OnTensors<F, Bag<float>, Bag<float>, Attributes>)
      on_tensors = f;
    else if constexpr (harness::OnTensors<F, Bag<float>, Bag<float>>)
      on_tensors = [f](const Bag<float>& in, const Bag<float>& upstream,
                       const Attributes&) mutable { return f(in, upstream); };
    else if constexpr (harness::OnSpans<F, const Attributes&>)
      on_spans = harness::span_call<true, harness::arity<F, const Attributes&>()>(f);
    else
      on_spans = harness::span_call<false, harness::arity<F>()>(f);
  }

  explicit operator bool() const { return on_tensors || on_spans.run; }
};

}  // namespace assay
