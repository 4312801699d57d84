// A document with derivations: prose, headings, and blocks of the claim language between them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

/// One stretch of a document, in its order.
struct Passage {
  enum class Kind { prose, heading, block };
  Kind kind = Kind::prose;
  std::string text = {};   ///< of a block: the statements, without their fence
  std::string title = {};  ///< of a block
  int level = 0;           ///< of a heading
  int line = 1;            ///< where `text` begins
  int column = 1;
  std::vector<Token> tokens = {};  ///< of a block of LaTeX: its statements, read
};

/// Markdown: fences opened with "```claim Title" are blocks. A fence left open is an error of the
/// caller's file. Throws IllFormed.
std::vector<Passage> read_markdown(std::string_view text);

/// LaTeX: a claim environment is a block, and so are "% assay:" comment lines and the displays
/// that such a line marks. What comment lines and \given outside of environments declare lasts
/// until the next heading. Throws IllFormed at malformed UTF-8 and at what is never closed.
std::vector<Passage> read_latex(std::string_view text);

/// One thing to judge, with all that is in force where it stands.
struct Item {
  Claim claim;
  std::shared_ptr<const Scope> scope;
  std::string heading;
  std::size_t passage = 0;
  /// When the text could not be read there is only a report.
  std::optional<ClaimReport> unreadable;
};

struct Document {
  std::string path;
  std::vector<std::string> lines;
  std::vector<Passage> passages;
  std::vector<Item> items;
  std::vector<std::vector<Statement>> statements;  ///< of each passage; none where it is no block
};

/// Reads the blocks one after the other into items and statements. What a block without claims
/// declares lasts until the next heading of the same or a higher level; what a block with claims
/// declares ends with the block.
void read_blocks(Document& document);

/// Reads a document, in LaTeX if `path` ends with .tex, else in Markdown. Throws IllFormed when a
/// fence or an environment is left open.
Document read_document(const std::string& path, std::string_view text);

/// Told of each judgement, one call at a time: which document it belongs to, and what is known of
/// that document; reports that are still to come have no links.
using JudgedOne = std::function<void(std::size_t document, const std::vector<ClaimReport>&)>;

/// Judges every item of all documents, `threads` at a time; the reports come in the documents'
/// order. `done` is called from any thread.
std::vector<std::vector<ClaimReport>> judge_all(const std::vector<const Document*>& documents,
                                                const JudgeOptions& options, unsigned threads,
                                                const JudgedOne& done);
std::vector<ClaimReport> judge_all(const Document& document, const JudgeOptions& options,
                                   unsigned threads);

}  // namespace assay::derivation
