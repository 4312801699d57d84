#include "properties/regularization/identities.h"

#include "properties/laws/expect.h"

namespace assay::regularization_laws {

namespace {

Attributes with(Attributes attributes, const std::string& name, AttributeValue value) {
  attributes.set(name, std::move(value));
  return attributes;
}

Attributes with_choice(const Attributes& attributes, const std::string& name,
                       const std::string& choice) {
  return with(attributes, name, choice);
}

WideReal keep_of(const Attributes& attributes) {
  const WideReal p(attributes.real("p"));
  return attributes.choice("p_is") == "keep" ? p : WideReal(1 - p);
}

bool inverted(const Attributes& attributes) { return attributes.choice("scaling") == "inverted"; }

/// The first elements: all masks of as many can be enumerated.
Tensor<WideReal> first_elements(const Case& drawn) {
  const std::int64_t count = std::min<std::int64_t>(drawn.inputs[0].size(), 6);
  Tensor<WideReal> x(Shape{count});
  for (std::int64_t i = 0; i < count; ++i) x.at(i) = drawn.inputs[0].at(i);
  return x;
}

/// The means of y and of y^2 over all masks, each with its Bernoulli probability.
struct MaskMoments {
  Tensor<WideReal> mean, square;
};

MaskMoments over_all_masks(const Operator& op, const Tensor<WideReal>& x,
                           const Attributes& attributes) {
  const Attributes training = with_choice(attributes, "mode", "training");
  const WideReal keep = keep_of(attributes);
  MaskMoments moments{Tensor<WideReal>(x.shape), Tensor<WideReal>(x.shape)};
  for (std::int64_t pattern = 0; pattern < std::int64_t{1} << x.size(); ++pattern) {
    Tensor<WideReal> mask(x.shape);
    WideReal probability = 1;
    for (std::int64_t i = 0; i < x.size(); ++i) {
      const bool kept = (pattern >> i) % 2 == 1;
      mask.at(i) = kept ? 1 : 0;
      probability *= kept ? keep : WideReal(1 - keep);
    }
    const Tensor<WideReal> y = evaluate(op, {x, mask}, training).at(0);
    for (std::int64_t i = 0; i < x.size(); ++i) {
      moments.mean.at(i) += probability * y.at(i);
      moments.square.at(i) += probability * y.at(i) * y.at(i);
    }
  }
  return moments;
}

void check_mean(const Operator& op, const Case& drawn) {
  const WideReal keep = keep_of(drawn.attributes);
  Tensor<WideReal> wanted = first_elements(drawn);
  const Tensor<WideReal> mean = over_all_masks(op, wanted, drawn.attributes).mean;
  const WideReal factor = inverted(drawn.attributes) ? WideReal(keep == 0 ? 0 : 1) : keep;
  for (WideReal& element : wanted.data) element *= factor;
  expect_equal(mean, wanted, "the mean over the masks");
}

void check_evaluation(const Operator& op, const Case& drawn) {
  if (keep_of(drawn.attributes) == 0) return;
  const Tensor<WideReal> x = first_elements(drawn);
  const Tensor<WideReal> y = evaluate(op, {x, Tensor<WideReal>(x.shape)},
                                      with_choice(drawn.attributes, "mode", "evaluation"))
                                 .at(0);
  expect_equal(y, over_all_masks(op, x, drawn.attributes).mean, "evaluation");
}

void check_variance(const Operator& op, const Case& drawn) {
  const WideReal keep = keep_of(drawn.attributes);
  if (keep == 0 || !inverted(drawn.attributes)) return;
  const Tensor<WideReal> x = first_elements(drawn);
  const MaskMoments moments = over_all_masks(op, x, drawn.attributes);
  for (std::int64_t i = 0; i < x.size(); ++i) {
    const WideReal square = x.at(i) * x.at(i);
    expect_equal(moments.square.at(i) - moments.mean.at(i) * moments.mean.at(i),
                 square * (1 - keep) / keep, "the variance over the masks", square);
  }
}

void check_complement(const Operator& op, const Case& drawn) {
  const Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  const bool keeps = drawn.attributes.choice("p_is") == "keep";
  const Attributes other = with(with_choice(drawn.attributes, "p_is", keeps ? "drop" : "keep"), "p",
                                1 - drawn.attributes.real("p"));
  expect_equal(evaluate(op, inputs, drawn.attributes).at(0), evaluate(op, inputs, other).at(0),
               "keep(p) against drop(1 - p)");
}

void check_all_kept(const Operator& op, const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  inputs[1] = Tensor<WideReal>(inputs[1].shape, WideReal(1));
  const Attributes keep_all = with(with_choice(drawn.attributes, "p_is", "keep"), "p", 1.0);
  expect_equal(evaluate(op, inputs, keep_all).at(0), inputs[0], "everything kept");
}

void check_linear(const Operator& op, const Case& drawn) {
  const Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  Tensor<WideReal> other = inputs[0], both = inputs[0];
  std::reverse(other.data.begin(), other.data.end());
  for (std::size_t i = 0; i < both.data.size(); ++i) both.data[i] += 3 * other.data[i];
  const auto at = [&](const Tensor<WideReal>& x) {
    return evaluate(op, {x, inputs[1]}, drawn.attributes).at(0);
  };
  const Tensor<WideReal> a = at(inputs[0]), b = at(other), sum = at(both);
  for (std::size_t i = 0; i < sum.data.size(); ++i)
    expect_equal(sum.data[i], a.data[i] + 3 * b.data[i], "x + 3 z", abs(a.data[i]));
}

// The penalties.

using Weights = Tensor<WideReal>;

WideReal penalty(const Operator& op, const Weights& w, const Attributes& attributes) {
  return evaluate(op, {w}, attributes).at(0).data.at(0);
}

Weights gradient(const Operator& op, const Weights& w, const Attributes& attributes) {
  return op.gradient.wide({w}, {Tensor<WideReal>::scalar(1)}, attributes).at(0);
}

Weights weights_of(const Case& drawn) { return convert<WideReal>(drawn.inputs).at(0); }

/// a w + b v, element by element.
Weights combined(int a, const Weights& w, int b, const Weights& v) {
  Weights sum = w;
  for (std::size_t i = 0; i < sum.data.size(); ++i) sum.data[i] = a * w.data[i] + b * v.data[i];
  return sum;
}

WideReal inner(const Weights& a, const Weights& b) {
  WideReal sum = 0;
  for (std::size_t i = 0; i < a.data.size(); ++i) sum += a.data[i] * b.data[i];
  return sum;
}

/// Other weights of the same length.
Weights others(const Weights& w) {
  Weights v = w;
  std::reverse(v.data.begin(), v.data.end());
  for (std::size_t i = 0; i < v.data.size(); ++i) v.data[i] += static_cast<int>(i) - 3;
  return v;
}

Weights one_weight(int value) { return Weights(Shape{1}, WideReal(value)); }

/// f(-3 w) is 3^degree f(w).
Identity homogeneous(int degree) {
  return {"three times the weights of the other sign have 3^" + std::to_string(degree) +
              " times the penalty",
          [degree](const Operator& op, const Case& drawn) {
            const Weights w = weights_of(drawn);
            expect_equal(penalty(op, combined(-3, w, 0, w), drawn.attributes),
                         pow(WideReal(3), degree) * penalty(op, w, drawn.attributes), "-3 w");
          }};
}

/// f(v) >= f(w) + <g, v - w> + curvature |v - w|^2 for every subgradient g.
Identity lies_above_its_tangents(const std::string& curvature) {
  return {
      curvature.empty()
          ? "the penalty lies above its tangents"
          : "the penalty lies above its tangents by " + curvature + " times the squared distance",
      [curvature](const Operator& op, const Case& drawn) {
        const Weights w = weights_of(drawn), v = others(w), step = combined(1, v, -1, w);
        const WideReal tangent =
            penalty(op, w, drawn.attributes) + inner(gradient(op, w, drawn.attributes), step);
        const WideReal bent = curvature.empty()
                                  ? WideReal(0)
                                  : WideReal(drawn.attributes.real(curvature) * inner(step, step));
        const WideReal value = penalty(op, v, drawn.attributes);
        const WideReal slack = power_of_ten<WideReal>(-60) * (abs(value) + abs(tangent) + bent + 1);
        expect(value >= tangent + bent - slack, "another point lies below the tangent");
      }};
}

/// At weight 0 the subgradient is 0.
Identity zero_at_zero() {
  return {"the subgradient at 0 is 0", [](const Operator& op, const Case& drawn) {
            const WideReal slope = gradient(op, one_weight(0), drawn.attributes).data.at(0);
            expect(slope == 0, "it is not");
          }};
}

/// Weights side by side cost what they cost apart.
Identity additive() {
  return {"the penalty of weights side by side is the sum of their penalties",
          [](const Operator& op, const Case& drawn) {
            const Weights w = weights_of(drawn), v = others(w);
            Weights both(Shape{2 * w.size()});
            std::copy(w.data.begin(), w.data.end(), both.data.begin());
            std::copy(v.data.begin(), v.data.end(), both.data.begin() + w.size());
            expect_equal(penalty(op, both, drawn.attributes),
                         penalty(op, w, drawn.attributes) + penalty(op, v, drawn.attributes),
                         "side by side");
          }};
}

void check_parallelogram(const Operator& op, const Case& drawn) {
  const Weights w = weights_of(drawn), v = others(w);
  const auto f = [&](const Weights& x) { return penalty(op, x, drawn.attributes); };
  expect_equal(f(combined(1, w, 1, v)) + f(combined(1, w, -1, v)), 2 * f(w) + 2 * f(v),
               "the parallelogram");
}

/// The weights after a step of gradient descent are (1 - rate lambda) w, or twice that decay.
void check_decay(const Operator& op, const Case& drawn) {
  const Weights w = weights_of(drawn);
  const Weights slope = gradient(op, w, drawn.attributes);
  const WideReal lambda(drawn.attributes.real("lambda"));
  const bool half = drawn.attributes.choice("factor") == "half_lambda";
  const WideReal decay = half ? lambda : WideReal(2 * lambda), rate = WideReal(1) / 8;
  for (std::size_t i = 0; i < w.data.size(); ++i)
    expect_equal(w.data[i] - rate * slope.data[i], (1 - rate * decay) * w.data[i],
                 "a step of descent", abs(w.data[i]));
}

void check_triangle(const Operator& op, const Case& drawn) {
  const Weights w = weights_of(drawn), v = others(w);
  const auto f = [&](const Weights& x) { return penalty(op, x, drawn.attributes); };
  const WideReal bound = f(w) + f(v);
  expect(f(combined(1, w, 1, v)) <= bound * (1 + power_of_ten<WideReal>(-60)),
         "the penalty of a sum exceeds the sum of the penalties");
}

/// Without one of its parts the other is left: f = f(lambda2 = 0) + f(lambda1 = 0).
void check_parts(const Operator& op, const Case& drawn) {
  const Weights w = weights_of(drawn), thrice = combined(3, w, 0, w);
  const Attributes lasso = with(drawn.attributes, "lambda2", 0.0);
  const Attributes ridge = with(drawn.attributes, "lambda1", 0.0);
  const WideReal one = penalty(op, w, lasso), two = penalty(op, w, ridge);
  expect_equal(penalty(op, w, drawn.attributes), one + two, "the sum of the parts");
  expect_equal(penalty(op, thrice, lasso), 3 * one, "the part of degree one");
  expect_equal(penalty(op, thrice, ridge), 9 * two, "the part of degree two");
}

}  // namespace

std::vector<Identity> dropout_identities() {
  return {
      {"the mean over all masks is the input where inverted, keep times it where not", check_mean},
      {"evaluation gives the mean over all masks", check_evaluation},
      {"inverted, the variance over all masks is x^2 (1 - keep) / keep", check_variance},
      {"keeping with p is dropping with 1 - p", check_complement},
      {"with keep = 1 and nothing masked the input passes", check_all_kept},
      {"linear in x", check_linear}};
}

std::vector<Identity> l2_penalty_identities() {
  return {homogeneous(2),
          additive(),
          {"the parallelogram law holds", check_parallelogram},
          {"a step of gradient descent shrinks every weight by the same factor", check_decay},
          {"a single weight of 2 costs 2 lambda, or 4 lambda",
           [](const Operator& op, const Case& drawn) {
             const WideReal lambda(drawn.attributes.real("lambda"));
             const bool half = drawn.attributes.choice("factor") == "half_lambda";
             expect_equal(penalty(op, one_weight(2), drawn.attributes), (half ? 2 : 4) * lambda,
                          "a weight of 2");
           }},
          lies_above_its_tangents("")};
}

std::vector<Identity> l1_penalty_identities() {
  return {homogeneous(1),
          additive(),
          lies_above_its_tangents(""),
          zero_at_zero(),
          {"the triangle inequality holds", check_triangle},
          {"a single weight of -2 costs 2 lambda", [](const Operator& op, const Case& drawn) {
             expect_equal(penalty(op, one_weight(-2), drawn.attributes),
                          2 * WideReal(drawn.attributes.real("lambda")), "a weight of -2");
           }}};
}

std::vector<Identity> elastic_net_identities() {
  return {{"the penalty is a part of degree one and a part of degree two", check_parts},
          additive(),
          lies_above_its_tangents("lambda2"),
          zero_at_zero(),
          {"a single weight of -3 costs 3 lambda1 + 9 lambda2",
           [](const Operator& op, const Case& drawn) {
             expect_equal(penalty(op, one_weight(-3), drawn.attributes),
                          3 * WideReal(drawn.attributes.real("lambda1")) +
                              9 * WideReal(drawn.attributes.real("lambda2")),
                          "a weight of -3");
           }}};
}

}  // namespace assay::regularization_laws
