// assay: the command line. This file only wires options to subcommands.

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <new>

#include "cli/commands.h"
#include "fixtures/format/input_error.h"
#include "fixtures/format/text.h"

namespace assay::cli {

std::vector<const Operator*> require_operators(const std::vector<std::string>& names) {
  std::vector<const Operator*> ops;
  for (const std::string& name : names) {
    const Operator* const op = &require_operator(name);
    if (std::find(ops.begin(), ops.end(), op) == ops.end()) ops.push_back(op);
  }
  if (names.empty())
    for (const Operator& op : catalogue()) ops.push_back(&op);
  return ops;
}

bool shows_progress() {
  static const bool terminal = isatty(STDERR_FILENO) == 1;
  return terminal;
}

void show_progress(const std::string& text) {
  using Clock = std::chrono::steady_clock;
  static Clock::time_point next;
  if (!shows_progress() || (!text.empty() && Clock::now() < next)) return;
  next = Clock::now() + std::chrono::milliseconds(100);
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
}

void show_progress(const std::string& what, double share) {
  if (shows_progress()) show_progress(fmt::format("{} {:.0f} %", what, 100 * share));
}

namespace {

/// CLI::Range lets nan through.
CLI::Validator between(double least, double most) {
  return CLI::Validator(
      [least, most](const std::string& text) {
        double value = 0;
        const bool inside =
            CLI::detail::lexical_cast(text, value) && value >= least && value <= most;
        return inside ? std::string() : fmt::format("{} is not in {} .. {}", text, least, most);
      },
      fmt::format("FLOAT in [{} - {}]", least, most));
}

/// CLI11 takes -1 and 2^64 for numbers of 64 bits without a sign.
CLI::Validator seed() {
  return CLI::Validator(
      [](const std::string& text) {
        std::uint64_t value = 0;
        const char* const end = text.data() + text.size();
        const auto [parsed, error] = std::from_chars(text.data(), end, value);
        const bool whole = !text.empty() && parsed == end && error == std::errc();
        return whole ? std::string() : fmt::format("'{}' is not in 0 .. 2^64 - 1", text);
      },
      "UINT");
}

class Program {
 public:
  Program() {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "assay 0.1.0");
    add_catalogue_commands();
    add_checking_commands();
    add_bench_command();
    add_derivation_commands();
    add_fixture_commands();
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() == 0) return app_.exit(error);  // help, or the version
      throw InputError(complaint(error));
    }
    return action_();
  }

 private:
  /// One line: what is wrong, and whose help tells more.
  std::string complaint(const CLI::ParseError& error) const {
    const std::vector<CLI::App*> commands = app_.get_subcommands();
    const std::string help =
        "; see 'assay" + (commands.empty() ? "" : " " + commands[0]->get_name()) + " --help'";
    const std::vector<std::string> words = app_.remaining();
    if (commands.empty() && !words.empty())
      return "no command is called '" + words.front() + "'" + help;
    return error.what() + help;
  }

  template <class Options>
  void bind(CLI::App* command, Options& options, int (*command_body)(const Options&)) {
    command->callback([this, &options, command_body] {
      action_ = [&options, command_body] { return command_body(options); };
    });
  }

  void add_catalogue_commands() {
    CLI::App* list = app_.add_subcommand("list", "The catalogue, family by family");
    list->add_option("--family", list_.family, "Only this family");
    list->add_flag("--json", list_.json, "For machines");
    list->add_flag("--markdown", list_.markdown, "The table of the README");
    bind(list, list_, run_list);

    CLI::App* show = app_.add_subcommand("show", "Everything known about one operator");
    show->add_option("op", show_.op, "Its name, such as gelu_erf")->required();
    show->add_flag("--json", show_.json, "For machines");
    bind(show, show_, run_show);

    CLI::App* eval = app_.add_subcommand("eval", "A reference value");
    eval->add_option("op", eval_.op, "The operator's name")->required();
    eval->add_option("assignments", eval_.assignments,
                     "name=value for inputs and attributes; a value is a number (decimal or C99 "
                     "hexadecimal), nested lists of them, or a .npy, .npz or .safetensors file "
                     "(file:name picks an array)");
    eval->add_option("--digits", eval_.digits, "Significant digits shown")
        ->check(CLI::Range(1, 48));
    eval->add_flag("--proof", eval_.proof, "Enclosures, and the proven rounding");
    eval->add_flag("--gradient", eval_.gradient,
                   "The gradient of the sum of the outputs, or under grad_out.NAME=value");
    eval->add_flag("--json", eval_.json, "For machines");
    bind(eval, eval_, run_eval);
  }

  void add_checking_commands() {
    CLI::App* verify = app_.add_subcommand("verify", "Check the laws of operators");
    verify->add_option("ops", verify_.ops, "Operators; all where none is named");
    verify->add_option("--law", verify_.law, "Only this law");
    verify->add_option("--seed", verify_.seed, "Seed of the drawn cases")->check(seed());
    verify->add_option("--effort", verify_.effort, "Multiplies the number of cases")
        ->check(between(0.01, 1e4));
    verify->add_flag("--grades", verify_.grades,
                     "Measure instead: the grades of the fast twins on every instruction set");
    verify->add_option("--cases", verify_.cases, "Cases drawn for --grades")
        ->check(CLI::Range(1, 1000000));
    verify->add_flag("--markdown", verify_.markdown, "The table of --grades for a README");
    verify->add_flag("--json", verify_.json, "For machines");
    bind(verify, verify_, run_verify);

    CLI::App* mutants =
        app_.add_subcommand("mutants", "Plant known mistakes and see which law finds each");
    mutants->add_option("--family", mutants_.family, "Only this family");
    mutants->add_flag("--all", mutants_.all_killers, "Name every law that finds it, not the first");
    mutants->add_flag("--json", mutants_.json, "For machines");
    bind(mutants, mutants_, run_mutants);

    CLI::App* sweep = app_.add_subcommand(
        "sweep", "Every float there is through a pointwise kernel, against the proven truth");
    sweep->add_option("op", sweep_.op, "The operator's name")->required();
    sweep->add_option("attributes", sweep_.attributes, "Attributes, as alpha=0.5");
    sweep->add_flag("--gradient", sweep_.gradient, "Sweep the derivative");
    CLI::Option* kernel = sweep->add_option(
        "--kernel", sweep_.kernel,
        "fast, libm, truth, or lib.so:symbol, a function void(const float*, float*, size_t)");
    sweep
        ->add_option("--exec", sweep_.command,
                     "A command instead: raw floats on its input, raw floats on its output")
        ->excludes(kernel);
    sweep->add_option("--target", sweep_.target, "Of fast: one instruction set instead of all");
    sweep->add_option("--format", sweep_.format, "float32, bfloat16 or float16");
    sweep->add_option("--range", sweep_.range, "LOW:HIGH; without it every bit pattern");
    sweep->add_option("--checkpoint", sweep_.checkpoint,
                      "A file that remembers what is done; a killed sweep goes on from it");
    sweep->add_option("--jobs", sweep_.jobs, "Threads; all processors where it is 0");
    sweep->add_flag("--json", sweep_.json, "For machines");
    sweep->add_option("--html", sweep_.html, "Also write a page with plots to this file");
    bind(sweep, sweep_, run_sweep);
  }

  void add_bench_command() {
    CLI::App* bench = app_.add_subcommand(
        "bench", "The fast kernels beside what a user would pick instead: speed and accuracy");
    bench->add_option("ops", bench_.ops, "Operators; all where none is named");
    bench->add_option("--family", bench_.family, "Only this family");
    CLI::Option* sizes =
        bench->add_option("--sizes", bench_.sizes, "Numbers of elements, such as 16,1024,1048576")
            ->delimiter(',')
            ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 28));
    bench
        ->add_option("--dims", bench_.dims,
                     "Instead of --sizes, extents by their symbols: batch=64,in=1024,out=1024")
        ->delimiter(',')
        ->excludes(sizes);
    bench->add_flag("--gradient", bench_.gradient, "Time the gradients");
    bench->add_option("--repetitions", bench_.repetitions, "The median of so many is told")
        ->check(CLI::Range(1, 1000));
    bench->add_option("--seconds", bench_.seconds, "The least time of a repetition")
        ->check(between(1e-4, 100));
    bench->add_flag("--json", bench_.json, "For machines");
    bench->add_option("--html", bench_.html, "Also write a page with plots to this file");
    bind(bench, bench_, run_bench);
  }

  void add_derivation_commands() {
    CLI::App* check = app_.add_subcommand(
        "check", "Verdicts on claims in Markdown and LaTeX files; without any, on those shipped");
    check->add_option("files", check_.files, "Documents with claims");
    check->add_option("--seed", check_.seed, "Seed of the draws")->check(seed());
    check->add_option("--draws", check_.draws, "Draws for each step")->check(CLI::Range(8, 10000));
    check->add_option("--digits", check_.digits, "Digits to which both sides must agree")
        ->check(CLI::Range(10, 200));
    check->add_option("--time-limit", check_.seconds, "Seconds of computing for one claim")
        ->check(between(0.01, 86400.0));
    check->add_option("--jobs", check_.jobs, "Threads; all processors where it is 0")
        ->check(CLI::Range(0u, 1024u));
    check->add_flag("--json", check_.json, "For machines");
    check->add_option("--junit", check_.junit, "Also write JUnit XML to this file");
    check->add_option("--html", check_.html,
                      "Also write a page with formulas and plots to this file");
    check->add_flag("--watch", check_.watch, "Check again when a file changes, until Ctrl-C");
    check->add_flag("--github", check_.annotations, "Annotations for a code host's checks");
    check->add_flag("--explain", check_.explain, "Unfold what holds as well");
    bind(check, check_, run_check);
  }

  void add_fixture_commands() {
    CLI::App* fixtures = app_.add_subcommand("fixtures", "Write test vectors");
    fixtures->add_option("ops", fixtures_.ops, "Operators; all where none is named");
    fixtures->add_option("--out", fixtures_.out, "The directory to make")->required();
    fixtures->add_option(
        "--suite", fixtures_.suite,
        "How much: smoke (small, in seconds), standard (12 cases each) or full (40), and more "
        "cases where these refuse further known mistakes");
    fixtures->add_option("--cases", fixtures_.cases, "Cases for each operator")
        ->check(CLI::Range(1, 100000));
    fixtures->add_option(
        "--format", fixtures_.formats,
        "File formats, some of json,safetensors,npz,c,text; or onnx: directories of "
        "ONNX backend tests");
    fixtures
        ->add_option("--dtype", fixtures_.dtypes,
                     "The format of inputs and answers (each operator's own where none is given), "
                     "then formats to which the answers are rounded as well, such as "
                     "float32,bfloat16,float8_e4m3fn")
        ->delimiter(',');
    fixtures->add_option("--jobs", fixtures_.jobs, "Threads; all processors where it is 0")
        ->check(CLI::Range(0u, 1024u));
    fixtures->add_option("--seed", fixtures_.seed, "Seed of the drawn cases")->check(seed());
    bind(fixtures, fixtures_, run_fixtures);

    CLI::App* compare = app_.add_subcommand("compare", "Grade answers to fixtures");
    compare->add_option("fixtures", compare_.fixtures, "The directory of the fixtures")->required();
    compare
        ->add_option("answers", compare_.answers,
                     "The directory of the answers: OP.safetensors, .npz, .txt or .json")
        ->required();
    compare->add_flag("--explain", compare_.explain, "Unfold what is well, too");
    compare->add_flag("--json", compare_.json, "For machines");
    compare->add_option("--junit", compare_.junit, "Also write JUnit XML to this file");
    compare->add_option("--html", compare_.html,
                        "Also write a page with plots of error against input to this file");
    bind(compare, compare_, run_compare);

    CLI::App* audit = app_.add_subcommand(
        "audit", "Re-derive somebody else's fixtures: are the values right, the tolerances apt?");
    audit
        ->add_option("path", audit_.path,
                     "A directory of ONNX backend tests, of fixtures with our manifest, or of test "
                     "vectors in WebNN's form (JSON)")
        ->required();
    audit->add_flag("--explain", audit_.explain, "Name the wrong answers that would pass");
    audit->add_flag("--json", audit_.json, "For machines");
    bind(audit, audit_, run_audit);

    CLI::App* serve = app_.add_subcommand(
        "serve-cases", "Cases as lines: assay serve-cases OP | ./theirs | assay judge OP");
    add_pipe_options(serve, serve_);
    bind(serve, serve_, run_serve_cases);

    CLI::App* judge = app_.add_subcommand("judge", "Grade the answers to serve-cases");
    add_pipe_options(judge, judge_);
    judge->add_flag("--explain", judge_.explain, "Unfold what is well, too");
    judge->add_flag("--json", judge_.json, "For machines");
    bind(judge, judge_, run_judge);
  }

  static void add_pipe_options(CLI::App* command, PipeOptions& options) {
    command->add_option("op", options.op, "The operator's name")->required();
    command->add_option("--cases", options.cases, "How many cases")->check(CLI::Range(1, 100000));
    command->add_option("--seed", options.seed, "Seed of the drawn cases")->check(seed());
    command->add_option("--dtype", options.dtype, "The format of inputs and answers");
  }

  CLI::App app_{"Assay, the independent referee for deep-learning mathematics", "assay"};
  std::function<int()> action_;
  ListOptions list_;
  ShowOptions show_;
  EvalOptions eval_;
  VerifyOptions verify_;
  MutantsOptions mutants_;
  SweepOptions sweep_;
  BenchOptions bench_;
  CheckOptions check_;
  FixturesOptions fixtures_;
  CompareOptions compare_;
  AuditOptions audit_;
  PipeOptions serve_, judge_;
};

int complain(const char* what) {
  show_progress("");
  std::fprintf(stderr, "assay: %s\n", format::printable(what).c_str());
  return 2;
}

}  // namespace
}  // namespace assay::cli

int main(int argc, char** argv) {
  try {
    const int status = assay::cli::Program().run(argc, argv);
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
      return assay::cli::complain("standard output: cannot write");
    return status;
  } catch (const std::bad_alloc&) {
    return assay::cli::complain("out of memory");
  } catch (const std::exception& error) {
    return assay::cli::complain(error.what());
  }
}
