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

}  // namespace

Number draw_positive(Style style, RandomSource& random) {
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

Number draw_real(Style style, RandomSource& random) {
  if (style == Style::simple || style == Style::edge) return short_rational(random);
  const Number magnitude = draw_positive(style, random);
  return random.between(0, 1) ? magnitude : -magnitude;
}

namespace {

bool is_infinite(const Tree& tree) {
  const Tree& inner = tree->kind == Kind::negate ? tree->kids[0] : tree;
  return inner->kind == Kind::name && inner->text == "inf";
}

Number in_interval(const Domain& domain, Style style, RandomSource& random, const Environment& e) {
  const bool below = is_infinite(domain.parts[0]), above = is_infinite(domain.parts[1]);
  if (below && above) return draw_real(style, random);
  if (above || below) {
    const Number end = evaluate_scalar(domain.parts[below ? 1 : 0], e);
    const bool closed = domain.text[below ? 1 : 0] != (below ? ')' : '(');
    if (closed && (style == Style::edge || style == Style::simple) && random.between(0, 2) == 0)
      return end;
    const Number distance = draw_positive(style, random);
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
      return draw_real(style, random);
    case Domain::Base::positive:
      return draw_positive(style, random);
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
    for (int i = 0; i < 5; ++i) coefficients.data.push_back(draw_real(Style::plain, random));
    return coefficients;
  }
  if (domain.base == Domain::Base::structure && domain.dims.empty())
    return draw_structure(domain, style, random, e);
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
  if (domain.base == Domain::Base::positive) return Value(-draw_positive(Style::plain, random));
  if (domain.base != Domain::Base::interval || !domain.dims.empty())
    throw IllFormed(domain.span, "'only' needs an interval");
  const bool below = is_infinite(domain.parts[0]), above = is_infinite(domain.parts[1]);
  if (below && above) throw IllFormed(domain.span, "nothing lies outside this interval");
  const bool upper_side = below || (!above && random.between(0, 1) == 1);
  const Number distance = draw_positive(Style::plain, random);
  return Value(upper_side ? evaluate_scalar(domain.parts[1], e) + distance
                          : evaluate_scalar(domain.parts[0], e) - distance);
}

}  // namespace assay::derivation
