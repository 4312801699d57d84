#include "properties/gradient/identities.h"

#include "properties/laws/expect.h"

namespace assay::gradient_laws {

namespace {

Bag<WideReal> moderate(const Case& drawn) {
  Bag<WideReal> inputs = convert<WideReal>(drawn.inputs);
  for (Tensor<WideReal>& tensor : inputs)
    for (WideReal& element : tensor.data) element = within(static_cast<double>(element), 1e4);
  return inputs;
}

WideReal norm(const Bag<WideReal>& x) {
  WideReal sum = 0;
  for (const Tensor<WideReal>& tensor : x)
    for (const WideReal& element : tensor.data) sum += element * element;
  return sqrt(sum);
}

WideReal real(const Case& drawn, const std::string& name) {
  return WideReal(drawn.attributes.real(name));
}

void check_nearest(const Operator& op, const Case& drawn) {
  const Bag<WideReal> x = moderate(drawn), y = evaluate(op, x, drawn.attributes);
  const WideReal c = real(drawn, "bound");
  for (std::size_t i = 0; i < x[0].data.size(); ++i) {
    const WideReal &given = x[0].data[i], &kept = y[0].data[i];
    expect(abs(kept) <= c, "an element lies outside the interval");
    if (abs(given) <= c)
      expect_equal(kept, given, "an element of the interval");
    else
      expect_equal(abs(kept - given) + c, abs(given), "the distance to the interval");
  }
}

void check_idempotent(const Operator& op, const Case& drawn) {
  const Bag<WideReal> once = evaluate(op, moderate(drawn), drawn.attributes);
  const Bag<WideReal> twice = evaluate(op, once, drawn.attributes);
  for (std::size_t k = 0; k < once.size(); ++k) expect_equal(twice[k], once[k], "clipped twice");
}

/// Without epsilon a clipped tensor has the norm c to the last digit, with it c N / (N + eps).
void check_norm(const Operator& op, const Case& drawn) {
  const Bag<WideReal> x = moderate(drawn), y = evaluate(op, x, drawn.attributes);
  const WideReal c = real(drawn, "bound"), before = norm(x),
                 moved = before + real(drawn, "epsilon");
  if (moved <= c)
    expect_equal(norm(y), before, "the norm of what is kept");
  else
    expect_equal(norm(y) * moved, c * before, "the norm after clipping times N + eps");
}

void check_direction(const Operator& op, const Case& drawn) {
  const Bag<WideReal> x = moderate(drawn), y = evaluate(op, x, drawn.attributes);
  const WideReal before = norm(x), after = norm(y);
  for (std::size_t k = 0; k < x.size(); ++k)
    for (std::size_t i = 0; i < x[k].data.size(); ++i)
      expect_equal(y[k].data[i] * before, x[k].data[i] * after, "y N(x) against x N(y)");
}

/// Both tensors as one: the global norm does not see where one ends.
void check_joined(const Operator& op, const Case& drawn) {
  const Bag<WideReal> x = moderate(drawn), apart = evaluate(op, x, drawn.attributes);
  std::vector<WideReal> all = x[0].data;
  all.insert(all.end(), x[1].data.begin(), x[1].data.end());
  const auto size = static_cast<std::int64_t>(all.size());
  const Bag<WideReal> together =
      evaluate(op, {Tensor<WideReal>({size}, all), Tensor<WideReal>({0})}, drawn.attributes);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t n = x[0].data.size();
    const WideReal& part = i < n ? apart[0].data[i] : apart[1].data[i - n];
    expect_equal(together[0].data[i], part, "one tensor of all");
  }
}

/// Rows first .. last - 1.
Tensor<WideReal> workers(const Tensor<WideReal>& x, std::int64_t first, std::int64_t last) {
  const std::int64_t n = x.extent(1);
  return Tensor<WideReal>({last - first, n}, std::vector<WideReal>(x.data.begin() + first * n,
                                                                   x.data.begin() + last * n));
}

void check_shards(const Operator& op, const Case& drawn) {
  const Tensor<WideReal> x = moderate(drawn)[0];
  const std::int64_t all = x.extent(0);
  const Tensor<WideReal> whole = evaluate(op, {x}, drawn.attributes)[0];
  for (std::int64_t part = 1; part < all; ++part) {
    const auto first = evaluate(op, {workers(x, 0, part)}, drawn.attributes)[0];
    const auto second = evaluate(op, {workers(x, part, all)}, drawn.attributes)[0];
    for (std::size_t i = 0; i < whole.data.size(); ++i)
      expect_equal(whole.data[i] * all, first.data[i] * part + second.data[i] * (all - part),
                   "the sum of the shards", 1e4);
  }
}

void check_agreement(const Operator& op, const Case& drawn) {
  Tensor<WideReal> x = moderate(drawn)[0];
  const std::int64_t n = x.extent(1);
  for (std::int64_t r = 1; r < x.extent(0); ++r)
    for (std::int64_t i = 0; i < n; ++i) x.at(r, i) = x.at(0, i);
  expect_equal(evaluate(op, {x}, drawn.attributes)[0], Tensor<WideReal>({n}, workers(x, 0, 1).data),
               "the average of equals");
}

}  // namespace

std::vector<Identity> clip_by_value_identities() {
  return {{"the result is the nearest point of the interval", check_nearest},
          {"clipping twice is clipping once", check_idempotent}};
}

std::vector<Identity> clip_by_norm_identities() {
  return {{"the norm becomes c N / (N + eps), or stays where N + eps is at most c", check_norm},
          {"the direction stays", check_direction}};
}

std::vector<Identity> clip_by_global_norm_identities() {
  std::vector<Identity> laws = clip_by_norm_identities();
  laws.push_back({"two tensors are clipped as one that holds both", check_joined});
  return laws;
}

std::vector<Identity> average_over_workers_identities() {
  return {{"the sum over all workers is the sum over any two parts of them", check_shards},
          {"the average of equal gradients is any of them", check_agreement}};
}

}  // namespace assay::gradient_laws
