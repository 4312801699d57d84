// Values with structure: matrices that are positive definite or orthogonal, points of a simplex.
#include "properties/derivation/verdict/sample.h"

namespace assay::derivation {

namespace {

Value square(std::int64_t n, Style style, RandomSource& random) {
  Value matrix({n, n}, {});
  for (std::int64_t i = 0; i < n * n; ++i)
    matrix.data.push_back(style == Style::heavy ? draw_real(Style::plain, random)
                                                : draw_real(style, random));
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

/// D a D, with a diagonal of powers of ten: badly conditioned, and of any scale.
Value unbalanced(Value a, RandomSource& random) {
  const std::int64_t n = a.shape[0];
  std::vector<Number> scale;
  for (std::int64_t i = 0; i < n; ++i) scale.push_back(Number::power_of_ten(random.between(-2, 1)));
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) {
      Number& entry = a.data[static_cast<std::size_t>(i * n + j)];
      entry = entry * scale[static_cast<std::size_t>(i)] * scale[static_cast<std::size_t>(j)];
    }
  return a;
}

Value positive_definite(std::int64_t n, Style style, RandomSource& random) {
  const Value a = square(n, style == Style::generic ? Style::plain : style, random);
  const Number least = style == Style::generic ? Number::ratio(1, 2) : draw_positive(style, random);
  Value definite = plus_diagonal(multiply(a, transpose(a, {}), {}), least);
  return style == Style::heavy ? unbalanced(std::move(definite), random) : definite;
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
    x.data.push_back(draw_real(style == Style::heavy ? Style::plain : style, random));
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

/// Weights of the outcomes before they are normalised.
Number weight(std::int64_t i, std::int64_t hot, Style style, RandomSource& random) {
  switch (style) {
    case Style::simple:
      return random.between(1, 3);
    case Style::heavy:
      return Number(random.between(1, 9)) * Number::power_of_ten(-random.between(0, 6));
    case Style::edge:  // next to a corner
      return i == hot ? Number(1) : Number::power_of_ten(-6);
    default:
      return random.between(1, 1000);
  }
}

Value simplex(std::int64_t k, Style style, RandomSource& random) {
  Value p({k}, {});
  Number sum = 0;
  const std::int64_t hot = random.between(0, k - 1);
  for (std::int64_t i = 0; i < k; ++i) {
    p.data.push_back(weight(i, hot, style, random));
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

}  // namespace

Value draw_structure(const Domain& domain, Style style, RandomSource& random,
                     const Environment& e) {
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
      result.data[static_cast<std::size_t>(i * n + i)] = draw_real(style, random);
    return result;
  }
  const long hot = random.between(0, n - 1);
  for (long i = 0; i < n; ++i)
    result.data.push_back(name == "bits" ? Number(random.between(0, 1)) : Number(i == hot));
  return result;
}

}  // namespace assay::derivation
