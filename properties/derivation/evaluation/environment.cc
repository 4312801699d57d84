#include "properties/derivation/evaluation/environment.h"

#include <algorithm>

namespace assay::derivation {

namespace {

constexpr double bits_per_digit = 3.3219280948873626;
constexpr long guard_bits = 40;

long bits_for(long digits) {
  return static_cast<long>(static_cast<double>(digits) * bits_per_digit) + guard_bits;
}

}  // namespace

const Given* Scope::given(const std::string& name) const {
  const auto found = std::find_if(givens.rbegin(), givens.rend(),
                                  [&](const Given& given) { return given.name == name; });
  return found == givens.rend() ? nullptr : &*found;
}

const std::set<std::string>& Scope::dependencies(const std::string& name) const {
  const auto known = dependencies_.find(name);
  if (known != dependencies_.end()) return known->second;
  dependencies_[name] = {name};
  std::set<std::string> all = {name};
  std::vector<Tree> trees;
  if (const auto found = definitions.find(name); found != definitions.end())
    trees.push_back(found->second.body);
  if (const auto found = sequences.find(name); found != sequences.end()) {
    for (const auto& [index, value] : found->second.first) trees.push_back(value);
    if (found->second.step) trees.push_back(found->second.step);
  }
  if (const Given* random = given(name); random && random->distribution)
    trees.push_back(random->distribution);
  for (const Tree& tree : trees) {
    std::vector<std::string> names;
    collect_names(tree, names);
    for (const std::string& mentioned : names) {
      if (mentioned == name) continue;
      const std::set<std::string> deeper = dependencies(mentioned);
      all.insert(deeper.begin(), deeper.end());
    }
  }
  return dependencies_[name] = std::move(all);
}

std::set<std::string> Scope::dependencies(const Tree& tree) const {
  std::vector<std::string> names;
  collect_names(tree, names);
  std::set<std::string> all;
  for (const std::string& name : names) {
    const std::set<std::string>& deeper = dependencies(name);
    all.insert(deeper.begin(), deeper.end());
  }
  return all;
}

std::string Session::convention(const std::string& name, const std::string& fallback) const {
  const auto found = conventions.find(name);
  return found == conventions.end() ? fallback : found->second;
}

void Session::step() {
  ++steps;
  if (steps > step_limit) throw OutOfBudget("the work allowed for one claim is used up");
  if (steps % 256 == 0 && ThreadClock::now() > deadline)
    throw OutOfBudget("the time limit is reached");
}

DigitsScope::DigitsScope(Session& session, long digits)
    : session_(session), outer_(session.digits), precision_(bits_for(digits)) {
  session_.digits = digits;
}

DigitsScope::~DigitsScope() { session_.digits = outer_; }

const Value* Environment::find(const std::string& name) const {
  for (const Environment* frame = this; frame; frame = frame->parent_) {
    const auto found = frame->own_.find(name);
    if (found != frame->own_.end()) return &found->second;
  }
  return nullptr;
}

const Environment& Environment::home(const std::set<std::string>& names) const {
  const Environment* frame = this;
  while (frame->parent_ &&
         std::none_of(frame->own_.begin(), frame->own_.end(),
                      [&](const auto& entry) { return names.count(entry.first) > 0; }))
    frame = frame->parent_;
  return *frame;
}

}  // namespace assay::derivation
