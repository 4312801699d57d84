// How much room an inequality leaves between its sides, and the numbers of a draw that can move.
#pragma once

#include "properties/derivation/verdict/judge.h"

namespace assay::derivation {

/// The inequality that a step claims, or "!=", and what has to be true before it counts.
struct Inequality {
  Tree premise;   ///< null where there is none
  Tree relation;  ///< null where the step is no inequality
};
Inequality inequality_of(const Step& step);

/// b - a of one "a < b", |a - b| of one "a != b".
struct Room {
  Number left, right;
  Number size;
  bool strict;

  /// Of the difference in |a| + |b|.
  Number share() const;
};

/// The room between neighbours of a chain "a <= b < c"; equations leave none and are not there.
/// Throws what evaluation throws.
std::vector<Room> rooms_in(const Tree& relation, const Environment& e);

/// One number of one value. Entries of a simplex move at another's expense, those of a symmetric
/// matrix with their mirror images.
struct Coordinate {
  std::size_t value, entry;
  std::size_t twin;  ///< the same as `entry` where none moves with it
  bool opposite;     ///< the twin moves the other way

  const Number& in(const Draw& draw) const { return draw[value].second.data[entry]; }
  void move(Draw& draw, const Number& step) const;
};
std::vector<Coordinate> coordinates_of(const Draw& draw, const Scope& scope);

/// The double as the rational that it is.
Number exactly(double x);

/// The declarations and conditions are met by the value that the coordinate belongs to.
bool is_allowed(const Coordinate& c, const Draw& draw, const Scope& scope);

}  // namespace assay::derivation
