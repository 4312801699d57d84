"""The program as its users meet it: exit codes, one-line errors, fixtures and graded answers."""

import decimal
import fcntl
import fractions
import hashlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import warnings
import zipfile

import numpy

PROGRAM, SOURCE = sys.argv[1], sys.argv[2]


# mpmath 1.3.0 at 900 bits: p log(p/q) + (1-p) log((1-p)/(1-q)) of 0.3f and the float two above it;
# x erfc(-x/sqrt 2)/2 and x/(1 + exp(-2 sqrt(2/pi) (x + 0.044715 x^3))) at x = -10000.
KL_OF_NEIGHBOURS = "8.458841260074841709028145918922591399600020438170104239580411e-15"
GELU_ERF_TAIL = "-3.204405511900840313881184320577580074272794908260715875250218e-21714725"
GELU_TANH_TAIL = "-1.786953196031494573618681615061654455073090150084981110236281e-30989009891"


def rounded(text, digits):
    """To so many digits behind the point, half to even."""
    mantissa, exponent = text.split("e")
    places = decimal.Decimal(1).scaleb(-digits)
    with decimal.localcontext() as context:
        context.prec = 100
        return f"{decimal.Decimal(mantissa).quantize(places)}e{exponent}"


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120,
                          **options)


class Catalogue(unittest.TestCase):
    def test_list_and_show(self):
        listed = run("list")
        self.assertEqual(listed.returncode, 0)
        self.assertIn("gelu_erf", listed.stdout)
        rows = json.loads(run("list", "--json").stdout)
        self.assertGreater(len(rows), 20)
        for row in rows:
            shown = json.loads(run("show", row["name"], "--json").stdout)
            self.assertEqual(shown["name"], row["name"])
            self.assertTrue(shown["source"])

    def test_readme_table_is_the_programs(self):
        with open(os.path.join(SOURCE, "README.md"), encoding="utf-8") as readme:
            text = readme.read()
        begin, end = "<!-- operators: begin -->\n", "<!-- operators: end -->"
        table = text[text.index(begin) + len(begin):text.index(end)]
        self.assertEqual(table, run("list", "--markdown").stdout,
                         "paste the output of 'assay list --markdown' into README.md")


class Evaluation(unittest.TestCase):
    def test_value_proof_and_gradient(self):
        result = json.loads(run("eval", "gelu_erf", "x=[-5.5]", "--proof", "--gradient",
                                "--digits", "30", "--json").stdout)
        # -5.5 erfc(5.5 / sqrt 2) / 2, from an independent evaluation at 400 bits with mpmath.
        self.assertTrue(result["y"]["values"][0].startswith("-1.04442593562382456611182007184"))
        self.assertEqual(result["y proof"]["elements"][0]["rounded"], "-0x1.c093d8p-24")
        self.assertIn("dx", result)
        self.assertIn("dx proof", result)

    def test_the_enclosure_is_shown_and_encloses(self):
        """In exact rational arithmetic, on the decimals as they are printed."""
        cases = [("gelu_erf", "x=[-5.5,1,0x1p-20]"), ("logsumexp", "x=[[1,2],[3,3]]"),
                 ("sigmoid", "x=[-80,80]"), ("relu", "x=[-1,3]")]
        for op, x in cases:
            shown = json.loads(run("eval", op, x, "--proof", "--gradient", "--digits", "48",
                                   "--json").stdout)
            proofs = [name for name in shown if name.endswith(" proof")]
            self.assertEqual(len(proofs), 2, op)
            for name in proofs:
                values = shown[name.removesuffix(" proof")]["values"]
                for text, element in zip(values, shown[name]["elements"], strict=True):
                    self.check_element(fractions.Fraction(text), element)

    def check_element(self, value, element):
        at = {key: fractions.Fraction(element[key])
              for key in ("midpoint", "radius", "lower", "upper")}
        slack = abs(value) * fractions.Fraction(1, 10**46)  # the value itself has 48 digits
        self.assertLessEqual(at["lower"], value + slack)
        self.assertGreaterEqual(at["upper"], value - slack)
        self.assertLessEqual(abs(at["midpoint"] - value), at["radius"] + slack)
        narrow = abs(value) * fractions.Fraction(1, 10**20)
        self.assertLessEqual(at["upper"] - at["lower"], narrow)
        self.assertLessEqual(at["radius"], narrow)
        self.assertTrue(element["proven"])
        self.assertGreaterEqual(element["bits"], 96)
        rounded = float.fromhex(element["rounded"])
        for end in ("lower", "upper"):  # all of the enclosure rounds to one float
            self.assertEqual(numpy.float32(float(at[end])), numpy.float32(rounded))

    def test_the_enclosure_as_text(self):
        text = run("eval", "gelu_erf", "x=-5.5", "--proof").stdout
        for part in ("y = [-1.0444259356238245661", "enclosed by = [-1.0444259356238245661",
                     " +/- ", "lower end = [-1.04442593562382456611", "upper end = [-1.0444259356",
                     "as float32 = [-0x1.c093d8p-24 (proven at 96 bits)]"):
            self.assertIn(part, text)

    def test_every_digit_is_right(self):
        """Against mpmath at 200 digits, where the value of 50 digits cancels or underflows."""
        for op, inputs, name, digits in [
                ("kl_bernoulli", ["p=0x1.333334p-2", "q=0x1.333338p-2"], "kl", KL_OF_NEIGHBOURS),
                ("gelu_erf", ["x=-10000"], "y", GELU_ERF_TAIL),
                ("gelu_tanh", ["x=-10000"], "y", GELU_TANH_TAIL)]:
            for asked in (20, 48):
                done = run("eval", op, *inputs, "--json", "--proof", "--digits", str(asked))
                (shown,) = json.loads(done.stdout)[name]["values"]
                self.assertEqual(shown, rounded(digits, asked), op)
                self.assertEqual(done.stderr, "")

    def test_what_is_not_proven_is_said(self):
        """The gradient of softmax's sum is 0, which no enclosure of finite precision shows."""
        done = run("eval", "softmax", "x=[[0,1,3]]", "--gradient", "--json")
        self.assertEqual(json.loads(done.stdout)["dx"]["values"], ["0", "0", "0"])
        self.assertRegex(done.stderr, r"^assay: dx\[flat 0\]: no digit is proven; it lies between "
                                      r"-\S+e-\d\d\d and \S+e-\d\d\d\n$")

    def test_an_infinity_is_not_called_nan(self):
        text = run("eval", "kl_categorical", "p=[0.5,0.5]", "q=[1,0]", "--proof").stdout
        self.assertIn("kl = inf\n", text)
        self.assertIn("enclosed by = nothing finite\n", text)
        self.assertIn("as float32 = inf (undecided at", text)

    def test_gradient_under_an_upstream_one(self):
        asked = ["eval", "tanh", "x=[0,0]", "--gradient", "--json"]
        ones = json.loads(run(*asked).stdout)["dx"]["values"]
        self.assertEqual([float(value) for value in ones], [1, 1])
        given = json.loads(run(*asked, "grad_out.y=[-3,0x1p-4]").stdout)["dx"]["values"]
        self.assertEqual([float(value) for value in given], [-3, 0.0625])

    def test_values_from_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.npy")
            numpy.save(path, numpy.array([1, -2], dtype=numpy.float32))
            self.assertEqual(run("eval", "relu", f"x={path}").stdout,
                             run("eval", "relu", "x=[1,-2]").stdout)
            numpy.savez(os.path.join(folder, "all.npz"), x=numpy.float32([1, -2]),
                        z=numpy.float32([0]))
            self.assertEqual(run("eval", "relu", f"x={folder}/all.npz:x").stdout,
                             run("eval", "relu", "x=[1,-2]").stdout)

    def test_softmax_of_equal_scores(self):
        self.assertIn("[[2.5", run("eval", "softmax", "x=[[7,7,7,7]]").stdout)


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
    unittest.main(argv=[sys.argv[0], "-v"])
