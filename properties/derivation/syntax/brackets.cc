// What stands in brackets of every kind: tuples, norms, matrices, sets, cases, floors, counts.
#include <algorithm>
#include <functional>

#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

Tree Parser::parenthesised() {
  const Token open = take();
  const int outer_bars = std::exchange(bars_, 0);
  std::vector<Tree> items = {logic()};
  while (accept(",")) items.push_back(logic());
  if (!accept(")"))
    fail("expected ')' to close the parenthesis opened at column " +
         std::to_string(open.span.column));
  bars_ = outer_bars;
  return items.size() == 1 ? items[0] : make(Kind::tuple, open.span, {}, items);
}

Tree Parser::bars() {
  const Token open = take();
  ++bars_;
  const Tree inside = sum();
  --bars_;
  if (open.text == "|" && at("||")) {
    // "|a - |b||": one of the two bars closes here.
    Token& both = tokens_[position_];
    both.text = "|";
    tokens_.insert(tokens_.begin() + static_cast<long>(position_), both);
  }
  expect(open.text, "to close the bars opened at column " + std::to_string(open.span.column));
  const Span span = joined(make_number(0, open.span), inside);
  if (!at("_") || peek().space_before)
    return make(open.text == "|" ? Kind::absolute : Kind::norm, span, {}, {inside});
  take();
  Tree p = at("{") ? nullptr : primary();
  if (!p) {
    take();
    p = sum();
    expect("}", "after the norm's subscript");
  }
  return make(Kind::norm, span, {}, {inside, p});
}

Tree Parser::brackets() {
  const Token open = take();
  const int outer_bars = std::exchange(bars_, 0);
  std::vector<Tree> rows;
  do {
    std::vector<Tree> row = {sum()};
    while (accept(",")) row.push_back(sum());
    rows.push_back(make(Kind::tuple, row[0]->span, {}, row));
  } while (accept(";"));
  expect("]", "to close the matrix");
  bars_ = outer_bars;
  return make(Kind::matrix, open.span, {}, rows);
}

Tree Parser::braces() {
  const Token open = take();
  const int outer_bars = std::exchange(bars_, 0);
  std::vector<Tree> kids = {logic()};
  Kind kind = Kind::set;
  if (at("if") || at("otherwise")) {
    kind = Kind::cases;
    while (true) {
      if (accept("if"))
        kids.push_back(logic());
      else if (accept("otherwise"))
        break;
      else
        fail("expected 'if' or 'otherwise'");
      if (!accept(";") && !accept(",")) break;
      kids.push_back(logic());
    }
  } else {
    while (accept(",")) kids.push_back(logic());
  }
  expect("}", "to close the brace");
  bars_ = outer_bars;
  return make(kind, open.span, {}, kids);
}

Tree Parser::rounding(const char* close, const char* function) {
  const Token open = take();
  const int outer_bars = std::exchange(bars_, 0);
  const Tree inside = sum();
  expect(close, std::string("to close the ") + function);
  bars_ = outer_bars;
  return make(Kind::call, open.span, function, {inside});
}

Tree Parser::angle(const char* close) {
  const Token open = take();
  const Tree left = sum();
  expect(",", "between the two factors of the inner product");
  const Tree right = sum();
  expect(close, "to close the inner product");
  return make(Kind::inner, open.span, {}, {left, right});
}

Tree Parser::count() {
  const Token open = take();
  expect("{", "after '#'");
  Binding bound(*this);
  std::vector<Tree> kids;
  do {
    const std::string name = declared_name();
    bound.add(name);
    expect("in", "and the set that is counted");
    kids.push_back(make(Kind::binder, open.span, name, {binder_set()}));
  } while (accept(","));
  if (accept(":")) kids.push_back(logic());
  expect("}", "to close the set");
  return make(Kind::count, open.span, {}, kids);
}

}  // namespace assay::derivation
