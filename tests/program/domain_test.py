"""What `assay eval` is given lies in the operator's domain, and what is taken of it is told."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv.pop(1)


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120)


class Domains(unittest.TestCase):
    def refused(self, *arguments, says):
        result = run("eval", *arguments)
        self.assertEqual((result.returncode, result.stdout), (2, ""), arguments)
        self.assertIn(says, result.stderr)
        self.assertEqual(result.stderr.count("\n"), 1)

    def test_probabilities_sum_to_one(self):
        for operator in ("kl_categorical", "jensen_shannon"):
            self.refused(operator, "p=[0.125,0.5]", "q=[0.5,0.5]", says="sums to 1")
        self.refused("categorical_entropy", "p=[1,1,1]", says="sums to 1")
        self.assertEqual(run("eval", "categorical_entropy", "p=[0.1,0.2,0.7]").returncode, 0)

    def test_a_matrix_that_is_no_covariance(self):
        self.refused("multivariate_normal_entropy", "S=[[1,5],[0,1]]", says="not a number there")

    def test_more_numbers_than_can_be_shown(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "many.npy")
            header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1048577,), }"
            header += " " * (117 - len(header)) + "\n"
            with open(path, "wb") as file:
                file.write(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little")
                           + header.encode() + bytes(4 * 1048577))
            self.refused("relu", "x=" + path, says="eval takes at most 1048576")

    def test_an_attribute_that_is_rounded_is_noted(self):
        arguments = ("eval", "leaky_relu", "x=-1", "slope=0.1")
        self.assertIn("slope: 0.1 is not a float32; taken as 0x1.99999ap-4",
                      run(*arguments).stderr)
        self.assertEqual(run("eval", "leaky_relu", "x=-1", "slope=0.25").stderr, "")

    def test_cards_tell_what_attributes_may_be(self):
        shown = run("show", "mean_squared_error").stdout
        for word in ("half_sum", "sum", "mean"):
            self.assertIn(word, shown)
        self.assertIn(" in [", run("show", "adam").stdout)

    def test_zeros_keep_their_sign(self):
        for operator in ("identity", "tanh"):
            proof = json.loads(run("eval", operator, "x=-0", "--proof", "--json").stdout)
            self.assertEqual(proof["y proof"]["elements"][0]["rounded"], "-0x0p+0", operator)


if __name__ == "__main__":
    unittest.main()
