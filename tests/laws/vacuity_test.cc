// Does comparing prove anything? Each output, and each gradient, is replaced in turn by a result
// that knows nothing of the operator, and by the right one with its last digits spoilt. Where the
// law still holds at every case that it draws, the comparison was empty or its bound too wide.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "properties/catalogue/catalogue.h"
#include "properties/laws/law.h"
#include "tests/laws/remembered.h"

namespace assay {
namespace {

using Values = std::vector<double>;

/// What stands in for one right tensor, where `given` are the inputs (and upstream gradients).
struct Impostor {
  std::string name;
  std::function<Values(const Tensor<double>& right, const Bag<double>& given)> values;
};

Impostor constant(const char* name, double value) {
  return {name, [value](const Tensor<double>& right, const Bag<double>&) {
            return Values(right.data.size(), value);
          }};
}

Impostor scaled(const char* name, double factor) {
  return {name, [factor](const Tensor<double>& right, const Bag<double>&) {
            Values values = right.data;
            for (double& value : values) value *= factor;
            return values;
          }};
}

/// The elements of a given tensor in order, from the start again where it is too short.
Impostor passed_on(const std::string& name, std::size_t k) {
  return {name, [k](const Tensor<double>& right, const Bag<double>& given) {
            const Values& source = given.at(k).data;
            Values values(right.data.size());
            for (std::size_t i = 0; i < values.size() && !source.empty(); ++i)
              values[i] = source[i % source.size()];
            return values;
          }};
}

std::vector<Impostor> impostors_for(const Card& card, bool gradient) {
  std::vector<Impostor> impostors = {constant("zeros", 0), constant("ones", 1),
                                     scaled("the sign flipped", -1),
                                     scaled("an error of 2^-14", 1 + 0x1p-14)};
  for (std::size_t k = 0; k < card.inputs.size(); ++k)
    impostors.push_back(passed_on(card.inputs[k].name, k));
  for (std::size_t k = 0; gradient && k < card.outputs.size(); ++k)
    impostors.push_back(
        passed_on("the upstream of " + card.outputs[k].name, card.inputs.size() + k));
  return impostors;
}

/// The row with the output at position `k` replaced.
Operator with_output(Operator op, std::size_t k, const Impostor& impostor) {
  op.fast = [honest = op.fast, k, impostor](const Bag<double>& x, const Attributes& attributes) {
    Bag<double> y = honest(x, attributes);
    y.at(k).data = impostor.values(y[k], x);
    return y;
  };
  return op;
}

/// The row with the gradient at position `k` replaced.
Operator with_gradient(Operator op, std::size_t k, const Impostor& impostor) {
  op.fast_gradient = [honest = op.fast_gradient, k, impostor](const Bag<double>& x,
                                                              const Bag<double>& upstream,
                                                              const Attributes& attributes) {
    Bag<double> dx = honest(x, upstream, attributes);
    Bag<double> given = x;
    given.insert(given.end(), upstream.begin(), upstream.end());
    dx.at(k).data = impostor.values(dx[k], given);
    return dx;
  };
  return op;
}

/// Where an impostor is the right answer.
struct Rightful {
  const char* op;
  const char* replaced;
  const char* impostor;
};
const Rightful rightful[] = {
    {"activation/identity", "y", "x"},
    {"activation/identity", "dx", "the upstream of y"},
    {"loss/q_learning_target", "dreward", "the upstream of target"},
    {"regularization/fast_gradient_sign", "dx", "the upstream of y"},
    {"regularization/gaussian_noise", "dx", "the upstream of y"},
    {"loss/double_q_learning_target", "dreward", "the upstream of target"},
    // Kept for centered steps, which a trajectory does not take.
    {"optimizer/rmsprop_trajectory", "mean_gradient", "mean_gradient"},
};

bool is_rightful(const Card& card, const std::string& replaced, const Impostor& impostor) {
  return std::any_of(std::begin(rightful), std::end(rightful), [&](const Rightful& entry) {
    return card.name == entry.op && replaced == entry.replaced && impostor.name == entry.impostor;
  });
}

/// An impostor is unmasked by a grade: an exception of another kind would say nothing of the cases.
void expect_unmasked(const Operator& planted, const Law& law, const Impostor& impostor,
                     const std::string& replaced) {
  const Outcome outcome = check_law(planted, law, {.shrink = false});
  if (is_rightful(planted.card, replaced, impostor)) {
    EXPECT_TRUE(outcome.holds) << "no longer right: strike it from the list: " << outcome.message;
    return;
  }
  EXPECT_FALSE(outcome.holds) << planted.card.name << ": " << impostor.name << " for " << replaced
                              << " passes " << law.name << " in all " << outcome.cases << " cases";
  EXPECT_TRUE(outcome.holds || outcome.message.find(", promised ") != std::string::npos)
      << outcome.message;
}

class Vacuity : public testing::TestWithParam<std::size_t> {
 protected:
  const Operator& op() const { return op_; }

 private:
  const Operator op_ = remembered(catalogue()[GetParam()]);
};

TEST_P(Vacuity, NoOutputIsGradedInVain) {
  for (std::size_t k = 0; k < op().card.outputs.size(); ++k)
    for (const Impostor& impostor : impostors_for(op().card, false))
      expect_unmasked(with_output(op(), k, impostor), fast_agrees_with_reference(), impostor,
                      op().card.outputs[k].name);
}

TEST_P(Vacuity, NoGradientIsGradedInVain) {
  if (!op().fast_gradient) return;
  const std::vector<std::size_t> inputs = differentiable_inputs(op().card);
  for (std::size_t k = 0; k < inputs.size(); ++k)
    for (const Impostor& impostor : impostors_for(op().card, true))
      expect_unmasked(with_gradient(op(), k, impostor), fast_gradient_agrees_with_reference(),
                      impostor, "d" + op().card.inputs[inputs[k]].name);
}

std::string test_name(const testing::TestParamInfo<std::size_t>& info) {
  std::string name = catalogue()[info.param].card.name;
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Vacuity, testing::Range<std::size_t>(0, catalogue().size()),
                         test_name);

}  // namespace
}  // namespace assay
