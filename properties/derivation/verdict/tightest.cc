#include "properties/derivation/verdict/tightest.h"

#include <algorithm>
#include <cmath>

#include "properties/derivation/verdict/meeting.h"
#include "properties/derivation/verdict/room.h"

namespace assay::derivation {

namespace {

constexpr long digits_of_room = 20;
constexpr std::size_t walks = 2;        ///< from so many bases on each measure of the room
constexpr int most_visits = 4;          ///< of a walk that has met equality
constexpr double smallest_step = 1e-9;  ///< relative to the number that moves
constexpr double no_room_known = INFINITY;

enum class Measure { difference, share };  ///< b - a, or (b - a) / (|a| + |b|)

/// The least of the rooms in a chain.
double least_room(const Tree& relation, Measure measure, const Environment& e) {
  double least = no_room_known;
  for (const Room& room : rooms_in(relation, e))
    least = std::min(least, (measure == Measure::share ? room.share() : room.size).approximate());
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
        room = least_room(inequality_.relation, measure, e);
    } catch (const std::runtime_error&) {
      room = no_room_known;
    }
    spent_ += session.steps + 1;
    return std::isnan(room) ? no_room_known : room;
  }

  /// To where no step is worth taking. True when `is_over` said so.
  bool downhill(Draw& draw, Measure measure, const AtTightest& is_over) {
    double least = room(draw, measure);
    std::vector<Move> moves = moves_from(draw);
    int visits = 0;
    for (bool moving = true; moving && !is_tired();) {
      moving = false;
      for (Move& move : moves) {
        if (move.step < smallest_step * move.scale) continue;
        moving = true;
        if (!step_down(draw, move, least, measure)) {
          move.step /= 4;
          continue;
        }
        if (least > 0) continue;
        if (is_over(draw, std::nullopt)) return true;
        if (++visits == most_visits) return false;
      }
    }
    return false;
  }

 private:
  /// How far a coordinate moves next.
  struct Move {
    Coordinate along;
    double step, scale;
  };

  std::vector<Move> moves_from(const Draw& draw) const {
    std::vector<Move> moves;
    for (const Coordinate& c : coordinates_of(draw, judging_.scope)) {
      const double size = std::abs(c.in(draw).approximate());
      if (std::isfinite(size)) moves.push_back({c, std::exp2(std::ilogb(size + 0.25)), size});
    }
    return moves;
  }

  bool step_down(Draw& draw, Move& move, double& least, Measure measure) {
    const Value before = draw[move.along.value].second;
    for (const double side : {1.0, -1.0}) {
      move.along.move(draw, exactly(side * move.step));
      const double room_there =
          is_allowed(move.along, draw, judging_.scope) ? room(draw, measure) : no_room_known;
      if (room_there < least) {
        least = room_there;
        move.step *= 2;
        return true;
      }
      draw[move.along.value].second = before;
    }
    return false;
  }

  const Inequality& inequality_;
  const Judging& judging_;
  std::uint64_t nodes_, spent_ = 0;
};

}  // namespace

bool leaves_room(const Step& step) { return inequality_of(step).relation != nullptr; }

void walk_to_the_tightest(const Step& step, const Judging& judging, const std::vector<Draw>& bases,
                          std::uint64_t nodes, const AtTightest& is_over) {
  const Inequality inequality = inequality_of(step);
  if (!inequality.relation) return;
  for (const Measure measure : {Measure::difference, Measure::share}) {
    Walk walk(inequality, judging, nodes / 2);
    std::vector<std::pair<double, const Draw*>> rooms;
    for (const Draw& base : bases)
      if (!walk.is_tired()) rooms.emplace_back(walk.room(base, measure), &base);
    std::stable_sort(rooms.begin(), rooms.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < std::min(walks, rooms.size()); ++i) {
      if (!std::isfinite(rooms[i].first)) continue;
      Draw draw = *rooms[i].second;
      if (walk.downhill(draw, measure, is_over)) return;
      if (measure == Measure::difference && visit_the_minimum(step, judging, draw, is_over)) return;
    }
  }
}

}  // namespace assay::derivation
