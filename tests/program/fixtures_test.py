"""Sets are written, read back and refused where they were changed."""
import decimal
import hashlib
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest

import numpy

from program import PROGRAM, run


class Fixtures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.folder.name, "fixtures")
        cls.ops = ["silu", "softmax", "linear", "adam"]
        made = run("fixtures", *cls.ops, "--out", cls.path, "--cases", "6")
        assert made.returncode == 0, made.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def arrays(self, stem):
        with numpy.load(os.path.join(self.path, stem + ".npz"), allow_pickle=False) as loaded:
            return dict(loaded)

    def compare(self, answers, *options):
        return run("compare", self.path, answers, *options)

    def answer(self, change):
        """Writes every operator's expected tensors, changed for one, and compares."""
        with tempfile.TemporaryDirectory() as folder:
            for stem in ["activation_silu", "softmax_softmax", "linear_linear", "optimizer_adam"]:
                arrays = {name: array for name, array in self.arrays(stem).items()
                          if name.split(".")[1] in ("out", "grad")}
                numpy.savez(os.path.join(folder, stem + ".npz"), **change(stem, arrays))
            return self.compare(folder)

    def test_same_seed_same_bytes(self):
        again = os.path.join(self.folder.name, "again")
        self.assertEqual(run("fixtures", *self.ops, "--out", again, "--cases", "6").returncode, 0)
        for name in sorted(os.listdir(self.path)):
            with open(os.path.join(self.path, name), "rb") as one, \
                    open(os.path.join(again, name), "rb") as other:
                self.assertEqual(one.read(), other.read(), name)

    def test_an_interrupted_run_leaves_only_what_can_be_continued(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with tempfile.TemporaryDirectory() as folder:
                out = os.path.join(folder, "out")
                with subprocess.Popen([PROGRAM, "fixtures", "--out", out, "--cases", "20000"],
                                      stderr=subprocess.PIPE, text=True) as running:
                    while not os.listdir(folder):
                        time.sleep(0.01)
                    running.send_signal(number)
                    _, said = running.communicate(timeout=60)
                self.assertEqual(running.returncode, 128 + number)
                self.assertEqual(said, "assay: interrupted; the same command continues\n")
                self.assertEqual(os.listdir(folder), [".out.partial"])

    def test_a_set_that_cannot_be_compared_is_said_to_be_one(self):
        with tempfile.TemporaryDirectory() as folder:
            for formats, readable in [("json", False), ("c", False), ("text,npz", False),
                                      ("json,c", False), ("json,text", True)]:
                out = os.path.join(folder, formats)
                made = run("fixtures", "relu", "--cases", "1", "--format", formats, "--out", out)
                self.assertEqual(made.returncode, 0)
                self.assertEqual("'assay compare' cannot read this set" in made.stderr,
                                 not readable, formats)
                self.assertEqual(made.stderr.count("\n"), 0 if readable else 1)
                self.assertEqual(run("compare", out, out).returncode, 0 if readable else 2)

    def test_a_set_that_lost_files_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "set")
            answers = os.path.join(folder, "answers")
            for path in (out, answers):
                run("fixtures", "relu", "tanh", "--cases", "1", "--format", "json,npz", "--out",
                    path)
            for lost, says in [("activation_relu.json", "lists 'activation_relu.json', which is"),
                               ("activation_tanh.json", "lists 'activation_relu.json', which is"),
                               ("SHA256SUMS", "expected ")]:
                os.remove(os.path.join(out, lost))
                result = run("compare", out, answers)
                self.assertEqual((result.returncode, result.stdout), (2, ""), lost)
                self.assertEqual(result.stderr.count("\n"), 1)
                self.assertIn(says, result.stderr)
            run("fixtures", "relu", "--cases", "1", "--out", os.path.join(folder, "unlisted"))
            os.remove(os.path.join(folder, "unlisted", "SHA256SUMS"))
            self.assertIn("expected a SHA256SUMS in it",
                          run("compare", os.path.join(folder, "unlisted"), answers).stderr)

    def test_a_report_that_cannot_be_written_is_refused_before_any_text(self):
        for report in ("--html", "--junit"):
            result = self.compare(self.path, report, os.path.join(self.path, "no", "report"))
            self.assertEqual((result.returncode, result.stdout), (2, ""), report)
            self.assertIn("cannot write", result.stderr)

    def test_tails_have_their_decimals(self):
        """silu(x) = x exp(x) to 41 digits where x is large and negative, MPFR's default range ends
        at 1e-323228496, and the hexadecimal parts underflow."""
        with tempfile.TemporaryDirectory() as folder:
            run("fixtures", "silu", "--cases", "12", "--format", "json", "--out", folder + "/set")
            with open(folder + "/set/activation_silu.json", encoding="utf-8") as file:
                tests = json.load(file)["tests"]
        tails = 0
        for test in tests:
            inputs = numpy.array([int(bits, 16) for bits in test["inputs"]["x"]["bits"]],
                                 dtype=numpy.uint32).view(numpy.float32)
            for x, shown in zip(inputs, test["expected"]["out.y"]["dec"], strict=True):
                if not -1e17 < x < -1e9:
                    continue
                with decimal.localcontext() as context:
                    context.prec = 80
                    power = decimal.Decimal(float(x)) / decimal.Decimal(10).ln()
                    whole = power.to_integral_value(rounding=decimal.ROUND_FLOOR)
                    mantissa = decimal.Decimal(float(x)) * 10 ** (power - whole)
                    places = mantissa.adjusted()
                    text = f"{mantissa.scaleb(-places).quantize(decimal.Decimal(1).scaleb(-40))}"
                self.assertEqual(shown, f"{text}e{int(whole) + places}")
                tails += 1
        self.assertGreater(tails, 1)

    def test_digests_are_right(self):
        with open(os.path.join(self.path, "SHA256SUMS"), encoding="ascii") as sums:
            lines = sums.read().splitlines()
        self.assertEqual(len(lines), 3 * len(self.ops))
        for line in lines:
            digest, name = line.split("  ")
            with open(os.path.join(self.path, name), "rb") as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), digest)

    def test_manifest_and_arrays_agree_bit_for_bit(self):
        with open(os.path.join(self.path, "activation_silu.json"), encoding="utf-8") as file:
            manifest = json.load(file)
        arrays = self.arrays("activation_silu")
        self.assertEqual(manifest["numberOfTests"], len(manifest["tests"]))
        for test in manifest["tests"]:
            for name, tensor in test["expected"].items():
                array = arrays[f"{test['tcId']:04}.{name}"]
                self.assertEqual(list(array.shape), tensor["shape"])
                bits = [f"{b:08x}" for b in array.view(numpy.uint32).ravel()]
                self.assertEqual(bits, tensor["bits"])
                self.assertEqual(tensor["undecided"], [])

    def test_right_answers_pass(self):
        result = self.compare(self.path)
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertEqual(self.answer(lambda stem, arrays: arrays).returncode, 0)

    def test_missing_outputs_fail_but_gradients_may_be_left_out(self):
        no_gradients = lambda stem, arrays: {n: a for n, a in arrays.items() if ".out." in n}
        self.assertEqual(self.answer(no_gradients).returncode, 0)
        one_missing = lambda stem, arrays: {n: a for n, a in arrays.items() if n != "0003.out.y"}
        self.assertEqual(self.answer(one_missing).returncode, 1)

    def test_wrong_answers_fail_and_the_worst_is_shown(self):
        mistakes = {
            "negated": lambda a: -a,
            "zeros": lambda a: numpy.zeros_like(a),
            "nan": lambda a: numpy.full_like(a, numpy.nan),
            "transposed shape": lambda a: a.reshape((-1, 1, *a.shape[1:])),
            "half precision": lambda a: a.astype(numpy.float16).astype(numpy.float32),
        }
        for name, mistake in mistakes.items():
            def change(stem, arrays):
                if stem == "activation_silu":
                    return {n: mistake(a) if ".out." in n else a for n, a in arrays.items()}
                return arrays
            with numpy.errstate(over="ignore"):
                result = self.answer(change)
            self.assertEqual(result.returncode, 1, name)
            self.assertIn("case", result.stdout)
            self.assertEqual("6 of another shape over 6 cases" in result.stdout,
                             name == "transposed shape")

    def test_an_operator_named_twice_is_one(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "set")
            result = run("fixtures", "silu", "activation/silu", "--cases", "1", "--out", out)
            self.assertEqual(result.stdout, f"{out}: 1 operator, 1 case each\n")

    def test_an_existing_directory_is_kept(self):
        result = run("fixtures", "relu", "--out", self.path)
        self.assertEqual(result.returncode, 2)
        self.assertIn(self.path, result.stderr)
        self.assertTrue(os.path.exists(os.path.join(self.path, "activation_silu.npz")))

    def test_answers_to_nothing_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            for stem in ["activation_silu", "softmax_softmax", "linear_linear", "optimizer_adam"]:
                numpy.savez(os.path.join(folder, stem + ".npz"), other=numpy.float32([1]))
            self.assertEqual(self.compare(folder).returncode, 2)


if __name__ == "__main__":
    unittest.main(verbosity=2)
