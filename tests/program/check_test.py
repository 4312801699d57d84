"""Derivations and planted mistakes on the command line."""
import json
import os
import pty
import re
import subprocess
import tempfile
import unittest

from program import PROGRAM, run


class Checks(unittest.TestCase):
    def test_a_report_never_replaces_its_document(self):
        with tempfile.TemporaryDirectory() as folder:
            path, other = os.path.join(folder, "notes.md"), os.path.join(folder, "r")
            with open(path, "w", encoding="utf-8") as document:
                document.write("```claim\nclaim 1 = 2\n```\n")
            for options in (["--html", path], ["--junit", os.path.join(folder, ".", "notes.md")],
                            ["--html", other, "--junit", other]):
                result = run("check", path, *options)
                self.assertEqual(result.returncode, 2, options)
                self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
            with open(path, encoding="utf-8") as document:
                self.assertIn("claim 1 = 2", document.read())

    def test_limits_are_numbers(self):
        for arguments in (["verify", "relu", "--effort", "nan"],
                          ["check", "--time-limit", "nan"]):
            result = run(*arguments)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_verify(self):
        result = run("verify", "sigmoid", "--effort", "0.2")
        self.assertEqual(result.returncode, 0)
        self.assertIn("0 broken", result.stdout)

    def test_grades_of_every_target(self):
        rows = json.loads(run("verify", "gelu_erf", "softmax", "--grades", "--cases", "20",
                              "--json").stdout)
        targets = {row["target"] for row in rows}
        self.assertEqual(len(rows), 2 * 2 * len(targets))
        for row in rows:
            self.assertGreater(sum(row["counts"].values()), 20)
            worst = [grade for grade in row["counts"] if row["counts"][grade]][-1]
            self.assertEqual(row["measured"], worst)
        table = run("verify", "gelu_erf", "softmax", "--grades", "--cases", "20",
                    "--markdown").stdout.splitlines()
        self.assertEqual(len(table), 2 + len(rows))
        self.assertEqual({line.count("|") for line in table}, {table[0].count("|")})
        for line, row in zip(table[2:], rows, strict=True):
            self.assertIn(f"| `{row['op']}` | {row['side']} | {row['target']} |", line)

    def on_terminal(self, *arguments):
        """What goes to standard output, and to a terminal at standard error."""
        leader, follower = pty.openpty()
        with subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=follower,
                              text=True) as process:
            os.close(follower)
            shown = b""
            try:
                while chunk := os.read(leader, 65536):
                    shown += chunk
            except OSError:  # how Linux ends a terminal's output
                pass
            output = process.stdout.read()
            self.assertEqual(process.wait(timeout=120), 0)
        os.close(leader)
        return output, shown.decode()

    def test_progress_is_for_terminals_only(self):
        for arguments in (["verify", "softmax", "--effort", "2"],
                          ["verify", "softmax", "--grades", "--cases", "300"],
                          ["sweep", "gelu_erf", "--format", "bf16"],
                          ["fixtures", "softmax", "--cases", "60", "--out"]):
            with tempfile.TemporaryDirectory() as folder:
                if arguments[-1] == "--out":
                    arguments = [*arguments, os.path.join(folder, "a")]
                output, shown = self.on_terminal(*arguments)
                shares = [int(share) for share in re.findall(r"(\d+) %", shown)]
                self.assertTrue(shares, arguments)
                self.assertLessEqual(max(shares), 100)
                self.assertTrue(shown.endswith("\r\x1b[K"), "the line is not removed")
                self.assertNotIn("\x1b", output)
                if arguments[0] == "fixtures":
                    arguments = [*arguments[:-1], os.path.join(folder, "b")]
                self.assertEqual(run(*arguments).stderr, "")

    def test_mutants_of_a_family(self):
        result = run("mutants", "--family", "linear")
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertIn("0 survive", result.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
