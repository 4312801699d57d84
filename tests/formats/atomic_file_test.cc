// Output appears whole or not at all: when the disk is full, and when we are killed.
#include "fixtures/format/atomic_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <functional>

#include "fixtures/format/input_error.h"
#include "fixtures/format/read_file.h"
#include "tests/formats/temporary_directory.h"

namespace assay::test {
namespace {

namespace fs = std::filesystem;
using namespace assay::format;

std::size_t entries(const fs::path& directory) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

std::string refused_write(const fs::path& path) {
  return refusal([&] { write_file(path, "bytes"); });
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

// What `body` returns in a process of its own.
int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Runs `body` in a process that is killed when it enters or leaves its system call number `calls`
// (both count). False when it ends before that.
bool killed_after(int calls, const std::function<void()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    body();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  for (int call = 0; WIFSTOPPED(status) && call < calls; ++call) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    ::waitpid(child, &status, 0);
  }
  if (!WIFSTOPPED(status)) return false;
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  return true;
}

TEST(AtomicFile, WritesAndReplaces) {
  const TemporaryDirectory directory;
  write_file(directory / "x", "one");
  EXPECT_EQ(read_file(directory / "x"), "one");
  write_file(directory / "x", "");
  EXPECT_EQ(read_file(directory / "x"), "");
  EXPECT_EQ(entries(directory.path()), 1u);
}

TEST(AtomicFile, HonoursTheUmask) {
  const TemporaryDirectory directory;
  const mode_t before = ::umask(027);
  write_file(directory / "x", "bytes");
  ::umask(before);
  struct stat facts = {};
  ASSERT_EQ(::stat((directory / "x").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0640u);
}

TEST(AtomicFile, WritesInTheCurrentDirectory) {
  const TemporaryDirectory directory;
  EXPECT_EQ(in_child([&] {
              fs::current_path(directory.path());
              write_file("x", "bytes");
              return read_file("x") == "bytes" ? 0 : 1;
            }),
            0);
}

TEST(AtomicFile, FollowsLinksAndKeepsThem) {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "elsewhere");
  fs::create_symlink("elsewhere/x", directory / "link");
  write_file(directory / "link", "new");  // nothing there yet
  write_file(directory / "link", "newer");
  EXPECT_TRUE(fs::is_symlink(directory / "link"));
  EXPECT_EQ(read_file(directory / "elsewhere" / "x"), "newer");
}

TEST(AtomicFile, RefusesWhatIsNoRegularFile) {
  const TemporaryDirectory directory;
  ASSERT_EQ(::mkfifo((directory / "pipe").c_str(), 0600), 0);
  fs::create_symlink("loop", directory / "loop");
  EXPECT_TRUE(contains(refused_write(directory / "pipe"), "pipe: cannot write: not a regular"));
  EXPECT_TRUE(contains(refused_write(directory.path()), "cannot write: Is a directory"));
  EXPECT_TRUE(contains(refused_write(directory / "loop"), "symbolic links"));
  EXPECT_TRUE(contains(refused_write(directory / "no" / "x"), "x: cannot write: No such file"));
  EXPECT_TRUE(contains(refused_write(directory / std::string(255, 'x')), "too long"));
  EXPECT_TRUE(contains(refused_write("/proc/x"), "/proc/x: cannot write: "));
  EXPECT_TRUE(contains(refused_write(""), "cannot write: "));
  EXPECT_EQ(entries(directory.path()), 2u);
}

// A file-size limit fails write() like a full disk does, part of the way through.
TEST(AtomicFile, LeavesTheOldFileWhenTheDiskIsFull) {
  const TemporaryDirectory directory;
  write_file(directory / "x", "old");
  EXPECT_EQ(in_child([&] {
              const rlimit little = {4096, 4096};
              ::signal(SIGXFSZ, SIG_IGN);
              ::setrlimit(RLIMIT_FSIZE, &little);
              const auto message =
                  refusal([&] { write_file(directory / "x", std::string(10'000, 'n')); });
              return contains(message, "/x: cannot write: File too large") ? 0 : 1;
            }),
            0);
  EXPECT_EQ(read_file(directory / "x"), "old");
  EXPECT_EQ(entries(directory.path()), 1u);
}

// Process numbers come round again, in containers at once.
TEST(AtomicFile, IsNotStoppedByWhatAKilledProcessLeft) {
  const TemporaryDirectory directory;
  for (int count = 1; count <= 600; ++count)
    fs::create_directory(
        directory / (".x." + std::to_string(::getpid()) + "-" + std::to_string(count) + ".tmp"));
  write_file(directory / "x", "bytes");
  EXPECT_EQ(read_file(directory / "x"), "bytes");
  EXPECT_EQ(entries(directory.path()), 601u);
}

TEST(AtomicFile, IsWholeWheneverTheWriterIsKilled) {
  const TemporaryDirectory directory;
  const std::string old(100'000, 'a');
  const std::string fresh(300'000, 'b');
  int olds = 0;
  int moments = 0;
  for (;; ++moments) {
    write_file(directory / "x", old);
    if (!killed_after(moments, [&] { write_file(directory / "x", fresh); })) break;
    const std::string bytes = read_file(directory / "x");
    ASSERT_TRUE(bytes == old || bytes == fresh) << "killed at system call " << moments;
    olds += bytes == old;
  }
  EXPECT_EQ(read_file(directory / "x"), fresh);
  EXPECT_GT(olds, 4) << "of " << moments;  // to open, write, force out, close
  EXPECT_LT(olds, moments) << "never killed between the renaming and the end";
}

TEST(AtomicDirectory, AppearsOnCommit) {
  const TemporaryDirectory directory;
  AtomicDirectory made(directory / "case");
  made.write("a", "1");
  made.write("b/c/d", "2");
  EXPECT_FALSE(fs::exists(directory / "case"));
  made.commit();
  EXPECT_EQ(read_file(directory / "case" / "b" / "c" / "d"), "2");
  EXPECT_EQ(read_file(directory / "case" / "a"), "1");
  EXPECT_EQ(entries(directory.path()), 1u);
}

TEST(AtomicDirectory, LeavesNothingWithoutCommit) {
  const TemporaryDirectory directory;
  {
    AtomicDirectory made(directory / "case/");
    made.write("a", "1");
  }
  EXPECT_EQ(entries(directory.path()), 0u);
}

TEST(AtomicDirectory, TakesAnEmptyDirectoryAndNoOther) {
  const TemporaryDirectory directory;
  fs::create_directory(directory / "empty");
  AtomicDirectory made(directory / "empty");
  made.write("a", "1");
  made.commit();
  EXPECT_TRUE(fs::exists(directory / "empty" / "a"));
  const auto refused = [](const fs::path& path) {
    return refusal([&] { AtomicDirectory again(path); });
  };
  EXPECT_TRUE(contains(refused(directory / "empty"), "empty: already exists"));
  write_file(directory / "file", "1");
  EXPECT_TRUE(contains(refused(directory / "file"), "file: already exists"));
  EXPECT_TRUE(contains(refused(directory / "no" / "case"), "case: cannot write: No such file"));
  EXPECT_EQ(entries(directory.path()), 2u);
}

TEST(AtomicDirectory, NamesTheFinalPlaceOfWhatFailed) {
  const TemporaryDirectory directory;
  AtomicDirectory made(directory / "case");
  made.write("a", "1");
  EXPECT_TRUE(contains(refusal([&] { made.write("a/b", "1"); }), "/case/a/b: cannot write: "));
  EXPECT_TRUE(contains(refusal([&] { made.write("a/b/c", "1"); }), "/case/a/b/c: cannot write: "));
}

TEST(AtomicDirectory, DoesNotReplaceWhatCameMeanwhile) {
  const TemporaryDirectory directory;
  {
    AtomicDirectory made(directory / "case");
    fs::create_directory(directory / "case");
    write_file(directory / "case" / "theirs", "1");
    EXPECT_TRUE(
        contains(refusal([&] { made.commit(); }), "case: cannot write: Directory not empty"));
  }
  EXPECT_TRUE(fs::exists(directory / "case" / "theirs"));
  EXPECT_EQ(entries(directory.path()), 1u);
}

TEST(AtomicDirectory, IsWholeWheneverTheWriterIsKilled) {
  const TemporaryDirectory directory;
  int whole = 0;
  int moments = 0;
  for (;; ++moments) {
    const fs::path target = directory / ("case" + std::to_string(moments));
    const bool killed = killed_after(moments, [&] {
      AtomicDirectory made(target);
      for (const char* name : {"a", "b", "c"}) made.write(name, "bytes");
      made.commit();
    });
    if (fs::exists(target)) {
      ++whole;
      ASSERT_EQ(entries(target), 3u) << "killed at system call " << moments;
    }
    if (!killed) break;
  }
  EXPECT_GT(moments, 15);
  EXPECT_GT(whole, 1) << "never killed between the renaming and the end";
}

}  // namespace
}  // namespace assay::test
