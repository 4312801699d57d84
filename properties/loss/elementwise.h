// What identities of a loss that adds a term for each element are written with.
#pragma once

#include <string>
#include <vector>

#include "properties/laws/expect.h"

namespace assay::loss_laws {

/// The term of one element: the loss of tensors of one element, summed, its attributes as drawn.
class Term {
 public:
  Term(const Operator& op, Attributes attributes);

  WideReal operator()(const std::vector<WideReal>& x) const;
  /// The same at another attribute.
  Term with(const std::string& name, double value) const;
  WideReal attribute(const std::string& name) const { return attributes_.number<WideReal>(name); }

 private:
  const Operator& op_;
  Attributes attributes_;
};

/// One side of an equation about the term f of the elements x.
using Side = std::function<WideReal(const Term& f, const std::vector<WideReal>& x)>;

/// A sentence about the term of each drawn element, moderate enough for exponentials.
Identity at_each_element(
    const std::string& sentence,
    const std::function<void(const Term& f, const std::vector<WideReal>& x)>& check);

/// The sentence that two sides are equal, to 40 digits of the larger one or of 1.
Identity equation(const std::string& sentence, const Side& left, const Side& right);

/// The sum is the mean times the count, which is the first extent of the input `counted`.
Identity mean_is_sum_by_count(std::size_t counted = 0);

}  // namespace assay::loss_laws
