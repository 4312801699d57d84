// Sequences under a chain: a first token of score first[a], then one after the other, from a to b
// at step t with the score next[t,a,b]. A sequence's score is the sum; with log-probabilities it is
// that of the sequence. first [v], next [s, v, v]; sequences have s + 1 tokens.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "reference/contract/operator.h"

namespace assay {

template <class T>
struct Chain {
  const Tensor<T>&first, &next;

  std::int64_t tokens() const { return first.extent(0); }
  std::int64_t length() const { return next.extent(0) + 1; }
};

template <class T>
struct Sequence {
  std::vector<std::int64_t> tokens;
  T score;
};

// What the token adds after the sequence.
template <class T>
const T& score_of_token(const Chain<T>& chain, const Sequence<T>& sequence, std::int64_t token) {
  if (sequence.tokens.empty()) return chain.first.at(token);
  const auto step = static_cast<std::int64_t>(sequence.tokens.size()) - 1;
  return chain.next.at(step, sequence.tokens.back(), token);
}

template <class T>
Sequence<T> extended(const Chain<T>& chain, Sequence<T> sequence, std::int64_t token) {
  sequence.score += score_of_token(chain, sequence, token);
  sequence.tokens.push_back(token);
  return sequence;
}

// Of every sequence, one token longer by every token.
template <class T>
std::vector<Sequence<T>> extensions(const Chain<T>& chain,
                                    const std::vector<Sequence<T>>& sequences) {
  std::vector<Sequence<T>> longer;
  for (const Sequence<T>& sequence : sequences)
    for (std::int64_t token = 0; token < chain.tokens(); ++token)
      longer.push_back(extended(chain, sequence, token));
  return longer;
}

// By falling score; of equal ones the first in lexicographic order.
template <class T>
void sort_by_score(std::vector<Sequence<T>>& sequences) {
  std::sort(sequences.begin(), sequences.end(), [](const Sequence<T>& a, const Sequence<T>& b) {
    if (a.score > b.score) return true;
    if (b.score > a.score) return false;
    return a.tokens < b.tokens;
  });
}

// Greedy decoding: at every step the token of the largest score, the first of them.
template <class T>
Sequence<T> greedy(const Chain<T>& chain) {
  Sequence<T> sequence = {{}, T(0)};
  for (std::int64_t step = 0; step < chain.length(); ++step) {
    std::int64_t best = 0;
    for (std::int64_t token = 1; token < chain.tokens(); ++token)
      if (score_of_token(chain, sequence, token) > score_of_token(chain, sequence, best))
        best = token;
    sequence = extended(chain, sequence, best);
  }
  return sequence;
}

inline constexpr std::size_t most_sequences = 1 << 18;

// Throws std::invalid_argument where the extensions of `count` sequences are too many to sort.
template <class T>
void require_sortable(const Chain<T>& chain, std::size_t count) {
  if (count > most_sequences / static_cast<std::size_t>(chain.tokens()))
    throw std::invalid_argument("there are too many sequences to try them all");
}

// Beam search: at every step the `width` best of all extensions of those kept before.
// [Sutskever, Vinyals & Le 2014, arXiv 1409.3215, section 3.2]
template <class T>
std::vector<Sequence<T>> beam_search(const Chain<T>& chain, std::size_t width) {
  std::vector<Sequence<T>> kept = {{{}, T(0)}};
  for (std::int64_t step = 0; step < chain.length(); ++step) {
    require_sortable(chain, kept.size());
    kept = extensions(chain, kept);
    sort_by_score(kept);
    if (kept.size() > width) kept.resize(width);
  }
  return kept;
}

// Exhaustive search: the best of all sequences there are.
template <class T>
Sequence<T> exhaustive_search(const Chain<T>& chain) {
  std::vector<Sequence<T>> all = {{{}, T(0)}};
  for (std::int64_t step = 0; step < chain.length(); ++step) {
    require_sortable(chain, all.size());
    all = extensions(chain, all);
  }
  sort_by_score(all);
  return all.front();
}

}  // namespace assay
