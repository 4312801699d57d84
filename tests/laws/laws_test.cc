// Catalogue x laws: a test for every operator, of all laws that apply to it.

#include <gtest/gtest.h>

#include "properties/catalogue/catalogue.h"
#include "properties/laws/suite.h"

namespace assay {
namespace {

class LawTest : public testing::Test {
 public:
  explicit LawTest(const Operator& op) : op_(op) {}

  void TestBody() override {
    for (const Law& law : laws_of(op_)) {
      const LawResult result{op_.card.name, law, check_law(op_, law, {})};
      EXPECT_TRUE(result.outcome.holds) << describe(result);
    }
  }

 private:
  const Operator& op_;
};

std::string with_underscores(std::string name) {
  for (char& c : name)
    if (c == '/') c = '_';
  return name;
}

void register_all() {
  for (const Operator& op : catalogue())
    testing::RegisterTest("laws", with_underscores(op.card.name).c_str(), nullptr, nullptr,
                          __FILE__, __LINE__,
                          [&op]() -> testing::Test* { return new LawTest(op); });
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  assay::register_all();
  return RUN_ALL_TESTS();
}
