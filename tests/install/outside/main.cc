// A program of somebody else's: a reference value, a fast kernel, the harness, a file format.

#include <assay/fast/activation/activation.h>
#include <assay/fast/targets.h>
#include <assay/fixtures/format/npz.h>
#include <assay/fixtures/format/sha256.h>
#include <assay/properties/harness/check_kernel.h>
#include <assay/reference/activation/sigmoid.h>
#include <assay/reference/scalar/ball.h>
#include <assay/reference/scalar/rounding.h>

#include <iostream>
#include <span>

namespace {

int failures = 0;

void expect(bool condition, const char* what) {
  if (condition) return;
  std::cerr << "outside: not so: " << what << '\n';
  ++failures;
}

void naive_sigmoid(std::span<const float> x, std::span<float> y) {
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::exp(x[i]) / (1 + std::exp(x[i]));
}

}  // namespace

int main() {
  using assay::Real;
  const Real exact = assay::sigmoid(log(Real(3)));
  expect(abs(exact - Real(3) / 4) < assay::power_of_ten<Real>(-48), "sigmoid(log 3) is 3/4");
  expect(assay::sigmoid(assay::Ball(0)).to_string(5).find("0.5") != std::string::npos,
         "the enclosure of sigmoid(0) shows 0.5");

  const float x[] = {-1, 0, 2};
  float y[3];
  assay::fast::sigmoid(x, y);
  for (int i = 0; i < 3; ++i)
    expect(y[i] == assay::round_to(assay::sigmoid(Real(x[i])), assay::Format::binary32),
           "the fast sigmoid is the nearest float");
  expect(!assay::fast::supported_targets().empty(), "there is an instruction set");

  expect(assay::check_kernel("sigmoid", assay::fast::sigmoid, assay::fast::sigmoid_gradient).ok,
         "Assay's own kernel keeps the laws");
  const assay::Report refused = assay::check_kernel("sigmoid", naive_sigmoid);
  expect(!refused.ok && refused.text.find("graded wrong") != std::string::npos,
         "a kernel that overflows is refused");

  expect(assay::format::sha256("a") != assay::format::sha256("b"), "digests differ");
  try {
    assay::format::parse_npz("no archive", "memory");
    expect(false, "what is no archive is refused");
  } catch (const std::exception&) {
  }
  return failures == 0 ? 0 : 1;
}
