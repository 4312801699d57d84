// Slips in choosing tokens and actions.

#include "reference/decoding/chain.h"
#include "reference/decoding/epsilon_greedy.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string greedy_op = "decoding/greedy_decoding", beam = "decoding/beam_search",
                  likely = "decoding/most_likely_sequence", policy = "decoding/epsilon_greedy";

Mutant everywhere(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "everywhere: " + slip, [wrong](Operator& row) { plant_everywhere(row, wrong); }};
}

template <class T>
Bag<T> single(const Sequence<T>& sequence) {
  Tensor<T> tokens({static_cast<std::int64_t>(sequence.tokens.size())});
  for (std::size_t t = 0; t < sequence.tokens.size(); ++t)
    tokens.data[t] = T(static_cast<double>(sequence.tokens[t]));
  return {tokens, Tensor<T>::scalar(sequence.score)};
}

template <class T>
Chain<T> chain_of(const Bag<T>& in) {
  return {in[0], in[1]};
}

/// Token by token, by better(chain, sequence, a, b) for a in place of b.
template <class Better>
auto step_by_step(Better better) {
  return [better]<class T>(const Bag<T>& in, const Attributes&) {
    const Chain<T> chain = chain_of(in);
    Sequence<T> sequence = {{}, T(0)};
    for (std::int64_t step = 0; step < chain.length(); ++step) {
      std::int64_t best = 0;
      for (std::int64_t token = 1; token < chain.tokens(); ++token)
        if (better(chain, sequence, token, best)) best = token;
      sequence = extended(chain, sequence, best);
    }
    return single(sequence);
  };
}

/// Steps read from column to row.
template <class T>
Tensor<T> transposed_steps(const Tensor<T>& next) {
  Tensor<T> turned(next.shape);
  for (std::int64_t t = 0; t < next.extent(0); ++t)
    for (std::int64_t a = 0; a < next.extent(1); ++a)
      for (std::int64_t b = 0; b < next.extent(1); ++b) turned.at(t, a, b) = next.at(t, b, a);
  return turned;
}

const auto last_of_ties = [](const auto& chain, const auto& sequence, auto a, auto b) {
  return score_of_token(chain, sequence, a) >= score_of_token(chain, sequence, b);
};
const auto least = [](const auto& chain, const auto& sequence, auto a, auto b) {
  return score_of_token(chain, sequence, a) < score_of_token(chain, sequence, b);
};

Mutant turned_steps(const std::string& op) {
  return confused_everywhere(op, "steps read from column to row",
                             [](auto& in, Attributes&) { in[1] = transposed_steps(in[1]); });
}

void forget_the_first_score(Bag<double>& y, const Bag<double>& in, const Attributes&) {
  y[1].data[0] -= in[0].data[static_cast<std::size_t>(y[0].data[0])];
}

std::vector<Mutant> path_slips() {
  return {
      everywhere(greedy_op, "the last of equally good tokens", step_by_step(last_of_ties)),
      everywhere(greedy_op, "the token of the least score", step_by_step(least)),
      turned_steps(greedy_op),
      spoilt(greedy_op, "the first token's score forgotten", forget_the_first_score),
      everywhere(likely, "the best token after the best token",
                 step_by_step([](const auto& chain, const auto& sequence, auto a, auto b) {
                   return score_of_token(chain, sequence, a) > score_of_token(chain, sequence, b);
                 })),
      turned_steps(likely),
      {likely, "kernel: a beam of two",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes&) {
           return single(beam_search(chain_of(in), 2).front());
         });
       }},
      spoilt(likely, "the first token's score forgotten", forget_the_first_score),
  };
}

/// Beams kept by another order than the sum of the scores so far.
template <class Less>
auto beams_by(Less less) {
  return [less]<class T>(const Bag<T>& in, const Attributes& a) {
    const Chain<T> chain = chain_of(in);
    std::vector<Sequence<T>> kept = {{{}, T(0)}};
    for (std::int64_t step = 0; step < chain.length(); ++step) {
      kept = extensions(chain, kept);
      std::stable_sort(kept.begin(), kept.end(), [&](const Sequence<T>& x, const Sequence<T>& y) {
        return less(chain, x, y);
      });
      kept.resize(std::min(kept.size(), static_cast<std::size_t>(a.integer("width"))));
    }
    sort_by_score(kept);
    const auto count = static_cast<std::int64_t>(kept.size());
    Bag<T> y = {Tensor<T>({count, chain.length()}), Tensor<T>({count})};
    for (std::int64_t b = 0; b < count; ++b) {
      const Sequence<T>& sequence = kept[static_cast<std::size_t>(b)];
      y[1].at(b) = sequence.score;
      for (std::int64_t t = 0; t < chain.length(); ++t)
        y[0].at(b, t) = T(static_cast<double>(sequence.tokens[static_cast<std::size_t>(t)]));
    }
    return y;
  };
}

/// The score of the last token alone.
template <class T>
T last_score(const Chain<T>& chain, const Sequence<T>& sequence) {
  Sequence<T> before = sequence;
  before.tokens.pop_back();
  return score_of_token(chain, before, sequence.tokens.back());
}

std::vector<Mutant> beam_slips() {
  return {
      everywhere(beam, "kept by the last token's score alone",
                 beams_by([](const auto& chain, const auto& x, const auto& y) {
                   return last_score(chain, x) > last_score(chain, y);
                 })),
      everywhere(beam, "the worst kept", beams_by([](const auto&, const auto& x, const auto& y) {
                   return x.score < y.score;
                 })),
      turned_steps(beam),
      confused(beam, "one beam fewer at every step",
               [](Bag<double>&, Attributes& a) {
                 a.set("width", std::max<std::int64_t>(1, a.integer("width") - 1));
               }),
      spoilt(beam, "worst first",
             [](Bag<double>& y, const Bag<double>&, const Attributes&) {
               std::reverse(y[1].data.begin(), y[1].data.end());
             }),
  };
}

/// Another rule for the probabilities: f(K, epsilon) -> of any action, and of the best one beside.
template <class F>
auto shared_by(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    Tensor<T> p = in[0];
    std::size_t at = 0;
    for (const std::span<const T> row : rows_of(in[0])) {
      const std::vector<T> best = epsilon_greedy(row, T(0), a.choice("ties") == "split");
      const auto [any, more] = f(T(static_cast<double>(row.size())), a.number<T>("epsilon"));
      for (const T& share : best) p.data[at++] = share > 0 ? T(any + share * more) : any;
    }
    return Bag<T>{p};
  };
}

std::vector<Mutant> policy_slips() {
  return {
      everywhere(policy, "epsilon shared among the other actions",
                 shared_by([]<class T>(const T& k, const T& e) {
                   const T any = k > 1 ? T(e / (k - 1)) : T(1);
                   return std::pair<T, T>{any, k > 1 ? T(1 - e - any) : T(0)};
                 })),
      everywhere(policy, "epsilon for the best action",
                 shared_by([]<class T>(const T& k, const T& e) {
                   return std::pair<T, T>{T((1 - e) / k), e};
                 })),
      everywhere(policy, "the best action never taken by chance",
                 shared_by([]<class T>(const T& k, const T& e) {
                   return std::pair<T, T>{T(e / k), T(1 - e - e / k)};
                 })),
      confused(policy, "ties shared whatever is asked",
               [](Bag<double>&, Attributes& a) { a.set("ties", std::string("split")); }),
      confused(policy, "the action of the least value",
               [](Bag<double>& in, Attributes&) {
                 for (double& value : in[0].data) value = -value;
               }),
  };
}

}  // namespace

std::vector<Mutant> decoding_mutants() {
  std::vector<Mutant> all = path_slips();
  for (const auto& more : {beam_slips(), policy_slips()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
