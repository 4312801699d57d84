// Choosing tokens and actions by their scores, over float32 memory.
//
// Scores are added in float64. Of equal ones the first in lexicographic order is taken. A wrong
// span size aborts with the operator's name. Nothing is allocated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace assay::fast {

/// A chain over `tokens` tokens: the first scores first[a], step t from a to b next[t, a, b].
struct ChainScores {
  std::span<const float> first;  ///< [tokens]
  std::span<const float> next;   ///< [length - 1, tokens, tokens]

  std::size_t tokens() const { return first.size(); }
  std::size_t length() const {
    const std::size_t step = tokens() * tokens();
    return step == 0 ? 1 : next.size() / step + 1;
  }
};

/// At every step the token of the largest score; returns the sum.
float greedy_decoding(const ChainScores& chain, std::span<float> tokens);

/// The sequence with the largest sum, by dynamic programming from the end; returns the sum. The
/// workspace holds (length + 1) tokens() numbers. [Viterbi 1967, IEEE Transactions on Information
/// Theory 13(2)]
float most_likely_sequence(const ChainScores& chain, std::span<float> tokens,
                           std::span<double> workspace);

/// Up to `width` sequences, best first, each extended by the best tokens: tokens [beams, length]
/// and scores [beams] for beams = beam_count(). [Sutskever, Vinyals & Le 2014, arXiv 1409.3215]
void beam_search(const ChainScores& chain, std::size_t width, std::span<float> tokens,
                 std::span<float> scores, std::span<double> workspace);
/// min(width, tokens()^length).
std::size_t beam_count(const ChainScores& chain, std::size_t width);
std::size_t beam_workspace(const ChainScores& chain, std::size_t width);

/// p_i = epsilon / k, and 1 - epsilon more for the largest value of each row of k, the first of
/// them or shared among them. [Sutton & Barto 2018, section 2.2]
void epsilon_greedy(std::span<const float> values, std::size_t k, double epsilon, bool split_ties,
                    std::span<float> probability);

}  // namespace assay::fast
