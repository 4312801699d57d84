"""Bad input of any kind is one clear line and exit code 2; the launcher."""
import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest
import warnings
import zipfile

from program import PROGRAM, SOURCE, run


class BadInput(unittest.TestCase):
    def refused(self, *arguments, says):
        result = run(*arguments)
        self.assertEqual(result.returncode, 2, result)
        self.assertEqual(result.stdout, "")
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertIn(says, result.stderr)

    def test_one_line_and_exit_code_2(self):
        self.refused("eval", "sigmiod", "x=1", says="did you mean activation/sigmoid")
        self.refused("show", "no_such_operator_at_all", says="see 'assay list'")
        self.refused("eval", "relu", says="needs the input x")
        self.refused("eval", "relu", "x=[1,", says="expected")
        self.refused("eval", "relu", "x=[1,[2]]", says="column")
        self.refused("eval", "relu", "x=[[1]]", says="shape [1, 1]")
        self.refused("eval", "relu", "x", says="name=value")
        self.refused("eval", "relu", "x=one", says="expected a number")
        self.refused("eval", "relu", "y=1", "x=1", says="has no input y")
        self.refused("eval", "relu", "x=inf", says="not in finite reals")
        self.refused("eval", "relu", "x=" + "[" * 50, says="nested too deeply")
        self.refused("eval", "leaky_relu", "x=1", "slope=-1", says="outside [0, 1]")
        self.refused("eval", "leaky_relu", "x=1", "slope=steep", says="expected a number")
        self.refused("eval", "sgd", "theta=1", "gradient=1", "velocity=0", "nesterov=maybe",
                     says="'maybe' is none of")
        self.refused("eval", "sgd", "theta=[1,2]", "gradient=1", "velocity=0", says="shape")
        self.refused("eval", "kl_bernoulli", "p=1", "q=0.5", says="not in (0, 1)")
        self.refused("eval", "softmax_cross_entropy", "logits=[[1,2]]", "label=[2]",
                     says="not in integers 0 .. k-1")
        self.refused("eval", "sgd", "theta=1", "gradient=1", "velocity=0", "--gradient",
                     says="has no gradient")
        self.refused("eval", "relu", "x=1", "grad_out.y=1", says="for --gradient")
        self.refused("eval", "relu", "x=1", "grad_out.z=1", "--gradient", says="no output z")
        self.refused("eval", "relu", "x=1", "grad_out.y=[1,2]", "--gradient", says="shape [2]")
        self.refused("list", "--family", "nonsense", says="no family")
        self.refused("verify", "relu", "--law", "nonsense", says="no law")
        self.refused("eval", "relu", "x=/no/such/file.npy", says="/no/such/file.npy")
        self.refused("compare", "/no/such", "/no/such", says="/no/such")
        self.refused("sweep", "softmax", says="not pointwise")

    def test_unusable_options(self):
        self.refused("--nonsense", says="--nonsense")
        self.refused("eval", says="op is required; see 'assay eval --help'")
        self.refused("fixtures", says="--out")
        self.refused("fixtures", "relu", "--out", "", says="--out: expected the name of a new")
        self.refused("sweep", "relu", "--range", "2:1", says="--range")
        self.refused("evaluate", "relu", says="no command is called 'evaluate'")
        self.refused("eval", "relu", "x=1", "x=2", says="x is given twice")
        self.refused("eval", "gelu", "x=1", says="gelu_erf or activation/gelu_tanh")
        for seed in ("-1", "", "1e3", str(2**64)):
            self.refused("verify", "relu", "--seed", seed, says="is not in 0 .. 2^64 - 1")

    def test_messages_are_short_and_printable(self):
        self.refused("show", "\x1b[31mred", says="no operator is called '\\x1b[31mred'")
        self.refused("show", b"\xff", says="no operator is called '\\xff'; see 'assay list'")
        self.refused("eval", "relu", b"a\xffb=0.1", says="has no input a\\xffb")
        self.refused("show", "a" * 100000, says="called '" + "a" * 64 + "...'; see 'assay list'")
        self.refused("show", "", says="no operator is called ''; see 'assay list'")
        self.refused("show", "GELU_ERF", says="did you mean activation/gelu_erf?")

    def test_what_was_expected_is_said(self):
        self.refused("eval", "logsumexp", "x=[[]]", says="x: expected one element or more, found")
        self.refused("eval", "relu", "x=ok.txt", says="or a .npy, .npz or .safetensors file")
        self.refused("eval", "hard_tanh", "x=1", "lower=2", "upper=1",
                     says="do not fit each other: n = 1, lower = 2, upper = 1")

    def test_a_rounded_input_is_said(self):
        result = run("eval", "identity", "x=[0.5,0.1,0.3]")
        self.assertEqual(result.stderr,
                         "assay: x: 0.1 is not a float32; taken as 0x1.99999ap-4\n")
        self.assertEqual(run("eval", "identity", "x=0.5").stderr, "")

    def test_broken_files(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, content in [("a.npy", b"\x93NUMPY\x01\x00\xff\xff"), ("b.npz", b"PK\x05\x06"),
                                  ("c.safetensors", b"\xff" * 9), ("d.npy", b"")]:
                path = os.path.join(folder, name)
                with open(path, "wb") as file:
                    file.write(content)
                self.refused("eval", "relu", f"x={path}", says=name)
            path = os.path.join(folder, "e.npz")
            with zipfile.ZipFile(path, "w"):
                pass
            self.refused("eval", "relu", f"x={path}", says="e.npz: holds no array")
            with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as members:
                warnings.simplefilter("ignore")
                for _ in range(2):
                    members.writestr("x.npy", b"")
            self.refused("eval", "relu", f"x={path}", says="e.npz: the name of a member comes tw")

    def test_a_broken_paper_is_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "paper.tex")
            for content, says in [("\n  \\begin{claim} $a$", "paper.tex:2:3: this claim is never closed"),
                                  ("\\section{A}", "paper.tex: no claim")]:
                with open(path, "w", encoding="utf-8") as file:
                    file.write(content)
                self.refused("check", path, says=says)

    def test_a_full_disk_is_said(self):
        with open("/dev/full", "w", encoding="ascii") as full:
            result = subprocess.run([PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE,
                                    text=True, timeout=60, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn("cannot write", result.stderr)


class Launcher(unittest.TestCase):
    """./assay itself, alone in a directory, before it builds anything."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.launcher = shutil.copy(os.path.join(SOURCE, "assay"), self.folder.name)
        self.build = os.path.join(self.folder.name, "build")

    def test_a_clone_of_somebody_else_is_refused(self):
        with open(self.build, "w", encoding="ascii"):
            pass  # for the superuser as well, nothing can be written below a file
        done = subprocess.run([self.launcher, "list"], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(f"assay: {self.build}: cannot write", done.stderr)

    def test_waiting_for_another_one_is_said(self):
        os.mkdir(self.build)
        with open(os.path.join(self.build, "launcher.lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with subprocess.Popen([self.launcher, "list"], stderr=subprocess.PIPE, text=True,
                                  start_new_session=True) as waiting:
                end = threading.Timer(20, os.killpg, [waiting.pid, signal.SIGKILL])
                end.start()  # one that says nothing waits for ever
                said = waiting.stderr.readline()
                end.cancel()
                if waiting.poll() is None:
                    os.killpg(waiting.pid, signal.SIGKILL)
            self.assertEqual(said, "assay: waiting for another ./assay that builds\n")


if __name__ == "__main__":
    unittest.main(verbosity=2)
