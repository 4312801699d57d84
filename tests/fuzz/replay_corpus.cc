// Gives every file of a directory to the fuzz target: replay_corpus DIR. Fails on an empty one.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>

#include "fixtures/format/read_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** words) {
  if (count != 2) return 2;
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(words[1])) {
    const std::string bytes = assay::format::read_file(entry.path());
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    ++files;
  }
  std::printf("%d files replayed\n", files);
  return files > 0 ? 0 : 1;
}
