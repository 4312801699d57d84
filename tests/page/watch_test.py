"""'assay check --watch' while its file is edited as editors do it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

PROGRAM = sys.argv[1]


def document(claim):
    return f"# Notes\n\n```claim\ngiven x in R\nclaim {claim}\n```\n"


class Watcher:
    """The program in a pipe, its output collected as it comes."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([PROGRAM, "check", "--watch", *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.output = ""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.output += line

    def wait_for(self, text, times=1):
        """Returns what came with it; an end or a minute without it fails."""
        end = time.monotonic() + 60
        while self.output.count(text) < times:
            if time.monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"no {text!r} in {self.output!r}")
            time.sleep(0.02)
        return self.output

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=30)
        self.reader.join(timeout=30)
        self.process.stdout.close()
        return status


class Watch(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = os.path.join(self.folder.name, "notes.md")
        self.page = os.path.join(self.folder.name, "page.html")
        self.write("x + x = 2 x")
        self.watcher = None

    def tearDown(self):
        if self.watcher and self.watcher.process.poll() is None:
            self.watcher.process.kill()
            self.watcher.process.wait()
        self.folder.cleanup()

    def write(self, claim):
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(document(claim))

    def replace(self, claim):
        """As editors save: a new file under another name, renamed over the old one."""
        other = self.path + ".new"
        with open(other, "w", encoding="utf-8") as file:
            file.write(document(claim))
        os.replace(other, self.path)

    def test_every_kind_of_edit(self):
        self.watcher = Watcher("--html", self.page, self.path)
        self.watcher.wait_for("Ctrl-C ends", 1)
        self.assertIn("1 holds", self.watcher.output)
        self.write("x + x = 3 x")
        self.watcher.wait_for("Ctrl-C ends", 2)
        self.assertIn("1 refuted", self.watcher.output)
        self.replace("x + x = x + x")
        self.watcher.wait_for("Ctrl-C ends", 3)
        self.assertIn("1 trivial", self.watcher.output)
        with open(self.page, encoding="utf-8") as page:
            self.assertIn("TRIVIAL", page.read())
        with open(self.path, "w", encoding="utf-8") as file:  # malformed: the fence stays open
            file.write("```claim\nclaim 1 = 1\n")
        self.watcher.wait_for("never closed", 1)
        self.watcher.wait_for("Ctrl-C ends", 4)
        with open(self.page, encoding="utf-8") as page:
            self.assertIn("TRIVIAL", page.read())
        os.remove(self.path)
        self.watcher.wait_for("Ctrl-C ends", 5)
        self.assertIn("assay: " + self.path, self.watcher.output)
        self.write("x x = x^2")
        self.watcher.wait_for("1 holds", 2)
        self.watcher.wait_for("Ctrl-C ends", 6)
        self.assertEqual(self.watcher.interrupt(), 130)
        self.assertEqual(self.watcher.output.count("Ctrl-C ends"), 6)
        self.assertNotIn("\033", self.watcher.output)

    def test_without_an_edit_nothing_happens(self):
        self.watcher = Watcher(self.path)
        self.watcher.wait_for("Ctrl-C ends", 1)
        time.sleep(0.8)
        self.assertEqual(self.watcher.output.count("Ctrl-C ends"), 1)
        self.assertEqual(self.watcher.interrupt(), 130)

    def test_a_file_that_never_was(self):
        result = subprocess.run([PROGRAM, "check", "--watch", self.path + ".none"],
                                capture_output=True, text=True, timeout=30)
        self.assertEqual(result.returncode, 2)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1)
        self.assertIn("notes.md.none", result.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]])
