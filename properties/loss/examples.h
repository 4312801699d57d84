// What identities of a loss of whole examples are written with.
#pragma once

#include <string>

#include "properties/laws/expect.h"

namespace assay::loss_laws {

/// An operator's inputs and attributes, as drawn or changed: real inputs kept within 60.
struct Drawn {
  const Operator& op;
  Bag<WideReal> in;
  Attributes attributes;

  Drawn(const Operator& of, const Case& drawn);

  /// The first output at another attribute.
  Drawn with(const std::string& name, const AttributeValue& value) const;
  /// The first `n` extent-one slice of the inputs whose first extent is the batch's.
  Drawn example(std::int64_t n, const std::vector<std::size_t>& batched) const;
  Tensor<WideReal> output() const;
  /// The number that a loss is.
  WideReal loss() const { return output().data.at(0); }
};

}  // namespace assay::loss_laws
