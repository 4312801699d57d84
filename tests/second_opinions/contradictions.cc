#include "tests/second_opinions/contradictions.h"

namespace assay::backend {

namespace {

const std::string left_out_epsilon =
    "the model leaves epsilon out, which makes it 1e-6, and the values were computed with 1e-2";
const std::string cancelled =
    "the values were computed as exp(x) - 1 in float32, which cancels where x is near 0";

}  // namespace

const std::vector<Contradiction>& listed_contradictions() {
  static const std::vector<Contradiction> all = {
      {"test_adam_multiple", "X1_new", 1, left_out_epsilon, {{"epsilon", 0.01}}},
      {"test_adam_multiple", "X2_new", 2, left_out_epsilon, {{"epsilon", 0.01}}},
      {"test_elu", "y", 4, cancelled},
      {"test_elu_default", "y", 4, cancelled},
      {"test_selu_default", "y", 3, cancelled}};
  return all;
}

}  // namespace assay::backend
