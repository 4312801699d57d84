#include "fast/bench/scalars.h"

namespace assay::fast::bench {

std::vector<Elementwise> libm_functions() { return functions_of<Scalars>(); }

}  // namespace assay::fast::bench
