#include "properties/derivation/verdict/tightest.h"

#include <algorithm>
#include <cmath>

#include "properties/derivation/verdict/membership.h"

namespace assay::derivation {

namespace {

constexpr long digits_of_room = 20;
constexpr std::size_t walks = 2;        ///< from so many bases on each measure of the room
constexpr int most_visits = 4;          ///< of a walk that has met equality
constexpr double smallest_step = 1e-9;  ///< relative to the number that moves
constexpr double no_room_known = INFINITY;

enum class Measure { difference, share };  ///< b - a, or (b - a) / (|a| + |b|)

/// The inequality whose room is measured, and what has to be true before it counts.
struct Inequality {
  Tree premise;
  Tree relation;
};

bool is_inequality(const Tree& tree) {
  return tree->kind == Kind::relation && tree->text.find_first_of("<>") != std::string::npos;
}

Inequality inequality_of(const Step& step) {
  if (step.right && (step.sign[0] == '<' || step.sign[0] == '>'))
    return {nullptr, make(Kind::relation, {}, step.sign, {step.left, step.right})};
  if (step.right) return {};
  if (is_inequality(step.left)) return {nullptr, step.left};
  if (step.left->kind == Kind::implication && is_inequality(step.left->kids[1]))
    return {step.left->kids[0], step.left->kids[1]};
  return {};
}

/// The least of the rooms in a chain "a <= b < c".
double room_in(const Tree& relation, Measure measure, const Environment& e) {
  double least = no_room_known;
  std::size_t at = 0;
  Number left = evaluate_scalar(relation->kids[0], e);
  for (std::size_t i = 1; i < relation->kids.size(); ++i) {
    const Number right = evaluate_scalar(relation->kids[i], e);
    const char sign = relation->text[at];
    at = relation->text.find(' ', at) + 1;
    if (sign == '<' || sign == '>') {
      const Number room = sign == '<' ? right - left : left - right;
      const Number size = abs(left) + abs(right);
      const bool shared = measure == Measure::share && !size.may_be_zero();
      least = std::min(least, (shared ? room / size : room).approximate());
    }
    left = right;
  }
  return least;
}

class Walk {
 public:
  Walk(const Inequality& inequality, const Judging& judging, std::uint64_t nodes)
      : inequality_(inequality), judging_(judging), nodes_(nodes) {}

  bool is_tired() const { return spent_ > nodes_ || judging_.out_of_time(); }

  /// Where nothing can be said there is any amount of room.
  double room(const Draw& draw, Measure measure) {
    Session session;
    session.conventions = judging_.conventions;
    session.deadline = judging_.deadline;
    const DigitsScope precision(session, digits_of_room);
    double room = no_room_known;
    try {
      Environment e(judging_.scope, session);
      bind_all(e, draw);
      if (!inequality_.premise || evaluate_truth(inequality_.premise, e))
        room = room_in(inequality_.relation, measure, e);
    } catch (const std::runtime_error&) {
      room = no_room_known;
    }
    spent_ += session.steps + 1;
    return std::isnan(room) ? no_room_known : room;
  }

  /// True when `is_over` said so.
  bool downhill(Draw draw, Measure measure, const std::function<bool(const Draw&)>& is_over) {
    double least = room(draw, measure);
    std::vector<Coordinate> coordinates = coordinates_of(draw);
    int visits = 0;
    for (bool moving = true; moving && !is_tired();) {
      moving = false;
      for (Coordinate& c : coordinates) {
        if (c.step < smallest_step * c.scale) continue;
        moving = true;
        if (!step_down(draw, c, least, measure)) {
          c.step /= 4;
          continue;
        }
        if (least > 0) continue;
        if (is_over(draw)) return true;
        if (++visits == most_visits) return false;
      }
    }
    return false;
  }

 private:
  /// One entry of one value, and how far it moves next.
  struct Coordinate {
    std::size_t value, entry;
    double step, scale;
  };

  std::vector<Coordinate> coordinates_of(const Draw& draw) const {
    std::vector<Coordinate> found;
    for (std::size_t i = 0; i < draw.size(); ++i) {
      const Given* given = judging_.scope.given(draw[i].first);
      if (!given || others_rest_on(draw[i].first, draw, judging_.scope)) continue;
      const Domain::Base base = given->domain.base;
      if (base != Domain::Base::real && base != Domain::Base::positive &&
          base != Domain::Base::interval)
        continue;
      for (std::size_t j = 0; j < draw[i].second.data.size(); ++j) {
        const double size = std::abs(draw[i].second.data[j].approximate());
        if (std::isfinite(size)) found.push_back({i, j, std::exp2(std::ilogb(size + 0.25)), size});
      }
    }
    return found;
  }

  bool step_down(Draw& draw, Coordinate& c, double& least, Measure measure) {
    Value& value = draw[c.value].second;
    const Given& given = *judging_.scope.given(draw[c.value].first);
    const Number before = value.data[c.entry];
    for (const double side : {1.0, -1.0}) {
      value.data[c.entry] = before + from_double_exactly(side * c.step);
      const double room_there =
          is_member(given, value, draw, judging_.scope) ? room(draw, measure) : no_room_known;
      if (room_there < least) {
        least = room_there;
        c.step *= 2;
        return true;
      }
    }
    value.data[c.entry] = before;
    return false;
  }

  /// Steps are powers of two.
  static Number from_double_exactly(double step) {
    const int exponent = std::ilogb(step);
    const Number size = pow(Number(2), Number(exponent));
    return step < 0 ? -size : size;
  }

  const Inequality& inequality_;
  const Judging& judging_;
  std::uint64_t nodes_, spent_ = 0;
};

}  // namespace

bool leaves_room(const Step& step) { return inequality_of(step).relation != nullptr; }

void walk_to_the_tightest(const Step& step, const Judging& judging, const std::vector<Draw>& bases,
                          std::uint64_t nodes, const std::function<bool(const Draw&)>& is_over) {
  const Inequality inequality = inequality_of(step);
  if (!inequality.relation) return;
  for (const Measure measure : {Measure::difference, Measure::share}) {
    Walk walk(inequality, judging, nodes / 2);
    std::vector<std::pair<double, const Draw*>> rooms;
    for (const Draw& base : bases)
      if (!walk.is_tired()) rooms.emplace_back(walk.room(base, measure), &base);
    std::stable_sort(rooms.begin(), rooms.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < std::min(walks, rooms.size()); ++i)
      if (std::isfinite(rooms[i].first) && walk.downhill(*rooms[i].second, measure, is_over))
        return;
  }
}

}  // namespace assay::derivation
