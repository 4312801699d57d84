// Fast against reference, graded, on every instruction set.

#include <fmt/format.h>

#include "properties/laws/judging.h"

namespace assay {

namespace {

void hold(const Operator& op, const Case& drawn, Side side, Grade promise) {
  judge_fast(op, drawn, side, [&](const Judged& judged) {
    if (judged.graded.grade > promise)
      throw LawBroken(
          fmt::format("{}, promised {}", describe(judged, op.card.format), name(promise)));
  });
}

}  // namespace

Law fast_agrees_with_reference() {
  return {.name = "fast_agrees_with_reference",
          .sentence = "The fast twin keeps its promised grade on every instruction set.",
          .applies = [](const Operator& op) { return static_cast<bool>(op.fast); },
          .check = [](const Operator& op,
                      const Case& drawn) { hold(op, drawn, Side::value, op.card.promise); },
          .cases = 200};
}

Law fast_gradient_agrees_with_reference() {
  return {
      .name = "fast_gradient_agrees_with_reference",
      .sentence = "The fast gradient keeps its promised grade on every instruction set.",
      .applies = [](const Operator& op) { return op.gradient && op.fast_gradient; },
      .check = [](const Operator& op,
                  const Case& drawn) { hold(op, drawn, Side::gradient, op.card.gradient_promise); },
      .cases = 100,
      .evaluate =
          [](const Operator& op, const Case& drawn) {
            return eval_command(op.card, drawn, upstream_of(op, drawn));
          }};
}

}  // namespace assay
