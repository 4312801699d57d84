// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/loss/adversarial.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/loss/adversarial.h"

#include <cmath>

#include "fast/loss/classification-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double discriminator_sum(const float* real, std::size_t n, const float* fake, std::size_t m,
                         double real_scale, double fake_scale) {
  return real_scale * sum(GanGeneratorNonSaturating{}, n, real) -
         fake_scale * sum(GanGeneratorMinimax{}, m, fake);
}

void discriminator_pullback(const float* real, std::size_t n, const float* fake, std::size_t m,
                            double real_factor, double fake_factor, float* dreal, float* dfake) {
  const auto one = std::make_index_sequence<1>();
  pull_back(GanGeneratorNonSaturating{}, &real, real_factor, &dreal, n, one);
  pull_back(GanGeneratorMinimax{}, &fake, -fake_factor, &dfake, m, one);
}

double critic_sum(const float* real, std::size_t n, const float* fake, std::size_t m,
                  double real_scale, double fake_scale) {
  return fake_scale * sum(Value{}, m, fake) - real_scale * sum(Value{}, n, real);
}

double length_of(const float* v, std::size_t columns) {
  return std::sqrt(sum(Product{}, columns, v, v));
}

double penalty_sum(const float* v, std::size_t rows, std::size_t columns, double centre) {
  double total = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    const double excess = length_of(v + r * columns, columns) - centre;
    total += excess * excess;
  }
  return total;
}

struct Multiple {
  using Lane = double;
  double factor;

  template <class D, class V>
  HWY_INLINE V operator()(D d, V x) const {
    return hn::Mul(hn::Set(d, factor), x);
  }
};

void penalty_pullback(const float* v, std::size_t rows, std::size_t columns, double centre,
                      double factor, float* dv) {
  for (std::size_t at = 0; at < rows * columns; at += columns) {
    const double length = length_of(v + at, columns);
    const double share = length == 0 ? 0 : (length - centre) / length;
    map(Multiple{2 * factor * share}, columns, dv + at, v + at);
  }
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(discriminator_sum);
HWY_EXPORT(discriminator_pullback);
HWY_EXPORT(critic_sum);
HWY_EXPORT(penalty_sum);
HWY_EXPORT(penalty_pullback);

namespace {

std::size_t rows_of(const char* op, std::size_t size, std::size_t columns) {
  const std::size_t rows = columns == 0 ? 0 : size / columns;
  require_same_size(op, "v", size, rows * columns);
  return rows;
}

}  // namespace

float gan_discriminator(std::span<const float> real, std::span<const float> fake, double real_scale,
                        double fake_scale) {
  return static_cast<float>(HWY_DYNAMIC_DISPATCH(discriminator_sum)(
      real.data(), real.size(), fake.data(), fake.size(), real_scale, fake_scale));
}

void gan_discriminator_gradient(std::span<const float> real, std::span<const float> fake,
                                float upstream, double real_scale, double fake_scale,
                                std::span<float> dreal, std::span<float> dfake) {
  require_same_size("gan_discriminator_gradient", "dreal", dreal.size(), real.size());
  require_same_size("gan_discriminator_gradient", "dfake", dfake.size(), fake.size());
  const double g = static_cast<double>(upstream);
  HWY_DYNAMIC_DISPATCH(discriminator_pullback)
  (real.data(), real.size(), fake.data(), fake.size(), g * real_scale, g * fake_scale, dreal.data(),
   dfake.data());
}

float wasserstein_critic(std::span<const float> real, std::span<const float> fake,
                         double real_scale, double fake_scale) {
  return static_cast<float>(HWY_DYNAMIC_DISPATCH(critic_sum)(real.data(), real.size(), fake.data(),
                                                             fake.size(), real_scale, fake_scale));
}

void wasserstein_critic_gradient(std::span<const float> real, std::span<const float> fake,
                                 float upstream, double real_scale, double fake_scale,
                                 std::span<float> dreal, std::span<float> dfake) {
  require_same_size("wasserstein_critic_gradient", "dreal", dreal.size(), real.size());
  require_same_size("wasserstein_critic_gradient", "dfake", dfake.size(), fake.size());
  const double g = static_cast<double>(upstream);
  for (float& element : dreal) element = static_cast<float>(-g * real_scale);
  for (float& element : dfake) element = static_cast<float>(g * fake_scale);
}

float gradient_penalty(std::span<const float> v, std::size_t columns, double centre, double scale) {
  const std::size_t rows = rows_of("gradient_penalty", v.size(), columns);
  return static_cast<float>(scale *
                            HWY_DYNAMIC_DISPATCH(penalty_sum)(v.data(), rows, columns, centre));
}

void gradient_penalty_gradient(std::span<const float> v, std::size_t columns, double centre,
                               float upstream, double scale, std::span<float> dv) {
  const std::size_t rows = rows_of("gradient_penalty_gradient", v.size(), columns);
  require_same_size("gradient_penalty_gradient", "dv", dv.size(), v.size());
  HWY_DYNAMIC_DISPATCH(penalty_pullback)
  (v.data(), rows, columns, centre, scale * static_cast<double>(upstream), dv.data());
}

}  // namespace assay::fast
#endif  // HWY_ONCE
