// Backward through time, cut every so many steps.

#include <algorithm>

#include "properties/catalogue/kinds.h"
#include "properties/catalogue/recurrent/rows.h"
#include "properties/catalogue/recurrent/time.h"
#include "properties/recurrent/identities.h"

namespace assay {

namespace {

/// Steps first .. last - 1.
template <class T>
Tensor<T> steps_of(const Tensor<T>& x, std::int64_t first, std::int64_t last) {
  Shape shape = x.shape;
  shape[0] = last - first;
  Tensor<T> part(shape);
  for (std::int64_t t = first; t < last; ++t) set_time(part, t - first, at_time(x, t));
  return part;
}

/// Each stretch of `length` steps goes on from the last one's states, and its gradient is that of a
/// sequence of its own, of which only h has an upstream gradient.
template <class T>
Function<T> truncated(Function<T> sequence, Pullback<T> gradient, std::size_t states) {
  return [=](const Bag<T>& in, const Attributes& given) {
    Attributes a;
    for (const auto& [name, value] : given.values())
      if (name != "length") a.set(name, value);
    Bag<T> now(in.begin(), in.end() - 1), total;
    for (std::size_t p = states + 1; p < now.size(); ++p) total.emplace_back(now[p].shape);
    const std::int64_t all = in[0].extent(0), length = given.integer("length");
    for (std::int64_t first = 0; first < all; first += length) {
      const std::int64_t last = std::min(first + length, all);
      now[0] = steps_of(in[0], first, last);
      Bag<T> upstream = {steps_of(in.back(), first, last)};
      for (std::size_t s = 2; s <= states; ++s) upstream.emplace_back(now[s].shape);
      const Bag<T> part = gradient(now, upstream, a), path = sequence(now, a);
      for (std::size_t p = 0; p < total.size(); ++p) add(total[p], part[p + states + 1]);
      now[1] = at_time(path.at(0), last - first - 1);
      for (std::size_t s = 2; s <= states; ++s) now[s] = path.at(s - 1);
    }
    return total;
  };
}

Function<double> fast_truncated(CellOf cell_of, std::size_t states) {
  return fast_tensorwise([cell_of, states](const Bag<float>& in, const Attributes& a) {
    Bag<float> upstream = {in.back()};
    for (std::size_t s = 2; s <= states; ++s) upstream.emplace_back(in[s].shape);
    const Bag<float> all = cut_gradient(cell_of(a), Bag<float>(in.begin(), in.end() - 1), upstream,
                                        static_cast<std::size_t>(a.integer("length")));
    return Bag<float>(all.begin() + static_cast<std::ptrdiff_t>(states) + 1, all.end());
  });
}

Card truncated_card(const Card& sequence, std::size_t states) {
  Card card = sequence;
  card.name = sequence.name.substr(0, sequence.name.rfind("_sequence")) + "_truncated_gradient";
  card.summary = "Backward through time, cut every so many steps";
  card.formula =
      "\\sum_\\tau \\frac{\\partial L_\\tau}{\\partial \\theta}\\Big|_{h_{\\tau K}}, "
      "\\text{ the loss of steps } \\tau K + 1 \\ldots (\\tau + 1) K \\text{ with the "
      "state } h_{\\tau K} \\text{ held}";
  card.gradient_formula = {};
  card.source =
      "Williams & Peng 1990, An efficient gradient-based algorithm for on-line training "
      "of recurrent network trajectories, Neural Computation 2(4), with h' = h";
  card.attributes.push_back({.name = "length",
                             .fallback = std::int64_t{2},
                             .draws = {std::int64_t{1}, std::int64_t{2}, std::int64_t{100}},
                             .meaning = "K, the steps between two cuts",
                             .lower = 1,
                             .upper = 1e6});
  card.inputs.push_back({.name = "upstream",
                         .dims = {"t", "n", "k"},
                         .domain = reals(100),
                         .meaning = "dL/dh of every step"});
  card.outputs.clear();
  for (std::size_t p = states + 1; p < sequence.inputs.size(); ++p)
    card.outputs.push_back({"d" + sequence.inputs[p].name, sequence.inputs[p].dims});
  card.batch = {};
  card.kinks = {};
  card.dims[1].least = 1;
  card.depth = sequence.gradient_depth;
  card.no_gradient = "it is one";
  return card;
}

}  // namespace

Operator truncated_gradient_of(const Operator& sequence, std::size_t states, CellOf cell_of) {
  return {.card = truncated_card(sequence.card, states),
          .reference = {truncated(sequence.reference.real, sequence.gradient.real, states),
                        truncated(sequence.reference.wide, sequence.gradient.wide, states),
                        truncated(sequence.reference.ball, sequence.gradient.ball, states),
                        truncated(sequence.reference.plain, sequence.gradient.plain, states)},
          .fast = fast_truncated(cell_of, states),
          .identities = recurrent_laws::truncated_gradient_identities()};
}

}  // namespace assay
