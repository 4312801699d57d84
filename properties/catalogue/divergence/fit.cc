// The normal distribution next to a mixture of normals.

#include "fast/divergence/divergence.h"
#include "properties/catalogue/divergence/summed.h"
#include "properties/catalogue/kinds.h"
#include "properties/divergence/identities.h"
#include "reference/divergence/normal_fit.h"

namespace assay {

namespace {

template <class T>
NormalMixture<T> mixture_of(const Bag<T>& in, std::size_t row) {
  return {rows_of(in.at(0))[row], rows_of(in.at(1))[row], rows_of(in.at(2))[row]};
}

fast::Mixtures mixtures(const Bag<float>& in) {
  return {in[0].data, in[1].data, in[2].data, static_cast<std::size_t>(in[0].extent(1))};
}

}  // namespace

Operator normal_fit_row() {
  return {
      .card =
          {.name = "divergence/normal_fit",
           .summary = "The normal distribution next to a mixture of normals: its moments",
           .formula = "\\arg\\min_q KL(p \\| q):\\ \\mu = \\frac1W \\sum_i w_i m_i,\\ \\sigma^2 = "
                      "\\frac1W \\sum_i w_i (s_i^2 + (m_i - \\mu)^2),\\ W = \\sum_i w_i",
           .gradient_formula =
               "\\partial w_i = \\frac{g_\\mu}{W} (m_i - \\mu) + \\frac{g_\\sigma}{2 \\sigma W} "
               "(s_i^2 + (m_i - \\mu)^2 - \\sigma^2),\\ \\partial m_i = \\frac{w_i}{W} (g_\\mu + "
               "g_\\sigma \\frac{m_i - \\mu}{\\sigma}),\\ \\partial s_i = \\frac{w_i}{W} g_\\sigma "
               "\\frac{s_i}{\\sigma}",
           .source = "Bishop 2006, Pattern recognition and machine learning, section 10.1.2 and "
                     "eq. 10.187",
           .dims = {{"n", 1, 3}, {"k", 1, 9}},
           .inputs = {{.name = "weight", .dims = {"n", "k"}, .domain = simplex()},
                      {.name = "mean", .dims = {"n", "k"}, .domain = reals(1e4)},
                      {.name = "sigma",
                       .dims = {"n", "k"},
                       .domain = closed_interval(0x1p-10, 0x1p+10)}},
           .outputs = {{"mu", {"n"}}, {"sigma_fit", {"n"}}},
           .batch = "n",
           .conventions = {{"direction", "forward, KL(p || q), which covers all modes",
                            "the reverse, KL(q || p) as in variational inference, has no closed "
                            "form and a local minimum near each of separate modes"}},
           .depth = {.steps = 8, .over = "2*k"},
           .gradient_depth = {.steps = 16, .over = "2*k"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
        Bag<T> y(2, Tensor<T>({in.at(0).extent(0)}));
        for (std::size_t r = 0; r < y[0].data.size(); ++r) {
          const NormalFit<T> q = normal_fit(mixture_of(in, r));
          y[0].data[r] = q.mu;
          y[1].data[r] = sqrt(q.variance);
        }
        return y;
      }),
      .gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                  const Attributes&) {
        Bag<T> d = in;
        const auto k = static_cast<std::size_t>(in.at(0).extent(1));
        for (std::size_t r = 0; r < upstream.at(0).data.size(); ++r) {
          const auto slopes =
              normal_fit_gradient(mixture_of(in, r), upstream[0].data[r], upstream.at(1).data[r]);
          for (std::size_t input = 0; input < 3; ++input)
            for (std::size_t i = 0; i < k; ++i) d[input].data[r * k + i] = slopes[input][i];
        }
        return d;
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
        Bag<float> y(2, Tensor<float>({in[0].extent(0)}));
        fast::normal_fit(mixtures(in), y[0].data, y[1].data);
        return y;
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes&) {
            Bag<float> d = in;
            fast::normal_fit_gradient(mixtures(in), upstream[0].data, upstream[1].data, d[0].data,
                                      d[1].data, d[2].data);
            return d;
          }),
      .identities = divergence_laws::normal_fit_identities()};
}

}  // namespace assay
