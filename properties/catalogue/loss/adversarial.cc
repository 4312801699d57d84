// The losses of generative adversarial networks.

#include "fast/loss/adversarial.h"

#include "properties/catalogue/loss/rows.h"
#include "properties/loss/identities.h"
#include "reference/loss/adversarial.h"
#include "reference/loss/gradient_penalty.h"

namespace assay::loss {

namespace {

Operator gan_generator_minimax_row() {
  return row(
      {.name = "loss/gan_generator_minimax",
       .summary = "What a generator pays in the minimax game, from the discriminator's logits",
       .formula = "L = \\frac1n \\sum_i \\log(1 - D_i),\\ D = \\sigma(z)",
       .gradient_formula = "\\partial L/\\partial z_i = -\\frac gn \\sigma(z_i)",
       .source = "Goodfellow et al. 2014, Generative adversarial nets, arXiv 1406.2661, eq. 1",
       .inputs = {{.name = "fake",
                   .dims = {"n"},
                   .domain = reals(0x1p+100),
                   .meaning = "the discriminator's logits of generated examples"}},
       .conventions = {{"gan_generator", "two operators",
                        "the minimax form vanishes where the discriminator is sure; most code "
                        "minimises the non-saturating one"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 11, .over = "n"},
       .gradient_depth = {.steps = 8}},
      [](const auto&... x) { return gan_generator_minimax(x...); },
      [](const auto&... x) { return gan_generator_minimax_gradient(x...); },
      fast::gan_generator_minimax, fast::gan_generator_minimax_gradient,
      loss_laws::gan_generator_minimax_identities());
}

Operator gan_generator_non_saturating_row() {
  return row(
      {.name = "loss/gan_generator_non_saturating",
       .summary = "What a generator pays in the form that does not saturate",
       .formula = "L = -\\frac1n \\sum_i \\log D_i,\\ D = \\sigma(z)",
       .gradient_formula = "\\partial L/\\partial z_i = -\\frac gn \\sigma(-z_i)",
       .source = "Goodfellow et al. 2014, Generative adversarial nets, arXiv 1406.2661, section 3",
       .inputs = {{.name = "fake",
                   .dims = {"n"},
                   .domain = reals(0x1p+100),
                   .meaning = "the discriminator's logits of generated examples"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 11, .over = "n"},
       .gradient_depth = {.steps = 8}},
      [](const auto&... x) { return gan_generator_non_saturating(x...); },
      [](const auto&... x) { return gan_generator_non_saturating_gradient(x...); },
      fast::gan_generator_non_saturating, fast::gan_generator_non_saturating_gradient,
      loss_laws::gan_generator_non_saturating_identities());
}

Operator wasserstein_generator_row() {
  return row(
      {.name = "loss/wasserstein_generator",
       .summary = "What a generator pays in the Wasserstein game",
       .formula = "L = -\\frac1n \\sum_i f(\\tilde x_i)",
       .gradient_formula = "\\partial L/\\partial f(\\tilde x_i) = -\\frac gn",
       .source = "Arjovsky, Chintala & Bottou 2017, Wasserstein GAN, arXiv 1701.07875, algorithm 1",
       .inputs = {{.name = "fake",
                   .dims = {"n"},
                   .domain = reals(0x1p+100),
                   .meaning = "the critic's values of generated examples"}},
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 2, .over = "n"},
       .gradient_depth = {.steps = 2}},
      [](const auto&... x) { return wasserstein_generator(x...); },
      [](const auto&... x) { return wasserstein_generator_gradient(x...); },
      fast::wasserstein_generator, fast::wasserstein_generator_gradient,
      loss_laws::wasserstein_generator_identities());
}

using TwoBatches = float (*)(std::span<const float> real, std::span<const float> fake, double,
                             double);
using TwoBatchesGradient = void (*)(std::span<const float>, std::span<const float>, float, double,
                                    double, std::span<float>, std::span<float>);

/// What the discriminator or critic pays: a loss over real examples, and minus the generator's one
/// over fakes, each reduced by its own count.
template <class F, class G, class DF, class DG>
Operator two_batches(Card card, F of_real, DF of_real_gradient, G of_fake, DG of_fake_gradient,
                     TwoBatches kernel, TwoBatchesGradient gradient_kernel,
                     std::vector<Identity> identities) {
  card.dims = {{"n", 1, 19}, {"m", 1, 19}};
  card.outputs = one_number;
  card.attributes = {reduction()};
  return {.card = std::move(card),
          .reference = tensorwise([=]<class T>(const Bag<T>& in, const Attributes& a) {
            T real(0), fake(0);
            for (const T& z : in.at(0).data) real += of_real(z);
            for (const T& z : in.at(1).data) fake += of_fake(z);
            return Bag<T>{Tensor<T>::scalar(real / T(divisor(a, in[0].size())) -
                                            fake / T(divisor(a, in[1].size())))};
          }),
          .gradient = tensorwise_gradient(
              [=]<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                Bag<T> gradient = in;
                const T& g = upstream.at(0).data.at(0);
                for (T& z : gradient[0].data)
                  z = g / T(divisor(a, in[0].size())) * of_real_gradient(z)[0];
                for (T& z : gradient[1].data)
                  z = -g / T(divisor(a, in[1].size())) * of_fake_gradient(z)[0];
                return gradient;
              }),
          .fast = fast_tensorwise([=](const Bag<float>& in, const Attributes& a) {
            return Bag<float>{Tensor<float>::scalar(
                kernel(in[0].data, in[1].data, scale(a, in[0].size()), scale(a, in[1].size())))};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [=](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Bag<float> gradient = in;
                gradient_kernel(in[0].data, in[1].data, upstream[0].data[0], scale(a, in[0].size()),
                                scale(a, in[1].size()), gradient[0].data, gradient[1].data);
                return gradient;
              }),
          .identities = std::move(identities)};
}

Operator gan_discriminator_row() {
  return two_batches(
      {.name = "loss/gan_discriminator",
       .summary = "What a discriminator pays, from its logits of real and generated examples",
       .formula = "L = -\\frac1n \\sum_i \\log D(x_i) - \\frac1m \\sum_j \\log(1 - D(\\tilde x_j))",
       .gradient_formula =
           "\\partial L/\\partial z_i = -\\frac gn \\sigma(-z_i)\\text{ real},\\quad "
           "\\frac gm \\sigma(z_j)\\text{ fake}",
       .source = "Goodfellow et al. 2014, Generative adversarial nets, arXiv 1406.2661, eq. 1",
       .inputs = {{.name = "real", .dims = {"n"}, .domain = reals(0x1p+100)},
                  {.name = "fake", .dims = {"m"}, .domain = reals(0x1p+100)}},
       .conventions = {{"gan_discriminator_halves", "the sum of both means",
                        "their average where both batches pass through one binary cross-entropy"}},
       .promise = Grade::faithful,
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 12, .over = "n+m"},
       .gradient_depth = {.steps = 8}},
      [](const auto& z) { return gan_generator_non_saturating(z); },
      [](const auto& z) { return gan_generator_non_saturating_gradient(z); },
      [](const auto& z) { return gan_generator_minimax(z); },
      [](const auto& z) { return gan_generator_minimax_gradient(z); }, fast::gan_discriminator,
      fast::gan_discriminator_gradient, loss_laws::gan_discriminator_identities());
}

Operator wasserstein_critic_row() {
  const auto value = [](const auto& z) { return wasserstein_generator(z); };
  const auto slope = [](const auto& z) { return wasserstein_generator_gradient(z); };
  return two_batches(
      {.name = "loss/wasserstein_critic",
       .summary = "What a critic pays: minus the distance between the means of its values",
       .formula = "L = \\frac1m \\sum_j f(\\tilde x_j) - \\frac1n \\sum_i f(x_i)",
       .gradient_formula = "\\partial L/\\partial f(x_i) = -\\frac gn,\\quad "
                           "\\partial L/\\partial f(\\tilde x_j) = \\frac gm",
       .source = "Arjovsky, Chintala & Bottou 2017, Wasserstein GAN, arXiv 1701.07875, eq. 2",
       .inputs = {{.name = "real", .dims = {"n"}, .domain = reals(0x1p+100)},
                  {.name = "fake", .dims = {"m"}, .domain = reals(0x1p+100)}},
       .conventions = {{"wasserstein_sign", "minimised",
                        "the paper's algorithm 1 ascends real minus fake"},
                       {"lipschitz", "left to the caller",
                        "weights clipped to [-0.01, 0.01] after every step in the paper, which is "
                        "gradient/clip_by_value on the weights; loss/gradient_penalty in WGAN-GP"}},
       .gradient_promise = Grade::faithful,
       .depth = {.steps = 3, .over = "n+m"},
       .gradient_depth = {.steps = 2}},
      value, slope, value, slope, fast::wasserstein_critic, fast::wasserstein_critic_gradient,
      loss_laws::wasserstein_critic_identities());
}

Operator gradient_penalty_row() {
  return {
      .card = {.name = "loss/gradient_penalty",
               .summary = "How far the lengths of a critic's gradients are from a given one",
               .formula = "L = \\frac{\\lambda}{N} \\sum_n (\\|v_n\\|_2 - c)^2",
               .gradient_formula = "\\partial L/\\partial v_n = \\frac{2\\lambda g}{N} "
                                   "(\\|v_n\\|_2 - c) \\frac{v_n}{\\|v_n\\|_2}",
               .source = "Gulrajani et al. 2017, Improved training of Wasserstein GANs, arXiv "
                         "1704.00028, eq. 3",
               .dims = {{"N", 1, 5}, {"d", 1, 9}},
               .inputs = {{.name = "gradients",
                           .dims = {"N", "d"},
                           .domain = reals(0x1p+50),
                           .meaning = "of the critic, one for each example; of a linear critic its "
                                      "weights"}},
               .attributes = {{.name = "strength",
                               .fallback = 10.0,
                               .draws = {10.0, 1.0, 0.5},
                               .meaning = "lambda",
                               .lower = 0,
                               .upper = 0x1p+20},
                              {.name = "centre",
                               .fallback = 1.0,
                               .draws = {1.0, 0.0, 0.5},
                               .meaning = "the length c that costs nothing",
                               .lower = 0,
                               .upper = 0x1p+20},
                              reduction()},
               .outputs = one_number,
               .conventions = {{"gradient_penalty_at_zero", "0",
                                "NaN in JAX and TensorFlow, where the norm is a plain root"},
                               {"gradient_penalty_centre", "attribute centre, 1",
                                "1 in WGAN-GP and DRAGAN; 0, with strength gamma / 2, in R1"}},
               .kinks = {{.where = "v_n = 0", .subgradient = "0"}},
               .depth = {.steps = 9, .over = "N+d"},
               .gradient_depth = {.steps = 12, .over = "d"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        T sum(0);
        for (const std::span<const T> row : rows_of(in.at(0)))
          sum += gradient_penalty(row, a.number<T>("strength"), a.number<T>("centre"));
        return Bag<T>{Tensor<T>::scalar(sum / T(divisor(a, in[0].extent(0))))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            const T g = upstream.at(0).data.at(0) / T(divisor(a, in.at(0).extent(0)));
            std::vector<T> dv;
            for (const std::span<const T> row : rows_of(in[0]))
              for (const T& element :
                   gradient_penalty_gradient(row, a.number<T>("strength"), a.number<T>("centre")))
                dv.push_back(g * element);
            return Bag<T>{Tensor<T>(in[0].shape, std::move(dv))};
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        return Bag<float>{Tensor<float>::scalar(fast::gradient_penalty(
            in[0].data, static_cast<std::size_t>(in[0].extent(1)), a.real("centre"),
            a.real("strength") * scale(a, in[0].extent(0))))};
      }),
      .fast_gradient = fast_tensorwise_gradient([](const Bag<float>& in, const Bag<float>& upstream,
                                                   const Attributes& a) {
        Tensor<float> dv(in[0].shape);
        fast::gradient_penalty_gradient(in[0].data, static_cast<std::size_t>(in[0].extent(1)),
                                        a.real("centre"), upstream[0].data[0],
                                        a.real("strength") * scale(a, in[0].extent(0)), dv.data);
        return Bag<float>{dv};
      }),
      .identities = loss_laws::gradient_penalty_identities()};
}

}  // namespace

std::vector<Operator> adversarial_rows() {
  return {gan_discriminator_row(),  gan_generator_minimax_row(), gan_generator_non_saturating_row(),
          wasserstein_critic_row(), wasserstein_generator_row(), gradient_penalty_row()};
}

}  // namespace assay::loss
