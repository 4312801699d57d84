// Sequences read from both ends.

#include "properties/catalogue/kinds.h"
#include "properties/catalogue/recurrent/rows.h"
#include "properties/catalogue/recurrent/time.h"
#include "properties/recurrent/identities.h"

namespace assay {

namespace {

template <class T>
Tensor<T> reversed(const Tensor<T>& x) {
  Tensor<T> y(x.shape);
  for (std::int64_t t = 0; t < x.extent(0); ++t) set_time(y, x.extent(0) - 1 - t, at_time(x, t));
  return y;
}

/// The inputs of one direction: x, or x reversed, its first state and its parameters.
template <class T>
Bag<T> direction(const Bag<T>& in, bool back) {
  const std::size_t own = (in.size() - 1) / 2, first = back ? 1 + own : 1;
  Bag<T> part = {back ? reversed(in[0]) : in[0]};
  for (std::size_t k = 0; k < own; ++k) part.push_back(in[first + k]);
  return part;
}

template <class T>
Function<T> both_ways(Function<T> sequence) {
  return [=](const Bag<T>& in, const Attributes& a) {
    const Bag<T> first = sequence(direction(in, false), a),
                 second = sequence(direction(in, true), a);
    const Tensor<T>&there = first.at(0), back = reversed(second.at(0));
    const std::int64_t k = there.extent(2);
    Tensor<T> joined({there.extent(0), there.extent(1), 2 * k});
    for (std::int64_t row = 0; row < there.extent(0) * there.extent(1); ++row)
      for (std::int64_t j = 0; j < k; ++j) {
        const auto to = static_cast<std::size_t>(2 * k * row + j);
        joined.data[to] = there.data[static_cast<std::size_t>(k * row + j)];
        joined.data[to + static_cast<std::size_t>(k)] =
            back.data[static_cast<std::size_t>(k * row + j)];
      }
    Bag<T> out = {joined};
    out.insert(out.end(), first.begin() + 1, first.end());
    out.insert(out.end(), second.begin() + 1, second.end());
    return out;
  };
}

/// The columns of one direction in an upstream gradient [t, n, 2k].
template <class T>
Tensor<T> half_of(const Tensor<T>& g, bool back) {
  const std::int64_t k = g.extent(2) / 2;
  Tensor<T> half({g.extent(0), g.extent(1), k});
  for (std::int64_t row = 0; row < g.extent(0) * g.extent(1); ++row)
    for (std::int64_t j = 0; j < k; ++j)
      half.data[static_cast<std::size_t>(k * row + j)] =
          g.data[static_cast<std::size_t>(2 * k * row + (back ? k : 0) + j)];
  return back ? reversed(half) : half;
}

/// One direction's upstream gradients: its half of h's, and those of its own last states.
template <class T>
Bag<T> upstream_of(const Bag<T>& upstream, bool back) {
  const std::size_t own = upstream.size() / 2;
  Bag<T> part = {half_of(upstream[0], back)};
  for (std::size_t s = 0; s < own; ++s) part.push_back(upstream[1 + s + (back ? own : 0)]);
  return part;
}

template <class T>
Pullback<T> both_ways_back(Pullback<T> gradient) {
  return [=](const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
    Bag<T> out = gradient(direction(in, false), upstream_of(upstream, false), a);
    const Bag<T> back = gradient(direction(in, true), upstream_of(upstream, true), a);
    add(out[0], reversed(back[0]));
    out.insert(out.end(), back.begin() + 1, back.end());
    return out;
  };
}

/// Both directions' gradients by x are added before they are rounded again.
Pullback<double> as_floats(Pullback<double> gradient) {
  return [=](const Bag<double>& in, const Bag<double>& upstream, const Attributes& a) {
    Bag<double> out = gradient(in, upstream, a);
    for (double& element : out[0].data) element = static_cast<float>(element);
    return out;
  };
}

Card bidirectional_card(const Card& sequence) {
  Card card = sequence;
  card.name = sequence.name.substr(0, sequence.name.rfind("_sequence")) + "_bidirectional";
  card.summary = sequence.summary + ", from both ends";
  card.formula = "[\\overrightarrow h_t; \\overleftarrow h_t]: " + sequence.formula;
  card.source =
      "Schuster & Paliwal 1997, Bidirectional recurrent neural networks, IEEE "
      "Transactions on Signal Processing 45(11), section II";
  card.dims = {{"t", 1, 3}, {"n", 0, 1}, {"d", 1, 2}, {"k", 1, 2}};
  const std::size_t own = sequence.inputs.size() - 1;
  for (std::size_t k = 1; k <= own; ++k) {
    card.inputs.push_back(sequence.inputs[k]);
    card.inputs.back().name += "_back";
  }
  card.outputs = {{"h", {"t", "n", "2*k"}}};
  for (const std::string end : {"", "_back"})
    for (std::size_t s = 1; s < sequence.outputs.size(); ++s) {
      card.outputs.push_back(sequence.outputs[s]);
      card.outputs.back().name += end;
    }
  card.conventions.push_back({"merge", "side by side, forward first",
                              "so in PyTorch and Keras by default; Keras can also add, multiply or "
                              "average; ONNX has an axis of directions"});
  card.gradient_depth.steps += 1;
  return card;
}

}  // namespace

Operator bidirectional_of(const Operator& sequence) {
  return {
      .card = bidirectional_card(sequence.card),
      .reference = {both_ways(sequence.reference.real), both_ways(sequence.reference.wide),
                    both_ways(sequence.reference.ball), both_ways(sequence.reference.plain)},
      .gradient = {both_ways_back(sequence.gradient.real), both_ways_back(sequence.gradient.wide),
                   both_ways_back(sequence.gradient.ball), both_ways_back(sequence.gradient.plain)},
      .fast = both_ways(sequence.fast),
      .fast_gradient = as_floats(both_ways_back(sequence.fast_gradient)),
      .identities = recurrent_laws::bidirectional_identities()};
}

}  // namespace assay
