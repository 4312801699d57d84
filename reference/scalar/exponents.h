// The exponents that MPFR's numbers may have: a tail like exp(-1e11) lies below its default range.
#pragma once

#include <mpfr.h>

#include "reference/scalar/ball.h"

namespace assay {

/// MPFR's widest range, in this thread, for as long as the scope lives. Numbers that need it must
/// not outlive it.
class WidestExponents {
 public:
  WidestExponents() : least_(mpfr_get_emin()), most_(mpfr_get_emax()) {
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
  }
  ~WidestExponents() {
    mpfr_set_emin(least_);
    mpfr_set_emax(most_);
  }
  WidestExponents(const WidestExponents&) = delete;
  WidestExponents& operator=(const WidestExponents&) = delete;

 private:
  mpfr_exp_t least_, most_;
};

/// Whether a finite number's exponent lies well within that range.
bool fits_mpfr(const arf_t value);

}  // namespace assay
