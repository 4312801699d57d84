#include "properties/laws/judging.h"

#include <fmt/format.h>

#include "fast/targets.h"
#include "reference/scalar/rounding.h"

namespace assay {

namespace {

std::string index_text(const Shape& shape, std::size_t flat) {
  Shape index(shape.size());
  auto rest = static_cast<std::int64_t>(flat);
  for (std::size_t axis = shape.size(); axis-- > 0; rest /= shape[axis])
    index[axis] = rest % shape[axis];
  return to_string(index);
}

/// One side of an operator as a function of one bag: the inputs, or inputs and upstream together.
struct Subject {
  Function<Real> exact;
  Function<double> fast;
  Bag<double> inputs;
  std::vector<std::string> names;
  Depth depth;
};

Subject value_subject(const Operator& op, const Case& drawn) {
  Subject subject{op.reference.real, op.fast, drawn.inputs, {}, op.card.depth};
  for (const Output& output : op.card.outputs) subject.names.push_back(output.name);
  return subject;
}

Subject gradient_subject(const Operator& op, const Case& drawn) {
  const std::size_t inputs = op.card.inputs.size();
  Subject subject{joined(op.gradient.real, inputs),
                  joined(op.fast_gradient, inputs),
                  drawn.inputs,
                  {},
                  op.card.gradient_depth};
  const Bag<double> upstream = upstream_of(op, drawn);
  subject.inputs.insert(subject.inputs.end(), upstream.begin(), upstream.end());
  for (const std::size_t k : differentiable_inputs(op.card))
    subject.names.push_back("d" + op.card.inputs[k].name);
  return subject;
}

}  // namespace

void for_each_run(const Operator& op, const std::function<void(const std::string& target)>& body) {
  if (!op.runs_on_every_target) return body("");
  fast::for_each_target([&](fast::Target target) { body(fast::target_name(target)); });
}

std::string run_prefix(const std::string& target) {
  return target.empty() ? "" : fmt::format("[{}] ", target);
}

Bag<double> upstream_of(const Operator& op, const Case& drawn) {
  return draw_upstream(shapes_of(op.reference.plain(drawn.inputs, drawn.attributes)), drawn.seed);
}

std::string describe(const Judged& judged, Format format) {
  return fmt::format(
      "{}{}: wanted {} ({}), got {} ({:.9g}), {:.3g} ulp, graded {}{}", run_prefix(judged.target),
      judged.element, to_hex(round_to(judged.exact, format)), to_decimal(judged.exact, 10),
      to_hex(judged.got), judged.got, judged.graded.ulps, name(judged.graded.grade),
      judged.graded.allowed > 0 ? fmt::format(" (stable allows {:.3g} ulp)", judged.graded.allowed)
                                : "");
}

void judge_fast(const Operator& op, const Case& drawn, Side side,
                const std::function<void(const Judged&)>& visit) {
  const Subject subject =
      side == Side::value ? value_subject(op, drawn) : gradient_subject(op, drawn);
  const Bag<Real> exact = subject.exact(convert<Real>(subject.inputs), drawn.attributes);
  std::vector<Tensor<double>> conditions;  // computed when first asked for
  const auto allowed = [&](std::size_t k, std::size_t i) {
    if (conditions.empty())
      conditions =
          condition_sums(subject.exact, subject.inputs, drawn.attributes, integer_inputs(op.card));
    return StableBound{.condition = conditions[k].data[i],
                       .depth = depth_at(subject.depth, drawn.sizes, drawn.attributes),
                       .output = op.card.format,
                       .accumulation = op.card.format}
        .allowed(round_to(exact[k].data[i], op.card.format));
  };
  for_each_run(op, [&](const std::string& target) {
    const Bag<double> got = subject.fast(subject.inputs, drawn.attributes);
    if (shapes_of(got) != shapes_of(exact))
      throw LawBroken(run_prefix(target) + "the shapes of the outputs differ from the reference's");
    for (std::size_t k = 0; k < got.size(); ++k)
      for (std::size_t i = 0; i < got[k].data.size(); ++i)
        visit({.target = target,
               .element = subject.names.at(k) + index_text(got[k].shape, i),
               .graded = grade(got[k].data[i], exact[k].data[i], op.card.format,
                               [&] { return allowed(k, i); }),
               .got = got[k].data[i],
               .exact = exact[k].data[i]});
  });
}

}  // namespace assay
