// The losses of autoencoders: the variational one, and the denoising one.

#include "fast/loss/vae.h"

#include "fast/loss/denoising.h"
#include "properties/catalogue/loss/rows.h"
#include "properties/loss/identities.h"
#include "reference/loss/denoising_autoencoder.h"
#include "reference/loss/mean_squared_error.h"
#include "reference/loss/vae.h"

namespace assay::loss {

namespace {

template <class T, class Bag>
fast::VaeOperands<T> operands(Bag& bag) {
  return {.x = bag[0].data,
          .reconstruction = bag[1].data,
          .mean = bag[2].data,
          .log_variance = bag[3].data};
}

Operator vae_row() {
  return {
      .card =
          {.name = "loss/vae",
           .summary = "Squared error of a reconstruction, and the divergence of its latents",
           .formula = "L = \\frac1N \\sum_n \\left(\\|x_n - \\hat x_n\\|^2 + \\frac\\beta2 \\sum_j "
                      "(\\mu_{nj}^2 + e^{\\ell_{nj}} - 1 - \\ell_{nj})\\right),\\ \\ell = \\log "
                      "\\sigma^2",
           .gradient_formula =
               "\\partial L/\\partial x = \\frac{2g}N (x - \\hat x) = -\\partial L/\\partial \\hat "
               "x,\\quad \\partial L/\\partial \\mu = \\frac gN \\beta \\mu,\\quad \\partial "
               "L/\\partial \\ell = \\frac g{2N} \\beta (e^\\ell - 1)",
           .source = "Kingma & Welling 2014, Auto-encoding variational Bayes, arXiv 1312.6114, "
                     "appendix B; beta: Higgins et al. 2017",
           .dims = {{"N", 1, 3}, {"d", 1, 9}, {"k", 1, 7}},
           .inputs = {{.name = "x", .dims = {"N", "d"}, .domain = reals(0x1p+50)},
                      {.name = "reconstruction", .dims = {"N", "d"}, .domain = reals(0x1p+50)},
                      {.name = "mean", .dims = {"N", "k"}, .domain = reals(0x1p+50)},
                      {.name = "log_variance",
                       .dims = {"N", "k"},
                       .domain = closed_interval(-80, 80)}},
           .attributes = {{.name = "beta",
                           .fallback = 1.0,
                           .draws = {1.0, 4.0, 0.5, 0.0},
                           .meaning = "the weight of the divergence",
                           .lower = 0,
                           .upper = 0x1p+20},
                          reduction()},
           .outputs = one_number,
           .conventions = {{"vae_reconstruction", "the sum of squares",
                            "half of it for a normal likelihood of variance 1; the mean over all "
                            "elements where mean_squared_error stands in, which weighs beta up"},
                           {"vae_variance", "its logarithm",
                            "the standard deviation, or its softplus"}},
           .promise = Grade::faithful,
           .gradient_promise = Grade::faithful,
           .depth = {.steps = 10, .over = "N*d+N*k"},
           .gradient_depth = {.steps = 8}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        T fit(0), divergence(0);
        for (std::size_t i = 0; i < in.at(0).data.size(); ++i)
          fit += squared_error(in[0].data[i], in[1].data[i]);
        for (std::size_t i = 0; i < in.at(2).data.size(); ++i)
          divergence += latent_divergence(in[2].data[i], in[3].data[i]);
        return Bag<T>{Tensor<T>::scalar((fit + a.number<T>("beta") * divergence) /
                                        T(divisor(a, in[0].extent(0))))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            const T g = upstream.at(0).data.at(0) / T(divisor(a, in.at(0).extent(0)));
            const T beta = a.number<T>("beta");
            Bag<T> gradient = in;
            const auto write = [&](std::size_t k, std::size_t i, const T& factor,
                                   const std::array<T, 2>& slopes) {
              gradient[k].data[i] = factor * slopes[0];
              gradient[k + 1].data[i] = factor * slopes[1];
            };
            for (std::size_t i = 0; i < in[0].data.size(); ++i)
              write(0, i, g, squared_error_gradient(in[0].data[i], in[1].data[i]));
            for (std::size_t i = 0; i < in[2].data.size(); ++i)
              write(2, i, T(g * beta), latent_divergence_gradient(in[2].data[i], in[3].data[i]));
            return gradient;
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        return Bag<float>{Tensor<float>::scalar(
            fast::vae(operands<const float>(in), a.real("beta"), scale(a, in[0].extent(0))))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> gradient = in;
            fast::vae_gradient(operands<const float>(in), a.real("beta"), upstream[0].data[0],
                               scale(a, in[0].extent(0)), operands<float>(gradient));
            return gradient;
          }),
      .identities = loss_laws::vae_identities()};
}

Encoder encoder_of(const Attributes& a) {
  const std::string& name = a.choice("encoder");
  if (name == "identity") return Encoder::identity;
  return name == "sigmoid" ? Encoder::sigmoid : Encoder::tanh;
}

template <class T>
DenoisingAutoencoder<T> autoencoder(const Bag<T>& in, const Attributes& a) {
  return {in.at(0), in.at(1), in.at(2), in.at(3), in.at(4), in.at(5), encoder_of(a)};
}

template <class T, class Bag>
fast::AutoencoderOperands<T> autoencoder_operands(Bag& bag) {
  return {bag[0].data, bag[1].data, bag[2].data, bag[3].data, bag[4].data, bag[5].data};
}

fast::AutoencoderExtents autoencoder_extents(const Bag<float>& in) {
  const auto at = [&](std::size_t k, std::int64_t axis) {
    return static_cast<std::size_t>(in[k].extent(axis));
  };
  return {at(0, 0), at(0, 1), at(3, 0)};
}

Card denoising_autoencoder_card() {
  const Domain numbers = reals(1e3);  // squares of products of products stay finite
  return {
      .name = "loss/denoising_autoencoder",
      .summary = "Squared error of an example rebuilt from itself with noise",
      .formula = "L = \\frac1N \\sum_e \\|V s(W (x_e + n_e) + b) + c - x_e\\|^2",
      .gradient_formula =
          "r = V h + c - x,\\ \\bar z = 2 V^\\top r \\odot s'(z),\\ \\partial n = W^\\top \\bar "
          "z,\\ \\partial x = W^\\top \\bar z - 2 r,\\ \\partial W = \\bar z (x + n)^\\top,\\ "
          "\\partial b = \\bar z,\\ \\partial V = 2 r h^\\top,\\ \\partial c = 2 r",
      .source =
          "Vincent, Larochelle, Bengio & Manzagol 2008, Extracting and composing robust "
          "features with denoising autoencoders, section 2.3, with squared error",
      .dims = {{"N", 1, 3}, {"d", 1, 4}, {"k", 1, 3}},
      .inputs = {{.name = "x", .dims = {"N", "d"}, .domain = numbers},
                 {.name = "noise", .dims = {"N", "d"}, .domain = numbers},
                 {.name = "W", .dims = {"k", "d"}, .domain = numbers},
                 {.name = "b", .dims = {"k"}, .domain = numbers},
                 {.name = "V", .dims = {"d", "k"}, .domain = numbers},
                 {.name = "c", .dims = {"d"}, .domain = numbers}},
      .attributes = {{.name = "encoder",
                      .fallback = std::string("sigmoid"),
                      .draws = {std::string("sigmoid"), std::string("tanh"),
                                std::string("identity")},
                      .meaning = "s"},
                     reduction()},
      .outputs = one_number,
      .conventions = {{"target", "the example without noise",
                       "an autoencoder that is compared with what it sees learns the identity"},
                      {"noise", "given, and added",
                       "elements set to 0 at random in the paper: n = -x there"},
                      {"weights", "two matrices", "V = W^T where weights are tied"},
                      {"reduction", "the mean over the examples",
                       "over all elements where a mean squared error stands in"}},
      .depth = {.steps = 24, .over = "2*d+k+N*d"},
      .gradient_depth = {.steps = 40, .over = "4*d+2*k+N"}};
}

Operator denoising_autoencoder_row() {
  return {.card = denoising_autoencoder_card(),
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            return Bag<T>{Tensor<T>::scalar(denoising_autoencoder(autoencoder(in, a)) /
                                            T(divisor(a, in[0].extent(0))))};
          }),
          .gradient = tensorwise_gradient(
              []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                const T g = upstream.at(0).data.at(0) / T(divisor(a, in.at(0).extent(0)));
                return denoising_autoencoder_gradient(autoencoder(in, a), g);
              }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            const fast::AutoencoderExtents e = autoencoder_extents(in);
            std::vector<double> workspace(fast::denoising_autoencoder_workspace(e));
            return Bag<float>{Tensor<float>::scalar(fast::denoising_autoencoder(
                autoencoder_operands<const float>(in), static_cast<fast::Encoder>(encoder_of(a)),
                scale(a, in[0].extent(0)), workspace, e))};
          }),
          .fast_gradient = fast_tensorwise_gradient(
              [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
                Bag<float> out = in;
                const fast::AutoencoderExtents e = autoencoder_extents(in);
                std::vector<double> workspace(fast::denoising_autoencoder_gradient_workspace(e));
                fast::denoising_autoencoder_gradient(
                    autoencoder_operands<const float>(in),
                    static_cast<fast::Encoder>(encoder_of(a)), upstream[0].data[0],
                    scale(a, in[0].extent(0)), autoencoder_operands<float>(out), workspace, e);
                return out;
              }),
          .identities = loss_laws::denoising_autoencoder_identities()};
}

}  // namespace

std::vector<Operator> vae_rows() { return {vae_row(), denoising_autoencoder_row()}; }

}  // namespace assay::loss
