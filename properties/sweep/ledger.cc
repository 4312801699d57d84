#include "properties/sweep/ledger.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace assay::sweep {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw std::runtime_error(fmt::format("{}: {}", path, why));
}

}  // namespace

Ledger::Ledger(const std::string& path, const std::string& identity) : path_(path) {
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0) refuse(path, std::strerror(errno));
  read(path, identity);
}

Ledger::~Ledger() {
  if (file_ >= 0) close(file_);
}

void Ledger::read(const std::string& path, const std::string& identity) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const std::size_t whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < whole;) {
    const std::size_t end = text.find('\n', begin);
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    if (++number == 1) {
      if (line != identity)
        refuse(path, "is no checkpoint of this sweep: its first line would be " + identity);
      continue;
    }
    try {
      const auto json = nlohmann::json::parse(line);
      results_[{json.at("subject").get<std::string>(), json.at("chunk").get<std::uint64_t>()}] = {
          tally_from_json(json.at("tally")), json.at("digest").get<std::string>()};
    } catch (const std::exception&) {
      refuse(path, fmt::format("line {} is not what a sweep writes", number));
    }
  }
  // Never a foreign file: only what follows our own first line is cut.
  if (number == 0 && !text.empty() && !identity.starts_with(text))
    refuse(path, "is no checkpoint of a sweep");
  if (ftruncate(file_, static_cast<off_t>(whole)) != 0) refuse(path, std::strerror(errno));
  if (number == 0) append(identity);
}

void Ledger::append(const std::string& line) {
  const std::string text = line + "\n";
  if (write(file_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    refuse(path_, std::strerror(errno));
}

const ChunkResult* Ledger::find(const std::string& subject, std::uint64_t chunk) const {
  const auto found = results_.find({subject, chunk});
  return found == results_.end() ? nullptr : &found->second;
}

void Ledger::add(const std::string& subject, std::uint64_t chunk, ChunkResult result) {
  if (file_ >= 0)
    append(nlohmann::json{{"subject", subject},
                          {"chunk", chunk},
                          {"tally", to_json(result.tally)},
                          {"digest", result.digest}}
               .dump());
  results_[{subject, chunk}] = std::move(result);
}

std::optional<std::string> Ledger::digest_of_truth(std::uint64_t chunk) const {
  for (const auto& [key, result] : results_)
    if (key.second == chunk && result.tally.all_right()) return result.digest;
  return {};
}

}  // namespace assay::sweep
