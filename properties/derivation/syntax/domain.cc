// Where declared names lie.
#include <algorithm>
#include <array>

#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

namespace {

struct Structure {
  const char* spelling;
  const char* name;
};

constexpr Structure structures[] = {
    {"SPD", "SPD"},         {"Sym", "Sym"},       {"Inv", "Inv"},     {"Simplex", "simplex"},
    {"simplex", "simplex"}, {"OneHot", "onehot"}, {"onehot", "onehot"}, {"Orth", "Orth"},
    {"Unit", "Unit"},       {"Perm", "Perm"},     {"Diag", "Diag"},   {"bits", "bits"}};

}  // namespace

std::vector<Tree> Parser::dimensions() {
  const bool braced = at("{");
  if (!braced && !at("(")) return {postfix()};
  take();
  const bool outer = std::exchange(in_dimensions_, true);
  std::vector<Tree> dims = {sum()};
  while (accept(",") || accept("*") || accept("x")) dims.push_back(sum());
  in_dimensions_ = outer;
  expect(braced ? "}" : ")", "after the sizes");
  return dims;
}

Domain Parser::interval_or_range() {
  const std::size_t start = position_;
  if (at("(") || at("[")) {
    const std::string open = take().text;
    const Tree lower = sum();
    if (accept(",")) {
      const Tree upper = sum();
      if (!at(")") && !at("]")) fail("expected ')' or ']' after the interval");
      return {Domain::Base::interval, {lower, upper}, open + take().text, {}, {}};
    }
    position_ = start;
  }
  const Tree first = sum();
  expect("..", "and the last number of the range (or R, R+, Z, an interval, a set)");
  return {Domain::Base::range, {first, sum()}, {}, {}, {}};
}

Domain Parser::domain() {
  const Span span = peek().span;
  Domain domain;
  if (accept("{")) {
    domain.base = Domain::Base::set;
    do domain.parts.push_back(sum());
    while (accept(","));
    expect("}", "after the elements of the set");
  } else if (at("R") || at("Z") || at("N")) {
    if (at("N")) domain.text = "N";
    domain.base = at("R") ? Domain::Base::real : Domain::Base::integer;
    take();
    const bool plus = (at("+") && !peek().space_before) ||
                      (at("_") && (peek(1).is("+") || peek(1).is("{")));
    if (plus) {
      if (accept("_") && accept("{")) {
        while (!at("}") && !at_end()) take();
        expect("}", "after the restriction");
      } else {
        take();
      }
      domain.base = Domain::Base::positive;
    }
  } else {
    const auto* structure = std::find_if(std::begin(structures), std::end(structures),
                                         [&](const Structure& s) { return at(s.spelling); });
    if (structure != std::end(structures) && peek(1).is("(")) {
      take();
      take();
      domain.base = Domain::Base::structure;
      domain.text = structure->name;
      do {
        Tree part = sum();
        if (accept("..")) part = make(Kind::range, part->span, {}, {part, sum()});
        domain.parts.push_back(part);
      } while (accept(","));
      expect(")", "after the sizes of " + domain.text);
    } else {
      domain = interval_or_range();
    }
  }
  domain.span = span;
  if (accept("^")) domain.dims = dimensions();
  return domain;
}

}  // namespace assay::derivation
