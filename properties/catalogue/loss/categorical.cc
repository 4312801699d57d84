// Losses of a target with several classes, beyond the plain softmax cross-entropy.

#include "fast/loss/categorical.h"

#include "properties/catalogue/loss/rows.h"
#include "properties/loss/identities.h"
#include "reference/loss/cross_entropy.h"

namespace assay::loss {

namespace {

std::size_t classes_of(const Bag<float>& in) { return static_cast<std::size_t>(in[0].extent(1)); }

Operator soft_cross_entropy_row() {
  return {
      .card = {.name = "loss/soft_cross_entropy",
               .summary = "Cross-entropy of softmax with probabilities as targets, from logits",
               .formula = "L = -\\frac1N \\sum_{r,i} t_{ri} \\log \\mathrm{softmax}(x_r)_i",
               .gradient_formula =
                   "\\partial L/\\partial x_{ri} = \\frac gN (\\mathrm{softmax}(x_r)_i "
                   "\\sum_j t_{rj} - t_{ri}),\\quad "
                   "\\partial L/\\partial t_{ri} = -\\frac gN \\log \\mathrm{softmax}(x_r)_i",
               .source = "Goodfellow, Bengio & Courville 2016, Deep learning, section 6.2.2.3",
               .dims = {{"N", 1, 4}, {"k", 1, 19}},
               .inputs = {{.name = "logits", .dims = {"N", "k"}, .domain = reals(0x1p+60)},
                          {.name = "target",
                           .dims = {"N", "k"},
                           .domain = closed_interval(0, 1),
                           .meaning = "the probability of each class; need not sum to 1"}},
               .attributes = {reduction()},
               .outputs = one_number,
               .conventions = {{"reduction", "attribute, mean over the examples",
                                "PyTorch's mean over examples too, whatever the targets weigh"}},
               .promise = Grade::faithful,
               .depth = {.steps = 15, .over = "N*k"},
               .gradient_depth = {.steps = 16, .over = "2*k"}},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        T sum(0);
        const auto logits = rows_of(in.at(0)), targets = rows_of(in.at(1));
        for (std::size_t r = 0; r < logits.size(); ++r)
          sum += soft_cross_entropy(logits[r], targets[r]);
        return Bag<T>{Tensor<T>::scalar(sum / T(divisor(a, in[0].extent(0))))};
      }),
      .gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                  const Attributes& a) {
        const T g = upstream.at(0).data.at(0) / T(divisor(a, in[0].extent(0)));
        std::vector<T> dx, dt;
        const auto logits = rows_of(in.at(0)), targets = rows_of(in.at(1));
        for (std::size_t r = 0; r < logits.size(); ++r) {
          for (const T& slope : soft_cross_entropy_gradient(logits[r], targets[r]))
            dx.push_back(g * slope);
          for (const T& slope : soft_cross_entropy_target_gradient(logits[r]))
            dt.push_back(g * slope);
        }
        return Bag<T>{Tensor<T>(in[0].shape, std::move(dx)), Tensor<T>(in[1].shape, std::move(dt))};
      }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        return Bag<float>{Tensor<float>::scalar(fast::soft_cross_entropy(
            in[0].data, in[1].data, classes_of(in), scale(a, in[0].extent(0))))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Bag<float> gradient = {in[0], in[1]};
            fast::soft_cross_entropy_gradient(in[0].data, in[1].data, classes_of(in),
                                              upstream[0].data[0], scale(a, in[0].extent(0)),
                                              gradient[0].data, gradient[1].data);
            return gradient;
          }),
      .identities = loss_laws::soft_cross_entropy_identities()};
}

const Convention ignored = {"ignore_index", "attribute ignore_index, -100",
                            "-100 in PyTorch, an attribute in ONNX, ignore_class in Keras; NaN "
                            "as the mean of nothing"};
const Convention weighted_mean = {"weighted_mean", "divided by the sum of the labels' weights",
                                  "the same in PyTorch and ONNX; by the count in Keras"};

AttributeCard ignore_index() {
  return {.name = "ignore_index",
          .fallback = std::int64_t{-100},
          .draws = {std::int64_t{-100}, std::int64_t{0}, std::int64_t{1}},
          .meaning = "examples with this label count for nothing",
          .lower = -0x1p+31,
          .upper = 0x1p+31 - 1};
}

Domain class_or_ignored() {
  Domain domain = index_below("k");
  domain.or_attribute = "ignore_index";
  return domain;
}

/// A label that repeats the one before it is ignored; but not all of them are, as the mean of
/// nothing is no number.
void ignore_some(Bag<double>& in, const Attributes& a) {
  const auto no_class = static_cast<double>(a.integer("ignore_index"));
  std::vector<double>& labels = in.at(1).data;
  for (std::size_t r = labels.size(); r-- > 1;)
    if (labels[r] == labels[r - 1]) labels[r] = no_class;
  if (std::all_of(labels.begin(), labels.end(), [&](double y) { return y == no_class; }))
    labels[0] = no_class == 0 ? 1 : 0;
}

std::vector<Input> labelled(const std::string& name, const Domain& domain) {
  return {{.name = name, .dims = {"N", "k"}, .domain = domain},
          {.name = "label",
           .dims = {"N"},
           .domain = class_or_ignored(),
           .differentiable = false,
           .meaning = "the class, or ignore_index"},
          {.name = "weight",
           .dims = {"k"},
           .domain = closed_interval(0x1p-10, 0x1p+10),
           .differentiable = false,
           .meaning = "of each class"}};
}

/// The labels of the examples that count, and what their sum is divided by.
template <class T>
struct Counted {
  std::vector<std::pair<std::size_t, std::size_t>> example_and_label;
  T divisor;
};

template <class T>
Counted<T> counted(const Bag<T>& in, const Attributes& a) {
  Counted<T> result{{}, T(0)};
  for (std::size_t r = 0; r < in.at(1).data.size(); ++r) {
    if (in[1].data[r] == T(static_cast<double>(a.integer("ignore_index")))) continue;
    const std::size_t y = label_at(in[1], r, in.at(2).data.size());
    result.example_and_label.emplace_back(r, y);
    result.divisor += in[2].data[y];
  }
  if (a.choice("reduction") == "sum") result.divisor = T(1);
  return result;
}

template <class T>
LabelRule<T> rule_of(const Bag<T>& in, const Attributes& a) {
  return {.weight = in.at(2).data,
          .smoothing = a.number<T>("label_smoothing"),
          .ignored = a.integer("ignore_index")};
}

fast::LabelRule fast_rule(const Bag<float>& in, const Attributes& a, double smoothing) {
  return {.weight = in[2].data,
          .smoothing = smoothing,
          .ignored = a.integer("ignore_index"),
          .mean = a.choice("reduction") == "mean"};
}

Operator cross_entropy_row() {
  return {
      .card =
          {.name = "loss/cross_entropy",
           .summary = "Cross-entropy of softmax with weighted, smoothed or ignored labels",
           .formula = "L = -\\frac1W \\sum_r \\left((1 - s) w_{y_r} \\log p_{r y_r} + "
                      "\\frac sk \\sum_c w_c \\log p_{rc}\\right),\\ p_r = "
                      "\\mathrm{softmax}(x_r),\\ W = \\sum_r w_{y_r}",
           .gradient_formula =
               "\\partial L/\\partial x_{ri} = \\frac gW \\sum_j (a_{rj} p_{ri} - a_{ri} p_{rj}),"
               "\\ a_{ri} = (1 - s) w_{y_r} [i = y_r] + \\frac sk w_i",
           .source = "Szegedy et al. 2016, Rethinking the Inception architecture, arXiv "
                     "1512.00567, section 7; weighted as in PyTorch",
           .dims = {{"N", 1, 4}, {"k", 2, 11}},
           .inputs = labelled("logits", reals(0x1p+60)),
           .attributes = {{.name = "label_smoothing",
                           .fallback = 0.0,
                           .draws = {0.0, 0.1, 0.5},
                           .meaning = "the share s of all classes in each target",
                           .lower = 0,
                           .upper = 1},
                          ignore_index(),
                          reduction()},
           .outputs = one_number,
           .couple = ignore_some,
           .conventions = {weighted_mean,
                           ignored,
                           {"label_smoothing", "the label's class has its share too, weighted",
                            "the same in PyTorch; shares without weights in Keras and Optax"}},
           .promise = Grade::tight,
           .depth = {.steps = 20, .over = "N*k"},
           .gradient_depth = {.steps = 22, .over = "N+2*k"},
           .nan_rule = "an ignored example is not read"},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        const Counted<T> examples = counted(in, a);
        const LabelRule<T> rule = rule_of(in, a);
        const auto rows = rows_of(in[0]);
        T sum(0);
        for (const auto& [r, y] : examples.example_and_label)
          sum += cross_entropy(rows[r], y, rule);
        return Bag<T>{Tensor<T>::scalar(sum / examples.divisor)};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            const Counted<T> examples = counted(in, a);
            const T g = upstream.at(0).data.at(0) / examples.divisor;
            const LabelRule<T> rule = rule_of(in, a);
            const auto rows = rows_of(in[0]);
            Tensor<T> dx(in[0].shape);
            for (const auto& [r, y] : examples.example_and_label) {
              const std::vector<T> slopes = cross_entropy_gradient(rows[r], y, rule);
              for (std::size_t i = 0; i < slopes.size(); ++i)
                dx.data[r * slopes.size() + i] = g * slopes[i];
            }
            return Bag<T>{dx};
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        std::vector<float> workspace(classes_of(in));
        return Bag<float>{Tensor<float>::scalar(fast::cross_entropy(
            in[0].data, to_labels(in[1]), fast_rule(in, a, a.real("label_smoothing")), workspace))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            std::vector<float> workspace(classes_of(in));
            Tensor<float> dx(in[0].shape);
            fast::cross_entropy_gradient(in[0].data, to_labels(in[1]),
                                         fast_rule(in, a, a.real("label_smoothing")),
                                         upstream[0].data[0], workspace, dx.data);
            return Bag<float>{dx};
          }),
      .identities = loss_laws::cross_entropy_identities()};
}

Operator nll_row() {
  return {
      .card = {.name = "loss/nll",
               .summary = "Negative log-likelihood of labels, from log-probabilities",
               .formula = "L = -\\frac1W \\sum_r w_{y_r} x_{r y_r},\\ W = \\sum_r w_{y_r}",
               .gradient_formula = "\\partial L/\\partial x_{ri} = -\\frac gW w_{y_r} [i = y_r]",
               .source = "definition; PyTorch's nll_loss, ONNX NegativeLogLikelihoodLoss",
               .dims = {{"N", 1, 5}, {"k", 2, 9}},
               .inputs = labelled("log_probability", reals(0x1p+60)),
               .attributes = {ignore_index(), reduction()},
               .outputs = one_number,
               .couple = ignore_some,
               .conventions = {weighted_mean, ignored},
               .gradient_promise = Grade::faithful,
               .depth = {.steps = 4, .over = "2*N"},
               .gradient_depth = {.steps = 5, .over = "N"},
               .nan_rule = "only the log-probabilities of the labels are read"},
      .reference = tensorwise([]<class T>(const Bag<T>& in, const Attributes& a) {
        const Counted<T> examples = counted(in, a);
        const auto rows = rows_of(in[0]);
        T sum(0);
        for (const auto& [r, y] : examples.example_and_label) sum -= in[2].data[y] * rows[r][y];
        return Bag<T>{Tensor<T>::scalar(sum / examples.divisor)};
      }),
      .gradient = tensorwise_gradient(
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            const Counted<T> examples = counted(in, a);
            Tensor<T> dx(in[0].shape);
            for (const auto& [r, y] : examples.example_and_label)
              dx.data[r * in[2].data.size() + y] =
                  -upstream.at(0).data.at(0) * in[2].data[y] / examples.divisor;
            return Bag<T>{dx};
          }),
      .fast = fast_tensorwise([](const Bag<float>& in, const Attributes& a) {
        return Bag<float>{
            Tensor<float>::scalar(fast::nll(in[0].data, to_labels(in[1]), fast_rule(in, a, 0)))};
      }),
      .fast_gradient = fast_tensorwise_gradient(
          [](const Bag<float>& in, const Bag<float>& upstream, const Attributes& a) {
            Tensor<float> dx(in[0].shape);
            fast::nll_gradient(to_labels(in[1]), fast_rule(in, a, 0), upstream[0].data[0], dx.data);
            return Bag<float>{dx};
          }),
      .identities = loss_laws::nll_identities()};
}

}  // namespace

std::vector<Operator> categorical_rows() {
  return {soft_cross_entropy_row(), cross_entropy_row(), nll_row()};
}

}  // namespace assay::loss
