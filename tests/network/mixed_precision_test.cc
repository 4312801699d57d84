// Layers whose inputs and results have 16 bits and whose sums have 32: graded with two roundoffs,
// one of the result and one of the sums.

#include <gtest/gtest.h>

#include "properties/cases/draw.h"
#include "properties/catalogue/catalogue.h"
#include "properties/grading/grading.h"
#include "reference/scalar/rounding.h"

namespace assay {
namespace {

/// A kernel on 16-bit numbers.
using Kernel =
    std::function<Tensor<double>(const Operator&, const Bag<double>&, const Attributes&)>;

/// X W^T + b with every product and every sum rounded to `sums`.
Tensor<double> linear_with_sums_in(Format sums, const Bag<double>& in) {
  Tensor<double> y({in[0].extent(0), in[1].extent(0)});
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o) {
      double sum = in[2].at(o);
      for (std::int64_t i = 0; i < in[0].extent(1); ++i)
        sum = round_to(sum + round_to(in[0].at(n, i) * in[1].at(o, i), sums), sums);
      y.at(n, o) = sum;
    }
  return y;
}

Kernel linear_kernel(Format sums) {
  return [sums](const Operator&, const Bag<double>& in, const Attributes&) {
    return linear_with_sums_in(sums, in);
  };
}

Tensor<double> fast_twin(const Operator& op, const Bag<double>& in, const Attributes& a) {
  return op.fast(in, a).at(0);
}

struct Tally {
  std::array<int, all_grades.size()> count = {};
  int at_most(Grade grade) const {
    int sum = 0;
    for (std::size_t g = 0; g <= static_cast<std::size_t>(grade); ++g) sum += count[g];
    return sum;
  }
  int all() const { return at_most(Grade::wrong); }
};

/// Cases whose inputs are 16-bit numbers within 16, the answers rounded to 16 bits and graded; sums
/// are allowed the roundoff of float32.
Tally tally(const std::string& name, Format format, const Kernel& kernel) {
  const Operator& op = require_operator(name);
  Card card = op.card;
  card.format = format;
  for (Input& input : card.inputs) input.domain.reach = 16;
  Tally result;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Case drawn = draw_case(card, seed, static_cast<int>(seed));
    const Tensor<Real> exact =
        op.reference.real(convert<Real>(drawn.inputs), drawn.attributes).at(0);
    Tensor<double> got = kernel(op, drawn.inputs, drawn.attributes);
    const auto conditions =
        condition_sums(op.reference.real, drawn.inputs, drawn.attributes, integer_inputs(card));
    for (std::size_t i = 0; i < got.data.size(); ++i) {
      const StableBound bound = {.condition = conditions.at(0).data[i],
                                 .depth = depth_at(card.depth, drawn.sizes, drawn.attributes),
                                 .output = format,
                                 .accumulation = Format::binary32};
      const Graded graded = grade(round_to(got.data[i], format), exact.data[i], format,
                                  [&] { return bound.allowed(round_to(exact.data[i], format)); });
      ++result.count[static_cast<std::size_t>(graded.grade)];
    }
  }
  return result;
}

class MixedPrecision : public testing::TestWithParam<Format> {};

TEST_P(MixedPrecision, IsStableWithSumsInFloat32) {
  const Tally linear = tally("linear/linear", GetParam(), linear_kernel(Format::binary32));
  EXPECT_GT(linear.all(), 400);
  EXPECT_EQ(linear.at_most(Grade::stable), linear.all());
}

TEST_P(MixedPrecision, IsStableForTheKernelsOfLayers) {
  for (const char* name : {"linear/linear", "convolution/conv1d", "network/perceptron",
                           "network/residual_block", "attention/scaled_dot_product_attention"}) {
    const Tally layer = tally(name, GetParam(), fast_twin);
    EXPECT_GT(layer.all(), 200) << name;
    EXPECT_EQ(layer.at_most(Grade::stable), layer.all()) << name;
  }
}

/// Sums kept in 16 bits, which one roundoff of 16 bits for everything would let pass.
TEST_P(MixedPrecision, IsNotStableWithSumsIn16Bits) {
  const Tally linear = tally("linear/linear", GetParam(), linear_kernel(GetParam()));
  EXPECT_LT(linear.at_most(Grade::stable), linear.all());
}

INSTANTIATE_TEST_SUITE_P(Formats, MixedPrecision,
                         testing::Values(Format::bfloat16, Format::binary16),
                         [](const testing::TestParamInfo<Format>& param_info) {
                           return std::string(param_info.param == Format::bfloat16 ? "Bfloat16"
                                                                                   : "Float16");
                         });

}  // namespace
}  // namespace assay
