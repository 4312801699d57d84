// See activation.cc for the pattern.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/decoding/decoding.cc"
// clang-format off
#include "hwy/foreach_target.h"  // must come first
// clang-format on
#include "fast/decoding/decoding.h"

#include "fast/decoding/decoding-inl.h"
#include "fast/precondition.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace {

double greedy_path(const ChainScores& chain, float* tokens) {
  return decode_greedily(chain, tokens);
}

double best_path(const ChainScores& chain, float* tokens, double* workspace) {
  return decode_best(chain, tokens, workspace);
}

void best_paths(const ChainScores& chain, std::size_t width, float* tokens, float* scores,
                double* workspace) {
  search_beam(chain, width, tokens, scores, workspace);
}

void greedy_rows(const float* values, std::size_t rows, std::size_t k, double epsilon, bool split,
                 float* p) {
  for (std::size_t r = 0; r < rows; ++r) act_greedily(values + r * k, k, epsilon, split, p + r * k);
}

}  // namespace
}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace assay::fast {

HWY_EXPORT(greedy_path);
HWY_EXPORT(best_path);
HWY_EXPORT(best_paths);
HWY_EXPORT(greedy_rows);

namespace {

void require_chain(const char* op, const ChainScores& chain) {
  if (chain.tokens() == 0) precondition_failed(op, "tokens", 0, "at least 1");
  const std::size_t step = element_count(op, chain.tokens(), chain.tokens());
  require_same_size(op, "next", chain.next.size(), (chain.length() - 1) * step);
}

}  // namespace

float greedy_decoding(const ChainScores& chain, std::span<float> tokens) {
  require_chain("greedy_decoding", chain);
  require_same_size("greedy_decoding", "tokens", tokens.size(), chain.length());
  return static_cast<float>(HWY_DYNAMIC_DISPATCH(greedy_path)(chain, tokens.data()));
}

float most_likely_sequence(const ChainScores& chain, std::span<float> tokens,
                           std::span<double> workspace) {
  const char* const op = "most_likely_sequence";
  require_chain(op, chain);
  require_same_size(op, "tokens", tokens.size(), chain.length());
  require_same_size(op, "the workspace", workspace.size(), (chain.length() + 1) * chain.tokens());
  return static_cast<float>(
      HWY_DYNAMIC_DISPATCH(best_path)(chain, tokens.data(), workspace.data()));
}

std::size_t beam_count(const ChainScores& chain, std::size_t width) {
  std::size_t count = 1;
  for (std::size_t t = 0; t < chain.length() && count < width; ++t) count *= chain.tokens();
  return std::min(count, width);
}

std::size_t beam_workspace(const ChainScores& chain, std::size_t width) {
  return element_count("beam_workspace", beam_count(chain, width),
                       1 + 2 * chain.tokens() + 2 * chain.length());
}

void beam_search(const ChainScores& chain, std::size_t width, std::span<float> tokens,
                 std::span<float> scores, std::span<double> workspace) {
  require_chain("beam_search", chain);
  if (width == 0) precondition_failed("beam_search", "width", 0, "at least 1");
  const std::size_t beams = beam_count(chain, width);
  require_same_size("beam_search", "tokens", tokens.size(), beams * chain.length());
  require_same_size("beam_search", "scores", scores.size(), beams);
  require_same_size("beam_search", "the workspace", workspace.size(), beam_workspace(chain, width));
  HWY_DYNAMIC_DISPATCH(best_paths)
  (chain, beams, tokens.data(), scores.data(), workspace.data());
}

void epsilon_greedy(std::span<const float> values, std::size_t k, double epsilon, bool split_ties,
                    std::span<float> probability) {
  const std::size_t rows = k == 0 ? 0 : values.size() / k;
  require_same_size("epsilon_greedy", "values", values.size(), rows * k);
  require_same_size("epsilon_greedy", "probability", probability.size(), values.size());
  HWY_DYNAMIC_DISPATCH(greedy_rows)
  (values.data(), rows, k, epsilon, split_ties, probability.data());
}

}  // namespace assay::fast
#endif  // HWY_ONCE
