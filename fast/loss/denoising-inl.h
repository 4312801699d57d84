// r = V s(W (x + n) + b) + c - x, one example at a time, in float64.
#if defined(ASSAY_FAST_LOSS_DENOISING_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef ASSAY_FAST_LOSS_DENOISING_INL_H
#undef ASSAY_FAST_LOSS_DENOISING_INL_H
#else
#define ASSAY_FAST_LOSS_DENOISING_INL_H
#endif

#include <algorithm>

#include "fast/activation/sigmoid-inl.h"
#include "fast/activation/tanh-inl.h"
#include "fast/lanes/doubles-inl.h"
#include "fast/loss/denoising.h"
#include "fast/recurrent/units-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace assay::fast::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using AutoencoderInputs = AutoencoderOperands<const float>;

/// What one example needs.
struct AutoencoderScratch {
  double *noisy, *error;       // features
  double *z, *hidden, *slope;  // units

  AutoencoderScratch(double* memory, const AutoencoderExtents& e)
      : noisy(memory),
        error(noisy + e.features),
        z(error + e.features),
        hidden(z + e.units),
        slope(hidden + e.units) {}
};

inline void encode(Encoder encoder, const AutoencoderScratch& s, std::size_t units) {
  if (encoder == Encoder::sigmoid) return squash_all(Sigmoid{}, s.z, s.hidden, s.slope, units);
  if (encoder == Encoder::tanh) return squash_all(Tanh{}, s.z, s.hidden, s.slope, units);
  std::copy_n(s.z, units, s.hidden);
  std::fill_n(s.slope, units, 1.0);
}

/// Leaves x + n, the hidden units with their slopes, and the error of example n in the scratch.
inline void reconstruct(const AutoencoderInputs& in, Encoder encoder, std::size_t n,
                        const AutoencoderScratch& s, const AutoencoderExtents& e) {
  const float* x = in.x.data() + n * e.features;
  const float* noise = in.noise.data() + n * e.features;
  for (std::size_t i = 0; i < e.features; ++i)
    s.noisy[i] = static_cast<double>(x[i]) + static_cast<double>(noise[i]);
  for (std::size_t j = 0; j < e.units; ++j)
    s.z[j] = dot(in.w.data() + j * e.features, s.noisy, e.features) + in.b[j];
  encode(encoder, s, e.units);
  for (std::size_t i = 0; i < e.features; ++i)
    s.error[i] = dot(in.v.data() + i * e.units, s.hidden, e.units) +
                 (static_cast<double>(in.c[i]) - static_cast<double>(x[i]));
}

inline double denoising_sum(const AutoencoderInputs& in, Encoder encoder, double* workspace,
                            const AutoencoderExtents& e) {
  const AutoencoderScratch s(workspace, e);
  double total = 0;
  for (std::size_t n = 0; n < e.examples; ++n) {
    reconstruct(in, encoder, n, s, e);
    total += dot(s.error, s.error, e.features);
  }
  return total;
}

/// The weights' gradients while the examples are added.
struct AutoencoderTotals {
  double *w, *b, *v, *c, *noisy;

  AutoencoderTotals(double* memory, const AutoencoderExtents& e)
      : w(memory),
        b(w + e.units * e.features),
        v(b + e.units),
        c(v + e.units * e.features),
        noisy(c + e.features) {}
};

/// Adds what one example gives; the error becomes dL/d(reconstruction), `noisy` dL/d(x + n).
inline void add_example(const AutoencoderInputs& in, double factor, const AutoencoderScratch& s,
                        const AutoencoderTotals& to, const AutoencoderExtents& e) {
  std::fill_n(to.noisy, e.features, 0.0);
  std::fill_n(s.z, e.units, 0.0);
  for (std::size_t i = 0; i < e.features; ++i) {
    const double g = s.error[i] = factor * s.error[i];
    to.c[i] += g;
    add_scaled_doubles(g, s.hidden, e.units, to.v + i * e.units);
    add_scaled_doubles(g, in.v.data() + i * e.units, e.units, s.z);
  }
  for (std::size_t j = 0; j < e.units; ++j) {
    const double dz = s.z[j] * s.slope[j];
    to.b[j] += dz;
    add_scaled_doubles(dz, s.noisy, e.features, to.w + j * e.features);
    add_scaled_doubles(dz, in.w.data() + j * e.features, e.features, to.noisy);
  }
}

inline void narrow_all(const double* from, std::span<float> to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<float>(from[i]);
}

/// factor: 2 g scale
inline void denoising_pullback(const AutoencoderInputs& in, Encoder encoder, double factor,
                               const AutoencoderOperands<float>& out, std::span<double> workspace,
                               const AutoencoderExtents& e) {
  const AutoencoderScratch s(workspace.data(), e);
  const std::size_t scratch = 2 * e.features + 3 * e.units;
  const AutoencoderTotals totals(workspace.data() + scratch, e);
  std::fill(workspace.begin() + static_cast<std::ptrdiff_t>(scratch), workspace.end(), 0.0);
  for (std::size_t n = 0; n < e.examples; ++n) {
    reconstruct(in, encoder, n, s, e);
    add_example(in, factor, s, totals, e);
    for (std::size_t i = 0; i < e.features; ++i) {
      out.noise[n * e.features + i] = static_cast<float>(totals.noisy[i]);
      out.x[n * e.features + i] = static_cast<float>(totals.noisy[i] - s.error[i]);
    }
  }
  narrow_all(totals.w, out.w);
  narrow_all(totals.b, out.b);
  narrow_all(totals.v, out.v);
  narrow_all(totals.c, out.c);
}

}  // namespace assay::fast::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif  // per target
