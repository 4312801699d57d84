// The first of the largest, and what is found by it.
#if defined(ASSAY_FAST_DECODING_DECODING_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_DECODING_DECODING_INL_H
#undef ASSAY_FAST_DECODING_DECODING_INL_H
#else
#define ASSAY_FAST_DECODING_DECODING_INL_H
#endif

#include <algorithm>
#include <limits>

#include "fast/decoding/decoding.h"
#include "fast/lanes/memory-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

struct Best {
  std::size_t index;
  double score;
};

/// The first of the largest x[i] + y[i]; y may be null, for zeros.
inline Best first_largest(const float* x, const double* y, std::size_t n) {
  const Tag<double> d;
  const auto sum = [&](auto tag, std::size_t i) {
    const auto score = load(tag, x + i);
    return y == nullptr ? score : hn::Add(score, hn::LoadU(tag, y + i));
  };
  const hn::CappedTag<double, 1> one;
  const std::size_t whole = n - n % hn::Lanes(d);
  auto largest = hn::Set(d, -std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < whole; i += hn::Lanes(d)) largest = hn::Max(largest, sum(d, i));
  double best = hn::GetLane(hn::MaxOfLanes(d, largest));
  for (std::size_t i = whole; i < n; ++i) best = std::max(best, hn::GetLane(sum(one, i)));
  for (std::size_t i = 0; i < n; ++i)
    if (hn::GetLane(sum(one, i)) == best) return {i, best};
  return {0, hn::GetLane(sum(one, 0))};
}

inline const float* next_row(const ChainScores& chain, std::size_t step, std::size_t token) {
  return chain.next.data() + (step * chain.tokens() + token) * chain.tokens();
}

inline double decode_greedily(const ChainScores& chain, float* tokens) {
  const std::size_t v = chain.tokens();
  Best best = first_largest(chain.first.data(), nullptr, v);
  double score = best.score;
  tokens[0] = static_cast<float>(best.index);
  for (std::size_t t = 1; t < chain.length(); ++t) {
    best = first_largest(next_row(chain, t - 1, best.index), nullptr, v);
    score += best.score;
    tokens[t] = static_cast<float>(best.index);
  }
  return score;
}

/// rest[t, a]: the largest sum after token a at step t.
inline double decode_best(const ChainScores& chain, float* tokens, double* rest) {
  const std::size_t v = chain.tokens(), last = chain.length() - 1;
  std::fill_n(rest + last * v, v, 0.0);
  for (std::size_t t = last; t-- > 0;)
    for (std::size_t a = 0; a < v; ++a)
      rest[t * v + a] = first_largest(next_row(chain, t, a), rest + (t + 1) * v, v).score;
  Best best = first_largest(chain.first.data(), rest, v);
  const double score = best.score;
  tokens[0] = static_cast<float>(best.index);
  for (std::size_t t = 1; t <= last; ++t) {
    best = first_largest(next_row(chain, t - 1, best.index), rest + t * v, v);
    tokens[t] = static_cast<float>(best.index);
  }
  return score;
}

/// The sequences kept, in lexicographic order, so that the first of equal candidates is the first
/// in that order too.
struct Beam {
  std::size_t width, tokens, length;
  std::size_t kept = 1, steps = 0;
  double *score, *candidate, *chosen, *path, *longer;

  Beam(const ChainScores& chain, std::size_t most, double* workspace)
      : width(most),
        tokens(chain.tokens()),
        length(chain.length()),
        score(workspace),
        candidate(score + width),
        chosen(candidate + width * tokens),
        path(chosen + width * tokens),
        longer(path + width * length) {
    score[0] = 0;
  }

  std::size_t last_token(std::size_t b) const {
    return static_cast<std::size_t>(path[b * length + steps - 1]);
  }
};

/// The scores of all sequences kept, each extended by every token.
inline void score_candidates(const ChainScores& chain, Beam& beam) {
  const hn::CappedTag<double, 1> one;
  const Tag<double> d;
  for (std::size_t b = 0; b < beam.kept; ++b) {
    const float* row =
        beam.steps == 0 ? chain.first.data() : next_row(chain, beam.steps - 1, beam.last_token(b));
    double* to = beam.candidate + b * beam.tokens;
    std::size_t i = 0;
    for (; i + hn::Lanes(d) <= beam.tokens; i += hn::Lanes(d))
      hn::StoreU(hn::Add(hn::Set(d, beam.score[b]), load(d, row + i)), d, to + i);
    for (; i < beam.tokens; ++i)
      hn::StoreU(hn::Add(hn::Set(one, beam.score[b]), load(one, row + i)), one, to + i);
  }
}

/// Writes the best candidates' indices to the front of `chosen`, best first; returns how many.
inline std::size_t choose_best(Beam& beam) {
  const std::size_t count = beam.kept * beam.tokens, most = std::min(beam.width, count);
  for (std::size_t i = 0; i < count; ++i) beam.chosen[i] = static_cast<double>(i);
  const auto score = [&](double index) { return beam.candidate[static_cast<std::size_t>(index)]; };
  std::partial_sort(beam.chosen, beam.chosen + most, beam.chosen + count, [&](double a, double b) {
    return score(a) > score(b) || (score(a) == score(b) && a < b);
  });
  return most;
}

/// The chosen candidates become the sequences kept, in the order of `chosen`.
inline void extend_beam(Beam& beam, std::size_t count) {
  for (std::size_t r = 0; r < count; ++r) {
    const auto index = static_cast<std::size_t>(beam.chosen[r]);
    double* to = beam.longer + r * beam.length;
    std::copy_n(beam.path + index / beam.tokens * beam.length, beam.steps, to);
    to[beam.steps] = static_cast<double>(index % beam.tokens);
    beam.score[r] = beam.candidate[index];
  }
  std::swap(beam.path, beam.longer);
  beam.kept = count;
  ++beam.steps;
}

inline void search_beam(const ChainScores& chain, std::size_t width, float* tokens, float* scores,
                        double* workspace) {
  Beam beam(chain, width, workspace);
  while (beam.steps < beam.length) {
    score_candidates(chain, beam);
    const std::size_t count = choose_best(beam);
    if (beam.steps + 1 < beam.length) std::sort(beam.chosen, beam.chosen + count);
    extend_beam(beam, count);
  }
  for (std::size_t b = 0; b < beam.kept; ++b) {
    scores[b] = static_cast<float>(beam.score[b]);
    for (std::size_t t = 0; t < beam.length; ++t)
      tokens[b * beam.length + t] = static_cast<float>(beam.path[b * beam.length + t]);
  }
}

inline void act_greedily(const float* values, std::size_t k, double epsilon, bool split, float* p) {
  const Best best = first_largest(values, nullptr, k);
  std::size_t ties = 1;
  if (split) ties = static_cast<std::size_t>(std::count(values, values + k, values[best.index]));
  const double any = epsilon / static_cast<double>(k);
  const double greedy = any + (1 - epsilon) / static_cast<double>(ties);
  for (std::size_t i = 0; i < k; ++i) {
    const bool chosen = split ? values[i] == values[best.index] : i == best.index;
    p[i] = static_cast<float>(chosen ? greedy : any);
  }
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
