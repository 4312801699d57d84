// Networks wider than any vector and any tile, where the laws draw small ones.

#include <gtest/gtest.h>

#include <cmath>

#include "fast/targets.h"
#include "properties/cases/random.h"
#include "properties/catalogue/catalogue.h"

namespace assay {
namespace {

Tensor<double> drawn(Shape shape, RandomSource& random) {
  Tensor<double> tensor(std::move(shape));
  for (double& element : tensor.data)
    element = static_cast<double>(random.between(-512, 512)) / 1024;
  return tensor;
}

void expect_close(const Bag<double>& got, const Bag<double>& wanted) {
  for (std::size_t k = 0; k < wanted.size(); ++k)
    for (std::size_t i = 0; i < wanted[k].data.size(); ++i)
      ASSERT_NEAR(got[k].data[i], wanted[k].data[i], 1e-6 * (1 + std::abs(wanted[k].data[i])))
          << "tensor " << k << "[flat " << i << "]";
}

class WideLayers : public testing::TestWithParam<std::string> {};

TEST_P(WideLayers, AgreeWithTheReferenceOnEveryTarget) {
  const Operator& op = require_operator("network/perceptron");
  const Attributes a = complete_attributes(op.card, {{"hidden", GetParam()}});
  RandomSource random(5);
  for (const std::int64_t width : {7, 31, 33, 70}) {
    const Bag<double> in = {drawn({2, 19}, random), drawn({width, 19}, random),
                            drawn({width}, random), drawn({width + 1, width}, random),
                            drawn({width + 1}, random)};
    const Bag<double> upstream = {drawn({2, width + 1}, random)};
    const Bag<double> y = op.reference.plain(in, a), d = op.gradient.plain(in, upstream, a);
    fast::for_each_target([&](fast::Target) {
      expect_close(op.fast(in, a), y);
      expect_close(op.fast_gradient(in, upstream, a), d);
    });
  }
}

INSTANTIATE_TEST_SUITE_P(Units, WideLayers,
                         testing::Values("identity", "relu", "leaky_relu", "elu", "sigmoid", "tanh",
                                         "softplus", "silu", "gelu_erf"),
                         [](const testing::TestParamInfo<std::string>& param_info) {
                           return param_info.param;
                         });

}  // namespace
}  // namespace assay
