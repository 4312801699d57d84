#include "properties/cases/draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace assay {

namespace {

/// How the elements of one tensor come about. A mixture, because every style hides some bugs.
enum class Style { simple, moderate, any_rank, wide, clustered, tied, edges };

constexpr std::array all_styles = {Style::simple,   Style::moderate, Style::moderate,
                                   Style::any_rank, Style::wide,     Style::clustered,
                                   Style::tied,     Style::edges};

double simple_number(RandomSource& random) {
  static const std::vector<double> numbers = {0, 1,  -1,  2,    -2,    0.5, -0.5,
                                              3, -3, 1.5, 0.25, -0.25, 4,   -4};
  return random.pick(numbers);
}

/// Uniform over the representable values within `reach`: every binade is equally likely.
double any_rank(const Card& card, double reach, RandomSource& random) {
  const std::int64_t most = rank(std::min(reach, largest_finite(card.format)), card.format);
  return from_rank(random.between(-most, most), card.format);
}

double edge_number(const Card& card, RandomSource& random) {
  const Format format = card.format;
  std::vector<double> edges = {0.0,
                               -0.0,
                               1,
                               1 + 2 * unit_roundoff(format),
                               1 - unit_roundoff(format),
                               smallest_subnormal(format),
                               std::ldexp(1.0, traits(format).min_exponent),
                               largest_finite(format)};
  for (const Kink& kink : card.kinks)
    for (const double point : kink.points)
      for (const int step : {-1, 0, 1})
        edges.push_back(from_rank(rank(round_to(point, format), format) + step, format));
  const double edge = random.pick(edges);
  return random.one_in(2) ? edge : -edge;
}

double draw_number(const Card& card, Style style, double centre, double reach,
                   RandomSource& random) {
  switch (style) {
    case Style::simple:
      return simple_number(random);
    case Style::moderate:
      return static_cast<double>(random.between(-8192, 8192)) / 1024;
    case Style::any_rank:
      return any_rank(card, reach, random);
    case Style::wide: {
      const double magnitude = std::exp2(80 * random.unit() - 40);
      return random.one_in(2) ? magnitude : -magnitude;
    }
    case Style::clustered:
      return centre + (random.unit() - 0.5);
    case Style::tied:
      return simple_number(random) + centre;
    case Style::edges:
      return edge_number(card, random);
  }
  throw std::logic_error("unknown style");
}

/// Moves a number into the domain: by reflection, by folding magnitudes into an interval, or to
/// the nearest end.
double into_domain(const Domain& domain, double value, Format format) {
  if (domain.lower >= 0 && value < 0) value = -value;
  if (std::isfinite(domain.lower) && std::isfinite(domain.upper) &&
      !(value >= domain.lower && value <= domain.upper)) {
    const double width = domain.upper - domain.lower;
    value = domain.lower + std::abs(std::fmod(value, width));
  }
  const double reach = std::min(domain.reach, largest_finite(format));
  value = round_to(std::clamp(value, -reach, reach), format);
  // An end beyond the format has the rank of infinity, which a format without it cannot round to.
  const auto rank_of = [&](double end) {
    const bool beyond = std::abs(end) > largest_finite(format);
    return rank(beyond ? std::copysign(infinity, end) : round_to(end, format), format);
  };
  const std::int64_t lowest = rank_of(domain.lower);
  const std::int64_t highest = rank_of(domain.upper);
  const std::int64_t position =
      std::clamp(rank(value, format), lowest + (domain.includes_lower ? 0 : 1),
                 highest - (domain.includes_upper ? 0 : 1));
  if (position == rank(value, format)) return value;  // keeps the sign of zero
  return from_rank(position, format);
}

void normalise_rows(std::vector<double>& values, std::int64_t row, Format format) {
  const auto n = static_cast<std::size_t>(std::max<std::int64_t>(row, 1));
  for (std::size_t begin = 0; begin + n <= values.size(); begin += n) {
    double sum = 0;
    for (std::size_t i = begin; i < begin + n; ++i) sum += values[i];
    for (std::size_t i = begin; i < begin + n; ++i) values[i] = round_to(values[i] / sum, format);
  }
}

std::vector<double> draw_integers(const Domain& domain, std::int64_t count, const Sizes& sizes,
                                  RandomSource& random) {
  const std::int64_t upper = domain.below.empty()
                                 ? static_cast<std::int64_t>(std::min(domain.upper, domain.reach))
                                 : sizes.at(domain.below) - 1;
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i)
    values.push_back(
        static_cast<double>(random.between(static_cast<std::int64_t>(domain.lower), upper)));
  return values;
}

Sizes draw_sizes(const Card& card, int size, const Sizes& fixed, RandomSource& random) {
  Sizes sizes = fixed;
  for (const Dim& dim : card.dims) {
    if (fixed.contains(dim.name)) continue;
    const std::int64_t reach = dim.least + (dim.most - dim.least) * std::clamp(size, 1, 100) / 100;
    const std::int64_t most = std::min(dim.most, std::max(reach, dim.least + 2));
    // Small sizes often, since most slips show there and shrinking ends there.
    sizes[dim.name] = random.one_in(2) ? random.between(dim.least, std::min(most, dim.least + 3))
                                       : random.between(dim.least, most);
  }
  return sizes;
}

Attributes draw_attributes(const Card& card, RandomSource& random) {
  Attributes attributes;
  for (const AttributeCard& attribute : card.attributes)
    if (!attribute.draws.empty() && !random.one_in(3))
      attributes.set(attribute.name, random.pick(attribute.draws));
  return complete_attributes(card, attributes);
}

}  // namespace

namespace {

/// Where differences between the inputs are small: 0, 1 for positive numbers, the middle of an
/// interval.
double natural_centre(const Domain& domain) {
  if (std::isfinite(domain.lower) && std::isfinite(domain.upper))
    return (domain.lower + domain.upper) / 2;
  return domain.lower >= 0 ? 1 : 0;
}

}  // namespace

std::vector<double> draw_near_centre(const Card& card, const Domain& domain, std::int64_t count,
                                     double spread, RandomSource& random) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i)
    values.push_back(
        into_domain(domain, natural_centre(domain) + spread * (random.unit() - 0.5), card.format));
  return values;
}

std::vector<double> draw_elements(const Card& card, const Domain& domain, std::int64_t count,
                                  std::int64_t row, const Sizes& sizes, RandomSource& random) {
  if (domain.kind == Domain::Kind::integer) return draw_integers(domain, count, sizes, random);
  const Style style = all_styles[static_cast<std::size_t>(
      random.between(0, static_cast<std::int64_t>(all_styles.size()) - 1))];
  const double centre = random.pick(std::vector<double>{0, 1, -3, 100, 1e4});
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i) {
    if (domain.kind == Domain::Kind::simplex) {
      values.push_back(style == Style::simple ? 1 : std::exp2(-12 * random.unit()));
      continue;
    }
    const Style here = random.one_in(16) ? Style::edges : style;
    values.push_back(
        into_domain(domain, draw_number(card, here, centre, domain.reach, random), card.format));
  }
  if (domain.kind == Domain::Kind::simplex) normalise_rows(values, row, card.format);
  return values;
}

Case draw_case(const Card& card, std::uint64_t seed, int size) {
  return draw_case(card, seed, size, {}, {});
}

Case draw_case(const Card& card, std::uint64_t seed, int size, const Sizes& fixed_sizes,
               const std::optional<Attributes>& fixed_attributes) {
  RandomSource random(seed);
  constexpr int most_attempts = 10000;
  for (int attempt = 0; attempt < most_attempts; ++attempt) {
    Case drawn{.sizes = draw_sizes(card, size, fixed_sizes, random),
               .attributes = fixed_attributes.value_or(draw_attributes(card, random)),
               .inputs = {},
               .seed = random.next()};
    if (card.admits && !card.admits(drawn.sizes, drawn.attributes)) continue;
    // Now and then every input lies close to its natural centre, where formulas cancel together.
    const bool delicate = random.one_in(6);
    const double spread = std::exp2(-20 * random.unit());
    for (const Input& input : card.inputs) {
      const Shape shape = shape_of(input.dims, drawn.sizes, drawn.attributes);
      const std::int64_t count = element_count(shape);
      drawn.inputs.emplace_back(
          shape, delicate && input.domain.kind == Domain::Kind::real
                     ? draw_near_centre(card, input.domain, count, spread, random)
                     : draw_elements(card, input.domain, count, shape.empty() ? 1 : shape.back(),
                                     drawn.sizes, random));
    }
    if (card.couple) card.couple(drawn.inputs, drawn.attributes);
    return drawn;
  }
  throw std::logic_error(card.name + ": its constraint admits hardly any of its sizes");
}

Bag<double> draw_upstream(const std::vector<Shape>& shapes, std::uint64_t seed) {
  RandomSource random(seed ^ 0x75707374u);
  Bag<double> upstream;
  for (const Shape& shape : shapes) {
    upstream.emplace_back(shape);
    for (double& element : upstream.back().data) {
      const double magnitude = std::exp2(30 * random.unit() - 15);
      element = random.one_in(2)
                    ? simple_number(random)
                    : round_to(random.one_in(2) ? magnitude : -magnitude, Format::binary16);
    }
  }
  return upstream;
}

}  // namespace assay
