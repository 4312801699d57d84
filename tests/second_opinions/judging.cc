#include "tests/second_opinions/judging.h"

#include <fmt/format.h>

#include <cmath>

#include "properties/cases/given.h"
#include "reference/scalar/proof.h"
#include "reference/scalar/rounding.h"

namespace assay::second_opinions {

namespace {

/// A condition sum perturbs the inputs one by one, which takes minutes for more elements than
/// these: there a value must be tight.
constexpr std::size_t most_perturbed = 10000;

std::size_t element_count_of(const Bag<double>& inputs) {
  std::size_t count = 0;
  for (const Tensor<double>& input : inputs) count += input.data.size();
  return count;
}

/// A reference at the inputs and attributes of a call.
struct Question {
  const Operator& op;
  const Call& call;
  Reference reference;
  Attributes attributes;

  std::vector<Tensor<double>> conditions() const {
    if (!call.averages)
      return condition_sums(reference.real, call.inputs, attributes, integer_inputs(op.card));
    Bag<double> magnitudes = call.inputs;
    for (Tensor<double>& input : magnitudes)
      for (double& element : input.data) element = std::abs(element);
    return reference.plain(magnitudes, attributes);
  }

  double depth() const {
    std::vector<Shape> shapes = shapes_of(call.inputs);
    shapes.resize(op.card.inputs.size());
    return call.more_steps +
           depth_at(op.card.depth, infer_sizes(op.card, shapes, attributes), attributes);
  }
};

Question question_of(const Operator& op, const Call& call, const Attributes& instead) {
  Question question{op, call, call.composed ? call.composed : op.reference,
                    complete_attributes(op.card, call.attributes)};
  for (const Attributes& more : {call.besides, instead})
    for (const auto& [name, value] : more.values()) question.attributes.set(name, value);
  return question;
}

std::string proof_of(const Question& question, std::size_t output, std::size_t i, double got,
                     const Real& exact, const Graded& graded, Format format) {
  const auto proven =
      prove(question.reference.ball, question.call.inputs, question.attributes, format);
  const bool settled = !proven.empty() && proven[output].data[i].proven;
  return fmt::format(
      "published {} ({:.9g}), exactly {}, {} {}: {:.4g} ulp apart, stable allows {:.3g}",
      to_hex(got), got, to_decimal(exact, 20), settled ? "proven to round to" : "rounds to",
      to_hex(settled ? proven[output].data[i].value : round_to(exact, format)), graded.ulps,
      graded.allowed);
}

}  // namespace

bool contradicts(const Judgement& judgement) { return judgement.graded.grade > Grade::stable; }

std::vector<Judgement> judge(const Operator& op, const Call& call, const Attributes& instead) {
  const Question question = question_of(op, call, instead);
  const Bag<Real> exact = question.reference.real(convert<Real>(call.inputs), question.attributes);
  std::vector<Tensor<double>> conditions;  // computed when first asked for
  std::vector<Judgement> judgements;
  for (std::size_t k = 0; k < call.answers.size(); ++k) {
    const Answer& answer = call.answers[k];
    for (std::size_t i = 0; i < answer.values.size(); ++i) {
      const Real& value = exact.at(k).data.at(i);
      const auto allowed = [&] {
        if (!call.averages && element_count_of(call.inputs) > most_perturbed) return 0.0;
        if (conditions.empty()) conditions = question.conditions();
        return StableBound{.condition = conditions[k].data[i],
                           .depth = question.depth(),
                           .output = answer.format,
                           .accumulation = answer.format}
            .allowed(round_to(value, answer.format));
      };
      Judgement judgement{answer.name, answer.positions.at(i),
                          grade(answer.values[i], value, answer.format, allowed)};
      if (contradicts(judgement))
        judgement.proof =
            proof_of(question, k, i, answer.values[i], value, judgement.graded, answer.format);
      judgements.push_back(std::move(judgement));
    }
    if (exact.at(k).data.size() != answer.values.size())
      throw std::logic_error("an output of " + op.card.name + " has another number of elements");
  }
  return judgements;
}

}  // namespace assay::second_opinions
