"""Answers graded: mistakes planted in numpy are found and named, conventions are followed, and
every format of answers is read."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as etree

import numpy as np

PROGRAM = sys.argv[1]
OPERATORS = ["gelu_erf", "gelu_tanh", "silu", "relu", "leaky_relu", "sigmoid", "tanh", "softplus",
             "softmax", "logsumexp", "mean_squared_error", "binary_cross_entropy", "layer_norm",
             "adam", "kl_bernoulli", "kl_categorical", "bernoulli_entropy", "linear",
             "average_over_workers"]


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, check=False, **options)


class Set:
    """The fixtures of one operator: what a user's program reads."""

    def __init__(self, folder, stem):
        self.stem = stem
        self.manifest = json.loads((folder / (stem + ".json")).read_text())
        with np.load(folder / (stem + ".npz"), allow_pickle=False) as arrays:
            self.arrays = dict(arrays)

    def cases(self):
        for test in self.manifest["tests"]:
            attributes = {name: value if isinstance(value, int) else
                          float.fromhex(value) if value.lstrip("-").startswith("0x") else value
                          for name, value in test["attributes"].items()}
            inputs = {name: self.arrays[f"{test['tcId']:04}.in.{name}"].astype(np.float64)
                      for name in test["inputs"]}
            yield f"{test['tcId']:04}.", inputs, attributes

    def right(self):
        """The expected outputs, as float32."""
        return {name: array for name, array in self.arrays.items()
                if name.split(".")[1] == "out" and "__" not in name}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def reduced(loss, attributes):
    total = loss.sum()
    return {"mean": total / loss.size, "sum": total, "half_sum": total / 2}[attributes["reduction"]]


def bce(p, t, a):
    return reduced(-(t * np.log(p) + (1 - t) * np.log1p(-p)), a)


def layer_norm(x, gamma, beta, epsilon, ddof):
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).sum(axis=-1, keepdims=True) / max(x.shape[-1] - ddof, 1)
    return gamma * (x - mean) / np.sqrt(variance + epsilon) + beta


def adam(i, a, corrected=True, swapped=False):
    b1, b2 = (a["beta2"], a["beta1"]) if swapped else (a["beta1"], a["beta2"])
    m = b1 * i["m"] + (1 - b1) * i["gradient"]
    v = b2 * i["v"] + (1 - b2) * i["gradient"] ** 2
    c1, c2 = (1 - b1 ** a["t"], 1 - b2 ** a["t"]) if corrected else (1, 1)
    root = np.sqrt(v / c2) + a["epsilon"]
    if a["eps_mode"] != "outside":
        root = (np.sqrt(v) + a["epsilon"]) / np.sqrt(c2)
    return i["theta"] - a["lr"] * (m / c1) / root


def in_bfloat16(x):
    bits = np.asarray(x, dtype=np.float32).view(np.uint32).astype(np.uint64)
    bits = (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF0000
    return bits.astype(np.uint32).view(np.float32).astype(np.float64)


def accumulated_in_bfloat16(i):
    total = np.broadcast_to(i["b"], (len(i["x"]), len(i["b"]))).copy()
    for k in range(i["x"].shape[1]):
        with np.errstate(over="ignore", invalid="ignore"):
            total = in_bfloat16(total + np.outer(i["x"][:, k], i["W"][:, k]))
    return total


# stem, output, what a mistaken program answers in double precision, and the name to be found.
MISTAKES = [
    ("activation_gelu_erf", "y", lambda i, a: 0.5 * i["x"] * (1 + np.tanh(
        np.sqrt(2 / np.pi) * (i["x"] + 0.044715 * i["x"] ** 3))), "the tanh approximation"),
    ("activation_gelu_tanh", "y", lambda i, a: 0.5 * i["x"] * (1 + np.tanh(
        np.sqrt(2 / np.pi) * (i["x"] + 0.044715 * i["x"] ** 2))), "x^2 in place of x^3"),
    ("activation_silu", "y", lambda i, a: i["x"] * sigmoid(2 * i["x"]), "the gate of 2x"),
    ("activation_relu", "y", lambda i, a: np.abs(i["x"]), "the absolute value"),
    ("activation_leaky_relu", "y", lambda i, a: np.where(
        i["x"] > 0, i["x"], -a["slope"] * i["x"]), "the slope subtracted"),
    ("activation_sigmoid", "y", lambda i, a: sigmoid(-i["x"]), "the sign of x"),
    ("activation_tanh", "y", lambda i, a: 2 * sigmoid(i["x"]) - 1, "2 sigmoid(x) - 1"),
    ("activation_softplus", "y", lambda i, a: np.logaddexp(0, i["x"]) / np.log(2),
     "base-2 logarithm"),
    ("softmax_softmax", "p", lambda i, a: 2.0 ** (i["x"] - i["x"].max(-1, keepdims=True)) / (
        2.0 ** (i["x"] - i["x"].max(-1, keepdims=True))).sum(-1, keepdims=True), "2^x"),
    ("softmax_logsumexp", "y", lambda i, a: np.log(np.exp(
        i["x"] - i["x"].max(-1, keepdims=True)).mean(-1)) + i["x"].max(-1),
     "the mean of the exponentials"),
    ("loss_mean_squared_error", "loss", lambda i, a: reduced(
        np.abs(i["prediction"] - i["target"]), a), "the absolute error"),
    ("loss_binary_cross_entropy", "loss", lambda i, a: bce(
        i["probability"], i["target"], a) / np.log(2), "base-2 logarithms"),
    ("normalization_layer_norm", "y", lambda i, a: layer_norm(
        i["x"], i["gamma"], i["beta"], a["epsilon"], 1), "the unbiased variance"),
    ("optimizer_adam", "theta", lambda i, a: adam(i, a, corrected=False), "no bias correction"),
    ("divergence_kl_bernoulli", "kl", lambda i, a: (
        i["q"] * np.log(i["q"] / i["p"]) + (1 - i["q"]) * (
            np.log1p(-i["q"]) - np.log1p(-i["p"]))).sum(), "the arguments swapped"),
    ("linear_linear", "y", lambda i, a: accumulated_in_bfloat16(i), "accumulated in bfloat16"),
    ("divergence_kl_categorical", "kl", lambda i, a: (
        i["p"] * np.log2(i["p"] / i["q"])).sum(axis=-1), "base-2 logarithms"),
    ("entropy_bernoulli_entropy", "h", lambda i, a: -(
        i["p"] * np.log2(i["p"]) + (1 - i["p"]) * np.log1p(-i["p"]) / np.log(2)).sum(), "in bits"),
    ("gradient_average_over_workers", "y", lambda i, a: i["x"].sum(axis=0),
     "the sum instead of the mean"),
]
# Mistakes that any operator can have, as changes of the right answer.
GENERAL = [
    ("softmax_softmax", in_bfloat16, "results rounded to bfloat16"),
    ("activation_tanh", lambda y: -y, "the other sign"),
]


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.base = pathlib.Path(cls.folder.name)
        cls.path = cls.base / "vectors"
        made = run("fixtures", *OPERATORS, "--out", cls.path, "--format", "json,npz,text")
        assert made.returncode == 0, made.stderr
        cls.sets = {path.stem: Set(cls.path, path.stem) for path in cls.path.glob("*.json")}
        assert len(cls.sets) == len(OPERATORS)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def answer(self, name, changed):
        """Right answers of every operator but for those that are changed, as npz files."""
        folder = self.base / name
        folder.mkdir()
        for stem, fixtures in self.sets.items():
            np.savez(folder / (stem + ".npz"), **changed.get(stem, fixtures.right()))
        return folder

    def compared(self, answers, *options):
        done = run("compare", self.path, answers, "--json", *options)
        self.assertEqual(done.stderr, "")
        return done.returncode, {(row["op"].replace("/", "_"), row["tensor"]): row
                                 for row in json.loads(done.stdout)}

    def expect_named(self, rows, planted):
        for stem, tensor, name in planted:
            with self.subTest(f"{stem}: {name}"):
                row = rows[stem, tensor]
                self.assertTrue(row["failed"], "not found")
                self.assertTrue(row["looksLike"], row["worst"])
                self.assertIn(name, row["looksLike"][0]["mistake"])
        failed = {key for key, row in rows.items() if row["failed"]}
        self.assertEqual(failed, {(stem, tensor) for stem, tensor, _ in planted})

    def test_nineteen_mistakes_are_named(self):
        changed = {}
        for stem, output, mistake, _ in MISTAKES:
            answers = self.sets[stem].right()
            with np.errstate(all="ignore"):
                for prefix, inputs, attributes in self.sets[stem].cases():
                    wanted = answers[prefix + "out." + output]
                    answers[prefix + "out." + output] = np.float32(
                        mistake(inputs, attributes)).reshape(wanted.shape)
            changed[stem] = answers
        folder = self.answer("mistakes", changed)
        status, rows = self.compared(folder, "--html", self.base / "page.html", "--junit",
                                     self.base / "junit.xml")
        self.assertEqual(status, 1)
        self.expect_named(rows, [(stem, "out." + output, name)
                                 for stem, output, _, name in MISTAKES])
        self.check_page((self.base / "page.html").read_text(encoding="utf-8"))
        self.check_junit(etree.parse(self.base / "junit.xml").getroot(), rows)

    def check_page(self, page):
        tree = etree.fromstring(page[page.index("<html"):])
        text = "".join(tree.itertext())
        for _, _, _, name in MISTAKES:
            self.assertIn(name, text)
        plots = [e for e in tree.iter("svg") if e.get("class") == "plot"]
        self.assertGreaterEqual(len(plots), len(MISTAKES))
        bad = [e for plot in plots for e in plot.iter("path") if e.get("class") == "bad"]
        self.assertGreaterEqual(len(bad), 2 * len(MISTAKES))  # in the legend and in the plot
        self.assertNotIn("<script", page)
        self.assertNotIn("http:", page.replace("http-equiv", ""))

    def check_junit(self, suites, rows):
        failures = sum(int(suite.get("failures")) for suite in suites)
        self.assertEqual(failures, len(list(suites.iter("failure"))))
        self.assertEqual(failures, sum(graded["grade"] in ("unstable", "wrong")
                                       for row in rows.values() for graded in row["graded"]))

    def test_mistakes_that_any_operator_can_have(self):
        changed = {stem: {name: np.float32(change(array.astype(np.float64)))
                          for name, array in self.sets[stem].right().items()}
                   for stem, change, _ in GENERAL}
        status, rows = self.compared(self.answer("general", changed))
        self.assertEqual(status, 1)
        self.expect_named(rows, [(stem, self.output_of(stem), name) for stem, _, name in GENERAL])

    def output_of(self, stem):
        return next(name[5:] for name in self.sets[stem].right())

    def test_noise_is_not_named(self):
        generator = np.random.default_rng(1)
        answers = {name: np.float32(array * (1 + 1e-3 * generator.standard_normal(array.shape)))
                   for name, array in self.sets["activation_tanh"].right().items()}
        _, rows = self.compared(self.answer("noise", {"activation_tanh": answers}))
        row = rows["activation_tanh", "out.y"]
        self.assertTrue(row["failed"])
        self.assertEqual(row["looksLike"], [])
        self.assertGreater(row["ofBound"], 1)
        self.assertGreater(row["tolerance"]["rtol"], 1e-4)

    def test_figures_add_up(self):
        _, rows = self.compared(self.path)
        for row in rows.values():
            elements = sum(row["counts"].values())
            self.assertEqual(sum(b["count"] for b in row["ulpHistogram"]), elements)
            self.assertLessEqual(row["ofBound"], 1)
            self.assertLess(abs(row["bias"]), 0.5)
            self.assertEqual(len(row["graded"]), 12)

    def test_a_convention_is_followed(self):
        fixtures = self.sets["optimizer_adam"]
        answers, changed = fixtures.right(), 0
        for name, array in fixtures.arrays.items():
            number, part, rest = name.split(".", 2)
            if part == "by" and rest.startswith("eps_mode=hat."):
                key = f"{number}.{rest.split('.', 1)[1]}"
                changed += not np.array_equal(answers[key], array)
                answers[key] = array
        self.assertGreater(changed, 0)
        status, rows = self.compared(self.answer("hat", {"optimizer_adam": answers}))
        self.assertEqual(status, 0)
        followed = [g["convention"] for g in rows["optimizer_adam", "out.theta"]["graded"]
                    if "convention" in g]
        self.assertGreater(len(followed), 0)
        self.assertEqual(set(followed), {"eps_mode=hat"})

    def test_every_format_of_answers(self):
        right = self.sets["activation_silu"].right()
        wrong = dict(right)
        wrong["0003.out.y"] = -right["0003.out.y"]
        for answers, status in ((right, 0), (wrong, 1)):
            folder = self.base / f"formats{status}"
            folder.mkdir()
            np.savez(folder / "a.npz", **answers)
            (folder / "a.txt").write_text("".join(
                f"{n} f32 {len(a)} " + " ".join(float(e).hex() for e in a) + "\n"
                for n, a in answers.items()))
            (folder / "a.json").write_text(json.dumps({
                n: {"dtype": "f32", "shape": list(a.shape),
                    "bits": [f"{b:08x}" for b in a.view(np.uint32)]} for n, a in answers.items()}))
            for ending in ("npz", "txt", "json"):
                done = run("compare", self.path / "activation_silu.json", folder / f"a.{ending}")
                self.assertEqual(done.returncode, status, ending + done.stdout + done.stderr)

    def test_subgradients_at_a_kink(self):
        arrays, kinks = self.sets["activation_relu"].arrays, 0
        for name in [n for n in arrays if ".by.subgradient=left." in n]:
            number = name[:5]
            x, upstream = arrays[number + "in.x"], arrays[number + "grad_out.y"]
            for side, at_zero in (("left", 0), ("right", 1), ("declared", 0)):
                wanted = upstream * np.where(x == 0, at_zero, x > 0)
                got = arrays[f"{number}by.subgradient={side}.grad.x"]
                self.assertTrue(np.array_equal(got, wanted), (name, side))
            kinks += np.count_nonzero((x == 0) & (upstream != 0))
        self.assertGreater(kinks, 0)

    def test_mistakes_at_kinks_are_refused(self):
        """At 0 that is; elsewhere the kink's own condition number excuses either side."""
        folder = self.base / "kinks"
        made = run("fixtures", "elu", "relu", "leaky_relu", "--out", folder, "--format", "json",
                   "--cases", "9")
        self.assertEqual(made.returncode, 0, made.stderr)
        at_kinks = 0
        for path in folder.glob("activation*.json"):
            for mistake in json.loads(path.read_text())["mistakes"]:
                if mistake["name"].startswith("gradient kernel: derivative 1 at 0"):
                    at_kinks += 1
                    self.assertTrue(mistake["killedBy"], (path.stem, mistake["name"]))
        self.assertEqual(at_kinks, 3)

    def test_overflow_without_an_infinity_is_a_convention(self):
        folder = self.base / "e4m3fn"
        made = run("fixtures", "mean_squared_error", "l2_penalty", "--dtype", "float8_e4m3fn",
                   "--out", folder, "--format", "json,npz")
        self.assertEqual(made.returncode, 0, made.stderr)
        fixtures = Set(folder, "loss_mean_squared_error")
        saturated, answers = 0, fixtures.right()
        for name, array in fixtures.arrays.items():
            if ".by.overflow=saturate.out." in name and not name.endswith("__f8e4m3fn"):
                expected = answers[name[:4] + ".out.loss"]
                self.assertTrue(np.isnan(expected).all())
                self.assertTrue((np.abs(array) == 448).all())
                answers[name[:4] + ".out.loss"] = array
                saturated += 1
        self.assertGreater(saturated, 0)
        vacuous = sum(bool(test["vacuous"]) for test in fixtures.manifest["tests"])
        self.assertLess(vacuous, len(fixtures.manifest["tests"]))
        np.savez(self.base / "saturated.npz", **answers)
        for path in (self.base / "saturated.npz", folder):
            done = run("compare", folder / "loss_mean_squared_error.json", path)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_unusable_answers_are_one_line(self):
        bad = {"list.json": "[]", "bits.json": '{"0001.out.y": {"dtype": "f32", "shape": [1], '
               '"bits": ["3f80"]}}', "number.json": '{"0001.out.y": 1}', "line.txt": "x",
               "shape.json": '{"0001.out.y": {"dtype": "f32", "shape": [-1], "bits": []}}',
               "path.json": '{"../x": {"dtype": "f32", "shape": [0], "bits": []}}'}
        for name, text in bad.items():
            (self.base / name).write_text(text)
            done = run("compare", self.path / "activation_silu.json", self.base / name)
            self.assertEqual(done.returncode, 2, name)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertIn(name, done.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
