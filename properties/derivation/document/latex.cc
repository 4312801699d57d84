// LaTeX documents: headings, prose, macros, claim environments, marked displays and comment lines.
#include <algorithm>

#include "properties/derivation/document/document.h"
#include "properties/derivation/document/latex_block.h"
#include "properties/derivation/document/latex_source.h"

namespace assay::derivation {

namespace {

/// "$...$" or "\(...\)" that does not stand within braces, as it does in \text{if $x > 0$}.
bool has_inline_formula(std::string_view text) {
  int braces = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      if (++i < text.size() && text[i] == '(' && braces == 0) return true;
      continue;
    }
    if (text[i] == '$' && braces == 0) return true;
    if (text[i] == '{') ++braces;
    if (text[i] == '}') --braces;
  }
  return false;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : source_(text) {
    preamble_ = text.find("\\begin{document}") != std::string_view::npos;
  }

  std::vector<Passage> run() {
    while (!source_.at_end() && !ended_) step();
    if (claim_) throw IllFormed(claim_->start, "this claim is never closed: no \\end{claim}");
    end_run();
    if (marked_) unmarked();
    end_prose();
    return std::move(passages_);
  }

 private:
  /// A block that is being read, and where its source begins.
  struct Open {
    LatexBlock block;
    std::string title;
    Span start;
    std::size_t from;
    std::string left_over = {};  ///< of an environment: what was not read as mathematics
    bool has_display = false;
  };

  void step() {
    const char c = source_.peek();
    if (c == '%') return comment();
    if (c == '\\') return control();
    if (c == '$') return dollar();
    if (c == '\n' && marked_ && source_.blank_line_ahead()) unmarked();
    prose(source_.take(1));
  }

  // ---- prose ----

  void prose(std::string_view text) {
    if (preamble_) return;
    const bool blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (!blank) end_run();
    if (claim_) {
      claim_->left_over += text;
      return;
    }
    if (prose_.empty() && blank) return;
    if (prose_.empty()) prose_line_ = source_.place().line;
    prose_ += text;
  }

  void end_prose() {
    if (prose_.find_first_not_of(" \t\r\n") != std::string::npos)
      passages_.push_back({Passage::Kind::prose, prose_, {}, 0, prose_line_, 1, {}});
    prose_.clear();
  }

  // ---- comments ----

  void comment() {
    const Span start = source_.place();
    const std::size_t from = source_.position();
    const std::string_view line = source_.take_line();
    const std::string_view text = tex_statement(line);
    if (text.data() == nullptr) return;
    const Span place =
        tex_place_after(line.substr(0, static_cast<std::size_t>(text.data() - line.data())), start);
    if (claim_) return claim_->block.statement(text, place);
    const std::string_view keyword = latex_keyword(text);
    if (keyword == "claim" && marks_display(text.substr(keyword.size()), place)) return;
    if (keyword == "expect" && !run_ && expects_of_last(text, place)) return;
    const bool declares = !keyword.empty() && keyword != "claim" && keyword != "expect";
    if (run_ && declares && run_->block.has_claims()) end_run();
    if (run_ && keyword == "claim" && !run_->block.has_claims()) end_run();
    if (!run_) {
      end_prose();
      run_.emplace(Open{LatexBlock(macros_, looks_), {}, start, from});
    }
    run_->block.statement(text, place);
  }

  /// "% assay: claim" or "% assay: claim [title]" alone marks the display that follows.
  bool marks_display(std::string_view rest, Span place) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    const bool titled = rest.starts_with('[') && rest.find(']') == rest.size() - 1;
    if (!rest.empty() && !titled) return false;
    end_run();
    if (marked_) unmarked();
    marked_ = place;
    mark_title_ = titled ? std::string(rest.substr(1, rest.size() - 2)) : std::string();
    return true;
  }

  /// The paragraph ends and nothing was displayed in it.
  void unmarked() {
    LatexBlock block(macros_, looks_);
    block.failure(IllFormed(*marked_, "no display follows this '% assay: claim'"));
    add({std::move(block), mark_title_, *marked_, source_.position()});
    marked_.reset();
  }

  bool expects_of_last(std::string_view text, Span place) {
    const auto last = std::find_if(passages_.rbegin(), passages_.rend(),
                                   [](const Passage& p) { return p.kind != Passage::Kind::prose; });
    if (last == passages_.rend() || last->kind != Passage::Kind::block) return false;
    LatexBlock block(macros_, looks_);
    block.statement(text, place);
    std::vector<Token> more = block.finish();
    last->tokens.pop_back();
    last->tokens.insert(last->tokens.end(), more.begin(), more.end());
    return true;
  }

  void end_run() {
    if (run_) add(*std::exchange(run_, std::nullopt));
  }

  void add(Open open) {
    end_prose();
    passages_.push_back({Passage::Kind::block, std::string(source_.lines(open.from)), open.title, 0,
                         open.start.line, 1, open.block.finish()});
  }

  // ---- control sequences ----

  void control() {
    const std::string_view name = source_.command_ahead();
    if (name == "begin") return environment();
    if (name == "[") return display("[");
    if (name == "end") return end_environment();
    if (name == "verb") return prose(source_.take_verb());
    if (name == "iffalse") return prose(source_.skip_past("\\fi").substr(0, 0));
    if (read_tex_macro(source_, macros_)) return;
    if (const int level = tex_heading_level(name)) return read_heading(level);
    const bool declares =
        (name == "given" || name == "where") && macros_.find(name) == macros_.end();
    if (declares && !preamble_) return declaration(std::string(name));
    prose(source_.take(name.size() + 1));
  }

  void read_heading(int level) {
    const Span start = source_.place();
    const std::string_view all = source_.take(source_.command_ahead().size() + 1);
    const std::optional<TexPiece> title = source_.heading_argument();
    if (!title) return prose(all);
    end_run();
    if (marked_) unmarked();
    end_prose();
    looks_.clear();
    passages_.push_back(
        {Passage::Kind::heading, plain_tex(title->text), {}, level, start.line, 1, {}});
  }

  void declaration(const std::string& keyword) {
    const Span start = source_.place();
    const std::size_t from = source_.position();
    const std::string_view command = source_.take(keyword.size() + 1);
    const std::optional<TexPiece> inside = source_.braced();
    if (!inside) return prose(command);
    if (claim_) return claim_->block.declaration(keyword, inside->text, inside->place);
    end_run();
    Open open{LatexBlock(macros_, looks_), {}, start, from};
    open.block.declaration(keyword, inside->text, inside->place);
    const std::string before = std::exchange(prose_, {});
    looks_ = open.block.looks();
    passages_.push_back({Passage::Kind::block,
                         std::string(source_.lines(from)),
                         {},
                         0,
                         start.line,
                         1,
                         open.block.finish()});
    prose_ = before + "$" + std::string(inside->text) + "$";
  }

  void environment() {
    const Span start = source_.place();
    const std::string name(source_.environment_ahead());
    if (name == "document") {
      source_.take_environment();
      preamble_ = false;
      return;
    }
    if (is_tex_verbatim(name)) return prose(source_.skip_past("\\end{" + name + "}"));
    if (is_tex_display(name)) return display(name);
    if ((name != "claim" && name != "claim*") || preamble_)
      return prose(source_.take_environment());
    if (claim_) throw IllFormed(start, "a claim within a claim");
    end_run();
    if (marked_) unmarked();
    const std::size_t from = source_.position();
    source_.take_environment();
    const std::optional<TexPiece> title = source_.bracketed();
    claim_.emplace(Open{LatexBlock(macros_, looks_), title ? plain_tex(title->text) : std::string(),
                        start, from});
    content_ = source_.position();
    content_place_ = source_.place();
  }

  void end_environment() {
    const std::string name(source_.environment_ahead());
    const std::size_t end = source_.position();
    if (name == "document" && !claim_) {
      ended_ = true;
      return;
    }
    const std::string_view text = source_.take_environment();
    if ((name != "claim" && name != "claim*") || !claim_) return prose(text);
    Open open = *std::exchange(claim_, std::nullopt);
    if (!open.has_display) without_display(open, end);
    if (!open.block.has_claims()) looks_ = open.block.looks();
    add(std::move(open));
  }

  /// The environment may hold the formula itself.
  void without_display(Open& open, std::size_t end) {
    const std::string& rest = open.left_over;
    const bool is_prose = has_inline_formula(rest);
    const bool is_formula =
        !is_prose &&
        (rest.find_first_of("=<>") != std::string::npos || rest.find("\\le") != std::string::npos ||
         rest.find("\\ge") != std::string::npos || rest.find("\\to") != std::string::npos);
    if (is_formula) {
      open.block = LatexBlock(macros_, looks_);
      open.block.display(source_.slice(content_, end), content_place_, "claim", open.title.empty());
    } else if (!open.block.has_claims() && !open.block.has_declarations()) {
      open.block.failure(IllFormed(
          open.start, "this claim has no display; put what is to be judged into \\[ ... \\]"));
    }
  }

  // ---- displays ----

  void dollar() {
    if (source_.ahead("$$")) return display("$$");
    prose(source_.take_inline());
  }

  void display(const std::string& kind) {
    const std::size_t from = source_.position();
    const Span start = source_.place();
    const TexPiece inside = source_.take_display(kind);
    if (!claim_ && !marked_) return prose(source_.slice(from, source_.position()));
    if (claim_) {
      claim_->has_display = true;
      return claim_->block.display(inside.text, inside.place, kind, claim_->title.empty());
    }
    Open open{LatexBlock(macros_, looks_), mark_title_, start, from};
    open.block.display(inside.text, inside.place, kind, mark_title_.empty());
    marked_.reset();
    add(std::move(open));
  }

  TexSource source_;
  TexMacros macros_;
  LatexLooks looks_;
  std::vector<Passage> passages_;
  std::string prose_;
  int prose_line_ = 1;
  std::optional<Open> claim_;   ///< the environment around this place
  std::optional<Open> run_;     ///< comment lines that follow each other
  std::optional<Span> marked_;  ///< a "% assay: claim" that waits for its display
  std::string mark_title_;
  std::size_t content_ = 0;
  Span content_place_;
  bool preamble_ = false;
  bool ended_ = false;
};

}  // namespace

std::vector<Passage> read_latex(std::string_view text) { return Reader(text).run(); }

}  // namespace assay::derivation
