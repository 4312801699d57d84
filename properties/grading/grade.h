// Grades by numerical analysis, in place of tolerances.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace assay {

/// From best to worst.
enum class Grade {
  exact,     ///< correctly rounded
  faithful,  ///< within 1 ulp
  tight,     ///< within 4 ulp
  stable,    ///< within the mixed forward-backward bound
  unstable,  ///< the leading digits are there, but worse than stable
  wrong,     ///< not one digit or the sign right; a wrong special value; a wrong shape
};

inline constexpr std::array all_grades = {Grade::exact,  Grade::faithful, Grade::tight,
                                          Grade::stable, Grade::unstable, Grade::wrong};

std::string_view name(Grade grade);

}  // namespace assay
