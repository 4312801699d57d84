// What every refusal of a file must be: an InputError of one printable line that says what is
// wrong, reached without asking for more memory than the file is worth.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "fixtures/format/input_error.h"
#include "fixtures/format/text.h"
#include "tests/formats/allocations.h"

namespace assay::test {

struct Hostile {
  std::string expected;
  std::string bytes;
};

// "words$" are expected at the end.
inline void expect_one_line(const std::string& message, std::string expected) {
  if (expected.ends_with('$')) {
    expected.pop_back();
    EXPECT_TRUE(message.ends_with(expected)) << message;
  }
  EXPECT_NE(message.find(expected), message.npos) << message << "\n  lacks: " << expected;
  EXPECT_EQ(format::printable(message, message.size() + 1), message);
}

inline void expect_refused(const std::function<void()>& read, const std::string& expected) {
  try {
    read();
    ADD_FAILURE() << "accepted; expected: " << expected;
  } catch (const InputError& error) {
    expect_one_line(error.what(), expected);
  }
}

template <class Parse>
void expect_all_refused(Parse parse, const std::vector<Hostile>& files) {
  for (const Hostile& file : files) {
    forget_allocations();
    expect_refused([&] { parse(file.bytes, "f"); }, file.expected);
    EXPECT_LE(largest_allocation(), 100'000 + 4 * file.bytes.size()) << file.expected;
  }
}

}  // namespace assay::test
