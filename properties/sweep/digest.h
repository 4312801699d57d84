// SHA-256 over results as they come.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::sweep {

class Digest {
 public:
  Digest();
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  void add(std::string_view bytes);
  /// 64 hexadecimal digits. The object is spent.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The digest of a list of digests, each as the line "HEX  -" that sha256sum prints for a pipe.
std::string digest_of_lines(const std::vector<std::string>& digests);

}  // namespace assay::sweep
