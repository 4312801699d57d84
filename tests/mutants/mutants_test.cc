// The suite kills every planted mistake, and every operator has at least three.

#include "tests/mutants/mutants.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "properties/catalogue/catalogue.h"

namespace assay {
namespace {

class Planted : public testing::Test {
 public:
  explicit Planted(Mutant mutant) : mutant_(std::move(mutant)) {}

  void TestBody() override {
    const Autopsy autopsy = dissect(mutant_, false);
    EXPECT_FALSE(autopsy.killers.empty())
        << mutant_.op << " survives with the mistake '" << mutant_.slip << "'";
    for (const std::string& killer : autopsy.killers) RecordProperty("killed_by", killer);
  }

 private:
  Mutant mutant_;
};

TEST(Mutants, EveryOperatorHasThree) {
  std::map<std::string, int> count;
  for (const Mutant& mutant : all_mutants()) ++count[mutant.op];
  for (const Operator& op : catalogue()) EXPECT_GE(count[op.card.name], 3) << op.card.name;
}

std::string test_name(const Mutant& mutant) {
  std::string name = mutant.op + "_" + mutant.slip;
  for (char& c : name)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

void register_all() {
  for (const Mutant& mutant : all_mutants())
    testing::RegisterTest("planted", test_name(mutant).c_str(), nullptr, nullptr, __FILE__,
                          __LINE__, [mutant]() -> testing::Test* { return new Planted(mutant); });
}

}  // namespace
}  // namespace assay

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  assay::register_all();
  return RUN_ALL_TESTS();
}
