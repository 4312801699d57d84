// What a name stands for: a definition, a term of a sequence, a function of the document, of the
// language or of the catalogue.
#include <algorithm>

#include "properties/derivation/evaluation/evaluate.h"
#include "properties/derivation/evaluation/functions.h"

namespace assay::derivation {

namespace {

constexpr long longest_sequence = 20000;

}  // namespace

Value value_of_name(const Tree& tree, const Environment& e) {
  const std::string& name = tree->text;
  if (e.session().reads) e.session().reads->insert(name);
  if (const Value* bound = e.find(name)) return *bound;
  if (const auto found = e.scope().definitions.find(name);
      found != e.scope().definitions.end() && found->second.parameters.empty()) {
    const Environment& home = e.home(e.scope().dependencies(name));
    const long bits = PrecisionScope::bits();
    const auto known = home.definitions().find(name);
    if (known != home.definitions().end() && known->second.bits >= bits && !e.session().reads)
      return known->second.value;
    Value value = evaluate(found->second.body, e);
    home.definitions()[name] = {value, bits};
    return value;
  }
  if (name == "pi") return Value(pi());
  if (name == "e") return Value(find_elementwise("exp")->apply(Number(1), e.session()));
  if (const Given* given = e.scope().given(name); given && given->distribution)
    throw IllFormed(tree->span, "'" + name + "' is random: it has a value only inside E[...]");
  if (e.scope().sequences.count(name))
    throw IllFormed(tree->span, "'" + name + "' is a sequence: write " + name + "[t]");
  if (name == "inf") throw Imprecise("infinity is no number");
  throw IllFormed(tree->span, "'" + name + "' has no value here");
}

Value term_of_sequence(const Sequence& sequence, long index, Span where, const Environment& e) {
  if (std::labs(index) > longest_sequence)
    throw OutOfBudget("a sequence is asked for term " + std::to_string(index));
  std::set<std::string> names = e.scope().dependencies(sequence.name);
  names.erase(sequence.index);
  const Environment& home = e.home(names);
  const long bits = PrecisionScope::bits();
  const auto key = [&](long t) { return std::pair(sequence.name, t); };
  const auto known = [&](long t) {
    const auto found = home.terms().find(key(t));
    return found != home.terms().end() && found->second.bits >= bits;
  };
  if (known(index)) return home.terms().at(key(index)).value;
  for (const auto& [at, value] : sequence.first)
    if (at->number.integer() == index) {
      const Value term = evaluate(value, home);
      home.terms()[key(index)] = {term, bits};
      return term;
    }
  const bool before_first =
      std::all_of(sequence.first.begin(), sequence.first.end(),
                  [&](const auto& first) { return first.first->number.integer() > index; });
  if (!sequence.step || before_first)
    throw Undefined(sequence.name + "[" + std::to_string(index) + "] is before the first term");
  // Upwards from the latest known term, so that long sequences do not nest.
  long start = index;
  while (start - 1 > index - longest_sequence && !known(start - 1) &&
         std::none_of(sequence.first.begin(), sequence.first.end(), [&](const auto& first) {
           return first.first->number.integer() == start - 1;
         }))
    --start;
  for (long t = start; t <= index; ++t) {
    Environment frame(home);
    frame.bind(sequence.index, Value(Number(t - sequence.shift)));
    const Value term = evaluate(sequence.step, frame);
    home.terms()[key(t)] = {term, bits};
  }
  static_cast<void>(where);
  return home.terms().at(key(index)).value;
}

namespace {

Value call_elementwise(const Elementwise& function, const std::vector<Value>& arguments,
                       const std::map<std::string, Tree>& named, Span where, const Environment& e) {
  if (arguments.size() != 1)
    throw IllFormed(where, std::string(function.name) + " takes one argument");
  const auto base = named.find("base");
  if (named.size() > (base == named.end() ? 0u : 1u))
    throw IllFormed(where, std::string(function.name) + " has no named arguments");
  if (base != named.end()) {
    const Number to = evaluate_scalar(base->second, e);
    return map(arguments[0], [&](const Number& x) { return logarithm_to(to, x, e.session()); });
  }
  return map(arguments[0], [&](const Number& x) { return function.apply(x, e.session()); });
}

Value call_own(const Definition& definition, const std::vector<Value>& arguments, Span where,
               const Environment& e) {
  if (arguments.size() != definition.parameters.size())
    throw IllFormed(where, definition.name + " takes " +
                               std::to_string(definition.parameters.size()) + " arguments, not " +
                               std::to_string(arguments.size()));
  Environment frame(e);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    frame.bind(definition.parameters[i], arguments[i]);
  try {
    return evaluate(definition.body, frame);
  } catch (const IllFormed&) {
    // A formula for numbers goes entry by entry through a vector.
    const bool one_vector = arguments.size() == 1 && !arguments[0].is_scalar();
    if (!one_vector) throw;
    return map(arguments[0], [&](const Number& x) {
      Environment entry(e);
      entry.bind(definition.parameters[0], Value(x));
      return evaluate_scalar(definition.body, entry);
    });
  }
}

}  // namespace

Value call_function(const std::string& name, const std::vector<Value>& arguments,
                    const std::map<std::string, Tree>& named, Span where, const Environment& e) {
  if (const auto own = e.scope().definitions.find(name); own != e.scope().definitions.end())
    return call_own(own->second, arguments, where, e);
  if (const Given* given = e.scope().given(name);
      given && given->domain.base == Domain::Base::function) {
    // An arbitrary smooth function: its drawn coefficients of 1, x, x^2, sin(x), exp(-x^2).
    const Value* c = e.find(name);
    if (!c) throw IllFormed(where, "'" + name + "' has not been drawn");
    return map(arguments.at(0), [&](const Number& x) {
      const Elementwise* sine = find_elementwise("sin");
      const Elementwise* exponential = find_elementwise("exp");
      return c->data[0] + c->data[1] * x + c->data[2] * x * x +
             c->data[3] * sine->apply(x, e.session()) +
             c->data[4] * exponential->apply(-(x * x), e.session());
    });
  }
  if (const Elementwise* function = find_elementwise(name))
    return call_elementwise(*function, arguments, named, where, e);
  if (const Builtin* function = find_builtin(name)) {
    if (arguments.size() < function->least_arguments ||
        arguments.size() > function->most_arguments || !named.empty())
      throw IllFormed(
          where, name + " takes " + std::to_string(function->least_arguments) +
                     (function->most_arguments > function->least_arguments ? " or more arguments"
                                                                           : " arguments"));
    return function->apply(arguments, where, e.session());
  }
  std::map<std::string, Value> values;
  std::map<std::string, std::string> words;
  for (const auto& [key, tree] : named) {
    const bool word = tree->kind == Kind::name && takes_word(name, key);
    if (word)
      words[key] = tree->text;
    else
      values[key] = evaluate(tree, e);
  }
  if (const auto value = call_operator(name, arguments, values, words, where)) return *value;
  throw IllFormed(where, "unknown function '" + name + "'");
}

Value evaluate_call(const Node& node, const Environment& e) {
  std::vector<Value> arguments;
  std::map<std::string, Tree> named;
  for (const Tree& kid : node.kids) {
    if (kid->kind == Kind::named)
      named[kid->text] = kid->kids[0];
    else
      arguments.push_back(evaluate(kid, e));
  }
  return call_function(node.text, arguments, named, node.span, e);
}

}  // namespace assay::derivation
