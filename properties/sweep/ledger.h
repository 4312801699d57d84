// The file from which a killed sweep goes on: one line for each chunk that is done.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "properties/sweep/tally.h"

namespace assay::sweep {

struct ChunkResult {
  Tally tally;
  std::string digest;  ///< SHA-256 of the chunk's results as they lie in memory
};

class Ledger {
 public:
  /// Remembers for this process only.
  Ledger() = default;
  /// Reads what the file holds, or begins it. `identity` says in one line which sweep this is.
  /// Throws std::runtime_error where the file cannot be used or belongs to another sweep. A last
  /// line that is cut short, as by a kill, is dropped.
  Ledger(const std::string& path, const std::string& identity);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  const ChunkResult* find(const std::string& subject, std::uint64_t chunk) const;
  void add(const std::string& subject, std::uint64_t chunk, ChunkResult result);
  /// The digest of the chunk's truth, where some subject got all of it right.
  std::optional<std::string> digest_of_truth(std::uint64_t chunk) const;

 private:
  void read(const std::string& path, const std::string& identity);
  void append(const std::string& line);

  std::string path_;
  int file_ = -1;
  std::map<std::pair<std::string, std::uint64_t>, ChunkResult> results_;
};

}  // namespace assay::sweep
