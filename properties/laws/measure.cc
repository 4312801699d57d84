#include "properties/laws/measure.h"

#include <fmt/format.h>

#include "properties/cases/draw.h"
#include "properties/laws/judging.h"

namespace assay {

namespace {

void record(Measured& row, const Judged& judged, const Operator& op, const Case& drawn) {
  const Graded& graded = judged.graded;
  ++row.count[static_cast<std::size_t>(graded.grade)];
  const bool worse =
      graded.grade > row.worst || (graded.grade == row.worst && graded.ulps > row.worst_ulps);
  if (!worse) return;
  row.worst = graded.grade;
  row.worst_ulps = graded.ulps;
  row.worst_element = describe(judged, op.card.format);
  row.worst_case = to_string(op.card, drawn);
}

Measured& row_of(std::vector<Measured>& rows, const std::string& target, Side side) {
  const bool gradient = side == Side::gradient;
  for (Measured& row : rows)
    if (row.target == target && row.gradient == gradient) return row;
  return rows.emplace_back(Measured{.target = target, .gradient = gradient});
}

}  // namespace

std::string grade_counts(const Measured& row) {
  std::string text;
  for (const Grade grade : all_grades)
    if (const auto count = row.count[static_cast<std::size_t>(grade)])
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name(grade));
  return text;
}

std::vector<Measured> measure(const Operator& op, int cases, std::uint64_t seed,
                              const std::function<void(double)>& progress) {
  std::vector<Measured> rows;
  for (int n = 0; n < cases; ++n) {
    const Case drawn = draw_case(op.card, seed + static_cast<std::uint64_t>(n), n % 100);
    for (const Side side : {Side::value, Side::gradient}) {
      if (side == Side::gradient && !(op.gradient && op.fast_gradient)) continue;
      judge_fast(op, drawn, side, [&](const Judged& judged) {
        record(row_of(rows, judged.target, side), judged, op, drawn);
      });
    }
    if (progress) progress((n + 1.0) / cases);
  }
  return rows;
}

}  // namespace assay
