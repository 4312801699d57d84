// The slips that people make, undone: every change of one place in a tree that a diagnosis tries.
// The same list plants the slips that the suite must find.
#include <algorithm>
#include <functional>

#include "properties/derivation/verdict/surroundings.h"

namespace assay::derivation {

namespace {

struct Change {
  Tree tree;
  std::string description;
  std::string kind;
};

Tree binary(Kind kind, const Tree& a, const Tree& b) { return make(kind, a->span, {}, {a, b}); }
Tree number(long p, long q = 1) { return make_number(Number::ratio(p, q)); }

bool is_additive(Kind kind) { return kind == Kind::add || kind == Kind::subtract; }
bool is_product(Kind kind) { return kind == Kind::product || kind == Kind::hadamard; }

std::string quoted(const Tree& tree) { return "'" + to_string(tree) + "'"; }

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What surrounds the place decides which changes make sense there.
struct Place {
  bool term = false;    ///< the whole side or a term of a sum
  bool factor = false;  ///< a factor or an argument
};

void change_signs(const Tree& t, const Place& place, std::vector<Change>& out) {
  if (t->kind == Kind::subtract)
    out.push_back({binary(Kind::add, t->kids[0], t->kids[1]),
                   quoted(t->kids[1]) + " has its sign flipped", "sign"});
  if (t->kind == Kind::add)
    out.push_back({binary(Kind::subtract, t->kids[0], t->kids[1]),
                   quoted(t->kids[1]) + " has its sign flipped", "sign"});
  if (t->kind == Kind::negate)
    out.push_back({t->kids[0], quoted(t) + " has its sign flipped", "sign"});
  else if (place.term || place.factor)
    out.push_back(
        {make(Kind::negate, t->span, {}, {t}), quoted(t) + " has its sign flipped", "sign"});
}

void change_factors(const Tree& t, const Place& place, const Surroundings& around,
                    std::vector<Change>& out) {
  if (!place.term) return;
  const auto times = [&](const Tree& factor, const std::string& text) {
    out.push_back({binary(Kind::product, factor, t), quoted(t) + " is multiplied by " + text,
                   "factor " + text});
  };
  const auto over = [&](const Tree& divisor, const std::string& text) {
    out.push_back({binary(Kind::divide, t, divisor), quoted(t) + " is divided by " + text,
                   "divisor " + text});
  };
  times(number(2), "2");
  const bool is_two = t->kind == Kind::number && compare(t->number, Number(2)) == 0;
  if (!is_two) over(number(2), "2");  // else "x^(2/2)" for "x"
  for (const std::string& name : around.shares) {
    const Tree rest = binary(Kind::subtract, number(1), make_name(name));
    times(rest, "1 - " + name);
    over(rest, "1 - " + name);
  }
  for (const auto* names : {&around.sizes, &around.scalars})
    for (const std::string& name : *names) {
      if (t->kind == Kind::name && t->text == name) continue;  // a square, or nothing left
      times(make_name(name), name);
      over(make_name(name), name);
    }
  for (const std::string& name : around.tensors) {
    times(make_name(name), name);
    out.push_back({binary(Kind::product, t, make_name(name)),
                   quoted(t) + " is multiplied by " + name + " from the right", "factor " + name});
    out.push_back({binary(Kind::hadamard, t, make_name(name)),
                   quoted(t) + " is multiplied elementwise by " + name, "factor " + name});
  }
  for (const Tree& slope : around.slopes)
    out.push_back({binary(Kind::hadamard, t, slope),
                   quoted(t) + " is multiplied elementwise by " + to_string(slope), "slope"});
}

/// Scalars have no transpose; whether a tree may be one is seen from the names in it.
bool may_be_tensor(const Tree& t, const Surroundings& around) {
  return (t->kind == Kind::name && contains(around.tensors, t->text)) ||
         std::any_of(t->kids.begin(), t->kids.end(),
                     [&](const Tree& kid) { return may_be_tensor(kid, around); });
}

void change_shape(const Tree& t, const Place& place, const Surroundings& around,
                  std::vector<Change>& out) {
  if (!may_be_tensor(t, around)) return;
  if (t->kind == Kind::transpose)
    out.push_back({t->kids[0], quoted(t) + " is not transposed", "transpose"});
  else if (t->kind == Kind::name || place.term || place.factor)
    out.push_back(
        {make(Kind::transpose, t->span, {}, {t}), quoted(t) + " is transposed", "transpose"});
}

void change_structure(const Tree& t, std::vector<Change>& out) {
  if (is_additive(t->kind)) {
    out.push_back({t->kids[0], quoted(t->kids[1]) + " is dropped", "dropped term"});
    out.push_back(
        {t->kind == Kind::add ? t->kids[1] : make(Kind::negate, t->span, {}, {t->kids[1]}),
         quoted(t->kids[0]) + " is dropped", "dropped term"});
  }
  if (is_product(t->kind)) {
    out.push_back(
        {t->kids[0], "the factor " + quoted(t->kids[1]) + " is dropped", "dropped factor"});
    out.push_back(
        {t->kids[1], "the factor " + quoted(t->kids[0]) + " is dropped", "dropped factor"});
  }
  if (t->kind == Kind::divide) {
    out.push_back(
        {t->kids[0], "the divisor " + quoted(t->kids[1]) + " is dropped", "dropped factor"});
    out.push_back({binary(Kind::product, t->kids[0], t->kids[1]),
                   quoted(t->kids[1]) + " multiplies instead of dividing", "inverse"});
  }
  if (t->kind == Kind::product || t->kind == Kind::subtract || t->kind == Kind::divide ||
      t->kind == Kind::divergence)
    out.push_back({make(t->kind, t->span, t->text, {t->kids[1], t->kids[0]}),
                   quoted(t->kids[0]) + " and " + quoted(t->kids[1]) + " change places", "swap"});
  if (t->kind == Kind::product)
    out.push_back({binary(Kind::hadamard, t->kids[0], t->kids[1]),
                   quoted(t) + " is an elementwise product", "elementwise"});
  if (t->kind == Kind::call && (t->text == "floor" || t->text == "ceil")) {
    const std::string other = t->text == "floor" ? "ceil" : "floor";
    out.push_back({make(Kind::call, t->span, other, t->kids), other + " stands for " + t->text,
                   "floor and ceil"});
  }
}

void change_powers(const Tree& t, const Place& place, std::vector<Change>& out) {
  if (t->kind == Kind::power || t->kind == Kind::hadamard_power) {
    out.push_back({t->kids[0], "the exponent of " + quoted(t) + " is dropped", "power"});
    return;
  }
  if (t->kind == Kind::number) return;
  if (t->kind == Kind::call && t->text == "sqrt")
    out.push_back({t->kids[0], "the root of " + quoted(t) + " is not taken", "power"});
  if (t->kind == Kind::name || place.factor || t->kind == Kind::call) {
    out.push_back({binary(Kind::power, t, number(2)), quoted(t) + " is squared", "power"});
    out.push_back(
        {make(Kind::call, t->span, "sqrt", {t}), quoted(t) + " is under a square root", "power"});
    out.push_back({binary(Kind::power, t, number(-1)), quoted(t) + " is inverted", "inverse"});
  }
}

void change_numbers(const Tree& t, const Place& place, const Surroundings& around,
                    std::vector<Change>& out) {
  if (t->kind == Kind::number) {
    for (const long step : {1L, -1L})
      out.push_back({make_number(t->number + Number(step)),
                     quoted(t) + " is " + (t->number + Number(step)).to_string(6), "constant"});
    return;
  }
  const bool is_size = t->kind == Kind::name && contains(around.sizes, t->text);
  if (place.term || is_size)
    for (const long step : {1L, -1L})
      out.push_back({binary(Kind::add, t, number(step)),
                     quoted(t) + (step > 0 ? " is one more" : " is one less"), "constant"});
}

void change_names(const Tree& t, const Surroundings& around, std::vector<Change>& out) {
  if (t->kind != Kind::name) return;
  for (const auto* names : {&around.sizes, &around.scalars, &around.tensors}) {
    if (!contains(*names, t->text)) continue;
    for (const std::string& other : *names)
      if (other != t->text)
        out.push_back({make_name(other, t->span), other + " stands for " + t->text, "name"});
  }
}

std::vector<Change> changes(const Tree& t, const Place& place, const Surroundings& around) {
  std::vector<Change> out;
  change_signs(t, place, out);
  change_factors(t, place, around, out);
  change_shape(t, place, around, out);
  change_structure(t, out);
  change_powers(t, place, out);
  change_numbers(t, place, around, out);
  change_names(t, around, out);
  return out;
}

bool has_value(Kind kind) {
  switch (kind) {
    case Kind::binder:
    case Kind::set:
    case Kind::interval:
    case Kind::named:
    case Kind::relation:
    case Kind::member:
    case Kind::conjunction:
    case Kind::disjunction:
    case Kind::negation:
    case Kind::range:
    case Kind::implication:
    case Kind::equivalence:
      return false;
    default:
      return true;
  }
}

Place place_of(const Tree& parent, std::size_t child, const Place& outer) {
  switch (parent->kind) {
    case Kind::add:
    case Kind::subtract:
      return {true, false};
    case Kind::negate:
      return {outer.term, true};
    case Kind::product:
    case Kind::hadamard:
    case Kind::divide:
    case Kind::hadamard_divide:
    case Kind::call:
    case Kind::tuple:
      return {parent->kind == Kind::tuple, true};
    case Kind::power:
      return {child == 1, true};
    case Kind::reduce:
    case Kind::iverson:
      return {child + 1 == parent->kids.size(), false};
    default:
      return {false, true};
  }
}

using Sink = std::function<void(const Change&)>;

void everywhere(const Tree& t, const Place& place, const Surroundings& around, const Sink& sink,
                int depth = 0) {
  if (has_value(t->kind))
    for (const Change& change : changes(t, place, around)) sink(change);
  // The variables of a derivative and the heads of functions stay.
  for (std::size_t i = 0; i < t->kids.size() && depth < 40; ++i) {
    if (t->kind == Kind::derivative && i > 0) continue;
    everywhere(
        t->kids[i], place_of(t, i, place), around,
        [&](const Change& inner) {
          std::vector<Tree> kids = t->kids;
          kids[i] = inner.tree;
          sink({with_kids(t, std::move(kids)), inner.description, inner.kind});
        },
        depth + 1);
  }
}

/// Cheap and common slips first.
int priority(const std::string& kind) {
  static const std::vector<std::string> order = {"sign",           "factor 2",   "divisor 2",
                                                 "transpose",      "swap",       "inverse",
                                                 "floor and ceil", "elementwise"};
  const auto found = std::find(order.begin(), order.end(), kind);
  if (found != order.end()) return static_cast<int>(found - order.begin());
  if (kind.compare(0, 6, "factor") == 0 || kind.compare(0, 7, "divisor") == 0) return 20;
  if (kind == "slope") return 21;
  if (kind == "power") return 22;
  if (kind == "name") return 23;
  if (kind == "dropped factor") return 24;
  if (kind == "dropped term") return 25;
  return 30;
}

}  // namespace

bool is_by_definition(const Tree& t) {
  switch (t->kind) {
    case Kind::derivative:
    case Kind::expectation:
    case Kind::limit:
    case Kind::integral:
    case Kind::count:
    case Kind::divergence:
    case Kind::index:
      return true;
    default:
      return t->kind == Kind::name;
  }
}

std::vector<Edit> edits_of(const Step& step, bool left, const Scope& scope, const Draw& draw) {
  const Surroundings around = surroundings(step, scope, draw);
  std::vector<Edit> edits;
  everywhere(left ? step.left : step.right, {true, false}, around, [&](const Change& change) {
    if (edits.size() >= 4000) return;
    Step edited = step;
    (left ? edited.left : edited.right) = change.tree;
    edits.push_back({edited, change.description, change.kind});
  });
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) {
    return priority(a.kind) < priority(b.kind);
  });
  return edits;
}

}  // namespace assay::derivation
