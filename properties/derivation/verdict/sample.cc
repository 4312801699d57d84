#include "properties/derivation/verdict/sample.h"

#include <algorithm>
#include <cmath>

namespace assay::derivation {

namespace {

Number short_rational(RandomSource& random) {
  static const std::pair<long, long> choices[] = {{0, 1}, {1, 1},  {-1, 1}, {2, 1}, {-2, 1},
                                                  {1, 2}, {-1, 2}, {3, 1},  {1, 3}, {3, 2}};
  const auto& [p, q] = choices[static_cast<std::size_t>(random.between(0, 9))];
  return Number::ratio(p, q);
}

/// In (0, 1).
Number unit(Style style, RandomSource& random) {
  switch (style) {
    case Style::generic:
      return Number::ratio(random.between(1, (1L << 40) - 1), 1L << 40);
    case Style::heavy: {
      const Number small =
          Number::ratio(random.between(1, 999), 1000) * Number::power_of_ten(-random.between(0, 5));
      return random.between(0, 1) == 0 ? small : Number(1) - small;
    }
    case Style::simple: {
      static const std::pair<long, long> choices[] = {{1, 2}, {1, 3}, {2, 3}, {1, 4}, {3, 4}};
      const auto& [p, q] = choices[static_cast<std::size_t>(random.between(0, 4))];
      return Number::ratio(p, q);
    }
    case Style::edge:
      return random.between(0, 2) == 0 ? Number::ratio(1, 2)
             : random.between(0, 1)    ? Number::ratio(1, 1'000'000)
                                       : Number(1) - Number::ratio(1, 1'000'000);
    default:
      return Number::ratio(random.between(1, 99990), 99991);
  }
}

Number positive(Style style, RandomSource& random) {
  switch (style) {
    case Style::simple: {
      static const std::pair<long, long> choices[] = {{1, 1}, {2, 1}, {1, 2}, {3, 1}, {1, 3}};
      const auto& [p, q] = choices[static_cast<std::size_t>(random.between(0, 4))];
      return Number::ratio(p, q);
    }
    case Style::heavy:
      return Number::ratio(random.between(1000, 9999), 1000) *
             Number::power_of_ten(random.between(-3, 2));
    case Style::edge:
      return random.between(0, 1) ? Number(1) : Number::ratio(1, 1000);
    default:
      return Number(3) * unit(style, random);
  }
}

Number real(Style style, RandomSource& random) {
  if (style == Style::simple || style == Style::edge) return short_rational(random);
  const Number magnitude = positive(style, random);
  return random.between(0, 1) ? magnitude : -magnitude;
}

bool is_infinite(const Tree& tree) {
  const Tree& inner = tree->kind == Kind::negate ? tree->kids[0] : tree;
  return inner->kind == Kind::name && inner->text == "inf";
}

Number in_interval(const Domain& domain, Style style, RandomSource& random, const Environment& e) {
  const bool below = is_infinite(domain.parts[0]), above = is_infinite(domain.parts[1]);
  if (below && above) return real(style, random);
  if (above || below) {
    const Number end = evaluate_scalar(domain.parts[below ? 1 : 0], e);
    const bool closed = domain.text[below ? 1 : 0] != (below ? ')' : '(');
    if (closed && (style == Style::edge || style == Style::simple) && random.between(0, 2) == 0)
      return end;
    const Number distance = positive(style, random);
    return below ? end - distance : end + distance;
  }
  const Number lower = evaluate_scalar(domain.parts[0], e);
  const Number upper = evaluate_scalar(domain.parts[1], e);
  const int order = compare(lower, upper);
  if (order > 0 || (order == 0 && domain.text != "[]")) throw Undefined("an empty interval");
  if (style == Style::edge || style == Style::simple) {
    const long choice = random.between(0, 4);
    if (choice == 0 && domain.text[0] == '[') return lower;
    if (choice == 1 && domain.text[1] == ']') return upper;
    if (choice == 2 && lower.sign() < 0 && upper.sign() > 0) return Number(0);
  }
  return lower + (upper - lower) * unit(style, random);
}

Number scalar(const Domain& domain, Style style, RandomSource& random, const Environment& e) {
  switch (domain.base) {
    case Domain::Base::real:
      return real(style, random);
    case Domain::Base::positive:
      return positive(style, random);
    case Domain::Base::integer:
      return domain.text == "N" ? Number(random.between(0, 9)) : Number(random.between(-9, 9));
    case Domain::Base::range: {
      const long first = evaluate_integer(domain.parts[0], e);
      const long last = evaluate_integer(domain.parts[1], e);
      if (first > last) throw Undefined("an empty range");
      return Number(random.between(first, last));
    }
    case Domain::Base::set:
      return evaluate_scalar(domain.parts[static_cast<std::size_t>(
                                 random.between(0, static_cast<long>(domain.parts.size()) - 1))],
                             e);
    default:
      return in_interval(domain, style, random, e);
  }
}

Value square(std::int64_t n, Style style, RandomSource& random) {
  Value matrix({n, n}, {});
  for (std::int64_t i = 0; i < n * n; ++i)
    matrix.data.push_back(style == Style::heavy ? real(Style::plain, random) : real(style, random));
  return matrix;
}

Value plus_diagonal(Value matrix, const Number& amount) {
  const std::int64_t n = matrix.shape[0];
  for (std::int64_t i = 0; i < n; ++i) {
    Number& entry = matrix.data[static_cast<std::size_t>(i * n + i)];
    entry = entry + amount;
  }
  return matrix;
}

Value positive_definite(std::int64_t n, Style style, RandomSource& random) {
  const Value a = square(n, style == Style::generic ? Style::plain : style, random);
  return plus_diagonal(multiply(a, transpose(a, {}), {}), Number::ratio(1, 2));
}

Value symmetric(std::int64_t n, Style style, RandomSource& random) {
  const Value a = square(n, style, random), b = transpose(a, {});
  return zip(a, b, +[](const Number& x, const Number& y) { return x + y; }, "+", {});
}

Value invertible(std::int64_t n, Style style, RandomSource& random) {
  for (int tries = 0; tries < 50; ++tries) {
    Value a = square(n, style, random);
    if (!determinant(a, {}).is_zero()) return a;
  }
  return plus_diagonal(Value({n, n}, std::vector<Number>(static_cast<std::size_t>(n * n))),
                       Number(2));
}

/// A rational point of the unit sphere, by stereographic projection.
Value unit_vector(std::int64_t n, Style style, RandomSource& random) {
  Value x({n}, {});
  Number squares = 0;
  for (std::int64_t i = 0; i + 1 < n; ++i) {
    x.data.push_back(real(style == Style::heavy ? Style::plain : style, random));
    squares += x.data.back() * x.data.back();
  }
  for (Number& entry : x.data) entry = Number(2) * entry / (squares + Number(1));
  x.data.push_back((squares - Number(1)) / (squares + Number(1)));
  return x;
}

Value orthogonal(std::int64_t n, Style style, RandomSource& random) {
  Value q = identity_matrix(n);
  const long reflections = random.between(n > 1 ? 1 : 0, 2);
  for (long done = 0; done < reflections; ++done) {
    const Value v = unit_vector(n, style, random);
    Value mirror = identity_matrix(n);
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < n; ++j) {
        Number& entry = mirror.data[static_cast<std::size_t>(i * n + j)];
        entry = entry - Number(2) * v.data[static_cast<std::size_t>(i)] *
                            v.data[static_cast<std::size_t>(j)];
      }
    q = multiply(q, mirror, {});
  }
  return q;
}

Value simplex(std::int64_t k, Style style, RandomSource& random) {
  Value p({k}, {});
  Number sum = 0;
  for (std::int64_t i = 0; i < k; ++i) {
    p.data.push_back(style == Style::simple ? Number(random.between(1, 3))
                                            : Number(random.between(1, 1000)));
    sum += p.data.back();
  }
  for (Number& entry : p.data) entry = entry / sum;
  return p;
}

Value permutation(std::int64_t n, RandomSource& random) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) order[static_cast<std::size_t>(i)] = i;
  random.shuffle(order);
  Value matrix({n, n}, std::vector<Number>(static_cast<std::size_t>(n * n)));
  for (std::int64_t i = 0; i < n; ++i)
    matrix.data[static_cast<std::size_t>(i * n + order[static_cast<std::size_t>(i)])] = 1;
  return matrix;
}

long size_of(const Tree& part, RandomSource& random, const Environment& e) {
  const long n = part->kind == Kind::range ? random.between(evaluate_integer(part->kids[0], e),
                                                            evaluate_integer(part->kids[1], e))
                                           : evaluate_integer(part, e);
  if (n < 1 || n > 64) throw Undefined("a size of " + std::to_string(n));
  return n;
}

Value structured(const Domain& domain, Style style, RandomSource& random, const Environment& e) {
  const long n = size_of(domain.parts[0], random, e);
  const std::string& name = domain.text;
  if (name == "SPD") return positive_definite(n, style, random);
  if (name == "Sym") return symmetric(n, style, random);
  if (name == "Inv") return invertible(n, style, random);
  if (name == "Orth") return orthogonal(n, style, random);
  if (name == "Unit") return unit_vector(n, style, random);
  if (name == "Perm") return permutation(n, random);
  if (name == "simplex") return simplex(n, style, random);
  Value result({n}, {});
  if (name == "Diag") {
    result = Value({n, n}, std::vector<Number>(static_cast<std::size_t>(n * n)));
    for (long i = 0; i < n; ++i)
      result.data[static_cast<std::size_t>(i * n + i)] = real(style, random);
    return result;
  }
  const long hot = random.between(0, n - 1);
  for (long i = 0; i < n; ++i)
    result.data.push_back(name == "bits" ? Number(random.between(0, 1)) : Number(i == hot));
  return result;
}

}  // namespace

Shape dims_of(const Domain& domain, const Environment& e) {
  Shape shape;
  for (const Tree& dim : domain.dims) {
    const long extent = evaluate_integer(dim, e);
    if (extent < 0 || extent > 4096) throw Undefined("a size of " + std::to_string(extent));
    shape.push_back(extent);
  }
  if (element_count(shape) > 65536) throw OutOfBudget("a tensor of more than 65536 entries");
  return shape;
}

Number finite_scalar(const Domain& domain, RandomSource& random, const Environment& e) {
  if (domain.base != Domain::Base::range) return scalar(domain, Style::plain, random, e);
  const long first = evaluate_integer(domain.parts[0], e);
  const long last = evaluate_integer(domain.parts[1], e);
  if (first > last) throw Undefined("an empty range");
  switch (random.between(0, 7)) {
    case 0:
      return first;
    case 1:
      return last;
    case 2:
    case 3:
    case 4:
      return random.between(first, last - first > 8 ? first + 8 : last);
    default:
      return random.between(first, last);
  }
}

Value sample(const Domain& domain, Style style, RandomSource& random, const Environment& e) {
  if (domain.base == Domain::Base::function) {
    Value coefficients({5}, {});
    for (int i = 0; i < 5; ++i) coefficients.data.push_back(real(Style::plain, random));
    return coefficients;
  }
  if (domain.base == Domain::Base::structure && domain.dims.empty())
    return structured(domain, style, random, e);
  if (domain.dims.empty()) return Value(scalar(domain, style, random, e));
  Value value(dims_of(domain, e), {});
  // "R^{1 x m}" with a literal one is a row, "R^{m x 1}" a column.
  if (domain.dims.size() == 2)
    for (const std::size_t axis : {0u, 1u})
      if (domain.dims[axis]->kind == Kind::number && value.shape.size() == 2 &&
          compare(domain.dims[axis]->number, Number(1)) == 0) {
        value.shape.erase(value.shape.begin() + static_cast<long>(axis));
        value.row = axis == 0;
      }
  const std::int64_t count = element_count(value.shape);
  // Edges of a tensor are also equal entries and zero blocks.
  const bool repeated = style == Style::edge && random.between(0, 2) == 0;
  for (std::int64_t i = 0; i < count; ++i)
    value.data.push_back(repeated && i > 0 ? value.data[0] : scalar(domain, style, random, e));
  return value;
}

Value outside_value(const Domain& domain, RandomSource& random, const Environment& e) {
  if (domain.base == Domain::Base::positive) return Value(-positive(Style::plain, random));
  if (domain.base != Domain::Base::interval || !domain.dims.empty())
    throw IllFormed(domain.span, "'only' needs an interval");
  const bool below = is_infinite(domain.parts[0]), above = is_infinite(domain.parts[1]);
  if (below && above) throw IllFormed(domain.span, "nothing lies outside this interval");
  const bool upper_side = below || (!above && random.between(0, 1) == 1);
  const Number distance = positive(Style::plain, random);
  return Value(upper_side ? evaluate_scalar(domain.parts[1], e) + distance
                          : evaluate_scalar(domain.parts[0], e) - distance);
}

}  // namespace assay::derivation
