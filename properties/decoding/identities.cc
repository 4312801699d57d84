#include "properties/decoding/identities.h"

#include <algorithm>

#include "properties/catalogue/catalogue.h"
#include "properties/laws/expect.h"

namespace assay::decoding_laws {

namespace {

using Wide = Tensor<WideReal>;
using Tokens = std::vector<std::int64_t>;

/// A chain's scores as numbers.
struct Scores {
  Wide first, next;

  explicit Scores(const Case& drawn) {
    const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
    first = in[0];
    next = in[1];
  }
  std::int64_t tokens() const { return first.extent(0); }
  std::int64_t length() const { return next.extent(0) + 1; }

  WideReal step(const Tokens& path, std::int64_t t) const {
    const auto at = [&](std::int64_t k) { return path[static_cast<std::size_t>(k)]; };
    return t == 0 ? first.at(at(0)) : next.at(t - 1, at(t - 1), at(t));
  }
  WideReal of(const Tokens& path) const {
    WideReal sum = 0;
    for (std::int64_t t = 0; t < static_cast<std::int64_t>(path.size()); ++t) sum += step(path, t);
    return sum;
  }
};

Tokens row_of(const Wide& tokens, std::int64_t b) {
  const std::int64_t length = tokens.extent(-1);
  Tokens path;
  for (std::int64_t t = 0; t < length; ++t)
    path.push_back(
        static_cast<std::int64_t>(tokens.data[static_cast<std::size_t>(b * length + t)]));
  return path;
}

/// A sequence of so many tokens, counted like a number with the last token running fastest.
Tokens numbered(std::int64_t number, std::int64_t tokens, std::int64_t length) {
  Tokens path(static_cast<std::size_t>(length));
  for (std::size_t t = path.size(); t-- > 0; number /= tokens) path[t] = number % tokens;
  return path;
}

std::int64_t sequence_count(const Scores& scores) {
  std::int64_t count = 1;
  for (std::int64_t t = 0; t < scores.length(); ++t) count *= scores.tokens();
  return count;
}

void check_each_step(const Operator& op, const Case& drawn) {
  const Scores scores(drawn);
  const Bag<WideReal> y = evaluate(op, {scores.first, scores.next}, {});
  Tokens path = row_of(y[0], 0);
  expect_equal(y[1].data.at(0), scores.of(path), "the sum of the steps");
  for (std::int64_t t = 0; t < scores.length(); ++t)
    for (std::int64_t other = 0; other < scores.tokens(); ++other) {
      Tokens changed = path;
      changed[static_cast<std::size_t>(t)] = other;
      const WideReal chosen = scores.step(path, t), instead = scores.step(changed, t);
      expect(instead < chosen || (instead == chosen && other >= path[static_cast<std::size_t>(t)]),
             "another token is better, or as good and earlier");
    }
}

void check_beam_of_one(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs), y = evaluate(op, in, {});
  const Bag<WideReal> beam =
      evaluate(require_operator("decoding/beam_search"), in, {{"width", std::int64_t{1}}});
  expect(row_of(beam[0], 0) == row_of(y[0], 0), "a beam of one goes another way");
}

void check_own_scores(const Operator& op, const Case& drawn) {
  const Scores scores(drawn);
  const Bag<WideReal> y = evaluate(op, {scores.first, scores.next}, drawn.attributes);
  const std::int64_t beams = y[1].extent(0);
  expect(beams == std::min(drawn.attributes.integer("width"), sequence_count(scores)),
         "another number of beams");
  for (std::int64_t b = 0; b < beams; ++b) {
    const Tokens path = row_of(y[0], b);
    expect_equal(y[1].at(b), scores.of(path), "the sum of the steps");
    if (b == 0) continue;
    const WideReal before = y[1].at(b - 1);
    expect(before > y[1].at(b) || (before == y[1].at(b) && row_of(y[0], b - 1) < path),
           "the beams are not in order, or one stands there twice");
  }
}

/// The chain without its last step.
Bag<WideReal> shorter(const Scores& scores) {
  const std::int64_t v = scores.tokens(), steps = scores.next.extent(0) - 1;
  const auto end = scores.next.data.begin() + steps * v * v;
  return {scores.first, Wide({steps, v, v}, std::vector<WideReal>(scores.next.data.begin(), end))};
}

/// The beams are the best extensions of the beams of the chain without its last step.
void check_extensions(const Operator& op, const Case& drawn) {
  const Scores scores(drawn);
  if (scores.length() == 1) return;
  const Bag<WideReal> y = evaluate(op, {scores.first, scores.next}, drawn.attributes);
  const Wide before = evaluate(op, shorter(scores), drawn.attributes).at(0);
  std::vector<WideReal> extended;
  for (std::int64_t b = 0; b < before.extent(0); ++b)
    for (std::int64_t token = 0; token < scores.tokens(); ++token) {
      Tokens path = row_of(before, b);
      path.push_back(token);
      extended.push_back(scores.of(path));
    }
  std::sort(extended.begin(), extended.end(), std::greater<>());
  for (std::int64_t b = 0; b < y[1].extent(0); ++b)
    expect_equal(y[1].at(b), extended.at(static_cast<std::size_t>(b)), "the best extensions");
}

void check_wide_beam(const Operator& op, const Case& drawn) {
  const Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Bag<WideReal> y = evaluate(op, in, {{"width", std::int64_t{4096}}});
  const Bag<WideReal> best = evaluate(require_operator("decoding/most_likely_sequence"), in, {});
  expect(row_of(y[0], 0) == row_of(best[0], 0), "a beam that keeps all misses the best one");
}

void check_all_sequences(const Operator& op, const Case& drawn) {
  const Scores scores(drawn);
  const Bag<WideReal> y = evaluate(op, {scores.first, scores.next}, {});
  const Tokens path = row_of(y[0], 0);
  expect_equal(y[1].data.at(0), scores.of(path), "the sum of the steps");
  for (std::int64_t number = 0; number < sequence_count(scores); ++number) {
    const Tokens other = numbered(number, scores.tokens(), scores.length());
    const WideReal score = scores.of(other);
    expect(score < y[1].data[0] || (score == y[1].data[0] && !(other < path)),
           "another sequence is better, or as good and earlier");
  }
}

/// One more for every token of a step changes nothing but the score.
void check_shift(const Operator& op, const Case& drawn) {
  Bag<WideReal> in = convert<WideReal>(drawn.inputs);
  const Bag<WideReal> y = evaluate(op, in, {});
  for (WideReal& score : in[0].data) score += 1;
  const Bag<WideReal> shifted = evaluate(op, in, {});
  expect(row_of(shifted[0], 0) == row_of(y[0], 0), "other tokens");
  expect_equal(shifted[1].data.at(0), y[1].data.at(0) + 1, "the score", 1);
}

/// What a row of probabilities earns.
void check_expected_value(const Operator& op, const Case& drawn) {
  const Wide values = convert<WideReal>(drawn.inputs)[0];
  const Wide p = evaluate(op, {values}, drawn.attributes).at(0);
  const WideReal epsilon = drawn.attributes.number<WideReal>("epsilon");
  for (std::int64_t n = 0; n < values.extent(0); ++n) {
    WideReal sum = 0, earned = 0, mean = 0, best = values.at(n, 0), scale = 1;
    for (std::int64_t i = 0; i < values.extent(1); ++i) {
      sum += p.at(n, i);
      earned += p.at(n, i) * values.at(n, i);
      mean += values.at(n, i) / values.extent(1);
      best = std::max<WideReal>(best, values.at(n, i));
      scale = std::max<WideReal>(scale, abs(values.at(n, i)));
    }
    expect_equal(sum, 1, "the sum of the probabilities");
    expect_equal(earned, (1 - epsilon) * best + epsilon * mean, "the expected value", scale);
  }
}

void check_least_probability(const Operator& op, const Case& drawn) {
  const Wide values = convert<WideReal>(drawn.inputs)[0];
  const Wide p = evaluate(op, {values}, drawn.attributes).at(0);
  const WideReal least =
      drawn.attributes.number<WideReal>("epsilon") / std::max<std::int64_t>(values.extent(1), 1);
  const bool split = drawn.attributes.choice("ties") == "split";
  for (std::int64_t n = 0; n < values.extent(0); ++n) {
    bool found = false;
    for (std::int64_t i = 0; i < values.extent(1); ++i) {
      const bool best = std::all_of(values.data.begin() + n * values.extent(1),
                                    values.data.begin() + (n + 1) * values.extent(1),
                                    [&](const WideReal& v) { return v <= values.at(n, i); });
      if (!best || (found && !split))
        expect_equal(p.at(n, i), least, "the probability of an action that is not chosen");
      found = found || best;
    }
  }
}

}  // namespace

std::vector<Identity> greedy_decoding_identities() {
  return {{"no other token is better at its step", check_each_step},
          {"a beam of one goes the same way", check_beam_of_one}};
}

std::vector<Identity> beam_search_identities() {
  return {{"every beam has the score of its steps, and they are in order", check_own_scores},
          {"the beams are the best extensions of the beams one step before", check_extensions},
          {"a beam that keeps all sequences finds the best of them", check_wide_beam}};
}

std::vector<Identity> most_likely_sequence_identities() {
  return {{"of all sequences none is better", check_all_sequences},
          {"one more for every first token changes nothing but the score", check_shift}};
}

std::vector<Identity> epsilon_greedy_identities() {
  return {{"the expected value is (1 - epsilon) of the best and epsilon of the mean",
           check_expected_value},
          {"an action that is not chosen has probability epsilon / K", check_least_probability}};
}

}  // namespace assay::decoding_laws
