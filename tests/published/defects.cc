#include "tests/published/defects.h"

#include <cmath>
#include <limits>

namespace assay::published {

namespace {

Tensor<double> scalar_list(std::vector<double> values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return {{count}, std::move(values)};
}

/// 1 + erf cancels where erf is near -1; erfc does not.
double gelu_by_erf(double x) { return 0.5 * x * (1 + std::erf(x * std::sqrt(0.5))); }

double gelu_by_erf_in_float(float x) { return 0.5f * x * (1 + std::erf(x * std::sqrt(0.5f))); }

Defect gelu(const std::string& name, double x, Format format, double value,
            std::function<double()> mistake, double tolerance) {
  return {.name = name,
          .where = "torch.nn.functional.gelu of PyTorch 1.13 on the processor",
          .op = "activation/gelu_erf",
          .inputs = {{"x", scalar_list({x})}},
          .attributes = {},
          .format = format,
          .value = value,
          .mistake = std::move(mistake),
          .tolerance = tolerance};
}

/// The logarithm of a softmax, whose small probabilities lose their digits and then vanish.
double log_of_softmax(float wide) {
  const float tail = std::exp(-wide);
  return -std::log(tail / (tail + 1));
}

Defect wide_logits(const std::string& name, double wide, double value, double tolerance) {
  return {.name = name,
          .where = "onnx/backend/test/case/node/softmaxcrossentropy.py of ONNX at 074235c",
          .op = "loss/softmax_cross_entropy",
          .inputs = {{"logits", {{1, 2}, {0, wide}}}, {"label", scalar_list({0})}},
          .attributes = {},
          .value = value,
          .mistake = [wide] { return log_of_softmax(static_cast<float>(wide)); },
          .tolerance = tolerance};
}

/// The window at this position, all of it shifted to the front by half of what the last one lacks.
std::vector<double> shifted_window(const std::vector<double>& x, int position) {
  constexpr int width = 3, shift = 1;
  std::vector<double> covered;
  for (int i = 0; i < width; ++i) {
    const int at = position * width + i - shift;
    if (at >= 0 && at < static_cast<int>(x.size()))
      covered.push_back(x[static_cast<std::size_t>(at)]);
  }
  return covered;
}

const std::vector<double> row = {1, 2, 3, 4};

double shifted_average(int position) {
  const std::vector<double> covered = shifted_window(row, position);
  double sum = 0;
  for (const double element : covered) sum += element;
  return sum / static_cast<double>(covered.size());
}

Defect ceil_mode(const std::string& name, const std::string& op, std::size_t element, double value,
                 std::function<double()> mistake) {
  const std::int64_t one = 1, three = 3, zero = 0;
  return {.name = name,
          .where = "onnx/reference/ops/op_pool_common.py of ONNX at 00c98a4",
          .op = op,
          .inputs = {{"x", {{1, 1, 1, 4}, row}}},
          .attributes = {{"kernel_h", one},
                         {"stride_h", one},
                         {"padding_h", zero},
                         {"kernel_w", three},
                         {"stride_w", three},
                         {"padding_w", zero},
                         {"ceil_mode", one}},
          .element = element,
          .value = value,
          .mistake = std::move(mistake)};
}

/// The first step from theta = 1 with g = 1/2, with mu_1 multiplied into the product once more.
double nadam_with_a_factor_too_many() {
  const auto mu = [](int t) { return 0.9 * (1 - 0.5 * std::pow(0.96, t * 0.004)); };
  const double g = 0.5, m = 0.1 * g, v = 0.001 * g * g;
  const double product = mu(1), next = product * mu(1) * mu(2);
  const double direction = mu(2) * m / (1 - next) + (1 - mu(1)) * g / (1 - product);
  return 1 - 0.002 * direction / (std::sqrt(v / 0.001) + 1e-8);
}

Defect nadam() {
  return {.name = "nadam_with_a_factor_too_many",
          .where = "torch.optim.NAdam of PyTorch 1.13 with foreach=False",
          .op = "optimizer/nadam",
          .inputs = {{"theta", scalar_list({1})},
                     {"gradient", scalar_list({0.5})},
                     {"m", scalar_list({0})},
                     {"v", scalar_list({0})}},
          .attributes = {{"lr", 0.002},
                         {"beta1", 0.9},
                         {"beta2", 0.999},
                         {"epsilon", 1e-8},
                         {"momentum_decay", 0.004},
                         {"t", std::int64_t{1}}},
          .value = 0x1.feecep-1,
          .mistake = nadam_with_a_factor_too_many,
          .tolerance = 0x1p-23};
}

}  // namespace

const std::vector<Defect>& defects() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  static const std::vector<Defect> all = {
      gelu(
          "gelu_that_is_zero_at_minus_nine_in_float64", -9, Format::binary64, -0.0,
          [] { return gelu_by_erf(-9); }, 0),
      gelu(
          "gelu_that_has_lost_half_its_digits_in_float64", -6, Format::binary64, -0x1.96c9668p-28,
          [] { return gelu_by_erf(-6); }, 0x1p-50),
      gelu(
          "gelu_that_has_two_digits_in_float32", -5, Format::binary32, -0x1.9p-20,
          [] { return gelu_by_erf_in_float(-5); }, 0),
      gelu(
          "gelu_that_is_zero_at_minus_six_in_float32", -6, Format::binary32, 0,
          [] { return gelu_by_erf_in_float(-6); }, 0),
      wide_logits("cross_entropy_by_the_logarithm_of_a_subnormal_softmax", 100, 0x1.8feebp+6,
                  0x1p-16),
      wide_logits("cross_entropy_by_the_logarithm_of_zero", 200, infinity, 0),
      ceil_mode("first_average_of_windows_that_begin_before_the_image", "pooling/average_pool2d", 0,
                1.5, [] { return shifted_average(0); }),
      ceil_mode("second_average_of_windows_that_begin_before_the_image", "pooling/average_pool2d",
                1, 3.5, [] { return shifted_average(1); }),
      ceil_mode("largest_of_a_window_that_begins_before_the_image", "pooling/max_pool2d", 0, 2,
                [] { return shifted_window(row, 0).back(); }),
      nadam()};
  return all;
}

}  // namespace assay::published
