// Slips in discrete latent variables.

#include "reference/latent/gumbel.h"
#include "reference/latent/vector_quantization.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string soft = "latent/gumbel_softmax", hard = "latent/gumbel_max",
                  through = "latent/straight_through_gradient",
                  codes = "latent/vector_quantization",
                  codes_gradient = "latent/vector_quantization_gradient";

Mutant everywhere(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "everywhere: " + slip, [wrong](Operator& row) { plant_everywhere(row, wrong); }};
}

/// Draws changed before they become noise: e^-(-log u)^p and others.
template <class F>
Mutant other_draws(const std::string& op, const std::string& slip, F change) {
  return confused_everywhere(op, slip, [change]<class T>(Bag<T>& in, Attributes&) {
    for (T& u : in[1].data) u = change(u);
  });
}

std::vector<Mutant> gumbel_slips() {
  // With u' the noise -log(-log u') is log(-log u), -log u or 0.
  const auto turned = []<class T>(const T& u) { return T(exp(T(1 / log(u)))); };
  const auto single = []<class T>(const T& u) { return T(exp(-T(exp(T(log(u)))))); };
  return {other_draws(soft, "the noise of the other sign", turned),
          other_draws(soft, "one logarithm only", single),
          confused_everywhere(
              soft, "multiplied by the temperature",
              [](auto&, Attributes& a) { a.set("temperature", 1 / a.real("temperature")); }),
          everywhere(soft, "the noise added after the temperature",
                     []<class T>(const Bag<T>& in, const Attributes& a) {
                       Bag<T> cold = in;
                       for (T& x : cold[0].data) x /= a.number<T>("temperature");
                       Tensor<T> y(in[0].shape);
                       const auto x = rows_of(cold[0]), u = rows_of(cold[1]);
                       std::size_t at = 0;
                       for (std::size_t r = 0; r < x.size(); ++r)
                         for (const T& element : gumbel_softmax(x[r], u[r], T(1)))
                           y.data[at++] = element;
                       return Bag<T>{y};
                     }),
          {soft, "gradient: not divided by the temperature",
           [](Operator& row) {
             row.gradient.wide = [right = row.gradient.wide](const Bag<WideReal>& in,
                                                             const Bag<WideReal>& g,
                                                             const Attributes& a) {
               Bag<WideReal> dx = right(in, g, a);
               for (WideReal& element : dx[0].data) element *= a.number<WideReal>("temperature");
               return dx;
             };
           }},
          spoilt(soft, "the noise in float32, infinite for small draws",
                 [](Bag<double>& y, const Bag<double>& in, const Attributes&) {
                   for (std::size_t i = 0; i < y[0].data.size(); ++i)
                     if (in[1].data[i] < 0x1p-20) y[0].data[i] = 0;
                 }),
          other_draws(hard, "the noise of the other sign", turned),
          other_draws(hard, "one logarithm only", single),
          confused_everywhere(hard, "the largest logit, without noise",
                              [](auto& in, Attributes&) {
                                for (auto& u : in[1].data) u = 0.5;
                              }),
          spoilt(hard, "counted from 1", [](Bag<double>& y, const Bag<double>&, const Attributes&) {
            for (double& index : y[0].data) index += 1;
          })};
}

std::vector<Mutant> through_slips() {
  return {
      confused(through, "clipped whatever the estimator",
               [](Bag<double>&, Attributes& a) { a.set("estimator", std::string("hard_tanh")); }),
      confused_everywhere(
          through, "the identity whatever the estimator",
          [](auto&, Attributes& a) { a.set("estimator", std::string("identity")); }),
      everywhere(through, "the threshold's own derivative",
                 []<class T>(const Bag<T>& in, const Attributes&) {
                   return Bag<T>{Tensor<T>(in[0].shape)};
                 }),
      confused_everywhere(through, "clipped to half the width",
                          [](auto& in, Attributes&) {
                            for (auto& x : in[0].data) x *= 2;
                          }),
  };
}

/// The codes at the index that `choose(z, e, n)` gives.
template <class F>
auto chosen_by(F choose) {
  return [choose]<class T>(const Bag<T>& in, const Attributes& a) {
    const Tensor<T>&z = in[0], &e = in[1];
    const bool mean = a.choice("reduction") == "mean";
    Bag<T> y = {z, Tensor<T>({z.extent(0)}), Tensor<T>::scalar(T(0))};
    for (std::int64_t n = 0; n < z.extent(0); ++n) {
      const std::int64_t k = choose(z, e, n);
      y[1].at(n) = T(static_cast<double>(k));
      for (std::int64_t i = 0; i < z.extent(1); ++i) y[0].at(n, i) = e.at(k, i);
      y[2].data[0] += squared_distance(z, n, e, k);
    }
    if (mean) y[2].data[0] /= T(static_cast<double>(z.size()));
    return y;
  };
}

/// Of all codes the one that is better than those before it.
template <class Better>
auto best(Better better) {
  return [better]<class T>(const Tensor<T>& z, const Tensor<T>& e, std::int64_t n) {
    std::int64_t k = 0;
    for (std::int64_t j = 1; j < e.extent(0); ++j)
      if (better(z, e, n, j, k)) k = j;
    return k;
  };
}

template <class T>
T product(const Tensor<T>& z, std::int64_t n, const Tensor<T>& e, std::int64_t k) {
  T sum(0);
  for (std::int64_t i = 0; i < z.extent(1); ++i) sum += z.at(n, i) * e.at(k, i);
  return sum;
}

std::vector<Mutant> code_slips() {
  return {
      everywhere(codes, "the last of equally near codes",
                 chosen_by(best([](const auto& z, const auto& e, auto n, auto j, auto k) {
                   return squared_distance(z, n, e, j) <= squared_distance(z, n, e, k);
                 }))),
      everywhere(codes, "the code with the largest product",
                 chosen_by(best([](const auto& z, const auto& e, auto n, auto j, auto k) {
                   return product(z, n, e, j) > product(z, n, e, k);
                 }))),
      everywhere(codes, "the farthest code",
                 chosen_by(best([](const auto& z, const auto& e, auto n, auto j, auto k) {
                   return squared_distance(z, n, e, j) > squared_distance(z, n, e, k);
                 }))),
      {codes, "everywhere: averaged over the examples only",
       [](Operator& row) {
         plant_everywhere(row,
                          [right = row.reference]<class T>(const Bag<T>& in, const Attributes& a) {
                            Bag<T> y = right.at<T>()(in, a);
                            if (a.choice("reduction") == "mean")
                              y[2].data[0] *= T(static_cast<double>(in[0].extent(1)));
                            return y;
                          });
       }},
      confused(codes_gradient, "beta on neither loss",
               [](Bag<double>&, Attributes& a) { a.set("beta", 1.0); }),
      {codes_gradient, "everywhere: nothing stopped, both losses reach both arguments",
       [](Operator& row) {
         plant_everywhere(row, [right = row.reference]<class T>(const Bag<T>& in, Attributes a) {
           Bag<T> d = right.at<T>()(in, a);
           const T beta = a.number<T>("beta");
           for (T& element : d[1].data) element *= 1 + beta;
           a.set("beta", 1 + a.real("beta"));
           return Bag<T>{right.at<T>()(in, a).at(0), d[1]};
         });
       }},
      {codes_gradient, "everywhere: the gradient not passed to the encoder",
       [](Operator& row) {
         plant_everywhere(row, [right = row.reference]<class T>(Bag<T> in, const Attributes& a) {
           for (T& g : in[2].data) g = T(0);
           return right.at<T>()(in, a);
         });
       }},
      spoilt(codes_gradient, "the codebook's step of the other sign",
             [](Bag<double>& d, const Bag<double>&, const Attributes&) {
               for (double& element : d[1].data) element = -element;
             }),
  };
}

}  // namespace

std::vector<Mutant> latent_mutants() {
  std::vector<Mutant> all = gumbel_slips();
  for (const auto& more : {through_slips(), code_slips()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace assay
