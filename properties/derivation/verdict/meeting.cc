#include "properties/derivation/verdict/meeting.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "properties/derivation/verdict/room.h"

namespace assay::derivation {

namespace {

constexpr std::size_t most_coordinates = 8;
constexpr std::uint64_t most_nodes = 20'000;
constexpr int first_scale = -16, last_scale = -330;  ///< log2 of the differences
constexpr long working_digits = 250;  ///< second differences need twice those of the scale
constexpr int most_gain = 40;         ///< bits by which a step's double can be better than the last
constexpr double equal_to_bits = 500;    ///< of the room, or of its square
constexpr double valley_bits = 200;      ///< by which the room is larger on both sides
constexpr double beside_a_border = -64;  ///< log2 of the room that a condition leaves
constexpr double rank_tolerance = 1e-6;
constexpr double longest_step = 0x1p18;
constexpr int undamped_at_the_end = 3;

/// Newton's model of the height around a point, in units of the differences.
struct Model {
  Eigen::VectorXd slope;
  Eigen::MatrixXd bend;

  /// To its minimum, along the directions in which it bends upwards.
  Eigen::VectorXd step() const {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(bend);
    const Eigen::VectorXd& bends = solver.eigenvalues();
    Eigen::VectorXd step = Eigen::VectorXd::Zero(slope.size());
    const double largest = bends[bends.size() - 1];
    for (Eigen::Index i = 0; i < bends.size(); ++i)
      if (largest > 0 && bends[i] > rank_tolerance * largest) {
        const Eigen::VectorXd along = solver.eigenvectors().col(i);
        step -= along * (along.dot(slope) / bends[i]);
      }
    return step.norm() > longest_step ? Eigen::VectorXd(step * (longest_step / step.norm())) : step;
  }
};

bool is_small(const Number& a, const Number& b) {
  const double size = std::max({a.log2_magnitude(), b.log2_magnitude(), 0.0});
  return (a - b).log2_magnitude() < size + beside_a_border;
}

/// The point lies where a condition is about to fail: what is wrong beyond it counts for nothing.
bool is_at_border(const Tree& logic, const Environment& e) {
  const bool ordered = logic->kind == Kind::relation;
  if (ordered || logic->kind == Kind::interval) {
    for (std::size_t i = 1; i < logic->kids.size(); ++i)
      if (is_small(evaluate_scalar(logic->kids[i - 1], e), evaluate_scalar(logic->kids[i], e)))
        return true;
    return false;
  }
  if (logic->kind == Kind::member && logic->kids[1]->kind == Kind::interval) {
    const Number x = evaluate_scalar(logic->kids[0], e);
    return std::any_of(logic->kids[1]->kids.begin(), logic->kids[1]->kids.end(),
                       [&](const Tree& end) { return is_small(x, evaluate_scalar(end, e)); });
  }
  return std::any_of(logic->kids.begin(), logic->kids.end(),
                     [&](const Tree& kid) { return is_at_border(kid, e); });
}

class Descent {
 public:
  Descent(const Inequality& inequality, const Judging& judging, Draw from, int power)
      : inequality_(inequality), judging_(judging), draw_(std::move(from)), power_(power) {
    coordinates_ = coordinates_of(draw_, judging.scope);
  }

  /// What `is_over` says.
  bool run(const AtTightest& is_over) {
    if (coordinates_.empty() || coordinates_.size() > most_coordinates) return false;
    std::optional<Room> room = room_at(draw_);
    int undamped = 0;
    while (room && spent_ < most_nodes && !judging_.out_of_time()) {
      if (height(*room).may_be_zero()) return is_met(is_over);
      if (room->size.sign() < 0) return is_over(draw_, std::nullopt);
      if (undamped >= undamped_at_the_end && is_all_but_zero(*room)) return is_met(is_over);
      const std::optional<Model> model = model_around(*room);
      if (!model) return false;
      const Eigen::VectorXd step = model->step();
      double share = 1;
      const std::optional<Room> next = stepped(step, *room, share);
      const bool is_close = step.norm() < 1;
      if (!next && !is_close) return false;
      undamped = !next || share == 1 ? undamped + 1 : 0;
      if (is_close && undamped > 0) {
        // A minimum that leaves room stays where it is.
        if (next && scale_ < 2 * first_scale &&
            (height(*next) * Number(2) - height(*room)).approximate() > 0)
          return false;
        if (scale_ == last_scale) return false;
        scale_ = std::max({2 * scale_, scale_ - most_gain, last_scale});
      }
      if (next) room = next;
    }
    return false;
  }

 private:
  Number height(const Room& room) const { return power_ == 1 ? room.size : room.size * room.size; }

  /// The tightest room of the chain; none where it cannot be had or rests on an estimate.
  std::optional<Room> room_at(const Draw& draw) {
    Session session;
    session.conventions = judging_.conventions;
    session.deadline = judging_.deadline;
    const DigitsScope precision(session, working_digits);
    std::optional<Room> least;
    try {
      Environment e(judging_.scope, session);
      bind_all(e, draw);
      if (!inequality_.premise || evaluate_truth(inequality_.premise, e))
        for (Room& room : rooms_in(inequality_.relation, e))
          if (!least || room.size.approximate() < least->size.approximate())
            least = std::move(room);
    } catch (const std::runtime_error&) {
      least.reset();
    }
    spent_ += session.steps + 1;
    if (session.estimated || (least && !std::isfinite(least->size.approximate()))) return {};
    return least;
  }

  Number length_along(const Coordinate& c, int scale) const {
    const int size = std::ilogb(std::max(std::abs(c.in(draw_).approximate()), 0.25));
    return pow(Number(2), Number(size + scale));
  }

  /// The height with one or two coordinates moved by one difference each.
  std::optional<Number> height_beside(int scale, std::size_t i, long steps,
                                      std::optional<std::size_t> j = {}) {
    Draw beside = draw_;
    coordinates_[i].move(beside, Number(steps) * length_along(coordinates_[i], scale));
    if (j) coordinates_[*j].move(beside, length_along(coordinates_[*j], scale));
    if (!is_allowed(coordinates_[i], beside, judging_.scope)) return {};
    if (j && !is_allowed(coordinates_[*j], beside, judging_.scope)) return {};
    const std::optional<Room> room = room_at(beside);
    return room ? std::optional(height(*room)) : std::nullopt;
  }

  std::optional<Model> model_around(const Room& room) {
    const auto n = static_cast<Eigen::Index>(coordinates_.size());
    Model model{Eigen::VectorXd(n), Eigen::MatrixXd(n, n)};
    const Number here = height(room);
    std::vector<Number> above;
    for (std::size_t i = 0; i < coordinates_.size(); ++i) {
      const auto up = height_beside(scale_, i, 1), down = height_beside(scale_, i, -1);
      if (!up || !down) return {};
      above.push_back(*up);
      const auto at = static_cast<Eigen::Index>(i);
      model.slope[at] = (*up - *down).approximate() / 2;
      model.bend(at, at) = (*up - here + (*down - here)).approximate();
      for (std::size_t j = 0; j < i; ++j) {
        const auto both = height_beside(scale_, i, 1, j);
        if (!both) return {};
        const auto other = static_cast<Eigen::Index>(j);
        model.bend(at, other) = model.bend(other, at) =
            (*both - above[i] - (above[j] - here)).approximate();
      }
    }
    if (!model.slope.allFinite() || !model.bend.allFinite()) return {};
    return model;
  }

  /// Takes the largest share of the step that leads down.
  std::optional<Room> stepped(const Eigen::VectorXd& step, const Room& before, double& share) {
    for (; share > 1e-3; share /= 4) {
      Draw there = draw_;
      bool allowed = true;
      for (std::size_t i = 0; i < coordinates_.size(); ++i)
        coordinates_[i].move(there, exactly(share * step[static_cast<Eigen::Index>(i)]) *
                                        length_along(coordinates_[i], scale_));
      for (const Coordinate& c : coordinates_)
        allowed = allowed && is_allowed(c, there, judging_.scope);
      const std::optional<Room> room = allowed ? room_at(there) : std::nullopt;
      if (!room || (height(*room) - height(before)).approximate() > 0) continue;
      draw_ = std::move(there);
      return room;
    }
    return {};
  }

  bool is_all_but_zero(const Room& room) const {
    const double size = std::max(0.0, (abs(room.left) + abs(room.right)).log2_magnitude());
    return height(room).log2_magnitude() < size - equal_to_bits;
  }

  /// Higher on both sides of the point, and by far: in the tail of exp(-x) one side is lower, and
  /// where nothing is left of it both are as low.
  bool is_in_a_valley(const Room& room) {
    const double bottom = std::max(height(room).log2_magnitude(), -2 * equal_to_bits);
    bool any = false;
    for (std::size_t i = 0; i < coordinates_.size(); ++i) {
      const auto up = height_beside(first_scale, i, 1), down = height_beside(first_scale, i, -1);
      if (!up || !down) return false;
      const double lower = std::min(up->log2_magnitude(), down->log2_magnitude());
      if (lower < bottom - 1) return false;
      any = any || (!up->may_be_zero() && !down->may_be_zero() && lower > bottom + valley_bits);
    }
    return any;
  }

  /// No condition, and no end of a domain, is about to fail there.
  bool is_inside() const {
    Session session;
    session.conventions = judging_.conventions;
    const DigitsScope precision(session, working_digits);
    Environment e(judging_.scope, session);
    bind_all(e, draw_);
    try {
      if (inequality_.premise && is_at_border(inequality_.premise, e)) return false;
      for (const Condition& condition : judging_.scope.conditions)
        if (is_at_border(condition.logic, e)) return false;
      for (const Coordinate& c : coordinates_) {
        const Domain& domain = judging_.scope.given(draw_[c.value].first)->domain;
        if (domain.base == Domain::Base::positive && is_small(c.in(draw_), Number(0))) return false;
        if (domain.base != Domain::Base::interval) continue;
        for (const Tree& end : domain.parts)
          if (infinite_sign(*end) == 0 && is_small(c.in(draw_), evaluate_scalar(end, e)))
            return false;
      }
    } catch (const std::runtime_error&) {
      return false;
    }
    return true;
  }

  bool is_met(const AtTightest& is_over) {
    const std::optional<Room> room = room_at(draw_);
    if (!room || !room->strict || !is_all_but_zero(*room)) return false;
    if (!is_in_a_valley(*room) || !is_inside()) return false;
    Outcome meeting;
    meeting.kind = Outcome::Kind::differ;
    meeting.rigorous = false;
    meeting.solved = true;
    meeting.left = Value(room->left);
    meeting.right = Value(room->right);
    return is_over(draw_, meeting);
  }

  const Inequality& inequality_;
  const Judging& judging_;
  Draw draw_;
  int power_;
  std::vector<Coordinate> coordinates_;
  int scale_ = first_scale;
  std::uint64_t spent_ = 0;
};

}  // namespace

bool visit_the_minimum(const Step& step, const Judging& judging, const Draw& from,
                       const AtTightest& is_over) {
  const Inequality inequality = inequality_of(step);
  return Descent(inequality, judging, from, 1).run(is_over) ||
         Descent(inequality, judging, from, 2).run(is_over);
}

}  // namespace assay::derivation
