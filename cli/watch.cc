// Watching files. Editors write in place, in steps, or rename a new file over the old one, so the
// state of the path is asked for a few times a second: that sees them all, on any file system.

#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <tuple>

#include "cli/commands.h"
#include "fixtures/format/input_error.h"

namespace assay::cli {

namespace {

constexpr auto pause = std::chrono::milliseconds(150);
constexpr int pauses_for_a_missing_file = 10;

/// What changes when a file does; all zeros where there is none.
using State = std::tuple<ino_t, off_t, time_t, long, time_t, long>;

std::vector<State> states_of(const std::vector<std::string>& paths) {
  std::vector<State> states;
  for (const std::string& path : paths) {
    struct stat found = {};
    if (stat(path.c_str(), &found) != 0) found = {};
    states.emplace_back(found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec,
                        found.st_ctim.tv_sec, found.st_ctim.tv_nsec);
  }
  return states;
}

bool any_missing(const std::vector<State>& states) {
  for (const State& state : states)
    if (state == State{}) return true;
  return false;
}

/// Waits until the files differ from `before` and rest again.
std::vector<State> next_change(const std::vector<std::string>& paths,
                               const std::vector<State>& before) {
  std::vector<State> now = states_of(paths);
  while (now == before) {
    std::this_thread::sleep_for(pause);
    now = states_of(paths);
  }
  for (int missing = 0;;) {
    std::this_thread::sleep_for(pause);
    const std::vector<State> later = states_of(paths);
    const bool waiting = any_missing(later) && ++missing < pauses_for_a_missing_file;
    if (later == now && !waiting) return now;
    now = later;
  }
}

extern "C" void leave(int) { _exit(130); }

void clear_terminal() {
  if (isatty(STDOUT_FILENO) == 1) fmt::print("\033[H\033[2J\033[3J");
}

}  // namespace

void watch(const std::vector<std::string>& paths, const std::function<void()>& round) {
  for (const std::string& path : paths)
    if (access(path.c_str(), R_OK) != 0) throw InputError(path + ": cannot be read");
  struct sigaction interrupted = {};
  interrupted.sa_handler = leave;
  sigaction(SIGINT, &interrupted, nullptr);
  for (std::vector<State> seen = states_of(paths);; seen = next_change(paths, seen)) {
    clear_terminal();
    try {
      round();
    } catch (const std::exception& error) {
      show_progress("");
      std::fflush(stdout);
      fmt::print(stderr, "assay: {}\n", error.what());
    }
    fmt::print("watching {} file{}; Ctrl-C ends\n", paths.size(), paths.size() == 1 ? "" : "s");
    if (std::fflush(stdout) != 0) _exit(2);  // nobody reads any more
  }
}

}  // namespace assay::cli
