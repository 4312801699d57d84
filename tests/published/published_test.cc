// Published values that are wrong: a proof refutes each, the mistake behind it is made again, and
// ours stands at the same inputs.

#include <gtest/gtest.h>

#include <cmath>

#include "properties/cases/given.h"
#include "properties/catalogue/catalogue.h"
#include "properties/grading/grading.h"
#include "properties/laws/law.h"
#include "reference/scalar/ball.h"
#include "reference/scalar/rounding.h"
#include "tests/published/defects.h"

namespace assay::published {

void PrintTo(const Defect& defect, std::ostream* out) {
  *out << defect.op << " as in " << defect.where;
}

namespace {

class Published : public testing::TestWithParam<Defect> {
 protected:
  const Operator& op() const { return require_operator(GetParam().op); }
  Case given() const { return given_case(op().card, GetParam().inputs, GetParam().attributes); }
};

/// The largest error that is stable in the published value's format.
double stable_error(const Operator& op, const Case& given, const Defect& defect) {
  const Bag<Real> exact = op.reference.real(convert<Real>(given.inputs), given.attributes);
  const auto conditions =
      condition_sums(op.reference.real, given.inputs, given.attributes, integer_inputs(op.card));
  return StableBound{.condition = conditions.at(0).data.at(defect.element),
                     .depth = depth_at(op.card.depth, given.sizes, given.attributes),
                     .output = defect.format,
                     .accumulation = defect.format}
      .allowed(round_to(exact.at(0).data.at(defect.element), defect.format));
}

TEST_P(Published, IsRefutedWithProof) {
  const PrecisionScope precision(256);
  const Case call = given();
  const Ball exact = op().reference.ball(convert<Ball>(call.inputs), call.attributes)
                         .at(0)
                         .data.at(GetParam().element);
  ASSERT_TRUE(exact.is_finite());
  if (std::isinf(GetParam().value)) return;  // refuted by any finite number
  const double allowed = stable_error(op(), call, GetParam());
  EXPECT_TRUE(abs(exact - Ball(GetParam().value)) > Ball(allowed))
      << GetParam().value << " is within " << allowed << " of " << exact.to_string(20);
}

TEST_P(Published, ComesFromTheMistakeThatIsNamed) {
  const double made = GetParam().mistake(), value = GetParam().value;
  if (std::isinf(value)) {
    EXPECT_EQ(made, value);
  } else {
    EXPECT_LE(std::abs(made - value), GetParam().tolerance * std::abs(value)) << made;
  }
}

TEST_P(Published, OursStands) {
  for (const Law& law : {proof_encloses_reference(), fast_agrees_with_reference()})
    EXPECT_NO_THROW(law.check(op(), given())) << law.name;
}

std::string test_name(const testing::TestParamInfo<Defect>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Defects, Published, testing::ValuesIn(defects()), test_name);

}  // namespace
}  // namespace assay::published
