// Slips in transposed convolutions, and in the response of a filter to a boxcar.
#include <cmath>

#include "reference/convolution/conv_transpose1d.h"
#include "reference/convolution/conv_transpose2d.h"
#include "reference/convolution/fir_boxcar_response.h"
#include "tests/mutants/convolution/parts.h"

namespace assay {

namespace {

std::size_t flat(std::int64_t at) { return static_cast<std::size_t>(at); }

TransposedGeometry axis(std::int64_t input, std::int64_t kernel, const Attributes& a,
                        const std::string& suffix) {
  return {input,
          kernel,
          a.integer("stride" + suffix),
          a.integer("padding" + suffix),
          a.integer("dilation" + suffix),
          a.integer("output_padding" + suffix)};
}

/// One name for both, so that a slip is written once.
template <class T>
Tensor<T> transposed(const Bag<T>& in, const Attributes& a) {
  const Shape &x = in[0].shape, &w = in[1].shape;
  const std::int64_t groups = a.integer("groups");
  if (x.size() == 3)
    return conv_transpose1d(in[0], in[1], in[2], {axis(x[2], w[2], a, ""), groups});
  return conv_transpose2d(in[0], in[1], in[2],
                          {axis(x[2], w[2], a, "_h"), axis(x[3], w[3], a, "_w"), groups});
}

template <class T>
Bag<T> transposed_gradient(const Bag<T>& in, const Tensor<T>& upstream, const Attributes& a) {
  const Shape &x = in[0].shape, &w = in[1].shape;
  const std::int64_t groups = a.integer("groups");
  if (x.size() == 3)
    return conv_transpose1d_gradient(in[0], in[1], upstream, {axis(x[2], w[2], a, ""), groups});
  return conv_transpose2d_gradient(in[0], in[1], upstream,
                                   {axis(x[2], w[2], a, "_h"), axis(x[3], w[3], a, "_w"), groups});
}

/// Every kernel read backwards.
template <class T>
Tensor<T> backwards(Tensor<T> weight) {
  const std::int64_t size = weight.size() / weight.extent(0) / weight.extent(1);
  for (auto begin = weight.data.begin(); begin != weight.data.end(); begin += size)
    std::reverse(begin, begin + size);
  return weight;
}

/// W read as [outputs, inputs, kernel].
template <class T>
Tensor<T> other_layout(const Tensor<T>& weight) {
  Tensor<T> mixed(weight.shape);
  const std::int64_t in = weight.extent(0), out = weight.extent(1);
  const std::int64_t size = weight.size() / in / out;
  for (std::int64_t at = 0; at < weight.size(); ++at) {
    const std::int64_t c = at / size / out, o = at / size % out;
    mixed.data[flat(at)] = weight.data[flat((o * in + c) * size + at % size)];
  }
  return mixed;
}

/// The last `count` positions of every row in front.
template <class T>
Tensor<T> rotated(const Tensor<T>& y, std::int64_t count) {
  Tensor<T> moved(y.shape);
  const std::int64_t columns = y.extent(-1);
  for (std::int64_t at = 0; at < y.size(); ++at)
    moved.data[flat(at)] =
        y.data[flat(at / columns * columns + (at + columns - count % columns) % columns)];
  return moved;
}

std::vector<Mutant> transposed_slips(const std::string& op, const std::string& suffix) {
  return {
      confused_everywhere(op, "the kernel read backwards",
                          [](auto& in, Attributes&) { in[1] = backwards(in[1]); }),
      confused_everywhere(op, "the weights laid out as (out, in, kernel)",
                          [](auto& in, Attributes&) { in[1] = other_layout(in[1]); }),
      confused_everywhere(op, "the bias left out",
                          [](auto& in, Attributes&) {
                            for (auto& b : in[2].data) b = 0;
                          }),
      {op, "everywhere: the output padding put in front",
       [suffix](Operator& row) {
         plant_everywhere(row, [suffix]<class T>(const Bag<T>& in, const Attributes& a) {
           return Bag<T>{rotated(transposed(in, a), a.integer("output_padding" + suffix))};
         });
       }},
      {op, "everywhere: as many zeros between the inputs as the stride, one too many",
       [suffix](Operator& row) {
         plant_everywhere(row, [suffix]<class T>(const Bag<T>& in, const Attributes& a) {
           Attributes wider = a;
           wider.set("stride" + suffix, a.integer("stride" + suffix) + 1);
           const Tensor<T> right = transposed(in, a), wrong = transposed(in, wider);
           Tensor<T> y(right.shape);
           const std::int64_t columns = y.extent(-1), longer = wrong.extent(-1);
           for (std::int64_t at = 0; at < y.size(); ++at)
             y.data[flat(at)] = wrong.data[flat(at / columns * longer + at % columns)];
           return Bag<T>{y};
         });
       }},
      {op, "gradient: dx with the kernel read backwards",
       [](Operator& row) {
         row.gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                        const Attributes& a) {
           Bag<T> d = transposed_gradient(in, upstream[0], a);
           d[0] = transposed_gradient(Bag<T>{in[0], backwards(in[1]), in[2]}, upstream[0], a)[0];
           return d;
         });
       }},
      spoilt_gradient(
          op, "dW in the layout (out, in, kernel)",
          [](Bag<double>& d, const Bag<double>&, const Attributes&) { d[1] = other_layout(d[1]); }),
      spoilt(op, "no bias where no input leads",
             [](Bag<double>& y, const Bag<double>& in, const Attributes& a) {
               const Tensor<double> ones(in[0].shape, 1.0), all(in[1].shape, 1.0);
               const Tensor<double> reached =
                   transposed(Bag<double>{ones, all, Tensor<double>(in[2].shape)}, a);
               for (std::size_t i = 0; i < reached.data.size(); ++i)
                 if (reached.data[i] == 0) y[0].data[i] = 0;
             }),
      spoilt(op, "the result kept in bfloat16",
             [](Bag<double>& y, const Bag<double>&, const Attributes&) {
               for (double& element : y[0].data) element = round_to(element, Format::bfloat16);
             }),
  };
}

const std::string boxcar = "convolution/fir_boxcar_response";

/// A wrong closed form: f(ratio, t, length), t being the distance from the first one, t >= 0.
template <class F>
auto by_distance(F f) {
  return [f]<class T>(const Bag<T>& in, const Attributes& a) {
    Tensor<T> y(in[1].shape);
    for (std::size_t k = 0; k < y.data.size(); ++k) {
      std::int64_t t = -1;
      for_each_one_behind(T(in[1].data[k]), Boxcar{1, a.integer("delay")},
                          [&](std::int64_t behind) { t = behind; });
      if (t >= 0) y.data[k] = f(in[0].data[0], t, a.integer("length"));
    }
    return Bag<T>{y};
  };
}

/// 1 + a + ... + a^(m - 1)
template <class T>
T geometric_sum(const T& a, std::int64_t m) {
  T sum(0);
  for (std::int64_t k = 0; k < m; ++k) sum += natural_power(a, k);
  return sum;
}

Mutant boxcar_everywhere(const std::string& slip, auto f) {
  return {boxcar, "everywhere: " + slip,
          [f](Operator& row) { plant_everywhere(row, by_distance(f)); }};
}

std::vector<Mutant> boxcar_slips() {
  return {
      boxcar_everywhere("the decay begins one position late",
                        []<class T>(const T& a, std::int64_t t, std::int64_t length) {
                          if (t <= length) return geometric_sum(a, t + 1);
                          return T(natural_power(a, t - length) * geometric_sum(a, length + 1));
                        }),
      boxcar_everywhere("the kernel begins at the ratio, not at 1",
                        []<class T>(const T& a, std::int64_t t, std::int64_t length) {
                          const std::int64_t met = std::min(t + 1, length);
                          return T(natural_power(a, t + 2 - met) * geometric_sum(a, met));
                        }),
      boxcar_everywhere("a boxcar without an end",
                        []<class T>(const T& a, std::int64_t t, std::int64_t) {
                          return geometric_sum(a, t + 1);
                        }),
      {boxcar, "gradient: of the rise only, the decay held",
       [](Operator& row) {
         row.gradient = tensorwise_gradient([]<class T>(const Bag<T>& in, const Bag<T>& upstream,
                                                        const Attributes& a) {
           T total(0);
           for (std::size_t k = 0; k < in[1].data.size(); ++k)
             for_each_one_behind(T(in[1].data[k]), Boxcar{a.integer("length"), a.integer("delay")},
                                 [&](std::int64_t behind) {
                                   if (behind > 0 && behind < a.integer("length"))
                                     total += upstream[0].data[k] * T(static_cast<double>(behind)) *
                                              natural_power(in[0].data[0], behind - 1);
                                 });
           return Bag<T>{Tensor<T>::scalar(total)};
         });
       }},
      {boxcar, "kernel: the closed form on floats, cancelled for ratios near 1",
       [](Operator& row) {
         row.fast = tensor_kernel(by_distance([](double a, std::int64_t t, std::int64_t length) {
           const std::int64_t met = std::min(t + 1, length);
           const float rest = 1.0f - static_cast<float>(std::pow(a, met));
           return std::pow(a, t + 1 - met) * static_cast<double>(rest) / (1 - a);
         }));
       }},
      confused(boxcar, "the delay taken the wrong way",
               [](Bag<double>&, Attributes& a) { a.set("delay", -a.integer("delay")); }),
  };
}

}  // namespace

std::vector<Mutant> transposed_convolution_mutants() {
  std::vector<Mutant> all = transposed_slips("convolution/conv_transpose1d", "");
  for (const Mutant& mutant : transposed_slips("convolution/conv_transpose2d", "_w"))
    all.push_back(mutant);
  for (const Mutant& mutant : boxcar_slips()) all.push_back(mutant);
  return all;
}

}  // namespace assay
