// The subcommands: what each is told, and the function that runs it. Each returns the exit code:
// 0 all well, 1 something failed or is refuted. Unusable input throws InputError or
// std::invalid_argument, which main turns into one line and exit code 2.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "properties/catalogue/catalogue.h"

namespace assay::cli {

struct ListOptions {
  std::string family;
  bool json = false;
  bool markdown = false;
};
int run_list(const ListOptions& options);

struct ShowOptions {
  std::string op;
  bool json = false;
};
int run_show(const ShowOptions& options);

struct EvalOptions {
  std::string op;
  std::vector<std::string> assignments;
  int digits = 20;
  bool proof = false;
  bool gradient = false;
  bool json = false;
};
int run_eval(const EvalOptions& options);

struct VerifyOptions {
  std::vector<std::string> ops;
  std::string law;
  std::uint64_t seed = 1;
  double effort = 1;
  bool json = false;
  bool grades = false;
  bool markdown = false;
  int cases = 100;
};
int run_verify(const VerifyOptions& options);

struct MutantsOptions {
  std::string family;
  bool all_killers = false;
  bool json = false;
};
int run_mutants(const MutantsOptions& options);

struct SweepOptions {
  std::string op;
  std::vector<std::string> attributes;  ///< "alpha=0.5"
  bool gradient = false;
  std::string kernel = "fast";  ///< fast, libm, truth, or lib.so:symbol
  std::string command;          ///< a program instead of a kernel
  std::string target;           ///< of fast: one instruction set instead of all
  std::string format = "float32";
  std::string range;            ///< "LOW:HIGH"; every bit pattern where it is empty
  std::string checkpoint;
  unsigned jobs = 0;
  bool json = false;
  std::string html;
};
int run_sweep(const SweepOptions& options);

struct BenchOptions {
  std::vector<std::string> ops;
  std::string family;
  std::vector<std::int64_t> sizes;  ///< elements; 2^14 and 2^20 where there is none
  std::vector<std::string> dims;    ///< "batch=64": instead, the extents by their symbols
  bool gradient = false;
  int repetitions = 5;
  double seconds = 0.02;  ///< of one repetition
  bool json = false;
  std::string html;
};
int run_bench(const BenchOptions& options);

struct FixturesOptions {
  std::vector<std::string> ops;
  std::string out;
  std::string suite;  ///< its number of cases and sizes, where `cases` is 0
  int cases = 0;
  std::uint64_t seed = 1;
  std::string formats;              ///< "json,npz", or "onnx"; the default where it is empty
  std::vector<std::string> dtypes;  ///< the format of inputs and answers, then further ones
  unsigned jobs = 0;
};
int run_fixtures(const FixturesOptions& options);

/// The body of fixtures --format onnx (onnx.cc).
int write_onnx_tests(const FixturesOptions& options, const std::vector<const Operator*>& ops,
                     const std::function<void(const std::string& op, double share)>& progress);

struct CompareOptions {
  std::string fixtures;
  std::string answers;
  bool explain = false;
  bool json = false;
  std::string junit;
  std::string html;
};
int run_compare(const CompareOptions& options);

struct AuditOptions {
  std::string path;
  bool explain = false;
  bool json = false;
};
int run_audit(const AuditOptions& options);

/// Both ends of the pipe make the same cases: they must be told the same.
struct PipeOptions {
  std::string op;
  int cases = 12;
  std::uint64_t seed = 1;
  std::string dtype;  ///< the operator's own where it is empty
  bool explain = false;
  bool json = false;
};
int run_serve_cases(const PipeOptions& options);
int run_judge(const PipeOptions& options);

struct CheckOptions {
  std::vector<std::string> files;
  std::uint64_t seed = 1;
  std::size_t draws = 32;
  long digits = 30;
  double seconds = 10;
  unsigned jobs = 0;
  bool explain = false;
  bool json = false;
  bool annotations = false;
  bool watch = false;
  std::string junit;
  std::string html;
};
int run_check(const CheckOptions& options);

/// Runs `round` now and after every change of one of the files, until the process is interrupted
/// (exit code 130). What a round throws becomes one line and the watching goes on. A file may be
/// replaced or away for a moment. Throws InputError where a file does not exist at the start.
[[noreturn]] void watch(const std::vector<std::string>& paths, const std::function<void()>& round);

/// The number format of this name. Throws InputError.
Format require_format(const std::string& name);

/// The named operators, or all of them where no name is given.
std::vector<const Operator*> require_operators(const std::vector<std::string>& names);

/// True where progress may be shown: standard error is a terminal.
bool shows_progress();

/// Overwrites the terminal's progress line, ten times a second at most; an empty text removes it.
void show_progress(const std::string& text);

/// Shows "what 42 %".
void show_progress(const std::string& what, double share);

}  // namespace assay::cli
