"""Lists, cards and values: `assay list`, `show` and `eval`."""
import decimal
import fractions
import json
import os
import tempfile
import unittest

import numpy

from program import SOURCE, run


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


if __name__ == "__main__":
    unittest.main(verbosity=2)
