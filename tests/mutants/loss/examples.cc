// Slips in the losses of whole examples: several classes, word vectors, action values, latents.

#include "tests/mutants/loss/elementwise.h"

namespace assay {

namespace {

const std::string soft = "loss/soft_cross_entropy", cross = "loss/cross_entropy", nll = "loss/nll",
                  skip_gram = "loss/skip_gram", negative = "loss/negative_sampling",
                  target = "loss/q_learning_target",
                  double_target = "loss/double_q_learning_target", q_learning = "loss/q_learning",
                  vae = "loss/vae", denoising = "loss/denoising_autoencoder";

/// The right operator on changed inputs and attributes: change(inputs, attributes).
template <class F>
auto on_changed(const Reference& right, F change) {
  return [right, change]<class T>(Bag<T> in, Attributes a) {
    change(in, a);
    return right.at<T>()(in, a);
  };
}

template <class F>
Mutant everywhere_on(const std::string& op, const std::string& slip, F change) {
  return {op, "everywhere: " + slip,
          [change](Operator& row) { plant_everywhere(row, on_changed(row.reference, change)); }};
}

template <class F>
Mutant kernel_on(const std::string& op, const std::string& slip, F change) {
  return {op, "kernel: " + slip, [change](Operator& row) {
            row.fast = [right = row.fast, change](Bag<double> in, Attributes a) {
              change(in, a);
              return right(in, a);
            };
          }};
}

/// The reference's gradient becomes that at changed inputs and attributes.
template <class F>
Mutant gradient_on(const std::string& op, const std::string& slip, F change) {
  return {op, "gradient: " + slip, [change](Operator& row) {
            row.gradient.wide = [right = row.gradient.wide, change](
                                    Bag<WideReal> in, const Bag<WideReal>& g, Attributes a) {
              change(in, a);
              return right(in, g, a);
            };
          }};
}

/// The loss times a factor of (inputs, attributes), everywhere.
template <class F>
Mutant everywhere_times(const std::string& op, const std::string& slip, F factor) {
  return {op, "everywhere: " + slip, [factor](Operator& row) {
            plant_everywhere(row, [right = row.reference, factor]<class T>(const Bag<T>& in,
                                                                           const Attributes& a) {
              Bag<T> out = right.at<T>()(in, a);
              for (T& element : out[0].data) element *= T(factor(in, a));
              return out;
            });
          }};
}

template <class T>
void fill(Tensor<T>& x, int value) {
  for (T& element : x.data) element = T(value);
}

template <class T>
void scale(Tensor<T>& x, int factor) {
  for (T& element : x.data) element *= T(factor);
}

bool is_mean(const Attributes& a) { return a.choice("reduction") == "mean"; }

std::vector<Mutant> of_labels() {
  const auto unweighted = [](auto& in, Attributes&) { fill(in[2], 1); };
  return {
      everywhere_on(soft, "probabilities in place of logits",
                    []<class T>(Bag<T>& in, Attributes&) {
                      for (T& x : in[0].data) x = log1p(T(exp(x)));
                    }),
      everywhere_on(soft, "the targets' squares",
                    []<class T>(Bag<T>& in, Attributes&) {
                      for (T& t : in[1].data) t *= t;
                    }),
      kernel_on(soft, "the targets in reverse",
                [](auto& in, Attributes&) { std::reverse(in[1].data.begin(), in[1].data.end()); }),
      gradient_times(soft, "averaged over the classes too",
                     [](const auto& in, const Attributes&) {
                       return WideReal(1) / static_cast<int>(in[0].extent(1) + 1);
                     }),
      everywhere_on(cross, "weights ignored", unweighted),
      everywhere_times(cross, "the mean divided by the count",
                       []<class T>(const Bag<T>& in, const Attributes& a) {
                         T sum(0);
                         for (const T& w : in[2].data) sum += w;
                         return is_mean(a) ? T(sum / static_cast<int>(in[1].size())) : T(1);
                       }),
      everywhere_on(cross, "the smoothing shared by the other classes only",
                    []<class T>(const Bag<T>& in, Attributes& a) {
                      const auto k = static_cast<double>(in[2].size());
                      a.set("label_smoothing", a.real("label_smoothing") * k / (k - 1));
                    }),
      everywhere_on(cross, "no label is ignored",
                    [](const auto&, Attributes& a) { a.set("ignore_index", std::int64_t{-100}); }),
      kernel_on(cross, "smoothing ignored",
                [](const auto&, Attributes& a) { a.set("label_smoothing", 0.0); }),
      gradient_on(cross, "weights ignored", unweighted),
      everywhere_on(nll, "weights ignored", unweighted),
      everywhere_on(nll, "probabilities in place of their logarithms",
                    []<class T>(Bag<T>& in, Attributes&) {
                      for (T& x : in[0].data) x = exp(T(-abs(x)));
                    }),
      everywhere_times(nll, "the sign", [](const auto&, const Attributes&) { return -1; }),
      kernel_on(nll, "no label is ignored",
                [](const auto&, Attributes& a) { a.set("ignore_index", std::int64_t{-100}); }),
      gradient_on(nll, "weights ignored", unweighted),
  };
}

std::vector<Mutant> of_words() {
  return {
      everywhere_on(skip_gram, "the sign of the product",
                    [](auto& in, Attributes&) { scale(in[0], -1); }),
      everywhere_on(skip_gram, "twice the product", [](auto& in, Attributes&) { scale(in[1], 2); }),
      kernel_on(skip_gram, "the first word, whichever was seen",
                [](auto& in, Attributes&) { fill(in[2], 0); }),
      gradient_times(skip_gram, "the sign", [](const auto&, const Attributes&) { return -1; }),
      gradient_on(skip_gram, "at the first word, whichever was seen",
                  [](auto& in, Attributes&) { fill(in[2], 0); }),
      everywhere_on(negative, "the drawn words as if they had been seen",
                    [](auto& in, Attributes&) { scale(in[2], -1); }),
      everywhere_on(negative, "the sign of the seen word's product",
                    [](auto& in, Attributes&) { scale(in[1], -1); }),
      kernel_on(negative, "the drawn words forgotten",
                [](auto& in, Attributes&) { fill(in[2], 0); }),
      everywhere_times(negative, "averaged over the drawn words",
                       []<class T>(const Bag<T>& in, const Attributes&) {
                         return T(1) / static_cast<int>(in[2].extent(1) + 1);
                       }),
      gradient_on(negative, "sigmoid(z) in place of sigmoid(-z)",
                  [](auto& in, Attributes&) { scale(in[1], -1); }),
  };
}

std::vector<Mutant> of_actions() {
  const auto endless = [](auto& in, Attributes&) { fill(in[1], 0); };
  return {
      everywhere_on(target, "the end of the episode ignored", endless),
      everywhere_on(target, "the sum in place of the largest value",
                    []<class T>(Bag<T>& in, Attributes&) {
                      for (std::int64_t n = 0; n < in[2].extent(0); ++n) {
                        T sum(0);
                        for (std::int64_t a = 0; a < in[2].extent(1); ++a) sum += in[2].at(n, a);
                        for (std::int64_t a = 0; a < in[2].extent(1); ++a) in[2].at(n, a) = sum;
                      }
                    }),
      kernel_on(target, "the end ignored", endless),
      gradient_on(target, "the end ignored", endless),
      gradient_on(target, "the discount forgotten",
                  [](const auto&, Attributes& a) { a.set("discount", 1.0); }),
      everywhere_on(double_target, "the online values value the action too",
                    [](auto& in, Attributes&) { in[3] = in[2]; }),
      everywhere_on(double_target, "the target network chooses too",
                    [](auto& in, Attributes&) { in[2] = in[3]; }),
      kernel_on(double_target, "the smallest online value",
                [](auto& in, Attributes&) { scale(in[2], -1); }),
      gradient_on(double_target, "the end ignored", endless),
      everywhere_times(q_learning, "half of the square",
                       [](const auto&, const Attributes&) { return 0.5; }),
      everywhere_on(q_learning, "the first action, whichever was taken",
                    [](auto& in, Attributes&) { fill(in[1], 0); }),
      kernel_on(q_learning, "the sign of the target",
                [](auto& in, Attributes&) { scale(in[2], -1); }),
      gradient_times(q_learning, "the sign", [](const auto&, const Attributes&) { return -1; }),
  };
}

std::vector<Mutant> of_latents() {
  return {
      everywhere_on(vae, "the logarithm of the deviation in place of the variance's",
                    [](auto& in, Attributes&) { scale(in[3], 2); }),
      everywhere_on(vae, "beta left out", [](const auto&, Attributes& a) { a.set("beta", 1.0); }),
      everywhere_on(vae, "the variance in place of its logarithm",
                    []<class T>(Bag<T>& in, Attributes&) {
                      for (T& x : in[3].data) x = log(T(abs(x) + 1));
                    }),
      kernel_on(vae, "standard latents", [](auto& in, Attributes&) { fill(in[3], 0); }),
      gradient_times(vae, "the sign", [](const auto&, const Attributes&) { return -1; }),
      gradient_on(vae, "beta left out", [](const auto&, Attributes& a) { a.set("beta", 1.0); }),
  };
}

std::vector<Mutant> of_noise() {
  const auto unheard = [](auto& in, Attributes&) { fill(in[1], 0); };
  const auto seen = []<class T>(Bag<T>& in, Attributes&) {
    for (std::size_t i = 0; i < in[0].data.size(); ++i) in[0].data[i] += in[1].data[i];
    fill(in[1], 0);
  };
  return {
      everywhere_on(denoising, "compared with what it saw", seen),
      everywhere_on(denoising, "the noise not added", unheard),
      everywhere_times(denoising, "averaged over the features too",
                       []<class T>(const Bag<T>& in, const Attributes&) {
                         return T(1) / T(static_cast<int>(in[0].extent(1) + 1));
                       }),
      everywhere_on(denoising, "tanh for sigmoid",
                    [](const auto&, Attributes& a) {
                      if (a.choice("encoder") == "sigmoid") a.set("encoder", std::string("tanh"));
                    }),
      kernel_on(denoising, "compared with what it saw", seen),
      spoilt_gradient(denoising, "x not a target",
                      [](Bag<double>& d, const Bag<double>&, const Attributes&) { d[0] = d[1]; }),
      gradient_on(denoising, "as if there were no noise", unheard),
  };
}

}  // namespace

std::vector<Mutant> example_loss_mutants() {
  std::vector<Mutant> all = of_labels();
  for (const auto& more : {of_words(), of_actions(), of_latents(), of_noise()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
