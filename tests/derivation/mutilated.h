// Text with a few random changes, as hostile input.
#pragma once

#include <random>
#include <string>

namespace assay::derivation {

/// Four times: a character replaced by one of `alphabet`, up to `longest` erased, or up to `longest`
/// repeated elsewhere.
inline std::string mutilated(std::string text, const std::string& alphabet, std::size_t longest,
                             std::mt19937& random) {
  for (int change = 0; change < 4 && !text.empty(); ++change) {
    const std::size_t at = random() % text.size();
    switch (random() % 3) {
      case 0:
        text[at] = alphabet[random() % alphabet.size()];
        break;
      case 1:
        text.erase(at, random() % longest + 1);
        break;
      default:
        text.insert(at, text.substr(random() % text.size(), random() % longest));
        break;
    }
  }
  return text;
}

}  // namespace assay::derivation
