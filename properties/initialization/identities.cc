#include "properties/initialization/identities.h"

#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"

namespace assay::initialization_laws {

namespace {

struct Scale {
  WideReal deviation, bound;

  WideReal variance() const { return deviation * deviation; }
};

/// The scale for these fans, as many of them as the operator takes.
Scale scale_at(const Operator& op, std::vector<std::int64_t> fans, const Attributes& attributes) {
  Bag<WideReal> inputs;
  for (std::size_t k = 0; k < op.card.inputs.size(); ++k)
    inputs.push_back(Tensor<WideReal>::scalar(WideReal(fans.at(k))));
  const Bag<WideReal> out = evaluate(op, inputs, attributes);
  return {out.at(0).data.at(0), out.at(1).data.at(0)};
}

std::vector<std::int64_t> fans_of(const Case& drawn) {
  std::vector<std::int64_t> fans;
  for (const Tensor<double>& input : drawn.inputs)
    fans.push_back(static_cast<std::int64_t>(input.data.at(0)));
  fans.resize(2, fans.back());
  return fans;
}

Attributes with(Attributes attributes, const std::string& name, AttributeValue value) {
  attributes.set(name, std::move(value));
  return attributes;
}

void expect_same(const Scale& a, const Scale& b, const WideReal& factor, const std::string& what) {
  expect_equal(a.deviation, factor * b.deviation, what + " (standard deviation)");
  expect_equal(a.bound, factor * b.bound, what + " (bound)");
}

/// The variance of the uniform distribution on (-a, a), the mean of x^2 there, by Simpson's rule,
/// which is exact for squares.
WideReal uniform_variance(const WideReal& a) {
  const WideReal ends = a * a, middle = 0;
  return (ends + 4 * middle + ends) / 6;
}

Identity uniform_and_normal_have_one_variance() {
  return {"the uniform distribution up to the bound has the variance of the normal one",
          [](const Operator& op, const Case& drawn) {
            const Scale scale = scale_at(op, fans_of(drawn), drawn.attributes);
            expect(scale.bound > 0 && scale.deviation > 0, "a scale is not positive");
            expect_equal(uniform_variance(scale.bound), scale.variance(), "the variance");
          }};
}

Identity gain_multiplies() {
  return {
      "three times the gain is three times the scale", [](const Operator& op, const Case& drawn) {
        const Attributes thrice = with(drawn.attributes, "gain", 3 * drawn.attributes.real("gain"));
        expect_same(scale_at(op, fans_of(drawn), thrice),
                    scale_at(op, fans_of(drawn), drawn.attributes), 3, "the gain");
      }};
}

Identity four_times_the_fans() {
  return {"four times the fans halve the scale", [](const Operator& op, const Case& drawn) {
            std::vector<std::int64_t> fans = fans_of(drawn);
            const Scale once = scale_at(op, fans, drawn.attributes);
            for (std::int64_t& n : fans) n *= 4;
            expect_same(once, scale_at(op, fans, drawn.attributes), 2, "the fans");
          }};
}

/// The mean of (sum_i w_i x_i)^2 over all signs of weights w_i = +-deviation and of inputs: each
/// x_i is z_i or, as a rectifier has it, -slope z_i. Both signs have probability one half, so the
/// weights have the variance that the rule says, and the enumeration is exact.
WideReal second_moment_after_layer(const WideReal& deviation, const std::vector<WideReal>& z,
                                   const WideReal& slope) {
  const std::size_t n = z.size();
  WideReal total = 0;
  for (std::size_t signs = 0; signs < std::size_t{1} << (2 * n); ++signs) {
    WideReal y = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const WideReal x = (signs >> i) % 2 == 0 ? z[i] : WideReal(-slope * z[i]);
      y += (signs >> (n + i)) % 2 == 0 ? WideReal(deviation * x) : WideReal(-deviation * x);
    }
    total += y * y;
  }
  return total / pow(WideReal(4), static_cast<int>(n));
}

std::vector<WideReal> some_inputs(std::size_t count, std::uint64_t seed) {
  std::vector<WideReal> z;
  for (std::size_t i = 0; i < count; ++i)
    z.push_back(WideReal(static_cast<int>((seed >> (8 * i)) % 64) + 1) / 16);
  return z;
}

/// A layer with `fan` inputs has `factor` times their mean square, by enumeration.
void check_layer(const Operator& op, const Case& drawn, const Attributes& attributes,
                 const WideReal& slope, const WideReal& factor) {
  const std::int64_t fan = 1 + static_cast<std::int64_t>(drawn.seed % 4);
  const Scale scale = scale_at(op, {fan, fan}, attributes);
  const std::vector<WideReal> z = some_inputs(static_cast<std::size_t>(fan), drawn.seed);
  WideReal mean_square = 0;
  for (const WideReal& element : z) mean_square += element * element / static_cast<int>(fan);
  expect_equal(second_moment_after_layer(scale.deviation, z, slope), factor * mean_square,
               "the second moment after the layer");
}

/// Of as many inputs as outputs, without a rectifier.
Identity linear_layer_keeps_the_second_moment() {
  return {"a linear layer multiplies the second moment by the square of the gain",
          [](const Operator& op, const Case& drawn) {
            const WideReal gain(drawn.attributes.real("gain"));
            check_layer(op, drawn, drawn.attributes, WideReal(-1), gain * gain);
          }};
}

void check_rectified_layer(const Operator& op, const Case& drawn) {
  check_layer(op, drawn, drawn.attributes, WideReal(drawn.attributes.real("negative_slope")), 1);
}

/// 1 / Var is the mean of what keeping the variance forward and backward would ask for.
void check_compromise(const Operator& op, const Case& drawn) {
  const std::vector<std::int64_t> fans = fans_of(drawn);
  const auto precision = [&](std::int64_t in, std::int64_t out) {
    return WideReal(1 / scale_at(op, {in, out}, drawn.attributes).variance());
  };
  expect_equal(2 * precision(fans[0], fans[1]),
               precision(fans[0], fans[0]) + precision(fans[1], fans[1]), "the compromise");
}

void check_symmetric(const Operator& op, const Case& drawn) {
  const std::vector<std::int64_t> fans = fans_of(drawn);
  expect_same(scale_at(op, fans, drawn.attributes),
              scale_at(op, {fans[1], fans[0]}, drawn.attributes), 1, "the fans swapped");
}

void check_modes(const Operator& op, const Case& drawn) {
  const std::vector<std::int64_t> fans = fans_of(drawn);
  const Attributes forward = with(drawn.attributes, "mode", std::string("fan_in"));
  const Attributes backward = with(drawn.attributes, "mode", std::string("fan_out"));
  const Scale scale = scale_at(op, fans, forward);
  expect_same(scale, scale_at(op, {fans[1], fans[0]}, backward), 1, "fan_out, swapped");
  expect_same(scale, scale_at(op, {fans[0], fans[1] + 1}, forward), 1, "another fan_out");
}

/// sqrt 2 for a rectifier that drops negative inputs, 1 for one that keeps them all.
void check_against_lecun(const Operator& op, const Case& drawn) {
  const Operator& lecun = *find_operator("initialization/lecun");
  const std::vector<std::int64_t> fans = fans_of(drawn);
  const Scale linear = scale_at(lecun, fans, {{"gain", 1.0}});
  const auto he = [&](double slope) {
    return scale_at(op, fans, {{"mode", std::string("fan_in")}, {"negative_slope", slope}});
  };
  expect_same(he(0), linear, sqrt(WideReal(2)), "He against LeCun");
  expect_same(he(1), linear, 1, "slope 1 against LeCun");
}

}  // namespace

std::vector<Identity> lecun_identities() {
  return {uniform_and_normal_have_one_variance(), gain_multiplies(), four_times_the_fans(),
          linear_layer_keeps_the_second_moment()};
}

std::vector<Identity> glorot_identities() {
  return {uniform_and_normal_have_one_variance(),
          gain_multiplies(),
          four_times_the_fans(),
          linear_layer_keeps_the_second_moment(),
          {"symmetric in the fans", check_symmetric},
          {"1 / variance is the mean of those of the fans alone", check_compromise}};
}

std::vector<Identity> he_identities() {
  return {
      uniform_and_normal_have_one_variance(),
      four_times_the_fans(),
      {"a layer of rectified inputs keeps the second moment before the rectifier",
       check_rectified_layer},
      {"fan_out is fan_in with the fans swapped, and the other fan does not matter", check_modes},
      {"sqrt 2 times LeCun's scale at slope 0, LeCun's at slope 1", check_against_lecun}};
}

}  // namespace assay::initialization_laws
