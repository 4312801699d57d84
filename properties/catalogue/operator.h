// One row of the catalogue: an operator's card, its reference in four readings, its fast twin and
// the identities that only it has.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "properties/catalogue/card.h"
#include "reference/contract/operator.h"
#include "reference/scalar/ball.h"
#include "reference/scalar/real.h"

namespace assay {

/// A reference read as value (twice), as proof and as double. Empty where there is none.
template <template <class> class Callable>
struct Readings {
  Callable<Real> real;
  Callable<WideReal> wide;
  Callable<Ball> ball;
  Callable<double> plain;

  explicit operator bool() const { return static_cast<bool>(real); }

  template <class T>
  const Callable<T>& at() const {
    if constexpr (std::is_same_v<T, Real>) return real;
    else if constexpr (std::is_same_v<T, WideReal>) return wide;
    else if constexpr (std::is_same_v<T, Ball>) return ball;
    else return plain;
  }
};

using Reference = Readings<Function>;
using GradientReference = Readings<Pullback>;

struct Case;
struct Operator;

/// What an operator's mathematics promises, as a sentence and a check of one drawn case. The check
/// throws LawBroken (properties/laws/law.h) with the figures when the sentence is false.
struct Identity {
  std::string sentence;
  std::function<void(const Operator&, const Case&)> check;
};

struct Operator {
  Card card;
  Reference reference;
  GradientReference gradient = {};
  /// The fast twin. Values travel as doubles, which hold every format exactly; the adaptors in
  /// kinds.h convert to what the kernel takes.
  Function<double> fast;
  Pullback<double> fast_gradient = {};
  /// False where `fast` is a kernel of somebody else's, which does not heed fast::TargetScope.
  bool runs_on_every_target = true;
  std::vector<Identity> identities = {};
};

/// The inputs for which a gradient is due, in the card's order.
std::vector<std::size_t> differentiable_inputs(const Card& card);

/// The inputs that hold exact integers: indices, labels, masks.
std::vector<std::size_t> integer_inputs(const Card& card);

}  // namespace assay
