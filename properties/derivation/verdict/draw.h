// Values for the declared names: every small combination of sizes, all different ones first; then
// edges, short rationals of both signs and random digits, never only what makes a slip look right.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "properties/derivation/evaluation/evaluate.h"

namespace assay::derivation {

/// The values of one draw, in the order of declaration.
using Draw = std::vector<std::pair<std::string, Value>>;

enum class Style { generic, plain, heavy, edge, simple };

class Drawer {
 public:
  /// Draws for the names on which `trees` and the scope's conditions depend.
  Drawer(const Scope& scope, const std::vector<Tree>& trees, std::uint64_t seed);

  /// True when every name lies in a finite set and there are few combinations.
  bool is_exhaustive() const { return exhaustive_; }
  /// The number of combinations of the finite names.
  std::size_t combinations() const { return finite_.size(); }
  const std::vector<Draw>& finite() const { return finite_; }

  /// How wild draw number `i` is.
  static Style style_of(std::size_t i);

  /// Draw number `i`: generic ones first, then a mixture. nullopt when the conditions refuse all of
  /// many tries. Throws IllFormed when a domain cannot be evaluated.
  std::optional<Draw> draw(std::size_t i, Session& session);
  /// The i-th of the simple draws, smallest sizes first.
  std::optional<Draw> simple(std::size_t i, Session& session);
  /// The i-th smallest combination of the finite names, which is a whole draw when exhaustive.
  const Draw& by_size(std::size_t i) const { return finite_[ascending_[i]]; }
  /// A draw in which `name` lies outside its domain (for "only" claims).
  std::optional<Draw> outside(const std::string& name, std::size_t i, Session& session);

  std::size_t rejected() const { return rejected_; }
  /// Why a domain had no value, where one had none.
  const std::string& refusal() const { return refusal_; }
  const std::vector<const Given*>& needed() const { return needed_; }

 private:
  std::optional<Draw> complete(const Draw& sizes, Style style, std::uint64_t stream,
                               const std::string& outside, Session& session);
  void enumerate(std::size_t at, Draw& partial, bool tensors, std::size_t limit, Session& session,
                 bool& complete);
  /// Where there are too many combinations: first, last, small and any values of each name.
  void sample_sizes(Session& session);

  const Scope& scope_;
  std::uint64_t seed_;
  std::vector<const Given*> needed_;
  std::vector<Draw> finite_;  ///< combinations of the finite names, all different sizes first
  std::vector<std::size_t> ascending_;  ///< the same, smallest first
  bool exhaustive_ = false;
  std::size_t rejected_ = 0;
  std::string refusal_;
};

/// Binds the values of the draw.
void bind_all(Environment& environment, const Draw& draw);

}  // namespace assay::derivation
