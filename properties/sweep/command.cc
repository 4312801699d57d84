// Another program as the subject: raw numbers through its standard input and output.

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

#include "properties/sweep/subject.h"

extern char** environ;

namespace assay::sweep {

namespace {

[[noreturn]] void fail(const std::string& command, const std::string& why) {
  throw std::runtime_error(fmt::format("--exec {}: {}", command, why));
}

/// An end of a pipe that no other child inherits.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }
  int number() const { return number_; }

 private:
  int number_;
};

class Child {
 public:
  Child(const std::string& command, int input, int output) : command_(command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    std::string shell = "/bin/sh", option = "-c", text = command;
    char* const arguments[] = {shell.data(), option.data(), text.data(), nullptr};
    const int error = posix_spawn(&process_, shell.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) fail(command, std::strerror(error));
  }
  ~Child() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void expect_success() {
    const int status = wait();
    if (WIFSIGNALED(status)) fail(command_, fmt::format("ended by signal {}", WTERMSIG(status)));
    if (WEXITSTATUS(status) != 0)
      fail(command_, fmt::format("ended with exit code {}", WEXITSTATUS(status)));
  }

 private:
  int wait() {
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = 0;
    return status;
  }

  const std::string& command_;
  pid_t process_ = 0;
};

std::array<int, 2> make_pipe(const std::string& command) {
  std::array<int, 2> ends = {};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail(command, std::strerror(errno));
  return ends;
}

/// Writes and reads by turns, as the other side is ready, so that neither waits for ever.
std::string converse(const std::string& command, Descriptor& to, Descriptor& from,
                     std::string_view input, std::size_t most) {
  fcntl(to.number(), F_SETFL, O_NONBLOCK);
  std::string output;
  std::array<char, 1 << 16> buffer = {};
  while (true) {
    std::array<pollfd, 2> ends = {{{from.number(), POLLIN, 0}, {to.number(), POLLOUT, 0}}};
    if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR)
      fail(command, std::strerror(errno));
    if (ends[1].revents != 0) {
      const ssize_t written = write(to.number(), input.data(), input.size());
      if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
      if (input.empty() || (written < 0 && errno == EPIPE)) to.close();
    }
    if (ends[0].revents == 0) continue;
    const ssize_t count = read(from.number(), buffer.data(), buffer.size());
    if (count == 0) return output;
    if (count > 0) output.append(buffer.data(), static_cast<std::size_t>(count));
    if (output.size() > most) return output;
  }
}

std::string run(const std::string& command, std::string_view input) {
  const auto in = make_pipe(command);
  Descriptor child_in(in[0]), to(in[1]);
  const auto out = make_pipe(command);
  Descriptor from(out[0]), child_out(out[1]);
  Child child(command, child_in.number(), child_out.number());
  child_in.close();
  child_out.close();
  const std::string output = converse(command, to, from, input, input.size());
  if (output.size() > input.size())
    fail(command, fmt::format("writes more than the {} bytes that it reads", input.size()));
  child.expect_success();
  if (output.size() < input.size())
    fail(command,
         fmt::format("wrote {} bytes for the {} that it was given", output.size(), input.size()));
  return output;
}

}  // namespace

Subject command_subject(const std::string& command, Format format) {
  signal(SIGPIPE, SIG_IGN);  // a command that stops reading is told by its exit code
  return {.name = command,
          .answer =
              [command, format](std::span<const float> x, std::span<float> y) {
                from_raw(run(command, to_raw(x, format)), y, format);
              },
          .takes_whole_chunks = true};
}

}  // namespace assay::sweep
