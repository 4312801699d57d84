// A row that forgets a piece is a failing test.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "properties/catalogue/catalogue.h"
#include "properties/laws/law.h"

namespace assay {
namespace {

class Completeness : public testing::TestWithParam<std::size_t> {
 protected:
  const Operator& op() const { return catalogue()[GetParam()]; }
  const Card& card() const { return op().card; }
};

TEST_P(Completeness, IsDocumented) {
  EXPECT_FALSE(card().summary.empty());
  EXPECT_FALSE(card().formula.empty());
  EXPECT_FALSE(card().source.empty());
  EXPECT_FALSE(card().inputs.empty());
  EXPECT_FALSE(card().outputs.empty());
  for (const AttributeCard& attribute : card().attributes) {
    EXPECT_FALSE(attribute.meaning.empty()) << attribute.name;
    EXPECT_FALSE(attribute.draws.empty()) << attribute.name;
  }
}

/// The names of tensors in fixtures, which shells and other languages read.
TEST_P(Completeness, NamesItsTensorsByWords) {
  const auto is_word = [](const std::string& name) {
    return !name.empty() && std::isalpha(static_cast<unsigned char>(name[0])) &&
           std::all_of(name.begin(), name.end(),
                       [](unsigned char c) { return std::isalnum(c) || c == '_'; });
  };
  for (const Input& input : card().inputs) EXPECT_TRUE(is_word(input.name)) << input.name;
  for (const Output& output : card().outputs) EXPECT_TRUE(is_word(output.name)) << output.name;
  for (const AttributeCard& attribute : card().attributes)
    EXPECT_TRUE(is_word(attribute.name)) << attribute.name;
}

TEST_P(Completeness, HasItsTwin) {
  EXPECT_TRUE(op().reference && op().reference.wide && op().reference.ball && op().reference.plain);
  EXPECT_TRUE(op().fast);
}

TEST_P(Completeness, HasAGradientOrSaysWhyNot) {
  const bool has_reference = static_cast<bool>(op().gradient);
  EXPECT_EQ(has_reference, static_cast<bool>(op().fast_gradient));
  EXPECT_NE(has_reference, !card().no_gradient.empty());
  if (has_reference) {
    EXPECT_FALSE(card().gradient_formula.empty());
    EXPECT_FALSE(differentiable_inputs(card()).empty());
  }
}

TEST_P(Completeness, HasTwoIdentitiesOfItsOwn) {
  std::set<std::string> sentences;
  for (const Identity& identity : op().identities) sentences.insert(identity.sentence);
  EXPECT_GE(sentences.size(), 2u);
  EXPECT_EQ(sentences.size(), op().identities.size()) << "a sentence stands twice";
}

TEST_P(Completeness, PromisesAGradeWithItsBound) {
  EXPECT_LE(card().promise, Grade::stable);
  EXPECT_LE(card().gradient_promise, Grade::stable);
  EXPECT_GE(card().depth.steps, 1);
}

TEST_P(Completeness, DeclaresTheLimitsOfAnActivation) {
  const bool is_pointwise = card().family() == "activation" && card().inputs.size() == 1 &&
                            card().inputs[0].dims == card().outputs[0].dims;
  EXPECT_EQ(is_pointwise, static_cast<bool>(card().limits));
  EXPECT_EQ(is_pointwise && op().gradient, static_cast<bool>(card().gradient_limits));
}

TEST_P(Completeness, DeclaresDimsThatItsShapesUse) {
  std::set<std::string> symbols;
  for (const Dim& dim : card().dims) {
    EXPECT_LE(dim.least, dim.most) << dim.name;
    EXPECT_TRUE(symbols.insert(dim.name).second) << dim.name << " is declared twice";
  }
  std::set<std::string> used;
  for (const Input& input : card().inputs)
    for (const std::string& dim : input.dims)
      for (const std::string& factor : factors_of(dim)) used.insert(factor);
  for (const std::string& symbol : symbols)
    EXPECT_TRUE(used.contains(symbol)) << symbol << " is in no input's shape";
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name = catalogue()[info.param].card.name;
  for (char& c : name)
    if (c == '/') c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Completeness,
                         testing::Range<std::size_t>(0, catalogue().size()), test_name);

TEST(Catalogue, NamesAreUniqueAndFoundByThemselves) {
  std::set<std::string> names;
  for (const Operator& op : catalogue()) {
    EXPECT_TRUE(names.insert(op.card.name).second) << op.card.name;
    EXPECT_EQ(find_operator(op.card.name), &op);
  }
  EXPECT_EQ(find_operator("no/such"), nullptr);
}

TEST(Catalogue, SuggestsCloseNames) {
  EXPECT_EQ(similar_names("sigmiod").at(0), "activation/sigmoid");
  EXPECT_TRUE(similar_names("entirely_different_thing").empty());
}

}  // namespace
}  // namespace assay
