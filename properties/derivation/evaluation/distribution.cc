#include "properties/derivation/evaluation/distribution.h"

#include <algorithm>
#include <memory>

#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

Number function(const char* name, const Number& x, Session& session) {
  return find_elementwise(name)->apply(x, session);
}

using Parameters = std::vector<Number>;

Number positive(const Number& x, const char* what) {
  if (x.sign() <= 0) throw Undefined(std::string(what) + " of a distribution is not positive");
  return x;
}

/// A constant of a law, made once at each precision that an integral asks for.
std::function<Number()> constant(std::function<Number()> make) {
  const auto known = std::make_shared<std::pair<long, Number>>(0, Number(0));
  return [make = std::move(make), known] {
    if (known->first != PrecisionScope::bits()) *known = {PrecisionScope::bits(), make()};
    return known->second;
  };
}

ScalarLaw normal_of(const Number& mean, const Number& deviation, Session& session) {
  ScalarLaw law;
  law.kind = ScalarLaw::Kind::normal;
  law.mean = mean;
  law.deviation = deviation;
  law.log_scale = constant([deviation, &session] {
    return function("ln", Number(2) * pi() * deviation * deviation, session) / Number(2);
  });
  return law;
}

ScalarLaw normal(const Parameters& p, Session& session) {
  return normal_of(p[0], sqrt(positive(p[1], "the variance")), session);
}

ScalarLaw atoms(std::vector<std::pair<Number, Number>> values) {
  ScalarLaw law;
  law.kind = ScalarLaw::Kind::atoms;
  law.atoms = std::move(values);
  for (const auto& [value, probability] : law.atoms)
    if (probability.sign() < 0) throw Undefined("a negative probability");
  return law;
}

ScalarLaw bernoulli(const Parameters& p, Session&) {
  return atoms({{Number(0), Number(1) - p[0]}, {Number(1), p[0]}});
}
ScalarLaw rademacher(const Parameters&, Session&) {
  return atoms({{Number(-1), Number::ratio(1, 2)}, {Number(1), Number::ratio(1, 2)}});
}
ScalarLaw binomial(const Parameters& p, Session&) {
  const long n = p[0].integer();
  if (n < 0 || n > 200) throw Undefined("a binomial law of " + std::to_string(n) + " trials");
  std::vector<std::pair<Number, Number>> values;
  Number choices = 1;
  for (long k = 0; k <= n; ++k) {
    values.emplace_back(Number(k),
                        choices * pow(p[1], Number(k)) * pow(Number(1) - p[1], Number(n - k)));
    choices = choices * Number(n - k) / Number(k + 1);
  }
  return atoms(std::move(values));
}

ScalarLaw continuous(std::function<Number(const Number&)> density, std::optional<Number> lower,
                     std::optional<Number> upper) {
  ScalarLaw law;
  law.density = std::move(density);
  law.lower = std::move(lower);
  law.upper = std::move(upper);
  return law;
}

ScalarLaw uniform(const Parameters& p, Session&) {
  const Number height = Number(1) / positive(p[1] - p[0], "the length");
  return continuous([height](const Number&) { return height; }, p[0], p[1]);
}
ScalarLaw exponential(const Parameters& p, Session& session) {
  const Number rate = positive(p[0], "the rate");
  return continuous(
      [rate, &session](const Number& x) { return rate * function("exp", -(rate * x), session); },
      Number(0), std::nullopt);
}
ScalarLaw laplace(const Parameters& p, Session& session) {
  const Number scale = positive(p[1], "the scale");
  return continuous(
      [m = p[0], scale, &session](const Number& x) {
        return function("exp", -function("abs", x - m, session) / scale, session) /
               (Number(2) * scale);
      },
      std::nullopt, std::nullopt);
}
ScalarLaw gamma(const Parameters& p, Session& session) {
  const Number shape = positive(p[0], "the shape"), rate = positive(p[1], "the rate");
  const auto scale = constant(
      [shape, rate, &session] { return pow(rate, shape) / function("gamma", shape, session); });
  return continuous(
      [shape, rate, scale, &session](const Number& x) {
        return scale() * function("exp",
                                  (shape - Number(1)) * function("ln", x, session) - rate * x,
                                  session);
      },
      Number(0), std::nullopt);
}
ScalarLaw beta(const Parameters& p, Session& session) {
  const Number a = positive(p[0], "the shape"), b = positive(p[1], "the shape");
  const auto scale = constant([a, b, &session] {
    return function("gamma", a + b, session) /
           (function("gamma", a, session) * function("gamma", b, session));
  });
  return continuous(
      [a, b, scale, &session](const Number& x) {
        return scale() * function("exp",
                                  (a - Number(1)) * function("ln", x, session) +
                                      (b - Number(1)) * function("ln", Number(1) - x, session),
                                  session);
      },
      Number(0), Number(1));
}
ScalarLaw logistic(const Parameters& p, Session& session) {
  const Number scale = positive(p[1], "the scale");
  return continuous(
      [m = p[0], scale, &session](const Number& x) {
        const Number s = function("sigma", (x - m) / scale, session);
        return s * function("sigma", -((x - m) / scale), session) / scale;
      },
      std::nullopt, std::nullopt);
}
ScalarLaw gumbel(const Parameters& p, Session& session) {
  const Number scale = positive(p[1], "the scale");
  return continuous(
      [m = p[0], scale, &session](const Number& x) {
        const Number z = (x - m) / scale;
        return function("exp", -z - function("exp", -z, session), session) / scale;
      },
      std::nullopt, std::nullopt);
}

struct Named {
  const char* name;
  std::size_t parameters;
  ScalarLaw (*make)(const Parameters&, Session&);
  const char* meaning;
};

constexpr Named laws[] = {
    {"Normal", 2, normal, "Normal(mean, variance), or Normal(mean, sd=deviation)"},
    {"N", 2, normal, "the same"},
    {"Bernoulli", 1, bernoulli, "Bernoulli(p) on 0 and 1"},
    {"Rademacher", 0, rademacher, "-1 or 1 with equal probability"},
    {"Binomial", 2, binomial, "Binomial(n, p)"},
    {"Uniform", 2, uniform, "Uniform(a, b)"},
    {"Exponential", 1, exponential, "Exponential(rate)"},
    {"Exp", 1, exponential, "the same"},
    {"Laplace", 2, laplace, "Laplace(mean, scale)"},
    {"Gamma", 2, gamma, "Gamma(shape, rate)"},
    {"Beta", 2, beta, "Beta(a, b)"},
    {"Logistic", 2, logistic, "Logistic(mean, scale)"},
    {"Gumbel", 2, gumbel, "Gumbel(location, scale)"},
};

Law categorical(const Value& p) {
  std::vector<std::pair<Number, Number>> values;
  for (std::size_t k = 0; k < p.items.size(); ++k)
    values.emplace_back(Number(static_cast<long>(k) + 1), p.items[k].data.at(0));
  for (std::size_t k = 0; k < p.data.size(); ++k)
    values.emplace_back(Number(static_cast<long>(k) + 1), p.data[k]);
  return {{}, {atoms(std::move(values))}, {}, {}, {}};
}

/// The lower triangle L with L L^T = S.
Value cholesky(const Value& s, Span where) {
  if (s.shape[0] != s.shape[1]) throw IllFormed(where, "a covariance of " + describe_shape(s));
  const std::int64_t n = s.shape[0];
  Value l(s.shape, std::vector<Number>(s.data.size()));
  const auto entry = [&](std::int64_t i, std::int64_t j) -> Number& {
    return l.data[static_cast<std::size_t>(i * n + j)];
  };
  for (std::int64_t j = 0; j < n; ++j)
    for (std::int64_t i = j; i < n; ++i) {
      Number rest = s.at(i, j);
      for (std::int64_t k = 0; k < j; ++k) rest = rest - entry(i, k) * entry(j, k);
      entry(i, j) = i == j ? sqrt(positive(rest, "a pivot of the covariance")) : rest / entry(j, j);
    }
  return l;
}

Law full_normal(const Value& mean, const Value& covariance, Span where, Session& session) {
  if (mean.size() != covariance.shape[0])
    throw IllFormed(where, "a mean of " + describe_shape(mean) + " with a covariance of " +
                               describe_shape(covariance));
  Law law{{covariance.shape[0]}, {}, mean, cholesky(covariance, where), {}};
  law.log_scale = constant([factor = *law.factor, &session] {
    Number sum = 0;
    for (std::int64_t i = 0; i < factor.shape[0]; ++i)
      sum += function("ln", factor.at(i, i), session);
    return sum;
  });
  law.entries.assign(static_cast<std::size_t>(covariance.shape[0]),
                     normal_of(Number(0), Number(1), session));
  return law;
}

std::vector<Value> parameters_of(const Node& call, const Environment& e) {
  std::vector<Value> parameters;
  for (const Tree& kid : call.kids) {
    if (kid->kind != Kind::named) {
      parameters.push_back(evaluate(kid, e));
    } else if (kid->text == "sd") {
      const Value deviation = evaluate(kid->kids[0], e);
      parameters.push_back(map(deviation, [](const Number& s) { return s * s; }));
    } else {
      throw IllFormed(kid->span, "unknown parameter '" + kid->text + "'");
    }
  }
  return parameters;
}

}  // namespace

Law law_of(const Node& call, const Shape& dims, const Environment& e) {
  const std::vector<Value> parameters = parameters_of(call, e);
  if (call.text == "Categorical" && parameters.size() == 1) return categorical(parameters[0]);
  const auto* named = std::find_if(std::begin(laws), std::end(laws),
                                   [&](const Named& law) { return call.text == law.name; });
  if (named == std::end(laws))
    throw IllFormed(call.span, "unknown distribution '" + call.text + "'");
  if (parameters.size() != named->parameters)
    throw IllFormed(call.span, std::string("write ") + named->meaning);
  const bool is_normal = named->make == normal;
  if (is_normal && parameters[1].is_matrix() && !parameters[0].is_matrix())
    return full_normal(parameters[0], parameters[1], call.span, e.session());
  Law law;
  law.shape = dims;
  for (const Value& parameter : parameters)
    if (!parameter.is_scalar()) law.shape = parameter.shape;
  const std::int64_t count = element_count(law.shape);
  for (std::int64_t i = 0; i < count; ++i) {
    Parameters numbers;
    for (const Value& parameter : parameters) {
      if (!parameter.is_scalar() && parameter.size() != count)
        throw IllFormed(call.span, "the parameters have different shapes");
      numbers.push_back(parameter.data[parameter.is_scalar() ? 0 : static_cast<std::size_t>(i)]);
    }
    law.entries.push_back(named->make(numbers, e.session()));
  }
  return law;
}

bool in_support(const ScalarLaw& law, const Number& x) {
  return !(law.lower && (x - *law.lower).sign() < 0) && !(law.upper && (*law.upper - x).sign() < 0);
}

Number log_density(const ScalarLaw& law, const Number& x, Session& session) {
  if (law.kind == ScalarLaw::Kind::normal) {
    const Number z = (x - law.mean) / law.deviation;
    return -(z * z) / Number(2) - law.log_scale();
  }
  if (!in_support(law, x)) throw Undefined("the logarithm of a density that is 0 there");
  if (law.kind == ScalarLaw::Kind::continuous) return function("ln", law.density(x), session);
  for (const auto& [value, probability] : law.atoms)
    if (compare(value, x) == 0) return function("ln", probability, session);
  throw Undefined("an outcome outside the support");
}

std::vector<std::pair<std::string, std::string>> law_names() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const Named& law : laws) names.emplace_back(law.name, law.meaning);
  names.emplace_back("Categorical", "Categorical(p) on 1..k");
  return names;
}

}  // namespace assay::derivation
