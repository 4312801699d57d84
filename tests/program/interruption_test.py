"""`assay fixtures` killed at many moments: whole files or none, and the next run continues."""

import hashlib
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM = sys.argv[1]
OPERATORS = ["relu", "silu", "softmax", "softplus", "sgd", "adam", "linear", "l2_penalty"]
ENDINGS = {".json", ".safetensors", ".txt"}


def command(out, *options):
    return [PROGRAM, "fixtures", *OPERATORS, "--cases", "6", "--format", "json,safetensors,text",
            "--out", str(out), *options]


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


class Interruption(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.base = pathlib.Path(cls.folder.name)
        begin = time.monotonic()
        subprocess.run(command(cls.base / "whole"), check=True, capture_output=True, timeout=120)
        cls.seconds = time.monotonic() - begin
        cls.whole = contents(cls.base / "whole")
        assert len(cls.whole) == len(OPERATORS) * len(ENDINGS) + 1

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def check_partial(self, out):
        """Operators' directories under their final names are whole; returns how many there are."""
        self.assertFalse(out.exists())
        staging = out.parent / f".{out.name}.partial"
        if not staging.exists():
            return 0
        done = [d for d in staging.iterdir() if d.is_dir() and not d.name.startswith(".")]
        for directory in done:
            files = contents(directory)
            self.assertEqual(set(files), {directory.name + ending for ending in ENDINGS})
            for name, data in files.items():
                self.assertEqual(data, self.whole[name], name)
        return len(done)

    def killed_after(self, out, seconds, *options):
        """True when the program was killed, False when it ended before."""
        with subprocess.Popen(command(out, *options), stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as running:
            try:
                running.wait(seconds)
            except subprocess.TimeoutExpired:
                running.send_signal(signal.SIGKILL)
        return running.returncode == -signal.SIGKILL

    def test_killed_at_many_moments(self):
        out, kills, seen = self.base / "killed", 0, set()
        while self.killed_after(out, self.seconds * (0.1 + 0.04 * kills), "--jobs",
                                str(1 + kills % 3)):
            if not out.exists():
                seen.add(self.check_partial(out))
            kills += 1
            self.assertLess(kills, 100)
        self.assertGreaterEqual(kills, 4)
        self.assertGreaterEqual(len(seen), 2, "no kill met a set in the making")
        self.assertEqual(contents(out), self.whole)
        self.assertEqual([p.name for p in self.base.glob(".killed*")], [])

    def test_what_was_done_is_not_done_again(self):
        out = self.base / "continued"
        while not self.killed_after(out, 0.5 * self.seconds):
            for path in out.iterdir():
                path.unlink()
            out.rmdir()
        staging = self.base / ".continued.partial"
        before = {d.name: d.stat().st_mtime_ns for d in staging.iterdir()
                  if d.is_dir() and not d.name.startswith(".")}
        marks = {name: (staging / name / f"{name}.txt").stat().st_ino for name in before}
        subprocess.run(command(out), check=True, capture_output=True, timeout=120)
        for name, inode in marks.items():
            self.assertEqual((out / f"{name}.txt").stat().st_ino, inode)
        self.assertEqual(contents(out), self.whole)

    def test_another_plan_begins_anew(self):
        out = self.base / "other"
        staging = self.base / ".other.partial"
        staging.mkdir()
        (staging / "plan").write_text("something else")
        (staging / "activation_relu").mkdir()
        (staging / "activation_relu" / "activation_relu.json").write_text("stale")
        subprocess.run(command(out), check=True, capture_output=True, timeout=120)
        self.assertEqual(contents(out), self.whole)

    def test_stopped_after_the_last_step(self):
        out, staging = self.base / "whole", self.base / ".whole.partial"
        staging.mkdir()
        refused = subprocess.run(command(out), capture_output=True, text=True, timeout=120)
        self.assertEqual(refused.returncode, 2)
        self.assertIn("already exists", refused.stderr)
        self.assertEqual(contents(out), self.whole)

    def test_two_at_once_do_not_mix(self):
        out = self.base / "shared"
        with subprocess.Popen(command(out), stdout=subprocess.DEVNULL) as first:
            while first.poll() is None and not (self.base / ".shared.partial" / "plan").exists():
                time.sleep(0.001)
            second = subprocess.run(command(out), capture_output=True, text=True, timeout=120)
        self.assertEqual(first.returncode, 0)
        if second.returncode != 0:
            self.assertEqual(second.returncode, 2)
            self.assertEqual(second.stderr.count("\n"), 1, second.stderr)
        self.assertEqual(contents(out), self.whole)

    def test_digests(self):
        lines = self.whole["SHA256SUMS"].decode().splitlines()
        self.assertEqual(len(lines), len(self.whole) - 1)
        for line in lines:
            digest, name = line.split("  ")
            self.assertEqual(hashlib.sha256(self.whole[name]).hexdigest(), digest)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
