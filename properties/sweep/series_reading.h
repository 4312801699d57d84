// The Taylor reading of a pointwise reference. It travels inside the reading on balls, so that one
// declaration gives both and a row that lacks it is still a row.
#pragma once

#include "properties/catalogue/kinds.h"
#include "reference/scalar/series.h"

namespace assay {

using SeriesFunction = std::function<Series(const Series& x, const Attributes& attributes)>;

/// What Operator::reference.ball holds where the function also reads as a power series.
struct BallsWithSeries {
  Function<Ball> balls;
  SeriesFunction series;
  Bag<Ball> operator()(const Bag<Ball>& inputs, const Attributes& attributes) const {
    return balls(inputs, attributes);
  }
};

/// The same of Operator::gradient.ball: `series` is the derivative's.
struct PullbackWithSeries {
  Pullback<Ball> balls;
  SeriesFunction series;
  Bag<Ball> operator()(const Bag<Ball>& inputs, const Bag<Ball>& upstream,
                       const Attributes& attributes) const {
    return balls(inputs, upstream, attributes);
  }
};

template <class F>
SeriesFunction as_series(F f) {
  return [f](const Series& x, const Attributes& attributes) {
    return Series(kinds::call(f, attributes, x));
  };
}

/// pointwise(f) that also reads as a power series.
template <class F>
Reference pointwise_with_series(F f) {
  Reference reference = pointwise(f);
  reference.ball = BallsWithSeries{reference.ball, as_series(f)};
  return reference;
}

/// pointwise_gradient(derivative) that also reads as a power series.
template <class F>
GradientReference pointwise_gradient_with_series(F derivative) {
  GradientReference gradient = pointwise_gradient(derivative);
  gradient.ball = PullbackWithSeries{gradient.ball, as_series(derivative)};
  return gradient;
}

}  // namespace assay
