// Slips in the pooling operators.

#include <cmath>

#include "reference/pooling/average_pool2d.h"
#include "reference/pooling/max_pool2d.h"
#include "tests/mutants/mutants.h"

namespace assay {

namespace {

const std::string max_pool = "pooling/max_pool2d", average_pool = "pooling/average_pool2d";

Pool2d pool_of(const Shape& x, const Attributes& a) {
  const auto axis = [&](std::int64_t input, const std::string& suffix) {
    return WindowGeometry{input, a.integer("kernel" + suffix), a.integer("stride" + suffix),
                          a.integer("padding" + suffix), 1};
  };
  return {axis(x[2], "_h"), axis(x[3], "_w"), a.integer("ceil_mode") == 1};
}

bool counts_padding(const Attributes& a) { return a.integer("count_include_pad") == 1; }

Mutant everywhere(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "everywhere: " + slip, [wrong](Operator& row) { plant_everywhere(row, wrong); }};
}

Mutant gradient(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "gradient: " + slip,
          [wrong](Operator& row) { row.gradient = tensorwise_gradient(wrong); }};
}

Mutant gradient_kernel(const std::string& op, const std::string& slip, auto wrong) {
  return {op, "gradient kernel: " + slip,
          [wrong](Operator& row) { row.fast_gradient = tensor_gradient_kernel(wrong); }};
}

/// The sum of a window's pixels divided by f(p, q, window).
template <class T, class Divisor>
Tensor<T> average(const Tensor<T>& x, const Pool2d& a, Divisor divisor) {
  Tensor<T> y(pooled_shape(a, x.shape));
  for_each_window(a, x.shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
    for (const Pixel& at : window) y.at(n, c, p, q) += x.at(n, c, at.h, at.w);
    y.at(n, c, p, q) /= T(static_cast<int>(divisor(p, q, window)));
  });
  return y;
}

/// The same image with rows and columns exchanged.
template <class T>
Tensor<T> transposed(const Tensor<T>& x) {
  Tensor<T> across({x.extent(0), x.extent(1), x.extent(3), x.extent(2)});
  for (std::int64_t n = 0; n < x.extent(0); ++n)
    for (std::int64_t c = 0; c < x.extent(1); ++c)
      for (std::int64_t h = 0; h < x.extent(2); ++h)
        for (std::int64_t w = 0; w < x.extent(3); ++w) across.at(n, c, w, h) = x.at(n, c, h, w);
  return across;
}

/// One window's upstream to every pixel that is as large as the largest.
template <class T>
Bag<T> to_every_tied(const Bag<T>& in, const Bag<T>& upstream, const Attributes& attributes) {
  const Pool2d a = pool_of(in[0].shape, attributes);
  Tensor<T> dx(in[0].shape);
  for_each_window(a, in[0].shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
    const Pixel best = first_maximum(in[0], n, c, window);
    for (const Pixel& at : window)
      if (in[0].at(n, c, at.h, at.w) == in[0].at(n, c, best.h, best.w))
        dx.at(n, c, at.h, at.w) += upstream[0].at(n, c, p, q);
  });
  return {dx};
}

/// Ties go to the last pixel, as a comparison with >= has it.
Bag<double> to_the_last(const Bag<double>& in, const Bag<double>& upstream,
                        const Attributes& attributes) {
  const Pool2d a = pool_of(in[0].shape, attributes);
  Tensor<double> dx(in[0].shape);
  for_each_window(a, in[0].shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
    const std::vector<Pixel> reversed(window.rbegin(), window.rend());
    const Pixel best = first_maximum(in[0], n, c, reversed);
    dx.at(n, c, best.h, best.w) += upstream[0].at(n, c, p, q);
  });
  return {dx};
}

/// A pixel that two windows took keeps only the later one's upstream.
Bag<double> overwritten(const Bag<double>& in, const Bag<double>& upstream,
                        const Attributes& attributes) {
  const Pool2d a = pool_of(in[0].shape, attributes);
  Tensor<double> dx(in[0].shape);
  for_each_window(a, in[0].shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
    const Pixel best = first_maximum(in[0], n, c, window);
    dx.at(n, c, best.h, best.w) = upstream[0].at(n, c, p, q);
  });
  return {dx};
}

std::vector<Mutant> max_slips() {
  return {
      everywhere(max_pool, "padding counts as zero",
                 []<class T>(const Bag<T>& in, const Attributes& attributes) {
                   const Pool2d a = pool_of(in[0].shape, attributes);
                   Tensor<T> y = max_pool2d(in[0], a);
                   for_each_window(
                       a, in[0].shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
                         const std::int64_t covered =
                             padded_coverage(a.rows, p) * padded_coverage(a.columns, q);
                         const bool padded = static_cast<std::int64_t>(window.size()) < covered;
                         if (padded && y.at(n, c, p, q) < 0) y.at(n, c, p, q) = T(0);
                       });
                   return Bag<T>{y};
                 }),
      everywhere(max_pool, "the largest magnitude",
                 []<class T>(const Bag<T>& in, const Attributes& attributes) {
                   Tensor<T> x = in[0];
                   for (T& element : x.data) element = abs(element);
                   return Bag<T>{max_pool2d(x, pool_of(x.shape, attributes))};
                 }),
      everywhere(max_pool, "rows and columns exchanged",
                 []<class T>(const Bag<T>& in, const Attributes& attributes) {
                   const Tensor<T> x = transposed(in[0]);
                   return Bag<T>{max_pool2d(x, pool_of(x.shape, attributes))};
                 }),
      everywhere(max_pool, "no ceil mode",
                 []<class T>(const Bag<T>& in, const Attributes& attributes) {
                   Pool2d a = pool_of(in[0].shape, attributes);
                   a.ceil_mode = false;
                   return Bag<T>{max_pool2d(in[0], a)};
                 }),
      gradient(max_pool, "to every tied maximum",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 return to_every_tied(in, upstream, a);
               }),
      gradient_kernel(max_pool, "to the last of tied maxima", to_the_last),
      gradient_kernel(max_pool, "overlapping windows overwrite each other", overwritten),
      {max_pool, "kernel: NaN loses against every number",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& attributes) {
           Tensor<double> x = in[0];
           for (double& element : x.data) element = std::isnan(element) ? -infinity : element;
           return Bag<double>{max_pool2d(x, pool_of(x.shape, attributes))};
         });
       }},
      {max_pool, "kernel: starts from the smallest positive float",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& attributes) {
           Tensor<double> y = max_pool2d(in[0], pool_of(in[0].shape, attributes));
           for (double& element : y.data)
             element = std::max(element, double{std::numeric_limits<float>::min()});
           return Bag<double>{y};
         });
       }},
  };
}

std::vector<Mutant> average_slips() {
  return {
      everywhere(average_pool, "padding never counted",
                 []<class T>(const Bag<T>& in, const Attributes& attributes) {
                   return Bag<T>{average_pool2d(in[0], pool_of(in[0].shape, attributes), false)};
                 }),
      everywhere(average_pool, "padding always counted",
                 []<class T>(const Bag<T>& in, const Attributes& attributes) {
                   return Bag<T>{average_pool2d(in[0], pool_of(in[0].shape, attributes), true)};
                 }),
      everywhere(average_pool, "the part of a window past the padding counted in ceil mode",
                 []<class T>(const Bag<T>& in, const Attributes& attributes) {
                   const Pool2d a = pool_of(in[0].shape, attributes);
                   const bool counted = counts_padding(attributes);
                   return Bag<T>{average(in[0], a, [&](auto, auto, const auto& window) {
                     const auto pixels = static_cast<std::int64_t>(window.size());
                     return counted ? a.rows.kernel * a.columns.kernel : pixels;
                   })};
                 }),
      everywhere(average_pool, "the sum, not divided",
                 []<class T>(const Bag<T>& in, const Attributes& attributes) {
                   return Bag<T>{average(in[0], pool_of(in[0].shape, attributes),
                                         [](auto, auto, const auto&) { return 1; })};
                 }),
      gradient(average_pool, "the divisor leaves padding out",
               []<class T>(const Bag<T>& in, const Bag<T>& upstream, const Attributes& a) {
                 return Bag<T>{average_pool2d_gradient(in[0].shape, upstream[0],
                                                       pool_of(in[0].shape, a), false)};
               }),
      gradient_kernel(average_pool, "the upstream not divided",
                      [](const Bag<double>& in, const Bag<double>& upstream, const Attributes& a) {
                        Bag<double> d{average_pool2d_gradient(
                            in[0].shape, upstream[0], pool_of(in[0].shape, a), counts_padding(a))};
                        for (double& element : d[0].data)
                          element *=
                              static_cast<double>(a.integer("kernel_h") * a.integer("kernel_w"));
                        return d;
                      }),
      {average_pool, "kernel: summed in bfloat16",
       [](Operator& row) {
         row.fast = tensor_kernel([](const Bag<double>& in, const Attributes& attributes) {
           const Pool2d a = pool_of(in[0].shape, attributes);
           Tensor<double> y(pooled_shape(a, in[0].shape));
           for_each_window(a, in[0].shape, [&](auto n, auto c, auto p, auto q, const auto& window) {
             double sum = 0;
             for (const Pixel& at : window)
               sum = round_to(sum + in[0].at(n, c, at.h, at.w), Format::bfloat16);
             y.at(n, c, p, q) = sum / average_divisor(a, counts_padding(attributes), p, q, window);
           });
           return Bag<double>{y};
         });
       }},
  };
}

}  // namespace

std::vector<Mutant> pooling_mutants() {
  std::vector<Mutant> all = max_slips();
  for (const Mutant& mutant : average_slips()) all.push_back(mutant);
  return all;
}

}  // namespace assay
