// What the rows of optimizer updates share: parameter, gradient and state to the next parameter and
// state, element by element, and many such steps in a row.
#pragma once

#include <string>
#include <vector>

#include "properties/catalogue/kinds.h"

namespace assay {

inline const std::string not_differentiated = "an update is applied, not differentiated";

/// An input of n elements.
Input vector_input(const std::string& name, const Domain& domain);

AttributeCard number(const std::string& name, double fallback, std::vector<AttributeValue> draws,
                     const std::string& meaning, double lower, double upper);
AttributeCard choice(const std::string& name, const std::string& first, const std::string& second,
                     const std::string& meaning);

AttributeCard learning_rate();
AttributeCard epsilon_of(double fallback);
/// The number of a step, from 1.
AttributeCard step_number(std::vector<AttributeValue> draws, double most);

/// theta [n], gradient [n] and the state; all but the gradient are updated.
Card update_card(const std::string& name, const std::string& summary, const Domain& gradient,
                 const std::vector<Input>& state);

/// The references that follow from a rule: one step, and many (see trajectory_of).
struct UpdateReferences {
  Reference step, path;
};

/// What no trajectory leaves free: every step has a rate of its own, and a centered variance may
/// round to a negative one in the state.
Attributes fixed_in_trajectories();

/// Where a trajectory's steps are: the attributes of step `k`, counted from 0.
Attributes at_step(Attributes attributes, std::int64_t k);

namespace updates {

/// Row `k` of gradients [k, n].
template <class T>
Tensor<T> row_of(const Tensor<T>& x, std::int64_t k) {
  const auto first = x.data.begin() + k * x.extent(1);
  return Tensor<T>({x.extent(1)}, std::vector<T>(first, first + x.extent(1)));
}

/// Many steps of step(inputs, k): theta [n], gradients [k, n], rates [k] and the state to theta
/// after every step, [k, n], and the last state.
template <class T, class Step>
Bag<T> follow(const Bag<T>& in, Step step) {
  Bag<T> now = in;
  now.erase(now.begin() + 2);
  Tensor<T> path(in.at(1).shape);
  for (std::int64_t k = 0; k < in[1].extent(0); ++k) {
    now[1] = row_of(in[1], k);
    const Bag<T> next = step(now, k);
    now[0] = next.at(0);
    std::copy(next.begin() + 1, next.end(), now.begin() + 2);
    std::copy(now[0].data.begin(), now[0].data.end(), path.data.begin() + k * in[1].extent(1));
  }
  Bag<T> out = {path};
  out.insert(out.end(), now.begin() + 2, now.end());
  return out;
}

/// Element by element; everything but the gradient is updated.
template <class T, class Shared, class Rule>
Bag<T> apply(const Bag<T>& in, const Shared& shared, Rule rule) {
  Bag<T> out;
  for (std::size_t k = 0; k < in.size(); ++k)
    if (k != 1) out.push_back(in[k]);
  for (std::size_t i = 0; i < in[0].data.size(); ++i) {
    const std::vector<T> updated = rule(in, i, shared);
    for (std::size_t k = 0; k < out.size(); ++k) out[k].data[i] = updated[k];
  }
  return out;
}

}  // namespace updates

/// settings(attributes, T) gives what all elements share, among it `lr`; rule(inputs, i, settings)
/// gives one number an output, for element i.
template <class Settings, class Rule>
UpdateReferences update(Settings settings, Rule rule) {
  return {tensorwise([=]<class T>(const Bag<T>& in, const Attributes& attributes) {
            return updates::apply(in, settings(attributes, T(0)), rule);
          }),
          tensorwise([=]<class T>(const Bag<T>& in, const Attributes& attributes) {
            return updates::follow(in, [&](const Bag<T>& now, std::int64_t k) {
              auto shared = settings(at_step(attributes, k), T(0));
              shared.lr = in[2].data[static_cast<std::size_t>(k)];
              return updates::apply(now, shared, rule);
            });
          })};
}

/// One rule: its row, and the reference of many of its steps.
struct UpdateRule {
  Operator step;
  Reference path;
};

UpdateRule update_rule(Card card, const UpdateReferences& references, Function<double> fast,
                       std::vector<Identity> identities);

/// The fast twin of a rule: kernel(what is updated, gradient, attributes) in place.
template <class F>
Function<double> fast_update(F kernel) {
  return fast_tensorwise([kernel](const Bag<float>& in, const Attributes& attributes) {
    Bag<float> out;
    for (std::size_t k = 0; k < in.size(); ++k)
      if (k != 1) out.push_back(in[k]);
    kernel(out, std::span<const float>(in[1].data), attributes);
    return out;
  });
}

inline float single(const Attributes& attributes, const std::string& name) {
  return static_cast<float>(attributes.real(name));
}

/// Many steps of a rule from one start, each with a gradient and a learning rate of its own.
Operator trajectory_of(const UpdateRule& rule);

// The rules of the family, file by file.
std::vector<UpdateRule> root_mean_square_optimizers();
std::vector<UpdateRule> moment_optimizers();

}  // namespace assay
