// The losses of word vectors.

#include "fast/loss/embedding.h"

#include <cmath>

#include "properties/catalogue/loss/rows.h"
#include "properties/loss/identities.h"
#include "reference/loss/embedding.h"

namespace assay::loss {

namespace {

/// Without the smallest numbers the terms of a logit lie within 160 bits of each other, and their
/// sum is exact in a proof's first precision.
void without_smallest(Bag<double>& in, const Attributes&) {
  for (const std::size_t k : {0, 1})
    for (double& element : in[k].data)
      if (std::abs(element) < 0x1p-30) element = 0;
}

Operator skip_gram_row() {
  return {
      .card = {.name = "loss/skip_gram",
               .summary = "A context word given a centre word, with the full softmax",
               .formula = "L = -\\frac1N \\sum_n \\log \\mathrm{softmax}(U v_n)_{o_n}",
               .gradient_formula =
                   "\\partial L/\\partial v_n = \\frac gN U^T (p_n - e_{o_n}),\\quad "
                   "\\partial L/\\partial U = \\frac gN \\sum_n (p_n - e_{o_n}) v_n^T",
               .source = "Mikolov et al. 2013, Distributed representations of words and phrases, "
                         "arXiv 1310.4546, eq. 2",
               .dims = {{"N", 1, 3}, {"w", 1, 7}, {"d", 1, 9}},
               .inputs = {{.name = "centre",
                           .dims = {"N", "d"},
                           .domain = reals(0x1p+20),
                           .meaning = "v, the vectors of the centre words"},
                          {.name = "context",
                           .dims = {"w", "d"},
                           .domain = reals(0x1p+20),
                           .meaning = "U, the context vectors of all words"},
                          {.name = "seen",
                           .dims = {"N"},
                           .domain = index_below("w"),
                           .differentiable = false,
                           .meaning = "o, the context words"}},
               .attributes = {reduction()},
               .outputs = one_number,
               .couple = without_smallest,
               .conventions = {{"skip_gram_vectors", "two for each word",
                                "one matrix for centre and one for context words in word2vec"}},
               .depth = {.steps = 15, .over = "d+N*w"},
               .gradient_depth = {.steps = 16, .over = "d+w+N"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        T sum(0);
        const auto words = static_cast<std::size_t>(in.at(1).extent(0));
        for (std::int64_t n = 0; n < in.at(0).extent(0); ++n)
          sum += softmax_cross_entropy<T>(skip_gram_logits(vector_at(in[0], n), in[1]),
                                          label_at(in[2], static_cast<std::size_t>(n), words));
        return Bag<T>{Tensor<T>::scalar(sum / T(divisor(a, in[0].extent(0))))};
      }),
      .gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                  const Attributes& a) {
        const T g = upstream.at(0).data.at(0) / T(divisor(a, in.at(0).extent(0)));
        const auto words = static_cast<std::size_t>(in.at(1).extent(0));
        SkipGramGradient<T> gradient{Tensor<T>(in[0].shape), Tensor<T>(in[1].shape)};
        for (std::int64_t n = 0; n < in[0].extent(0); ++n)
          add_skip_gram_gradient(in[0], n, in[1],
                                 label_at(in[2], static_cast<std::size_t>(n), words), g, gradient);
        return Bag<T>{std::move(gradient.centre), std::move(gradient.context)};
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        std::vector<double> logits(static_cast<std::size_t>(in[1].extent(0)));
        return Bag<float>{Tensor<float>::scalar(fast::skip_gram(
            in[0].data, in[1].data, to_labels(in[2]), scale(a, in[0].extent(0)), logits))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> gradient = {in[0], in[1]};
            std::vector<double> logits(static_cast<std::size_t>(in[1].extent(0)));
            std::vector<double> sums(in[1].data.size() + static_cast<std::size_t>(in[1].extent(1)));
            fast::skip_gram_gradient(in[0].data, in[1].data, to_labels(in[2]), upstream[0].data[0],
                                     scale(a, in[0].extent(0)), logits, sums, gradient[0].data,
                                     gradient[1].data);
            return gradient;
          }),
      .identities = loss_laws::skip_gram_identities()};
}

fast::WordShape word_shape(const Bag<float>& in) {
  return {.examples = static_cast<std::size_t>(in[0].extent(0)),
          .drawn = static_cast<std::size_t>(in[2].extent(1)),
          .columns = static_cast<std::size_t>(in[0].extent(1))};
}

Operator negative_sampling_row() {
  return {
      .card =
          {.name = "loss/negative_sampling",
           .summary = "A context word against words drawn at random, given a centre word",
           .formula = "L = -\\frac1N \\sum_n \\left(\\log\\sigma(u_n^T v_n) + "
                      "\\sum_k \\log\\sigma(-w_{nk}^T v_n)\\right)",
           .gradient_formula =
               "\\partial L/\\partial v_n = \\frac gN \\left(-\\sigma(-u_n^T v_n) u_n + \\sum_k "
               "\\sigma(w_{nk}^T v_n) w_{nk}\\right),\\ \\partial L/\\partial u_n = -\\frac gN "
               "\\sigma(-u_n^T v_n) v_n,\\ \\partial L/\\partial w_{nk} = \\frac gN "
               "\\sigma(w_{nk}^T v_n) v_n",
           .source = "Mikolov et al. 2013, Distributed representations of words and phrases, "
                     "arXiv 1310.4546, eq. 4",
           .dims = {{"N", 1, 3}, {"m", 1, 4}, {"d", 1, 9}},
           .inputs = {{.name = "centre", .dims = {"N", "d"}, .domain = reals(0x1p+30)},
                      {.name = "seen",
                       .dims = {"N", "d"},
                       .domain = reals(0x1p+30),
                       .meaning = "u, the vector of the word that was seen"},
                      {.name = "drawn",
                       .dims = {"N", "m", "d"},
                       .domain = reals(0x1p+30),
                       .meaning = "w, the vectors of words drawn at random"}},
           .attributes = {reduction()},
           .outputs = one_number,
           .conventions = {{"negative_samples", "given",
                            "drawn from the unigram distribution to the power 3/4; a drawn "
                            "word may be the one that was seen"}},
           .depth = {.steps = 11, .over = "d+N*m+N"},
           .gradient_depth = {.steps = 12, .over = "d+m"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        T sum(0);
        for (std::int64_t n = 0; n < in.at(0).extent(0); ++n)
          sum += negative_sampling(in[0], in[1], in[2], n);
        return Bag<T>{Tensor<T>::scalar(sum / T(divisor(a, in[0].extent(0))))};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            const T g = upstream.at(0).data.at(0) / T(divisor(a, in.at(0).extent(0)));
            NegativeSamplingGradient<T> gradient{Tensor<T>(in[0].shape), Tensor<T>(in[1].shape),
                                                 Tensor<T>(in[2].shape)};
            for (std::int64_t n = 0; n < in[0].extent(0); ++n)
              add_negative_sampling_gradient(in[0], in[1], in[2], n, g, gradient);
            return Bag<T>{std::move(gradient.centre), std::move(gradient.seen),
                          std::move(gradient.drawn)};
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        return Bag<float>{Tensor<float>::scalar(fast::negative_sampling(
            in[0].data, in[1].data, in[2].data, word_shape(in), scale(a, in[0].extent(0))))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> gradient = in;
            std::vector<double> sums(static_cast<std::size_t>(in[0].extent(1)));
            fast::negative_sampling_gradient(in[0].data, in[1].data, in[2].data, word_shape(in),
                                             upstream[0].data[0], scale(a, in[0].extent(0)), sums,
                                             gradient[0].data, gradient[1].data, gradient[2].data);
            return gradient;
          }),
      .identities = loss_laws::negative_sampling_identities()};
}

}  // namespace

std::vector<Operator> embedding_rows() { return {skip_gram_row(), negative_sampling_row()}; }

}  // namespace assay::loss
