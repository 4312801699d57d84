#include "properties/derivation/document/latex_looks.h"

#include "properties/derivation/syntax/latex_commands.h"

namespace assay::derivation {

namespace {

using Tex = TexToken::Kind;

std::string alphabet_of(const std::string& font) {
  if (font == "mathbf" || font == "boldsymbol" || font == "bm" || font == "pmb" || font == "vec")
    return "bold";
  if (font == "mathcal" || font == "mathscr") return "calligraphic";
  if (font == "mathfrak") return "Fraktur";
  return font == "mathbb" ? "blackboard" : "";
}

bool opens(const TexToken& token) {
  return token.kind == Tex::open || token.is_sign("(") || token.is_sign("[") ||
         token.is_command("{");
}

bool closes(const TexToken& token) {
  return token.kind == Tex::close || token.is_sign(")") || token.is_sign("]") ||
         token.is_command("}");
}

}  // namespace

void declare_looks(const TexFormula& declaration, LatexLooks& looks) {
  std::string name, alphabet;
  Span place;
  bool in_head = true;
  int nesting = 0;
  const auto declare = [&] {
    if (name.empty()) return;
    const auto [known, is_new] = looks.try_emplace(name, alphabet);
    if (!is_new && known->second != alphabet)
      throw IllFormed(
          place, "this name is declared " + (alphabet.empty() ? std::string("plain") : alphabet) +
                     " here and " + (known->second.empty() ? std::string("plain") : known->second) +
                     " before, and both are read as the same name: rename one");
  };
  for (const TexToken& token : declaration) {
    nesting += opens(token) - closes(token);
    if (nesting == 0 && (token.is_sign(",") || token.is_sign(";"))) {
      if (in_head) declare();
      name.clear();
      alphabet.clear();
      in_head = true;
      continue;
    }
    if (!in_head) continue;
    const LatexCommand* command =
        token.kind == Tex::command ? find_latex_command(token.text) : nullptr;
    const bool is_mark = token.is_sign("_") || token.is_sign("^");
    if (command && command->role == LatexRole::font) {
      if (alphabet.empty()) alphabet = alphabet_of(token.text);
    } else if (token.kind == Tex::letter || token.kind == Tex::digit || is_mark ||
               (command &&
                (command->role == LatexRole::name || command->role == LatexRole::accent))) {
      if (name.empty()) place = token.span;
      name += token.text + (command ? " " : "");
    } else if (nesting == 0 && !closes(token) &&
               !(command && command->role == LatexRole::ignored)) {
      declare();
      in_head = false;
    }
  }
}

}  // namespace assay::derivation
