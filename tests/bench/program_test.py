"""assay bench as its users meet it. Nothing here depends on how fast anything is."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

ASSAY = sys.argv[1]


def run(*arguments):
    quick = ("--repetitions", "1", "--seconds", "0.0001")
    return subprocess.run([ASSAY, "bench", *quick, *arguments],
                          capture_output=True, text=True, timeout=100)


def measured(*arguments):
    result = run(*arguments, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


class Bench(unittest.TestCase):
    def check(self, entry):
        self.assertGreater(entry["limit_nanoseconds"], 0)
        ours = entry["libraries"][0]
        self.assertTrue(ours["library"].startswith("Assay "))
        self.assertEqual(ours["times_ours"], 1)
        for one in entry["libraries"]:
            self.assertGreater(one["nanoseconds"], 0)
            self.assertAlmostEqual(one["times_ours"] * ours["nanoseconds"], one["nanoseconds"],
                                   delta=1e-6 * one["nanoseconds"])
            self.assertAlmostEqual(one["share_of_limit"] * one["nanoseconds"],
                                   entry["limit_nanoseconds"],
                                   delta=1e-6 * entry["limit_nanoseconds"])

    def test_a_function_of_one_number_beside_its_peers(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "page.html")
            report = measured("tanh", "--sizes", "16,100", "--html", path)
            with open(path, encoding="utf-8") as file:
                page = file.read()
        self.assertGreater(report["peak_gflop_per_second"], 0)
        self.assertEqual([entry["sizes"] for entry in report["entries"]], [{"n": 16}, {"n": 100}])
        for entry in report["entries"]:
            self.check(entry)
            self.assertEqual(entry["bytes"], 8 * entry["elements"])
            libraries = {one["library"].split()[0]: one for one in entry["libraries"]}
            # Both judged against the same proofs: ours keeps its promise, glibc 2.36 is 2 ulp off.
            self.assertLessEqual(float(libraries["Assay"]["worst_ulps"]), 1)
            self.assertLessEqual(float(libraries["glibc"]["worst_ulps"]), 4)
            self.assertGreater(libraries["glibc"]["correctly_rounded"], 0.5)
            for one in entry["libraries"]:
                self.assertIn(one["library"], page)
        self.assertEqual(page.count("<figure>"), 2)

    def test_operations_are_counted_where_sums_of_products_are(self):
        entry, = measured("linear", "--dims", "batch=2,in=7,out=5")["entries"]
        self.check(entry)
        self.assertEqual(entry["flop"], 2 * 2 * 7 * 5)
        self.assertEqual(entry["bytes"], 4 * (2 * 7 + 5 * 7 + 5 + 2 * 5))
        self.assertIn(entry["libraries"][0]["grade"], ("exact", "faithful", "tight", "stable"))

    def test_gradients(self):
        entry, = measured("silu", "--gradient", "--sizes", "16")["entries"]
        self.check(entry)
        self.assertEqual(entry["op"], "activation/silu'")
        self.assertEqual(entry["bytes"], 12 * 16)

    def test_unusable_input(self):
        for arguments, says in ((("nonsense",), "nonsense"),
                                (("--family", "nonsense"), "nonsense"),
                                (("tanh", "--sizes", "0"), "--sizes"),
                                (("tanh", "--dims", "m=3"), "no dimension 'm'"),
                                (("tanh", "--dims", "n=1.5"), "SYMBOL=EXTENT"),
                                (("tanh", "--dims", "n=1e30"), "SYMBOL=EXTENT"),
                                (("linear", "--dims", "in=2e8,out=2e8"), "2^30 numbers"),
                                (("tanh", "--seconds", "nan"), "--seconds")):
            result = run(*arguments)
            self.assertEqual(result.returncode, 2, result.stdout)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
            self.assertIn(says, result.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
