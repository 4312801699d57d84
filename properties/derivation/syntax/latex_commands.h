// What the commands of LaTeX mathematics mean.
#pragma once

#include <string>
#include <string_view>

namespace assay::derivation {

enum class LatexRole {
  name,       ///< a letter: text is what it is called
  function,   ///< \log and the like
  sign,       ///< an operator or relation
  word,       ///< "in", "and", ...
  reduction,  ///< \sum, \max: binds names
  accent,     ///< lengthens the name
  font,       ///< changes how a name looks
  prose,      ///< \text and the like
  opening,    ///< a bracket: text is the token
  closing,
  bar,       ///< a bar that may open or close
  sizing,    ///< \left, \big: the next token is a bracket
  ignored,   ///< spacing
  structure  ///< read by rules of its own
};

struct LatexCommand {
  std::string_view name;
  LatexRole role;
  std::string_view text;
};

/// The command of that name, or nothing.
const LatexCommand* find_latex_command(std::string_view name);

/// What to say of a command that means nothing: the nearest known one, or how to define it.
std::string latex_advice(const std::string& name);

}  // namespace assay::derivation
