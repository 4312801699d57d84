// How deep and how long expressions may be.
#pragma once

#include <algorithm>

#include "properties/derivation/syntax/parser.h"

namespace assay::derivation {

constexpr int deepest = 120;

struct Deeper {
  Deeper(int& depth, Span where) : depth_(depth) {
    if (++depth_ > deepest) {
      --depth_;
      throw IllFormed(where, "nested more than 120 levels deep");
    }
  }
  ~Deeper() { --depth_; }
  int& depth_;
};

/// A chain of operators is as deep a tree as it is long.
class Chain {
 public:
  void link(Span where) {
    if (++links_ > longest)
      throw IllFormed(where, "a chain of more than 2000 operators; sum_{i=1..n} says it shorter");
  }

 private:
  static constexpr int longest = 2000;
  int links_ = 0;
};

inline Tree binary(Kind kind, const Tree& left, const Tree& right) {
  return make(kind, joined(left, right), {}, {left, right});
}

}  // namespace assay::derivation
