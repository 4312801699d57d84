"""`assay serve-cases OP | theirs | assay judge OP`, with a client in another language."""

import pathlib
import subprocess
import sys
import unittest

PROGRAM = sys.argv[1]
CLIENT = pathlib.Path(__file__).with_name("pipe_client.py")


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120,
                          check=False, **options)


class Pipe(unittest.TestCase):
    def judged(self, operator, text, *options):
        return run("judge", operator, *options, input=text)

    def served(self, operator, *options):
        done = run("serve-cases", operator, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def answered(self, operator, *options):
        return subprocess.run([sys.executable, CLIENT, operator], check=True, timeout=60,
                              input=self.served(operator, *options), capture_output=True,
                              text=True).stdout

    def test_a_client_in_another_language(self):
        for operator in ("gelu_erf", "softplus", "mean_squared_error"):
            options = ("--cases", "5", "--seed", "3")
            answers = self.answered(operator, *options)
            done = self.judged(operator, answers, *options)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertNotIn("not answered", done.stdout)
            wrong = answers.replace(" 0x1.", " -0x1.", 1)
            self.assertEqual(self.judged(operator, wrong, *options).returncode, 1)

    def test_the_client_names_what_it_answers(self):
        done = subprocess.run([sys.executable, CLIENT], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.stderr, "pipe_client.py: expected one of gelu_erf, "
                                      "mean_squared_error, softplus\n")
        self.assertEqual(done.returncode, 1)

    def test_missing_answers_fail(self):
        lines = self.answered("softplus", "--cases", "3").splitlines()
        outputs = [line for line in lines if ".out." in line]
        self.assertEqual(self.judged("softplus", "\n".join(outputs), "--cases", "3").returncode, 0)
        self.assertEqual(self.judged("softplus", outputs[0], "--cases", "3").returncode, 1)

    def test_hostile_lines_are_one_line_and_exit_code_2(self):
        good = "0001.out.y f32 3 0x0p+0 0x1.8p+1 0x1p+2\n"
        for text in ("", "0001.out.y\n", "0001.out.z f32 - 0x0p+0\n", "0009.out.y f32 - 0x0p+0\n",
                     good + good, "0001.out.y f32 3 0x0p+0 one 0x1p+2\n", "\0\n",
                     "\x1b[2J f32 - 1\n",
                     "0001.out.y f32 99999999999 0x0p+0\n", "0001.out.y f9 3 1 2 3\n",
                     "../x f32 - 0x0p+0\n", "0001.out.y f32 3 0x1p+999 0x0p+0 0x0p+0\n",
                     "0001.out.y f32 2,2,2 1\n", "x" * 100000):
            with self.subTest(text[:40]):
                done = self.judged("relu", text, "--cases", "2")
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertEqual(done.stdout, "")
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                self.assertTrue(done.stderr.isprintable() or done.stderr[:-1].isprintable())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
