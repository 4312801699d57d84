// y = x + sigma n for given draws n of a standard normal variable.
// [Goodfellow, Bengio & Courville 2016, section 7.5]
#pragma once

namespace assay {

template <class T>
T gaussian_noise(const T& x, const T& noise, const T& sigma) {
  return x + sigma * noise;
}

}  // namespace assay
