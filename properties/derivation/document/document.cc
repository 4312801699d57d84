#include "properties/derivation/document/document.h"

#include <algorithm>
#include <set>

#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

/// A declaration that could not be read, and what it may have said something about.
struct Unread {
  int line;
  std::set<std::string> names;
};

struct Level {
  int level;
  std::string heading;
  Scope scope;
  Vocabulary vocabulary;
  std::vector<Unread> unread;
};

/// Declared anew, a name keeps its place, since others may be drawn by it, unless it needs a later
/// one itself.
void declare(const Given& given, Scope& scope) {
  const auto old = std::find_if(scope.givens.begin(), scope.givens.end(),
                                [&](const Given& known) { return known.name == given.name; });
  if (old == scope.givens.end()) return scope.givens.push_back(given);
  std::set<std::string> needed;
  const auto include = [&](const Tree& tree) {
    if (tree) needed.merge(std::set<std::string>(scope.dependencies(tree)));
  };
  for (const Tree& part : given.domain.parts) include(part);
  for (const Tree& dim : given.domain.dims) include(dim);
  include(given.distribution);
  const bool in_place = std::none_of(
      old, scope.givens.end(), [&](const Given& later) { return needed.contains(later.name); });
  if (in_place) {
    *old = given;
    return;
  }
  scope.givens.erase(old);
  scope.givens.push_back(given);
}

void declare(const Statement& statement, Scope& scope) {
  if (const auto* given = std::get_if<Given>(&statement)) declare(*given, scope);
  if (const auto* definition = std::get_if<Definition>(&statement))
    scope.definitions[definition->name] = *definition;
  if (const auto* sequence = std::get_if<Sequence>(&statement))
    scope.sequences[sequence->name] = *sequence;
  if (const auto* condition = std::get_if<Condition>(&statement))
    scope.conditions.push_back(*condition);
  if (const auto* convention = std::get_if<Convention>(&statement))
    scope.conventions[convention->name] = convention->values;
}

/// A declaration hides what had its name before.
void hide_previous(const Statement& statement, Scope& scope) {
  if (const auto* given = std::get_if<Given>(&statement)) {
    scope.definitions.erase(given->name);
    scope.sequences.erase(given->name);
  }
  const auto* definition = std::get_if<Definition>(&statement);
  const auto* sequence = std::get_if<Sequence>(&statement);
  if (!definition && !sequence) return;
  const std::string& name = definition ? definition->name : sequence->name;
  std::erase_if(scope.givens, [&](const Given& given) { return given.name == name; });
}

/// True when the value of `name` is needed for the value of `tree`. A bound name is another one.
bool needs(const Tree& tree, const std::string& name, const Scope& scope,
           std::set<std::string>& seen) {
  const auto& kids = tree->kids;
  const auto binds = [&](const Tree& kid) {
    return kid->kind == Kind::binder && kid->text == name;
  };
  if (std::any_of(kids.begin(), kids.end(), binds)) return false;
  if (tree->kind == Kind::limit && kids[0]->text == name) return false;
  const bool names =
      tree->kind == Kind::name || tree->kind == Kind::call || tree->kind == Kind::derived_call;
  if (names && tree->text == name) return true;
  if (names && seen.insert(tree->text).second) {
    const auto found = scope.definitions.find(tree->text);
    if (found != scope.definitions.end() && needs(found->second.body, name, scope, seen))
      return true;
  }
  return std::any_of(kids.begin(), kids.end(),
                     [&](const Tree& kid) { return needs(kid, name, scope, seen); });
}

/// "let h = relu(h)" has no value to begin with.
void refuse_circle(const Statement& statement, const Scope& scope) {
  const auto* definition = std::get_if<Definition>(&statement);
  std::set<std::string> seen;
  if (definition && needs(definition->body, definition->name, scope, seen))
    throw IllFormed(definition->span, "'" + definition->name +
                                          "' would be defined by itself: give the new value a "
                                          "name of its own");
}

ClaimReport unreadable(const BlockReading::Error& error, const std::string& block_title) {
  ClaimReport report;
  report.title = error.title.empty() ? block_title : error.title;
  report.source = error.source;
  report.where = error.what.where;
  report.verdict = Verdict::ill_formed;
  report.expect = error.expect;
  Link link;
  link.left = error.source;
  link.verdict = Verdict::ill_formed;
  link.reason = error.what.what();
  link.where = error.what.where;
  report.links.push_back(link);
  return report;
}

/// The declared names in a text that could not be read; of "x" also x_1.
std::set<std::string> names_in(std::string text, const Vocabulary& vocabulary) {
  std::replace(text.begin(), text.end(), '\\', ' ');
  std::set<std::string> names;
  for (const Token& token : tokenize(text, 1, 1))
    for (const std::string& name : vocabulary.declared)
      if (token.kind == Token::Kind::name &&
          (name == token.text || name.starts_with(token.text + "_")))
        names.insert(name);
  return names;
}

/// What the claim says depends on one of the names.
bool rests_on(const Unread& unread, const Claim& claim, const Scope& scope) {
  std::vector<Tree> said = claim.conditions;
  said.push_back(claim.statement);
  return std::any_of(said.begin(), said.end(), [&](const Tree& tree) {
    const std::set<std::string> names = scope.dependencies(tree);
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return unread.names.contains(name); });
  });
}

/// A claim whose hypotheses are not all known is not judged.
ClaimReport without_hypothesis(const Claim& claim, int line, const std::string& block_title) {
  const IllFormed why(claim.span,
                      "it may rest on what could not be read in line " + std::to_string(line));
  return unreadable({why, claim.source, true, claim.expect, claim.title}, block_title);
}

/// The scope with the claim's own conditions.
std::shared_ptr<const Scope> scope_of(const Claim& claim, std::shared_ptr<const Scope> scope) {
  if (claim.conditions.empty()) return scope;
  Scope own = *scope;
  for (const Tree& condition : claim.conditions)
    own.conditions.push_back({condition, condition->span});
  return std::make_shared<const Scope>(std::move(own));
}

std::string numbered(const std::string& title, std::size_t number, std::size_t count) {
  return count > 1 && !title.empty() ? title + " (" + std::to_string(number) + ")" : title;
}

/// Whether it says anything but what holds from here on.
bool claims(const BlockReading& reading) {
  return std::any_of(reading.errors.begin(), reading.errors.end(),
                     [](const BlockReading::Error& error) { return error.is_claim; }) ||
         std::any_of(
             reading.statements.begin(), reading.statements.end(),
             [](const Statement& statement) { return std::holds_alternative<Claim>(statement); });
}

/// Under a heading holds what holds around it.
void enter(const Passage& heading, std::vector<Level>& levels) {
  while (levels.size() > 1 && levels.back().level >= heading.level) levels.pop_back();
  Level next = levels.back();
  next.level = heading.level;
  next.heading = heading.text;
  levels.push_back(std::move(next));
}

/// In the order of their lines, with the titles of their own or numbers.
void arrange(std::vector<Item>& items, const std::string& block_title) {
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    const auto line = [](const Item& item) {
      return item.unreadable ? item.unreadable->where.line : item.claim.span.line;
    };
    return line(a) < line(b);
  });
  for (std::size_t i = 0; i < items.size(); ++i)
    if (!items[i].unreadable && items[i].claim.title.empty())
      items[i].claim.title = numbered(block_title, i + 1, items.size());
}

/// The items of the block at `at`; what it declares is added to `level`.
std::vector<Item> items_of(const BlockReading& reading, const Document& document, std::size_t at,
                           Level& level) {
  const std::string& title = document.passages[at].title;
  std::vector<Item> items;
  const auto refuse = [&](const BlockReading::Error& error) {
    items.push_back({{}, nullptr, level.heading, at, unreadable(error, title)});
    if (!error.is_claim)
      level.unread.push_back({error.what.where.line, names_in(error.source, level.vocabulary)});
  };
  for (const BlockReading::Error& error : reading.errors) refuse(error);
  for (const Statement& statement : reading.statements) try {
      refuse_circle(statement, level.scope);
      hide_previous(statement, level.scope);
      declare(statement, level.scope);
    } catch (const IllFormed& circle) {
      const auto line = static_cast<std::size_t>(circle.where.line - 1);
      refuse({circle, document.lines.at(line), false, {}, {}});
    }
  const auto shared = std::make_shared<const Scope>(level.scope);
  for (const Statement& statement : reading.statements) {
    const auto* claim = std::get_if<Claim>(&statement);
    if (!claim) continue;
    Item item{*claim, scope_of(*claim, shared), level.heading, at, std::nullopt};
    const auto missing =
        std::find_if(level.unread.begin(), level.unread.end(),
                     [&](const Unread& unread) { return rests_on(unread, *claim, *shared); });
    if (missing != level.unread.end())
      item.unreadable = without_hypothesis(*claim, missing->line, title);
    items.push_back(std::move(item));
  }
  arrange(items, title);
  return items;
}

}  // namespace

void read_blocks(Document& document) {
  const std::vector<Passage>& passages = document.passages;
  document.statements.resize(passages.size());
  std::vector<Level> levels = {{0, "", {}, initial_vocabulary(), {}}};
  for (std::size_t at = 0; at < passages.size(); ++at) {
    const Passage& passage = passages[at];
    if (passage.kind == Passage::Kind::heading) enter(passage, levels);
    if (passage.kind != Passage::Kind::block) continue;
    Level inner = levels.back();
    BlockReading reading =
        passage.tokens.empty()
            ? read_block(passage.text, passage.line, passage.column, inner.vocabulary)
            : read_block(passage.tokens, passage.text, passage.line, inner.vocabulary);
    const std::vector<Item> items = items_of(reading, document, at, inner);
    if (!claims(reading)) levels.back() = std::move(inner);
    document.items.insert(document.items.end(), items.begin(), items.end());
    document.statements[at] = std::move(reading.statements);
  }
}

Document read_document(const std::string& path, std::string_view text) {
  Document document;
  document.path = path;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // a byte order mark
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    document.lines.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  document.passages = path.ends_with(".tex") ? read_latex(text) : read_markdown(text);
  read_blocks(document);
  return document;
}

}  // namespace assay::derivation
