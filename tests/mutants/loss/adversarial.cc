// Slips in the losses of adversarial networks.

#include "reference/loss/adversarial.h"

#include "reference/loss/gradient_penalty.h"
#include "tests/mutants/loss/elementwise.h"

namespace assay {

namespace {

enum class Where { kernel, everywhere };

/// A loss of two batches from its two terms, each reduced by its own count.
template <class F, class G>
auto two_batches(F of_real, G of_fake) {
  return [of_real, of_fake]<class T>(const Bag<T>& in, const Attributes& a) {
    const bool mean = a.choice("reduction") == "mean";
    T real(0), fake(0);
    for (const T& z : in[0].data) real += of_real(z);
    for (const T& z : in[1].data) fake += of_fake(z);
    if (mean) real = real / static_cast<int>(in[0].size());
    if (mean) fake = fake / static_cast<int>(in[1].size());
    return Bag<T>{Tensor<T>::scalar(real + fake)};
  };
}

template <class F, class G>
Mutant two_terms(const std::string& op, const std::string& slip, Where where, F of_real,
                 G of_fake) {
  const auto loss = two_batches(of_real, of_fake);
  if (where == Where::kernel)
    return {op, "kernel: " + slip, [loss](Operator& row) { row.fast = tensor_kernel(loss); }};
  return {op, "everywhere: " + slip, [loss](Operator& row) { plant_everywhere(row, loss); }};
}

Mutant swapped(const std::string& op) {
  return {op, "kernel: real and fake exchanged", [](Operator& row) {
            const auto right = row.fast;
            row.fast = [right](const Bag<double>& in, const Attributes& a) {
              return right({in[1], in[0]}, a);
            };
          }};
}

/// The penalty with another excess of (length, centre), everywhere.
template <class F>
Mutant penalty(const std::string& slip, F excess_of) {
  return {
      "loss/gradient_penalty", "everywhere: " + slip, [excess_of](Operator& row) {
        plant_everywhere(row, [excess_of]<class T>(const Bag<T>& in, const Attributes& a) {
          T sum(0);
          for (const std::span<const T> v : rows_of(in[0])) {
            const T excess = excess_of(euclidean_length(v), a.number<T>("centre"));
            sum += a.number<T>("strength") * excess * excess;
          }
          const bool mean = a.choice("reduction") == "mean";
          return Bag<T>{Tensor<T>::scalar(mean ? T(sum / static_cast<int>(in[0].extent(0))) : sum)};
        });
      }};
}

}  // namespace

std::vector<Mutant> adversarial_mutants() {
  return {
      kernel_term("loss/gan_generator_minimax", "log(1 - D) in float cancels",
                  [](const std::vector<double>& x, const Attributes&) {
                    return (static_cast<double>(std::log(
                        1 - static_cast<float>(1 / (1 + std::exp(-static_cast<double>(x[0])))))));
                  }),
      gradient_times("loss/gan_generator_minimax", "the sign",
                     [](const auto&, const Attributes&) { return -1; }),
      other_term("loss/gan_generator_minimax", "the non-saturating loss",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T(gan_generator_non_saturating(x[0]));
                 }),
      other_term(
          "loss/gan_generator_minimax", "minus the game",
          []<class T>(const std::vector<T>& x, const Attributes&) { return T(softplus(x[0])); }),
      kernel_term("loss/gan_generator_non_saturating", "log(1 + e^-z) overflows",
                  [](const std::vector<double>& x, const Attributes&) {
                    return static_cast<double>(std::log(1 + std::exp(-static_cast<float>(x[0]))));
                  }),
      gradient_of("loss/gan_generator_non_saturating", "of the minimax loss",
                  []<class T>(const std::vector<T>& x, const Attributes&) {
                    return T(gan_generator_minimax(x[0]));
                  }),
      other_term(
          "loss/gan_generator_non_saturating", "the sign of the logit",
          []<class T>(const std::vector<T>& x, const Attributes&) { return T(softplus(x[0])); }),
      other_term(
          "loss/gan_generator_non_saturating", "1 - D",
          []<class T>(const std::vector<T>& x, const Attributes&) { return T(1 - sigmoid(x[0])); }),
      kernel_term("loss/wasserstein_generator", "the sign",
                  []<class T>(const std::vector<T>& x, const Attributes&) { return T(x[0]); }),
      gradient_times("loss/wasserstein_generator", "the sign",
                     [](const auto&, const Attributes&) { return -1; }),
      other_term("loss/wasserstein_generator", "the logarithm of a probability",
                 []<class T>(const std::vector<T>& x, const Attributes&) {
                   return T(softplus(T(-x[0])));
                 }),
      swapped("loss/gan_discriminator"),
      two_terms(
          "loss/gan_discriminator", "the generator's form for fakes, log D", Where::everywhere,
          []<class T>(const T& z) { return softplus(T(-z)); },
          []<class T>(const T& z) { return T(-softplus(T(-z))); }),
      two_terms(
          "loss/gan_discriminator", "the sign of the fakes' term", Where::everywhere,
          []<class T>(const T& z) { return softplus(T(-z)); },
          []<class T>(const T& z) { return T(-softplus(z)); }),
      two_terms(
          "loss/gan_discriminator", "probabilities without logarithms", Where::kernel,
          []<class T>(const T& z) { return sigmoid(T(-z)); },
          []<class T>(const T& z) { return sigmoid(z); }),
      gradient_times("loss/gan_discriminator", "the sign",
                     [](const auto&, const Attributes&) { return -1; }),
      swapped("loss/wasserstein_critic"),
      two_terms(
          "loss/wasserstein_critic", "the sum in place of the difference", Where::everywhere,
          []<class T>(const T& z) { return T(-z); }, []<class T>(const T& z) { return T(-z); }),
      two_terms(
          "loss/wasserstein_critic", "the critic's values as logits", Where::everywhere,
          []<class T>(const T& z) { return softplus(T(-z)); },
          []<class T>(const T& z) { return softplus(z); }),
      gradient_times("loss/wasserstein_critic", "the sign",
                     [](const auto&, const Attributes&) { return -1; }),
      penalty("one-sided",
              [](const auto& length, const auto& centre) {
                return length > centre ? length - centre : length - length;
              }),
      penalty("the squared length",
              [](const auto& length, const auto& centre) { return length * length - centre; }),
      gradient_times("loss/gradient_penalty", "the 2 of the square is missing",
                     [](const auto&, const Attributes&) { return 0.5; }),
      {"loss/gradient_penalty", "gradient kernel: 0 / 0 for a gradient of zeros",
       [](Operator& row) {
         row.fast_gradient = tensor_gradient_kernel([](const Bag<double>& in, const Bag<double>& g,
                                                       const Attributes& a) {
           Tensor<double> dv(in[0].shape);
           const double divisor =
               a.choice("reduction") == "mean" ? static_cast<double>(in[0].extent(0)) : 1;
           for (std::int64_t n = 0; n < dv.extent(0); ++n) {
             const double length = euclidean_length(rows_of(in[0])[static_cast<std::size_t>(n)]);
             for (std::int64_t i = 0; i < dv.extent(1); ++i)
               dv.at(n, i) = g[0].data[0] / divisor * 2 * a.real("strength") *
                             (length - a.real("centre")) * in[0].at(n, i) / length;
           }
           return Bag<double>{dv};
         });
       }},
  };
}

}  // namespace assay
