#include <algorithm>
#include <cctype>

#include "properties/derivation/document/document.h"

namespace assay::derivation {

namespace {

struct Line {
  std::string_view text;
  int number;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  int number = 1;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    lines.push_back({text.substr(start, end - start), number++});
    start = end + 1;
  }
  return lines;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The length of a fence of backticks or tildes that opens the line, or 0.
std::size_t fence_length(std::string_view line) {
  const std::string_view text = trimmed(line);
  if (text.empty() || (text[0] != '`' && text[0] != '~')) return 0;
  const std::size_t length = std::min(text.find_first_not_of(text[0]), text.size());
  return length >= 3 ? length : 0;
}

int heading_level(std::string_view line) {
  const std::size_t hashes = std::min(line.find_first_not_of('#'), line.size());
  return hashes >= 1 && hashes <= 6 && hashes < line.size() && line[hashes] == ' '
             ? static_cast<int>(hashes)
             : 0;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : lines_(lines_of(text)) {}

  std::vector<Passage> run() {
    while (at_ < lines_.size()) {
      const Line& line = lines_[at_];
      if (fence_length(line.text) > 0)
        fence();
      else if (const int level = heading_level(line.text))
        heading(level);
      else if (trimmed(line.text).starts_with("<!--"))
        comment();
      else
        prose(line.text);
    }
    return std::move(passages_);
  }

 private:
  void prose(std::string_view text) {
    if (passages_.empty() || passages_.back().kind != Passage::Kind::prose)
      passages_.push_back({Passage::Kind::prose, {}, {}, 0, lines_[at_].number, 1});
    passages_.back().text += std::string(text) + "\n";
    ++at_;
  }

  void heading(int level) {
    const std::string title(trimmed(lines_[at_].text.substr(static_cast<std::size_t>(level))));
    passages_.push_back({Passage::Kind::heading, title, {}, level, lines_[at_].number, 1});
    ++at_;
  }

  /// What is commented out is not judged.
  void comment() {
    const int opened = lines_[at_].number;
    for (bool closed = false; !closed; prose(lines_[at_].text)) {
      if (at_ == lines_.size())
        throw IllFormed({opened, 1, 4}, "this comment is never closed: no '-->' follows");
      closed = lines_[at_].text.find("-->") != std::string_view::npos;
    }
  }

  void fence() {
    const Line open = lines_[at_];
    const std::string_view mark = trimmed(open.text);
    const std::size_t length = fence_length(open.text);
    const std::string_view info = trimmed(mark.substr(length));
    const std::string_view word = info.substr(0, info.find_first_of(" \t"));
    std::string kind(word);
    std::transform(kind.begin(), kind.end(), kind.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool ours = kind == "claim" || kind == "claims" || kind == "given" || kind == "givens";
    if (!ours) return skip_fence(length, mark[0]);
    Passage block{Passage::Kind::block, {}, std::string(trimmed(info.substr(word.size()))), 0,
                  open.number + 1,      1};
    ++at_;
    while (at_ < lines_.size() && !closes(lines_[at_].text, length, mark[0]))
      block.text += std::string(lines_[at_++].text) + "\n";
    if (at_ == lines_.size())
      throw IllFormed({open.number, 1, static_cast<int>(length)}, "this fence is never closed");
    ++at_;
    passages_.push_back(std::move(block));
  }

  static bool closes(std::string_view line, std::size_t length, char mark) {
    const std::string_view text = trimmed(line);
    return text.size() >= length && text.find_first_not_of(mark) == std::string_view::npos;
  }

  void skip_fence(std::size_t length, char mark) {
    prose(lines_[at_].text);
    while (at_ < lines_.size()) {
      const bool last = closes(lines_[at_].text, length, mark);
      prose(lines_[at_].text);
      if (last) return;
    }
  }

  std::vector<Line> lines_;
  std::size_t at_ = 0;
  std::vector<Passage> passages_;
};

}  // namespace

std::vector<Passage> read_markdown(std::string_view text) { return Reader(text).run(); }

}  // namespace assay::derivation
