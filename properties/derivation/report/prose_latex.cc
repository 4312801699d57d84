// LaTeX's prose. Only what is known is interpreted; all else shows as it is written.
#include <algorithm>
#include <array>

#include "properties/derivation/report/markup.h"
#include "properties/derivation/report/prose.h"

namespace assay::derivation {

namespace {

struct Styled {
  std::string_view command;
  std::string_view tag;
};

constexpr std::array<Styled, 5> styles = {{{"\\emph{", "em"},
                                           {"\\textit{", "em"},
                                           {"\\textbf{", "strong"},
                                           {"\\texttt{", "code"},
                                           {"\\textsc{", "span"}}};

struct Spelled {
  std::string_view command;
  const char* text;
};

constexpr std::array<Spelled, 14> spellings = {{{"``", "“"},
                                                {"''", "”"},
                                                {"---", "—"},
                                                {"--", "–"},
                                                {"~", "\u00a0"},
                                                {"\\item ", "• "},
                                                {"\\%", "%"},
                                                {"\\&", "&amp;"},
                                                {"\\#", "#"},
                                                {"\\_", "_"},
                                                {"\\$", "$"},
                                                {"\\ldots", "…"},
                                                {"\\dots", "…"},
                                                {"\\\\", "<br/>"}}};

std::string_view trimmed(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

/// A line that arranges the page and says nothing.
bool only_arranges(std::string_view line) {
  line = trimmed(line);
  if (line.starts_with('%')) return true;
  const bool ends = line.ends_with('}') || line.ends_with(']');
  for (const std::string_view start : {"\\begin{", "\\end{", "\\label{", "\\vspace{", "\\input{"})
    if (line.starts_with(start) && ends && std::count(line.begin(), line.end(), '}') <= 2)
      return true;
  constexpr std::array<std::string_view, 6> alone = {"\\maketitle", "\\noindent", "\\centering",
                                                     "\\newpage",   "\\appendix", "\\medskip"};
  return std::find(alone.begin(), alone.end(), line) != alone.end();
}

/// The text between `open` (just before `text`) and its closing brace.
std::size_t closing_brace(std::string_view text) {
  int depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
      continue;
    }
    depth += text[i] == '{';
    depth -= text[i] == '}';
    if (depth == 0) return i;
  }
  return std::string_view::npos;
}

class Writer {
 public:
  std::string run(std::string_view text, int depth) {
    std::string out;
    while (!text.empty()) text.remove_prefix(next(text, depth, out));
    return out;
  }

 private:
  /// Writes what begins the text and returns how much of it that was.
  std::size_t next(std::string_view text, int depth, std::string& out) {
    for (const std::string_view start : {"$", "\\[", "\\(", "\\verb"})
      if (text.starts_with(start)) return literal(text, out);
    if (depth < deepest)
      for (const Styled& style : styles) {
        if (!text.starts_with(style.command)) continue;
        const std::string_view inside = text.substr(style.command.size());
        const std::size_t end = closing_brace(inside);
        if (end == std::string_view::npos) break;
        out += element(style.tag, run(inside.substr(0, end), depth + 1));
        return style.command.size() + end + 1;
      }
    for (const Spelled& spelled : spellings)
      if (text.starts_with(spelled.command)) {
        out += spelled.text;
        return spelled.command.size();
      }
    const std::size_t plain = std::max<std::size_t>(text.find_first_of("$\\`'-~", 1), 1);
    const std::size_t length = std::min(plain, text.size());
    out += escaped(text.substr(0, length));
    return length;
  }

  /// $x$, $$x$$, \(x\), \[x\] and \verb|x|; without an end the sign stands for itself.
  static std::size_t literal(std::string_view text, std::string& out) {
    std::size_t begin = text.starts_with('$') && !text.starts_with("$$") ? 1 : 2;
    std::string_view mark = text.substr(0, std::min(begin, text.size()));
    if (mark == "\\[") mark = "\\]";
    if (mark == "\\(") mark = "\\)";
    if (text.starts_with("\\verb") && text.size() > 6) {
      mark = text.substr(5, 1);
      begin = 6;
    }
    const std::size_t end = text.size() < begin ? std::string_view::npos : text.find(mark, begin);
    if (end == std::string_view::npos) {
      out += escaped(text.substr(0, 1));
      return 1;
    }
    out += element("code", escaped(trimmed(text.substr(begin, end - begin))));
    return end + mark.size();
  }

  static constexpr int deepest = 20;
};

}  // namespace

std::string prose_of_latex(std::string_view text) {
  std::string out, paragraph;
  const auto finish = [&] {
    if (!paragraph.empty()) out += element("p", Writer().run(paragraph, 0)) + "\n";
    paragraph.clear();
  };
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = text.substr(start, end - start);
    if (trimmed(line).empty() || trimmed(line).starts_with("\\item")) finish();
    if (!trimmed(line).empty() && !only_arranges(line))
      paragraph += std::string(trimmed(line)) + "\n";
    start = end + 1;
  }
  finish();
  return out;
}

}  // namespace assay::derivation
