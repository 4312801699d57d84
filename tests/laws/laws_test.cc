// Catalogue x laws: a test for every operator and every law that applies to it.

#include <gtest/gtest.h>

#include "properties/catalogue/catalogue.h"
#include "properties/laws/suite.h"

namespace assay {
namespace {

class LawTest : public testing::Test {
 public:
  LawTest(const Operator& op, Law law) : op_(op), law_(std::move(law)) {}

  void TestBody() override {
    const LawResult result{op_.card.name, law_, check_law(op_, law_, {})};
    EXPECT_TRUE(result.outcome.holds) << describe(result);
  }

 private:
  const Operator& op_;
  Law law_;
};

std::string with_underscores(std::string name) {
  for (char& c : name)
    if (c == '/') c = '_';
  return name;
}

void register_all() {
  for (const Operator& op : catalogue())
    for (const Law& law : laws_of(op))
      testing::RegisterTest("laws", (with_underscores(op.card.name) + "_" + law.name).c_str(),
                            nullptr, nullptr, __FILE__, __LINE__,
                            [&op, law]() -> testing::Test* { return new LawTest(op, law); });
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  assay::register_all();
  return RUN_ALL_TESTS();
}
