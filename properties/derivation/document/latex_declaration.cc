#include "properties/derivation/document/latex_declaration.h"

#include <algorithm>
#include <set>

namespace assay::derivation {

namespace {

using Item = std::vector<Token>;

/// The parts between the commas and semicolons that stand in no bracket.
std::vector<Item> items_of(std::vector<Token> tokens) {
  std::vector<Item> items(1);
  int nesting = 0;
  for (Token& token : tokens) {
    nesting += token.is("(") || token.is("[") || token.is("{");
    nesting -= token.is(")") || token.is("]") || token.is("}");
    if (nesting == 0 && (token.is(",") || token.is(";")))
      items.emplace_back();
    else
      items.back().push_back(std::move(token));
  }
  std::erase_if(items, [](const Item& item) { return item.empty(); });
  return items;
}

/// In "m_{t} = ..." the index; nothing where an item does not begin like this.
const Token* index_of(const Item& item) {
  if (item.size() < 6 || item[0].kind != Token::Kind::name || !item[1].is("_")) return nullptr;
  std::size_t close = 3;
  while (close < item.size() && !item[close].is("}")) ++close;
  return close + 1 < item.size() && item[close + 1].is("=") ? &item[3] : nullptr;
}

bool has_index(const std::vector<Item>& items, const std::string& name, Token::Kind kind) {
  return std::any_of(items.begin(), items.end(), [&](const Item& item) {
    const Token* index = index_of(item);
    return index && item[0].text == name && index->kind == kind;
  });
}

class Writer {
 public:
  Writer(std::vector<Item> items, Span place) : items_(std::move(items)), place_(place) {}

  std::vector<Token> given() {
    word("given", Token::Kind::name);
    for (const Item& item : items_) {
      add(item);
      word(",", Token::Kind::symbol);
    }
    return std::move(tokens_);
  }

  std::vector<Token> where() {
    std::set<std::string> sequences;
    for (const Item& item : items_) {
      const std::string& name = item[0].text;
      const bool repeats = index_of(item) && has_index(items_, name, Token::Kind::name) &&
                           has_index(items_, name, Token::Kind::number);
      if (!repeats) {
        word(item[0].kind == Token::Kind::name ? "let" : "where", Token::Kind::name);
        add(item);
        newline();
      } else if (sequences.insert(name).second) {
        sequence(name);
      }
    }
    return std::move(tokens_);
  }

 private:
  void word(const char* text, Token::Kind kind) { tokens_.push_back({kind, text, place_, true}); }
  void newline() { tokens_.push_back({Token::Kind::newline, "\n", place_, false}); }
  void add(const Item& item) { tokens_.insert(tokens_.end(), item.begin(), item.end()); }

  void sequence(const std::string& name) {
    word("seq", Token::Kind::name);
    word(name.c_str(), Token::Kind::name);
    word(":", Token::Kind::symbol);
    for (const Item& item : items_) {
      if (item[0].text != name || !index_of(item)) continue;
      add(item);
      word(";", Token::Kind::symbol);
    }
    newline();
  }

  std::vector<Item> items_;
  Span place_;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> latex_declaration(const std::string& keyword, std::vector<Token> tokens,
                                     Span place) {
  Writer writer(items_of(std::move(tokens)), place);
  return keyword == "given" ? writer.given() : writer.where();
}

}  // namespace assay::derivation
