// Which inputs of a counterexample can vary alone, and over which places.
#pragma once

#include "properties/derivation/verdict/draw.h"

namespace assay::derivation {

/// One number of a draw that can vary.
struct Candidate {
  const Given* given;
  std::size_t input;  ///< its place in the draw
  std::size_t entry;
  bool discrete = false;
  /// Of a simplex: the next entry gives way, so that the sum stays one.
  bool gives_way = false;
};

/// Scalars first, then entries of tensors and of simplices; a few of them.
std::vector<Candidate> candidates_of(const Draw& draw, const Scope& scope);

/// Where the points of a curve through `x` lie: as far as the domain goes, nearer with each zoom.
std::vector<Number> curve_places(const Domain& domain, const Number& x, int zoom,
                                 const Environment& e);
/// The values around `x` that an integer may take, or those of a set.
std::vector<Number> dot_places(const Domain& domain, const Number& x, const Environment& e);

/// "[2,1]" of a tensor's entry, counted from `first`; empty of a scalar.
std::string index_text(const Value& value, std::size_t entry, long first);
/// The name as it is written, without what a renamed parameter carries.
std::string base_name(const std::string& name);

}  // namespace assay::derivation
