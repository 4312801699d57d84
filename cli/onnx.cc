// assay fixtures --format onnx

#include <fmt/format.h>

#include "cli/commands.h"
#include "fixtures/format/input_error.h"
#ifdef ASSAY_WITH_ONNX
#include "fixtures/onnx/write_tests.h"
#endif

namespace assay::cli {

#ifdef ASSAY_WITH_ONNX

int write_onnx_tests(const FixturesOptions& options, const std::vector<const Operator*>& ops,
                     const std::function<void(const std::string& op, double share)>& progress) {
  const backend::Written written =
      backend::write_tests(options.out, ops, options.cases, options.seed, progress);
  show_progress("");
  fmt::print("{}: {} tests\n", options.out, written.tests);
  if (written.unsaid > 0)
    fmt::print("left out: {} cases that the operator's nodes cannot say\n", written.unsaid);
  if (!written.without.empty())
    fmt::print("without a graph: {}\n", fmt::join(written.without, ", "));
  return 0;
}

#else

int write_onnx_tests(const FixturesOptions&, const std::vector<const Operator*>&,
                     const std::function<void(const std::string&, double)>&) {
  throw InputError("this build writes no ONNX backend tests: install ONNX and configure again");
}

#endif

}  // namespace assay::cli
