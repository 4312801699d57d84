// Every value of a finite domain.
#include "properties/derivation/verdict/sample.h"

namespace assay::derivation {

namespace {

std::vector<Value> elements_of(const Domain& domain, std::size_t limit, const Environment& e) {
  std::vector<Value> values;
  if (domain.base == Domain::Base::range) {
    const long first = evaluate_integer(domain.parts[0], e);
    const long last = evaluate_integer(domain.parts[1], e);
    for (long i = first; i <= last && values.size() < limit; ++i) values.emplace_back(Number(i));
  } else {
    for (const Tree& part : domain.parts) values.push_back(evaluate(part, e));
  }
  return values;
}

void vectors(const Shape& shape, const std::vector<Value>& elements, std::size_t limit,
             std::vector<Value>& values) {
  const std::int64_t count = element_count(shape);
  std::vector<std::size_t> digits(static_cast<std::size_t>(count), 0);
  while (values.size() < limit) {
    Value value(shape, {});
    for (const std::size_t digit : digits) value.data.push_back(elements[digit].data.at(0));
    values.push_back(std::move(value));
    std::size_t at = 0;
    while (at < digits.size() && ++digits[at] == elements.size()) digits[at++] = 0;
    if (at == digits.size()) return;
  }
}

}  // namespace

std::vector<Value> all_values(const Domain& domain, std::size_t limit, const Environment& e) {
  std::vector<Value> values;
  if (domain.base != Domain::Base::structure) {
    const std::vector<Value> elements = elements_of(domain, limit, e);
    if (domain.dims.empty()) return elements;
    if (!elements.empty()) vectors(dims_of(domain, e), elements, limit, values);
    return values;
  }
  const Tree& part = domain.parts[0];
  const bool several = part->kind == Kind::range;
  const long first = evaluate_integer(several ? part->kids[0] : part, e);
  const long last = evaluate_integer(several ? part->kids[1] : part, e);
  for (long n = first; n <= last && values.size() < limit; ++n) {
    if (domain.text == "bits") {
      vectors({n}, {Value(Number(0)), Value(Number(1))}, limit, values);
      continue;
    }
    for (long hot = 0; hot < n; ++hot) {
      Value value({n}, std::vector<Number>(static_cast<std::size_t>(n)));
      value.data[static_cast<std::size_t>(hot)] = 1;
      values.push_back(std::move(value));
    }
  }
  return values;
}

}  // namespace assay::derivation
