// Slips in the convolutions.

#include "tests/mutants/convolution/convolve.h"
#include "tests/mutants/convolution/parts.h"

namespace assay {

using namespace convolution;

namespace {

/// Each `length` weights in reverse.
template <class T>
Tensor<T> backwards(Tensor<T> weight, std::int64_t length) {
  for (auto begin = weight.data.begin(); begin != weight.data.end(); begin += length)
    std::reverse(begin, begin + length);
  return weight;
}

/// Channel o of y as if it belonged to group o mod groups.
template <class T>
Tensor<T> interleaved(const Tensor<T>& y, std::int64_t groups) {
  Tensor<T> mixed(y.shape);
  const std::int64_t channels = y.extent(1), each = channels / groups;
  const std::int64_t plane = y.size() == 0 ? 0 : y.size() / y.extent(0) / channels;
  for (std::int64_t at = 0; at < y.size(); ++at) {
    const std::int64_t n = at / (channels * plane), o = at / plane % channels;
    const std::int64_t from = o % groups * each + o / groups;
    mixed.data[static_cast<std::size_t>(at)] =
        y.data[static_cast<std::size_t>((n * channels + from) * plane + at % plane)];
  }
  return mixed;
}

/// The bias gradient of the first example only.
Bag<double> bias_of_first_example(const Bag<double>& in, const Bag<double>& upstream,
                                  const Attributes& a) {
  Bag<double> d = convolve_gradient(in, upstream[0], a);
  const Tensor<double>& g = upstream[0];
  d[2] = Tensor<double>(in[2].shape);
  if (g.size() == 0) return d;
  const std::int64_t example = g.size() / g.extent(0), plane = example / g.extent(1);
  for (std::int64_t at = 0; at < example; ++at)
    d[2].data[static_cast<std::size_t>(at / plane)] += g.data[static_cast<std::size_t>(at)];
  return d;
}

std::vector<Mutant> common_slips(const std::string& op) {
  return {
      everywhere(op, "the kernel flipped where it should not be, and not where it should",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return Bag<T>{convolve(in, with(a, "flip", 1 - a.integer("flip")))};
                 }),
      everywhere(op, "output channels dealt to the groups in turn",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return Bag<T>{interleaved(convolve(in, a), a.integer("groups"))};
                 }),
      everywhere(op, "the bias left out",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return Bag<T>{convolve(Bag<T>{in[0], in[1], Tensor<T>(in[2].shape)}, a)};
                 }),
      gradient(
          op, "dx takes the kernel the wrong way round",
          []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
            Bag<T> d = convolve_gradient(in, upstream[0], a);
            d[0] = convolve_gradient(in, upstream[0], with(a, "flip", 1 - a.integer("flip"))).at(0);
            return d;
          }),
      gradient_kernel(op, "the bias gradient lacks the sum over the batch", bias_of_first_example),
      {op, "kernel: the result kept in bfloat16",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& a) {
           Tensor<double> y = convolve(in, a);
           for (double& element : y.data) element = round_to(element, Format::bfloat16);
           return Bag<double>{y};
         });
       }},
      {op, "kernel: zeros copied in as padding, so that 0 times NaN shows",
       [](Operator& row) {
         const Function<double> healthy = row.fast;
         row.fast = [healthy](const Bag<double>& in, const Attributes& a) {
           Bag<double> y = healthy(in, a);
           bool padded = false;
           for (const auto& [name, value] : a.values())
             padded = padded || (name.starts_with("padding") && a.integer(name) > 0);
           for (const double w : in[1].data)
             if (padded && std::isnan(w)) y[0] = Tensor<double>(y[0].shape, w);
           return y;
         };
       }},
  };
}

/// x one element later, a zero in front of each row.
template <class T>
Tensor<T> delayed(const Tensor<T>& x) {
  Tensor<T> late(x.shape);
  for (std::int64_t at = 0; at < x.size(); ++at)
    if (at % x.extent(-1) != 0)
      late.data[static_cast<std::size_t>(at)] = x.data[static_cast<std::size_t>(at - 1)];
  return late;
}

std::vector<Mutant> conv1d_slips() {
  const std::string op = "convolution/conv1d";
  return {
      everywhere(op, "the padding off by one",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return Bag<T>{convolve(Bag<T>{delayed(in[0]), in[1], in[2]}, a)};
                 }),
      everywhere(op, "the output size rounded up",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   Tensor<T> longer({in[0].extent(0), in[0].extent(1),
                                     in[0].extent(2) + a.integer("stride") - 1});
                   for (std::int64_t n = 0; n < longer.extent(0); ++n)
                     for (std::int64_t c = 0; c < longer.extent(1); ++c)
                       for (std::int64_t l = 0; l < in[0].extent(2); ++l)
                         longer.at(n, c, l) = in[0].at(n, c, l);
                   return Bag<T>{convolve(Bag<T>{longer, in[1], in[2]}, a)};
                 }),
      gradient(op, "the dilation ignored in dx",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 Bag<T> d = convolve_gradient(in, upstream[0], a);
                 const std::int64_t outputs = upstream[0].extent(2);
                 Tensor<T> dx(in[0].shape);
                 for_each_product(
                     conv1d_of(in[0].shape, in[1].shape, with(a, "dilation", 1)), in[0].shape,
                     in[1].shape,
                     [&](auto n, auto o, auto p, auto channel, auto l, auto c, auto m) {
                       if (p < outputs)
                         dx.at(n, channel, l) += upstream[0].at(n, o, p) * in[1].at(o, c, m);
                     });
                 d[0] = dx;
                 return d;
               }),
      gradient_kernel(op, "dW by the kernel of the other sense",
                      [](const Bag<double>& in, const Bag<double>& upstream, const Attributes& a) {
                        Bag<double> d = convolve_gradient(in, upstream[0], a);
                        d[1] = backwards(d[1], in[1].extent(2));
                        return d;
                      }),
  };
}

/// The attributes of rows and columns exchanged under one name.
Attributes exchanged(const Attributes& a, const std::string& name) {
  return with(with(a, name + "_h", a.integer(name + "_w")), name + "_w", a.integer(name + "_h"));
}

/// What conv2d gives with other attributes, in the output's right shape: zero where that has none.
template <class T>
Bag<T> conv2d_with(const Bag<T>& in, const Attributes& a, const Attributes& wrong) {
  const Conv2d right = conv2d_of(in[0].shape, in[1].shape, a);
  Tensor<T> y({in[0].extent(0), in[1].extent(0), convolution_output_size(right.rows),
               convolution_output_size(right.columns)});
  const Tensor<T> other = convolve(in, wrong);
  for (std::int64_t n = 0; n < y.extent(0); ++n)
    for (std::int64_t o = 0; o < y.extent(1); ++o)
      for (std::int64_t p = 0; p < std::min(y.extent(2), other.extent(2)); ++p)
        for (std::int64_t q = 0; q < std::min(y.extent(3), other.extent(3)); ++q)
          y.at(n, o, p, q) = other.at(n, o, p, q);
  return {y};
}

/// x read at the nearest pixel outside the image, in place of nothing.
template <class T>
Tensor<T> with_edges_repeated(const Tensor<T>& x, std::int64_t rows, std::int64_t columns) {
  Tensor<T> larger({x.extent(0), x.extent(1), x.extent(2) + 2 * rows, x.extent(3) + 2 * columns});
  for (std::int64_t n = 0; n < larger.extent(0); ++n)
    for (std::int64_t c = 0; c < larger.extent(1); ++c)
      for (std::int64_t h = 0; h < larger.extent(2); ++h)
        for (std::int64_t w = 0; w < larger.extent(3); ++w)
          larger.at(n, c, h, w) = x.at(n, c, std::clamp<std::int64_t>(h - rows, 0, x.extent(2) - 1),
                                       std::clamp<std::int64_t>(w - columns, 0, x.extent(3) - 1));
  return larger;
}

std::vector<Mutant> conv2d_slips() {
  const std::string op = "convolution/conv2d";
  return {
      everywhere(op, "the strides of rows and columns exchanged",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   return conv2d_with(in, a, exchanged(a, "stride"));
                 }),
      everywhere(op, "the padding of rows used for columns",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   const std::int64_t kept = a.integer("padding_w");
                   const std::int64_t used = std::max(kept, a.integer("padding_h"));
                   return conv2d_with(in, a, with(a, "padding_w", used));
                 }),
      everywhere(op, "the edge repeated as padding",
                 []<class T>(const Bag<T>& in, const Attributes& a) {
                   const Tensor<T> larger =
                       with_edges_repeated(in[0], a.integer("padding_h"), a.integer("padding_w"));
                   return Bag<T>{convolve(Bag<T>{larger, in[1], in[2]},
                                          with(with(a, "padding_h", 0), "padding_w", 0))};
                 }),
      gradient(op, "the bias gradient lacks the sum over positions",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 Bag<T> d = convolve_gradient(in, upstream[0], a);
                 d[2] = Tensor<T>(in[2].shape);
                 for (std::int64_t n = 0; n < upstream[0].extent(0); ++n)
                   for (std::int64_t o = 0; o < d[2].extent(0); ++o)
                     d[2].at(o) += upstream[0].at(n, o, 0, 0);
                 return d;
               }),
      gradient_kernel(op, "dW of a kernel row written backwards",
                      [](const Bag<double>& in, const Bag<double>& upstream, const Attributes& a) {
                        Bag<double> d = convolve_gradient(in, upstream[0], a);
                        d[1] = backwards(d[1], in[1].extent(3));
                        return d;
                      }),
  };
}

}  // namespace

std::vector<Mutant> convolution_mutants() {
  std::vector<Mutant> all;
  for (const std::string op : {"convolution/conv1d", "convolution/conv2d", "convolution/conv3d"})
    for (const Mutant& mutant : common_slips(op)) all.push_back(mutant);
  for (const auto& slips :
       {conv1d_slips, conv2d_slips, conv3d_mutants, transposed_convolution_mutants})
    for (const Mutant& mutant : slips()) all.push_back(mutant);
  return all;
}

}  // namespace assay
