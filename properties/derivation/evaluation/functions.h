// The functions that a derivation may use without declaring them. Whatever the catalogue holds is
// taken from there (operators.h); here are the elementary functions and what shapes need.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "properties/derivation/evaluation/environment.h"

namespace assay::derivation {

/// A function that acts on each entry.
struct Elementwise {
  const char* name;
  Number (*apply)(const Number&, Session&);
  const char* meaning;
};
const Elementwise* find_elementwise(const std::string& name);

/// The logarithm to a base; exact where a rational number is a whole power of a rational base.
Number logarithm_to(const Number& base, const Number& x, Session& session);

/// A function of whole tensors.
struct Builtin {
  const char* name;
  std::size_t least_arguments;
  std::size_t most_arguments;
  Value (*apply)(const std::vector<Value>& arguments, Span where, Session& session);
  const char* meaning;
};
const Builtin* find_builtin(const std::string& name);

struct FunctionDoc {
  std::string name;
  std::string meaning;
};
/// All of them, for --explain and the README.
std::vector<FunctionDoc> builtin_functions();

/// Every value and function that is known before a document says anything.
Vocabulary initial_vocabulary();

/// Calls the catalogue's operator `name`, in its proof reading. nullopt when there is none.
/// Throws IllFormed when the arguments do not fit its card.
std::optional<Value> call_operator(const std::string& name, const std::vector<Value>& arguments,
                                   const std::map<std::string, Value>& named_values,
                                   const std::map<std::string, std::string>& named_words,
                                   Span where);
/// True when the attribute is a choice of words, such as eps_mode=inside.
bool takes_word(const std::string& name, const std::string& attribute);

std::vector<std::string> operator_names();

}  // namespace assay::derivation
