// What is done with gradients before they are applied.

#include "fast/gradient/gradient.h"

#include "properties/catalogue/catalogue.h"
#include "properties/gradient/identities.h"
#include "properties/sweep/float_kernel.h"
#include "properties/sweep/series_reading.h"
#include "reference/gradient/average_over_workers.h"
#include "reference/gradient/clip_by_norm.h"
#include "reference/gradient/clip_by_value.h"

namespace assay {

namespace {

const AttributeCard bound = {.name = "bound",
                             .fallback = 1.0,
                             .draws = {1.0, 0.5, 5.0, 100.0},
                             .meaning = "c, the largest size that is kept",
                             .lower = 0x1p-10,
                             .upper = 0x1p+40};
const AttributeCard epsilon = {.name = "epsilon",
                               .fallback = 0.0,
                               .draws = {0.0, 1e-6},
                               .meaning = "added to the norm",
                               .lower = 0,
                               .upper = 0x1p-12};

const Convention epsilon_convention = {
    "epsilon", "attribute, 0",
    "1e-6 in PyTorch, which scales (3, 4) with c = 1 to (0.59999988, 0.79999984); 0 in "
    "TensorFlow, Keras and Optax"};
const Kink at_the_bound = {"N + eps = c", "that of the gradient itself, which is not clipped there", {}, {}};
const std::string norm_gradient =
    "\\frac{c}{N + \\epsilon} \\left(g - \\frac{\\langle x, g \\rangle}{N (N + \\epsilon)} "
    "x\\right) "
    "\\text{ where } N + \\epsilon > c, \\text{ else } g";
const std::string norm_source = "Pascanu, Mikolov & Bengio 2013, arXiv 1211.5063, algorithm 1";

template <class T>
NormClip<T> norm_clip(const Attributes& a) {
  return {a.number<T>("bound"), a.number<T>("epsilon")};
}

fast::NormClip fast_norm_clip(const Attributes& a) {
  return {static_cast<float>(a.real("bound")), static_cast<float>(a.real("epsilon"))};
}

Operator clip_by_value_row() {
  return {
      .card = {.name = "gradient/clip_by_value",
               .summary = "Every element drawn back into an interval",
               .formula = "\\min(\\max(x, -c), c)",
               .gradient_formula = "g \\text{ where } |x| \\le c, \\text{ else } 0",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, section 10.11.1",
               .dims = {{"n", 0, 35}},
               .inputs = {{.name = "x", .dims = {"n"}}},
               .attributes = {bound},
               .outputs = {{"y", {"n"}}},
               .batch = "n",
               .conventions = {{"kink", "inclusive",
                                "1 on the closed interval in PyTorch; 0 at the ends in JAX' "
                                "clamp"}},
               .kinks = {{"|x| = c", "1, as PyTorch", {}, {}}},
               .promise = Grade::exact,
               .gradient_promise = Grade::exact},
      .reference = pointwise_with_series([]<class T>(const T& x, const Attributes& a) {
        return clip_by_value(x, a.number<T>("bound"));
      }),
      .gradient = pointwise_gradient_with_series([]<class T>(const T& x, const Attributes& a) {
        return clip_by_value_derivative(x, a.number<T>("bound"));
      }),
      .fast = fast_on_floats([](std::span<const float> x, std::span<float> y, const Attributes& a) {
        fast::clip_by_value(x, y, static_cast<float>(a.real("bound")));
      }),
      .fast_gradient =
          fast_gradient_on_floats([](std::span<const float> x, std::span<const float> g,
                                     std::span<float> dx, const Attributes& a) {
            fast::clip_by_value_gradient(x, g, dx, static_cast<float>(a.real("bound")));
          }),
      .identities = gradient_laws::clip_by_value_identities()};
}

/// One tensor of [d], or several that share a norm.
Operator clip_by_norm_row() {
  return {.card = {.name = "gradient/clip_by_norm",
                   .summary = "A tensor drawn back to a norm",
                   .formula = "x \\min(1, c / (N + \\epsilon)),\\ N = \\|x\\|_2",
                   .gradient_formula = norm_gradient,
                   .source = norm_source,
                   .dims = {{"d", 0, 19}},
                   .inputs = {{.name = "x", .dims = {"d"}, .domain = reals(0x1p+60)}},
                   .attributes = {bound, epsilon},
                   .outputs = {{"y", {"d"}}},
                   .conventions = {epsilon_convention},
                   .kinks = {at_the_bound},
                   .promise = Grade::faithful,
                   .gradient_depth = {.steps = 14, .over = "d"}},
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            return clip_by_norm(in, norm_clip<T>(a));
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                return clip_by_norm_gradient(in, upstream, norm_clip<T>(a));
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            Bag<float> out = in;
            fast::clip_by_norm({{in[0].data, out[0].data}}, fast_norm_clip(a));
            return out;
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Bag<float> out = in;
                fast::clip_by_norm_gradient({{in[0].data, upstream[0].data, out[0].data}},
                                            fast_norm_clip(a));
                return out;
              }),
          .identities = gradient_laws::clip_by_norm_identities()};
}

Operator clip_by_global_norm_row() {
  Operator row = clip_by_norm_row();
  row.card.name = "gradient/clip_by_global_norm";
  row.card.summary = "Tensors drawn back to the norm of all of them together";
  row.card.formula = "x_j \\min(1, c / (N + \\epsilon)),\\ N = \\sqrt{\\sum_j \\|x_j\\|_2^2}";
  row.card.dims = {{"n", 0, 9}, {"m", 0, 9}};
  row.card.inputs = {{.name = "x1", .dims = {"n"}, .domain = reals(0x1p+60)},
                     {.name = "x2", .dims = {"m"}, .domain = reals(0x1p+60)}};
  row.card.outputs = {{"y1", {"n"}}, {"y2", {"m"}}};
  row.card.gradient_depth = {.steps = 14, .over = "n+m"};
  row.fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
    Bag<float> out = in;
    fast::clip_by_norm({{in[0].data, out[0].data}, {in[1].data, out[1].data}}, fast_norm_clip(a));
    return out;
  });
  row.fast_gradient = fast_tensorwise_gradient([](const Bag<float>& in, const Bag<float>& upstream,
                                                  const Attributes& a) {
    Bag<float> out = in;
    fast::clip_by_norm_gradient(
        {{in[0].data, upstream[0].data, out[0].data}, {in[1].data, upstream[1].data, out[1].data}},
        fast_norm_clip(a));
    return out;
  });
  row.identities = gradient_laws::clip_by_global_norm_identities();
  return row;
}

Operator average_over_workers_row() {
  return {
      .card = {.name = "gradient/average_over_workers",
               .summary = "The mean of the gradients of several workers, added in float32",
               .formula = "\\frac1w \\sum_{r=1}^w x_r",
               .gradient_formula = "\\partial L/\\partial x_r = g / w",
               .source = "Goyal et al. 2017, arXiv 1706.02677, section 3, on aggregation",
               .dims = {{"w", 1, 9}, {"n", 0, 19}},
               .inputs = {{.name = "x", .dims = {"w", "n"}, .domain = reals(0x1p+120)}},
               .attributes = {{.name = "order",
                               .fallback = std::string("sequential"),
                               .draws = {std::string("sequential"), std::string("tree")},
                               .meaning = "one worker after the other, or sums of halves"}},
               .outputs = {{"y", {"n"}}},
               .batch = "n",
               .conventions = {{"divide", "after the sum",
                                "after the sum in most libraries; before it where float16 would "
                                "overflow"}},
               .gradient_promise = Grade::exact,
               .depth = {.steps = 1, .over = "w"},
               .gradient_depth = {.steps = 1}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
        return Bag<T>{average_over_workers(in.at(0))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes&) {
            return Bag<T>{average_over_workers_gradient(in.at(0), upstream.at(0))};
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> y({in.at(0).extent(1)});
        fast::average_over_workers(
            in[0].data, y.data, static_cast<std::size_t>(in[0].extent(0)),
            a.choice("order") == "tree" ? fast::SumOrder::tree : fast::SumOrder::sequential);
        return Bag<float>{y};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
            Bag<float> dx = in;
            fast::average_over_workers_gradient(upstream.at(0).data, dx.at(0).data,
                                                static_cast<std::size_t>(in[0].extent(0)));
            return dx;
          }),
      .identities = gradient_laws::average_over_workers_identities()};
}

}  // namespace

std::vector<Operator> gradient_family() {
  return {clip_by_value_row(), clip_by_norm_row(), clip_by_global_norm_row(),
          average_over_workers_row()};
}

}  // namespace assay
