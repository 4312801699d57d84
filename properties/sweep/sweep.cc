#include "properties/sweep/sweep.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>

#include "fast/targets.h"
#include "properties/grading/grading.h"
#include "reference/scalar/rounding.h"

namespace assay {

namespace {

constexpr std::uint64_t patterns = std::uint64_t{1} << 32;
constexpr std::size_t block_size = 1 << 16;

/// The side of the operator that is swept, as functions of one tensor.
struct Subject {
  Function<double> fast;
  Function<double> plain;
  Function<Real> exact;
};

template <class T>
Function<T> with_ones(const Pullback<T>& pullback) {
  return [&pullback](const Bag<T>& x, const Attributes& attributes) {
    return pullback(x, {Tensor<T>(x.at(0).shape, T(1))}, attributes);
  };
}

Subject subject_of(const Operator& op, bool derivative) {
  const bool pointwise = op.card.inputs.size() == 1 && op.card.inputs[0].dims.size() == 1 &&
                         op.card.batch == op.card.inputs[0].dims[0];
  if (!pointwise) throw std::invalid_argument(op.card.name + " is not pointwise");
  if (!derivative) return {op.fast, op.reference.plain, op.reference.real};
  if (!op.gradient) throw std::invalid_argument(op.card.name + " has no gradient");
  return {with_ones(op.fast_gradient), with_ones(op.gradient.plain), with_ones(op.gradient.real)};
}

class Judge {
 public:
  Judge(const Subject& subject, const Attributes& attributes, Format format)
      : subject_(subject), attributes_(attributes), format_(format) {}

  Real exact(double x) const {
    return subject_.exact({Tensor<Real>({1}, Real(x))}, attributes_).at(0).data.at(0);
  }

  /// Tells whether `got` is the correct rounding, and adds to the worst error.
  void judge(SweepRow& row, double x, double got, double screen) const {
    ++row.inputs;
    const double rounded = round_to(screen, format_);
    const double spacing = ulp(rounded, format_);
    const double distance = std::abs(got - screen) / spacing;
    // How far the double value is from the middle between two floats, where rounding turns.
    const double offset = std::abs(screen - rounded) / spacing;
    const bool clear = std::isfinite(rounded) && std::abs(offset - 0.5) > 1e-5 && screen != 0;
    const double wanted = clear ? rounded : round_to(exact(x), format_);
    if (got == wanted) ++row.correctly_rounded;
    const bool special = !std::isfinite(got) || !std::isfinite(wanted);
    const double error = special ? (got == wanted ? 0 : HUGE_VAL) : distance;
    if (error > row.worst_ulps) {
      row.worst_ulps = error;
      row.worst_input = x;
      row.worst_got = got;
      row.worst_wanted = wanted;
    }
  }

 private:
  const Subject& subject_;
  const Attributes& attributes_;
  Format format_;
};

std::vector<double> next_block(std::uint64_t& pattern, std::uint64_t stride) {
  std::vector<double> block;
  for (; pattern < patterns && block.size() < block_size; pattern += stride) {
    const double x = std::bit_cast<float>(static_cast<std::uint32_t>(pattern));
    if (std::isfinite(x)) block.push_back(x);
  }
  return block;
}

}  // namespace

std::vector<SweepRow> sweep(const Operator& op, bool derivative, std::uint64_t stride,
                            const std::function<void(double)>& progress) {
  const Subject subject = subject_of(op, derivative);
  const Attributes attributes = default_attributes(op.card);
  const Judge judge(subject, attributes, op.card.format);
  std::vector<SweepRow> rows;
  for (const fast::Target target : fast::supported_targets()) {
    rows.emplace_back();
    rows.back().target = fast::target_name(target);
  }
  for (std::uint64_t pattern = 0; pattern < patterns;) {
    const std::vector<double> block = next_block(pattern, stride);
    if (block.empty()) continue;
    const Bag<double> x = {Tensor<double>({static_cast<std::int64_t>(block.size())}, block)};
    const Bag<double> screen = subject.plain(x, attributes);
    std::size_t row = 0;
    fast::for_each_target([&](fast::Target) {
      const Bag<double> got = subject.fast(x, attributes);
      for (std::size_t i = 0; i < block.size(); ++i)
        judge.judge(rows[row], block[i], got[0].data[i], screen[0].data[i]);
      ++row;
    });
    progress(static_cast<double>(pattern) / static_cast<double>(patterns));
  }
  for (SweepRow& row : rows)
    if (std::isfinite(row.worst_ulps))
      row.worst_ulps = ulp_error(row.worst_got, judge.exact(row.worst_input), op.card.format);
  return rows;
}

}  // namespace assay
