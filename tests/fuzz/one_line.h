// What all fuzz targets ask of a refusal.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fixtures/format/input_error.h"
#include "fixtures/format/text.h"

namespace assay::fuzz {

inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", std::string(what).c_str());
  std::abort();
}

/// Anything but InputError with one printable line ends the process.
template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const InputError& error) {
    const std::string message = error.what();
    require(format::printable(message, message.size() + 1) == message, "one printable line");
  }
}

}  // namespace assay::fuzz
