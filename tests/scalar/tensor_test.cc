// Shapes and attributes: checked, with rank 0 and zero extents.

#include <gtest/gtest.h>

#include "reference/contract/operator.h"

namespace assay {
namespace {

TEST(Tensors, RankZeroHoldsOneValue) {
  const Tensor<double> scalar = Tensor<double>::scalar(3);
  EXPECT_EQ(scalar.size(), 1);
  EXPECT_EQ(scalar.rank(), 0);
  EXPECT_EQ(scalar.at(), 3);
  EXPECT_EQ(element_count({}), 1);
}

TEST(Tensors, ZeroExtentsHoldNone) {
  const Tensor<double> empty({3, 0, 2});
  EXPECT_EQ(empty.size(), 0);
  EXPECT_EQ(to_string(empty.shape), "[3, 0, 2]");
  EXPECT_THROW(empty.at(0, 0, 0), ShapeError);
}

TEST(Tensors, AreRowMajor) {
  const Tensor<double> matrix({2, 3}, {0, 1, 2, 3, 4, 5});
  EXPECT_EQ(matrix.at(1, 0), 3);
  EXPECT_EQ(matrix.at(0, 2), 2);
  EXPECT_EQ(matrix.extent(-1), 3);
}

TEST(Tensors, RefuseWhatDoesNotFit) {
  EXPECT_THROW(Tensor<double>({2, 2}, {1, 2, 3}), ShapeError);
  EXPECT_THROW(element_count({-1}), ShapeError);
  EXPECT_THROW(element_count({std::int64_t{1} << 40, std::int64_t{1} << 40}), ShapeError);
  const Tensor<double> row({3});
  EXPECT_THROW(row.at(3), ShapeError);
  EXPECT_THROW(row.at(-1), ShapeError);
  EXPECT_THROW(row.at(0, 0), ShapeError);
}

TEST(AttributeValues, AreFoundByNameAndType) {
  const Attributes attributes = {
      {"eps", 1e-5}, {"stride", std::int64_t{2}}, {"mode", std::string("mean")}};
  EXPECT_EQ(attributes.real("eps"), 1e-5);
  EXPECT_EQ(attributes.real("stride"), 2.0);
  EXPECT_EQ(attributes.integer("stride"), 2);
  EXPECT_EQ(attributes.choice("mode"), "mean");
  EXPECT_THROW(attributes.real("missing"), std::out_of_range);
  EXPECT_THROW(attributes.integer("eps"), std::out_of_range);
  EXPECT_THROW(attributes.real("mode"), std::out_of_range);
}

}  // namespace
}  // namespace assay
