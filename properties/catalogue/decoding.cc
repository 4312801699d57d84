// Choosing tokens and actions by their scores.

#include "fast/decoding/decoding.h"

#include <cmath>

#include "properties/catalogue/catalogue.h"
#include "properties/catalogue/kinds.h"
#include "properties/decoding/identities.h"
#include "reference/decoding/chain.h"
#include "reference/decoding/epsilon_greedy.h"

namespace assay {

namespace {

const std::string no_gradient = "tokens are constant between their steps";
const std::string nan_rule = "a token of score NaN is no larger than others";

/// Sums of multiples of 2^-20 are exact in float64: which sequence is best is never a matter of
/// rounding.
void onto_grid(Bag<double>& in, const Attributes&) {
  for (Tensor<double>& scores : in)
    for (double& element : scores.data) {
      const double size = std::fmod(std::abs(element), 8);
      element = -std::round(size * 0x1p+20) * 0x1p-20;
    }
}

/// What all cards of chains share.
Card chain_card() {
  return {.name = {},
          .summary = {},
          .formula = {},
          .source = {},
          .dims = {{"s", 0, 3}, {"v", 1, 4}},
          .inputs = {{.name = "first",
                      .dims = {"v"},
                      .domain = reals(1e4),
                      .meaning = "the log-probability of each first token"},
                     {.name = "next",
                      .dims = {"s", "v", "v"},
                      .domain = reals(1e4),
                      .meaning = "at each step, of each token (column) after each (row)"}},
          .outputs = {{"tokens", {"?"}}, {"score", {}}},
          .couple = onto_grid,
          .conventions = {{"tie", "the first token, or the first sequence in lexicographic order",
                           "the first in NumPy, PyTorch and JAX' argmax; top-k of equal scores is "
                           "left open"},
                          {"length", "fixed, without an end of sequence",
                           "beams end at EOS in frameworks, and longer ones are favoured by "
                           "((5 + L) / 6)^alpha in GNMT or L^alpha in Hugging Face"}},
          .promise = Grade::exact,
          .depth = {.steps = 1, .over = "s"},
          .no_gradient = no_gradient,
          .nan_rule = nan_rule};
}

template <class T>
Chain<T> chain_of(const Bag<T>& in) {
  return {in.at(0), in.at(1)};
}

fast::ChainScores scores_of(const Bag<float>& in) { return {in[0].data, in[1].data}; }

Tensor<float> tokens_for(const Bag<float>& in) { return Tensor<float>({in[1].extent(0) + 1}); }

template <class T>
Tensor<T> tokens_of(const std::vector<std::int64_t>& tokens) {
  Tensor<T> numbers({static_cast<std::int64_t>(tokens.size())});
  for (std::size_t t = 0; t < tokens.size(); ++t)
    numbers.data[t] = T(static_cast<double>(tokens[t]));
  return numbers;
}

template <class T>
Bag<T> single(const Sequence<T>& sequence) {
  return {tokens_of<T>(sequence.tokens), Tensor<T>::scalar(sequence.score)};
}

Operator greedy_decoding_row() {
  Card card = chain_card();
  card.name = "decoding/greedy_decoding";
  card.summary = "The best token after the best token, step by step";
  card.formula =
      "a_t = \\arg\\max_a s_t(a \\mid a_{t-1}),\\ \\mathrm{score} = \\sum_t s_t(a_t \\mid "
      "a_{t-1})";
  card.source =
      "Jurafsky & Martin 2024, Speech and language processing, 3rd edition draft, section "
      "13.4";
  return {.card = card,
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
            return single(greedy(chain_of(in)));
          }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
            Bag<float> y = {tokens_for(in), Tensor<float>::scalar(0)};
            y[1].data[0] = fast::greedy_decoding(scores_of(in), y[0].data);
            return y;
          }),
          .identities = decoding_laws::greedy_decoding_identities()};
}

std::size_t width_of(const Attributes& a) { return static_cast<std::size_t>(a.integer("width")); }

Operator beam_search_row() {
  Card card = chain_card();
  card.name = "decoding/beam_search";
  card.summary = "The best sequences that are found when only so many are kept at each step";
  card.formula = "B_t = \\text{the } k \\text{ best of } \\{(b, a): b \\in B_{t-1}\\}";
  card.source =
      "Sutskever, Vinyals & Le 2014, Sequence to sequence learning with neural networks, "
      "arXiv 1409.3215, section 3.2";
  card.attributes = {{.name = "width",
                      .fallback = std::int64_t{3},
                      .draws = {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}, std::int64_t{16},
                                std::int64_t{256}},
                      .meaning = "k, how many sequences are kept",
                      .lower = 1,
                      .upper = 4096}};
  card.outputs = {{"tokens", {"?", "?"}}, {"scores", {"?"}}};
  return {.card = card,
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
            const std::vector<Sequence<T>> beams = beam_search(chain_of(in), width_of(a));
            const auto count = static_cast<std::int64_t>(beams.size());
            Bag<T> y = {Tensor<T>({count, in[1].extent(0) + 1}), Tensor<T>({count})};
            for (std::int64_t b = 0; b < count; ++b) {
              const Sequence<T>& beam = beams[static_cast<std::size_t>(b)];
              y[1].at(b) = beam.score;
              for (std::int64_t t = 0; t < y[0].extent(1); ++t)
                y[0].at(b, t) = T(static_cast<double>(beam.tokens[static_cast<std::size_t>(t)]));
            }
            return y;
          }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
            const fast::ChainScores chain = scores_of(in);
            const auto beams = static_cast<std::int64_t>(fast::beam_count(chain, width_of(a)));
            Bag<float> y = {Tensor<float>({beams, in[1].extent(0) + 1}), Tensor<float>({beams})};
            std::vector<double> workspace(fast::beam_workspace(chain, width_of(a)));
            fast::beam_search(chain, width_of(a), y[0].data, y[1].data, workspace);
            return y;
          }),
          .identities = decoding_laws::beam_search_identities()};
}

Operator most_likely_sequence_row() {
  Card card = chain_card();
  card.name = "decoding/most_likely_sequence";
  card.summary = "The best of all sequences of a chain";
  card.formula = "\\arg\\max_{a_0 \\ldots a_s} \\sum_t s_t(a_t \\mid a_{t-1})";
  card.source =
      "exhaustive search; Viterbi 1967, Error bounds for convolutional codes, IEEE "
      "Transactions on Information Theory 13(2), for the fast twin";
  return {.card = card,
          .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes&) {
            return single(exhaustive_search(chain_of(in)));
          }),
          .fast = fast_tensorwise([](const Bag<float>& in, const Attributes&) {
            Bag<float> y = {tokens_for(in), Tensor<float>::scalar(0)};
            const fast::ChainScores chain = scores_of(in);
            std::vector<double> workspace((chain.length() + 1) * chain.tokens());
            y[1].data[0] = fast::most_likely_sequence(chain, y[0].data, workspace);
            return y;
          }),
          .identities = decoding_laws::most_likely_sequence_identities()};
}

bool splits_ties(const Attributes& a) { return a.choice("ties") == "split"; }

Operator epsilon_greedy_row() {
  return {
      .card = {.name = "decoding/epsilon_greedy",
               .summary = "Probabilities of actions: mostly the best one, sometimes any",
               .formula = "p_i = \\frac{\\epsilon}{K} + (1 - \\epsilon) [i = \\arg\\max_j Q_j]",
               .source =
                   "Sutton & Barto 2018, Reinforcement learning, 2nd edition, section 2.2 and "
                   "eq. 5.4",
               .dims = {{"n", 0, 3}, {"k", 1, 11}},
               .inputs = {{.name = "values", .dims = {"n", "k"}}},
               .attributes = {{.name = "epsilon",
                               .fallback = 0.1,
                               .draws = {0.1, 0.0, 0.05, 0.5, 1.0},
                               .meaning =
                                   "how often any action is taken; schedule/epsilon_decay, or "
                                   "schedule/polynomial_decay for a line, lets it fall",
                               .lower = 0,
                               .upper = 1},
                              {.name = "ties",
                               .fallback = std::string("first"),
                               .draws = {std::string("first"), std::string("split")},
                               .meaning = "which of equally good actions is the best one"}},
               .outputs = {{"probability", {"n", "k"}}},
               .batch = "n",
               .conventions = {{"any", "any of all K actions, the best one too",
                                "the same in rlax and Stable-Baselines3; some texts mean another "
                                "one, epsilon / (K - 1)"},
                               {"ties", "attribute, the first",
                                "the first in NumPy's and PyTorch's argmax; shared in rlax"}},
               .promise = Grade::faithful,
               .depth = {.steps = 4},
               .no_gradient = "it is constant between the steps of the values",
               .nan_rule = "an action of value NaN is no better than others"},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        std::vector<T> p;
        for (const std::span<const T> row : rows_of(in.at(0)))
          for (const T& element : epsilon_greedy(row, a.number<T>("epsilon"), splits_ties(a)))
            p.push_back(element);
        return Bag<T>{Tensor<T>(in[0].shape, std::move(p))};
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        Tensor<float> p(in[0].shape);
        fast::epsilon_greedy(in[0].data, static_cast<std::size_t>(in[0].extent(1)),
                             a.real("epsilon"), splits_ties(a), p.data);
        return Bag<float>{p};
      }),
      .identities = decoding_laws::epsilon_greedy_identities()};
}

}  // namespace

std::vector<Operator> decoding_family() {
  return {greedy_decoding_row(), beam_search_row(), most_likely_sequence_row(),
          epsilon_greedy_row()};
}

}  // namespace assay
