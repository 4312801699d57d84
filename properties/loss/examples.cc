// Identities of the losses of whole examples: word vectors, action values, latent variables.

#include "properties/loss/examples.h"

#include "properties/loss/elementwise.h"
#include "properties/loss/identities.h"

namespace assay::loss_laws {

Drawn::Drawn(const Operator& of, const Case& drawn)
    : op(of), in(convert<WideReal>(drawn.inputs)), attributes(drawn.attributes) {
  for (std::size_t k = 0; k < in.size(); ++k) {
    if (of.card.inputs[k].domain.kind == Domain::Kind::integer) continue;
    for (WideReal& element : in[k].data) element = within(static_cast<double>(element), 60);
  }
}

Drawn Drawn::with(const std::string& name, const AttributeValue& value) const {
  Drawn changed = *this;
  changed.attributes.set(name, value);
  return changed;
}

Drawn Drawn::example(std::int64_t n, const std::vector<std::size_t>& batched) const {
  Drawn one = *this;
  for (const std::size_t k : batched) {
    const std::int64_t size = in[k].size() / in[k].extent(0);
    const auto begin = in[k].data.begin() + n * size;
    Shape shape = in[k].shape;
    shape[0] = 1;
    one.in[k] = Tensor<WideReal>(shape, std::vector<WideReal>(begin, begin + size));
  }
  return one;
}

Tensor<WideReal> Drawn::output() const { return evaluate(op, in, attributes).at(0); }

namespace {

using Examples = std::function<void(const Drawn&)>;

Identity drawn_identity(const std::string& sentence, const Examples& check) {
  return {sentence, [check](const Operator& op, const Case& drawn) { check(Drawn(op, drawn)); }};
}

/// The sentence about each example alone, its loss not averaged.
Identity of_each_example(const std::string& sentence, const std::vector<std::size_t>& batched,
                         const Examples& check) {
  return drawn_identity(sentence, [=](const Drawn& x) {
    for (std::int64_t n = 0; n < x.in[0].extent(0); ++n)
      check(x.example(n, batched).with("reduction", std::string("sum")));
  });
}

/// The product of row `row` of a with row 0 of b, both seen as rows of b's length.
WideReal inner(const Tensor<WideReal>& a, std::int64_t row, const Tensor<WideReal>& b) {
  const std::int64_t d = b.extent(-1);
  WideReal sum = 0;
  for (std::int64_t i = 0; i < d; ++i)
    sum += a.data[static_cast<std::size_t>(row * d + i)] * b.data[static_cast<std::size_t>(i)];
  return sum;
}

void negate(Tensor<WideReal>& x) {
  for (WideReal& element : x.data) element = -element;
}

}  // namespace

std::vector<Identity> skip_gram_identities() {
  return {mean_is_sum_by_count(),
          of_each_example("over all words e^-L sums to 1", {0, 2},
                          [](Drawn x) {
                            WideReal sum = 0;
                            for (std::int64_t w = 0; w < x.in[1].extent(0); ++w) {
                              x.in[2].data[0] = w;
                              sum += exp(-x.loss());
                            }
                            expect_equal(sum, 1, "the sum of e^-L");
                          }),
          of_each_example("the losses of two words differ by their vectors' products with v",
                          {0, 2}, [](Drawn x) {
                            const WideReal before = x.loss();
                            const auto seen = static_cast<std::int64_t>(x.in[2].data[0]);
                            x.in[2].data[0] = 0;
                            expect_equal(x.loss() - before,
                                         inner(x.in[1], seen, x.in[0]) - inner(x.in[1], 0, x.in[0]),
                                         "the difference", 1e4);
                          })};
}

std::vector<Identity> negative_sampling_identities() {
  return {mean_is_sum_by_count(),
          of_each_example("e^-L is the product of the words' probabilities", {0, 1, 2},
                          [](const Drawn& x) {
                            WideReal inverse = 1 + exp(-inner(x.in[1], 0, x.in[0]));
                            for (std::int64_t k = 0; k < x.in[2].extent(1); ++k)
                              inverse *= 1 + exp(inner(x.in[2], k, x.in[0]));
                            expect_equal(x.loss(), log(inverse), "the loss", 1);
                          }),
          of_each_example("a centre turned round changes the loss by the products", {0, 1, 2},
                          [](Drawn x) {
                            WideReal wanted = -inner(x.in[1], 0, x.in[0]);
                            for (std::int64_t k = 0; k < x.in[2].extent(1); ++k)
                              wanted += inner(x.in[2], k, x.in[0]);
                            const WideReal before = x.loss();
                            negate(x.in[0]);
                            expect_equal(before - x.loss(), wanted, "the change", 1e4);
                          })};
}

namespace {

/// y + discount (1 - done) c for values raised by c, and the reward alone at the end.
std::vector<Identity> target_identities(std::size_t valuing) {
  return {drawn_identity("the last reward of an episode is its target",
                         [](Drawn x) {
                           for (WideReal& done : x.in[1].data) done = 1;
                           expect_equal(x.output(), x.in[0], "the target");
                         }),
          drawn_identity("values raised by 3 raise the target by 3 discount, before the end",
                         [valuing](Drawn x) {
                           const Tensor<WideReal> before = x.output();
                           for (WideReal& value : x.in[valuing].data) value += 3;
                           const Tensor<WideReal> after = x.output();
                           const WideReal step = 3 * x.attributes.number<WideReal>("discount");
                           for (std::size_t n = 0; n < before.data.size(); ++n)
                             expect_equal(after.data[n] - before.data[n],
                                          step * (1 - x.in[1].data[n]), "the rise", 1);
                         })};
}

}  // namespace

std::vector<Identity> q_learning_target_identities() {
  std::vector<Identity> all = target_identities(2);
  all.push_back(drawn_identity("without reward, end and discount the target is the largest value",
                               [](Drawn x) {
                                 x.attributes.set("discount", 1.0);
                                 for (const std::size_t k : {0, 1})
                                   for (WideReal& element : x.in[k].data) element = 0;
                                 const Tensor<WideReal> target = x.output();
                                 for (std::int64_t n = 0; n < target.size(); ++n) {
                                   bool is_one = false;
                                   for (std::int64_t a = 0; a < x.in[2].extent(1); ++a) {
                                     expect(target.at(n) >= x.in[2].at(n, a), "a value is larger");
                                     is_one = is_one || target.at(n) == x.in[2].at(n, a);
                                   }
                                   expect(is_one, "the target is no value");
                                 }
                               }));
  return all;
}

std::vector<Identity> double_q_learning_target_identities() {
  std::vector<Identity> all = target_identities(3);
  all.push_back(drawn_identity("values negated give the opposite: they do not choose", [](Drawn x) {
    const Tensor<WideReal> before = x.output();
    negate(x.in[3]);
    const Tensor<WideReal> after = x.output();
    for (std::size_t n = 0; n < before.data.size(); ++n)
      expect_equal(before.data[n] + after.data[n], 2 * x.in[0].data[n], "the sum", 100);
  }));
  all.push_back(drawn_identity("online values raised alike choose the same", [](Drawn x) {
    const Tensor<WideReal> before = x.output();
    for (WideReal& value : x.in[2].data) value = 2 * value + 1;
    expect_equal(x.output(), before, "the target");
  }));
  return all;
}

std::vector<Identity> q_learning_identities() {
  return {mean_is_sum_by_count(),
          of_each_example("the loss is the square of the taken action's error", {0, 1, 2},
                          [](const Drawn& x) {
                            const auto taken = static_cast<std::size_t>(x.in[1].data[0]);
                            expect_equal(sqrt(x.loss()), abs(x.in[2].data[0] - x.in[0].data[taken]),
                                         "the root of the loss");
                          }),
          of_each_example("the other actions' values do not matter", {0, 1, 2}, [](Drawn x) {
            const WideReal before = x.loss();
            const auto taken = static_cast<std::size_t>(x.in[1].data[0]);
            for (std::size_t a = 0; a < x.in[0].data.size(); ++a)
              if (a != taken) x.in[0].data[a] += 5;
            expect_equal(x.loss(), before, "the loss");
          })};
}

std::vector<Identity> vae_identities() {
  return {mean_is_sum_by_count(),
          drawn_identity(
              "a perfect reconstruction costs beta times the divergence of normals",
              [](Drawn x) {
                x.in[1] = x.in[0];
                WideReal divergence = 0;
                for (std::size_t i = 0; i < x.in[2].data.size(); ++i) {
                  const WideReal variance = exp(x.in[3].data[i]);
                  divergence +=
                      (x.in[2].data[i] * x.in[2].data[i] + variance - 1 - log(variance)) / 2;
                }
                expect_equal(x.with("reduction", std::string("sum")).loss(),
                             x.attributes.number<WideReal>("beta") * divergence, "the loss", 1);
              }),
          drawn_identity("standard normal latents cost nothing but the squared error", [](Drawn x) {
            for (const std::size_t k : {2, 3})
              for (WideReal& element : x.in[k].data) element = 0;
            WideReal wanted = 0;
            for (std::size_t i = 0; i < x.in[0].data.size(); ++i)
              wanted += (x.in[0].data[i] - x.in[1].data[i]) * (x.in[0].data[i] - x.in[1].data[i]);
            expect_equal(x.with("reduction", std::string("sum")).loss(), wanted, "the loss", 1);
          })};
}

namespace {

Tensor<WideReal> unit_matrix(std::int64_t n) {
  Tensor<WideReal> matrix({n, n});
  for (std::int64_t i = 0; i < n; ++i) matrix.at(i, i) = 1;
  return matrix;
}

Drawn summed(const Drawn& x) { return x.with("reduction", std::string("sum")); }

}  // namespace

std::vector<Identity> denoising_autoencoder_identities() {
  return {drawn_identity("the sum is the count times the mean",
                         [](const Drawn& x) {
                           expect_equal(
                               summed(x).loss(),
                               x.in[0].extent(0) * x.with("reduction", std::string("mean")).loss(),
                               "the sum");
                         }),
          drawn_identity("a network that passes on what it sees pays the noise's square",
                         [](Drawn x) {
                           const std::int64_t d = x.in[0].extent(1);
                           x.in[2] = x.in[4] = unit_matrix(d);
                           x.in[3] = x.in[5] = Tensor<WideReal>({d});
                           WideReal square = 0;
                           for (const WideReal& n : x.in[1].data) square += n * n;
                           expect_equal(summed(x.with("encoder", std::string("identity"))).loss(),
                                        square, "the loss", 1e4);
                         }),
          drawn_identity("noise moved into example and bias changes nothing",
                         [](Drawn x) {
                           const WideReal before = x.loss();
                           for (WideReal& element : x.in[0].data) element += 1;
                           for (WideReal& element : x.in[1].data) element -= 1;
                           for (WideReal& element : x.in[5].data) element += 1;
                           expect_equal(x.loss(), before, "the loss", 1e6);
                         }),
          drawn_identity("tanh z = 2 sigmoid(2 z) - 1 makes one encoder of the other", [](Drawn x) {
            const WideReal of_tanh = x.with("encoder", std::string("tanh")).loss();
            const std::int64_t d = x.in[4].extent(0), k = x.in[4].extent(1);
            for (std::int64_t i = 0; i < d; ++i)
              for (std::int64_t j = 0; j < k; ++j) x.in[5].at(i) -= x.in[4].at(i, j);
            for (const std::size_t weights : {2, 3, 4})
              for (WideReal& element : x.in[weights].data) element *= 2;
            expect_equal(x.with("encoder", std::string("sigmoid")).loss(), of_tanh, "the loss",
                         1e6);
          })};
}

}  // namespace assay::loss_laws
