// The linear map as geometry: rotations, reflections, scalings, shears and projections are what
// their matrices are said to be.

#include "properties/cases/random.h"
#include "properties/laws/expect.h"
#include "properties/linear/identities.h"

namespace assay::linear_laws {

namespace {

using Matrix = Tensor<WideReal>;

constexpr std::int64_t dimension = 3;

WideReal small_ratio(RandomSource& random) {
  return WideReal(static_cast<int>(random.between(1, 9))) / static_cast<int>(random.between(1, 9)) *
         (random.one_in(2) ? 1 : -1);
}

/// Rows to be mapped.
Matrix some_rows(RandomSource& random) {
  Matrix x({2, dimension});
  for (WideReal& element : x.data) element = small_ratio(random);
  return x;
}

Matrix identity_matrix() {
  Matrix one({dimension, dimension});
  for (std::int64_t i = 0; i < dimension; ++i) one.at(i, i) = 1;
  return one;
}

/// W x for every row x, without a bias.
Matrix image(const Operator& op, const Matrix& weight, const Matrix& x) {
  return evaluate(op, {x, weight, Matrix({dimension})}, {}).at(0);
}

WideReal inner(const Matrix& x, std::int64_t a, const Matrix& y, std::int64_t b) {
  WideReal sum = 0;
  for (std::int64_t i = 0; i < dimension; ++i) sum += x.at(a, i) * y.at(b, i);
  return sum;
}

/// The volume of the box that the unit vectors become, with its orientation.
WideReal volume(const Operator& op, const Matrix& weight) {
  const Matrix e = image(op, weight, identity_matrix());
  return e.at(0, 0) * (e.at(1, 1) * e.at(2, 2) - e.at(1, 2) * e.at(2, 1)) -
         e.at(0, 1) * (e.at(1, 0) * e.at(2, 2) - e.at(1, 2) * e.at(2, 0)) +
         e.at(0, 2) * (e.at(1, 0) * e.at(2, 1) - e.at(1, 1) * e.at(2, 0));
}

/// From the first axis towards the second by the angle whose half has the tangent t: its cosine is
/// (1 - t^2) / (1 + t^2), its sine 2 t / (1 + t^2).
void check_rotation(const Operator& op, const Case& drawn) {
  RandomSource random(drawn.seed);
  const WideReal t = small_ratio(random), cosine = (1 - t * t) / (1 + t * t),
                 sine = 2 * t / (1 + t * t);
  Matrix turn = identity_matrix();
  turn.at(0, 0) = turn.at(1, 1) = cosine;
  turn.at(0, 1) = -sine;
  turn.at(1, 0) = sine;
  const Matrix x = some_rows(random), y = image(op, turn, x),
               e = image(op, turn, identity_matrix());
  for (const std::int64_t other : {0, 1})
    expect_equal(inner(y, 0, y, other), inner(x, 0, x, other), "lengths and angles", 1);
  expect_equal(e.at(0, 0), cosine, "the first axis, turned", 1);
  expect_equal(e.at(0, 1), sine, "the first axis, turned", 1);
  expect_equal(volume(op, turn), 1, "the volume");
}

/// I - 2 v v^T / <v, v>
void check_reflection(const Operator& op, const Case& drawn) {
  RandomSource random(drawn.seed);
  const Matrix v = some_rows(random);
  Matrix mirror = identity_matrix();
  for (std::int64_t i = 0; i < dimension; ++i)
    for (std::int64_t j = 0; j < dimension; ++j)
      mirror.at(i, j) -= 2 * v.at(0, i) * v.at(0, j) / inner(v, 0, v, 0);
  const Matrix x = some_rows(random), once = image(op, mirror, x), flipped = image(op, mirror, v);
  expect_equal(image(op, mirror, once), x, "reflected twice", 1);
  for (std::int64_t i = 0; i < dimension; ++i)
    expect_equal(flipped.at(0, i), -v.at(0, i), "the mirror's normal");
  expect_equal(volume(op, mirror), -1, "the volume");
}

void check_scaling(const Operator& op, const Case& drawn) {
  RandomSource random(drawn.seed);
  Matrix scale({dimension, dimension});
  WideReal product = 1;
  for (std::int64_t i = 0; i < dimension; ++i) {
    scale.at(i, i) = small_ratio(random);
    product *= scale.at(i, i);
  }
  const Matrix x = some_rows(random), y = image(op, scale, x);
  for (std::int64_t n = 0; n < x.extent(0); ++n)
    for (std::int64_t i = 0; i < dimension; ++i)
      expect_equal(y.at(n, i), scale.at(i, i) * x.at(n, i), "each axis by its factor");
  expect_equal(volume(op, scale), product, "the volume");
}

/// I + c e_1 e_2^T moves the first axis by c times the second.
void check_shear(const Operator& op, const Case& drawn) {
  RandomSource random(drawn.seed);
  Matrix shear = identity_matrix();
  shear.at(0, 1) = small_ratio(random);
  const Matrix x = some_rows(random), y = image(op, shear, x);
  for (std::int64_t n = 0; n < x.extent(0); ++n) {
    expect_equal(y.at(n, 0) - x.at(n, 0), shear.at(0, 1) * x.at(n, 1), "along the first axis", 1);
    for (const std::int64_t i : {1, 2}) expect_equal(y.at(n, i), x.at(n, i), "the other axes");
  }
  expect_equal(volume(op, shear), 1, "the volume");
}

/// u v^T / <u, v>, onto u along what is orthogonal to v.
void check_projection(const Operator& op, const Case& drawn) {
  RandomSource random(drawn.seed);
  Matrix u = some_rows(random);
  for (std::int64_t i = 0; i < dimension; ++i)  // v, at a sharp angle to u
    u.at(1, i) = u.at(0, i) * abs(u.at(1, i));
  Matrix onto({dimension, dimension});
  for (std::int64_t i = 0; i < dimension; ++i)
    for (std::int64_t j = 0; j < dimension; ++j)
      onto.at(i, j) = u.at(0, i) * u.at(1, j) / inner(u, 0, u, 1);
  const Matrix x = some_rows(random), once = image(op, onto, x);
  expect_equal(image(op, onto, once), once, "projected twice", 1);
  for (std::int64_t n = 0; n < x.extent(0); ++n)
    expect_equal(inner(once, n, u, 1), inner(x, n, u, 1), "what the projection keeps", 1);
  expect_equal(volume(op, onto), 0, "the volume", 1);
}

}  // namespace

std::vector<Identity> geometric_identities() {
  return {
      {"a rotation keeps lengths, angles and volumes, and turns as its angle says", check_rotation},
      {"a reflection undoes itself and flips its normal", check_reflection},
      {"a scaling multiplies each axis, and volumes by the product", check_scaling},
      {"a shear moves one axis by another and keeps volumes", check_shear},
      {"a projection done twice is done once", check_projection}};
}

}  // namespace assay::linear_laws
