"""The manifests that are written satisfy the schema that is published, and wrong ones do not."""

import copy
import glob
import json
import math
import os
import subprocess
import sys
import tempfile
import unittest

import jsonschema

PROGRAM, SOURCE = sys.argv[1], sys.argv[2]


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


SCHEMA = load(os.path.join(SOURCE, "fixtures", "schema", "assay_operator_v2.schema.json"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def golden(stem):
    return load(os.path.join(SOURCE, "fixtures", "golden", stem + ".json"))


def tensors_of(test):
    for group in ("inputs", "upstream", "expected"):
        yield from test[group].values()


class Manifests(unittest.TestCase):
    def check(self, folder):
        paths = sorted(glob.glob(os.path.join(folder, "*.json")))
        for path in paths:
            with self.subTest(os.path.basename(path)):
                manifest = load(path)
                error = next(VALIDATOR.iter_errors(manifest), None)
                self.assertIsNone(error, error)
                self.check_counts(manifest)
        return len(paths)

    def check_counts(self, manifest):
        """What the schema's description promises and JSON Schema cannot say."""
        tests = manifest["tests"]
        self.assertEqual(manifest["numberOfTests"], len(tests))
        self.assertEqual([test["tcId"] for test in tests], list(range(1, len(tests) + 1)))
        killed_by = [mistake["killedBy"] for mistake in manifest["mistakes"]]
        for k, cases in enumerate(killed_by):
            self.assertEqual(cases, [test["tcId"] for test in tests if k in test["kills"]])
        for test in tests:
            for tensor in tensors_of(test):
                self.assertEqual(len(tensor["bits"]), math.prod(tensor["shape"]))
            self.assertTrue(set(test["flags"]) <= set(manifest["notes"]))
            self.assertEqual("mistake" in test["flags"], bool(test["kills"]))
            for tensors in test.get("expectedBy", {}).values():
                for name, tensor in tensors.items():
                    self.assertEqual(tensor["shape"], test["expected"][name]["shape"])
                    self.assertEqual(len(tensor["bits"]), math.prod(tensor["shape"]))
            for tensor in test["expected"].values():
                self.assertEqual(len(tensor["condition"]), len(tensor["bits"]))
                self.assertEqual(len(tensor.get("rounded", {})), len(manifest["furtherFormats"]))
                for rounded in tensor.get("rounded", {}).values():
                    self.assertEqual(len(rounded["bits"]), len(tensor["bits"]))
                self.assertEqual(len(tensor["dec"]), len(tensor["bits"]))
                self.assertTrue(all(i < len(tensor["bits"]) for i in tensor["undecided"]))

    def test_the_schema_is_a_schema(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_golden_manifests(self):
        self.assertGreaterEqual(self.check(os.path.join(SOURCE, "fixtures", "golden")), 10)

    def test_manifests_with_further_formats(self):
        self.assertEqual(self.check(os.path.join(SOURCE, "fixtures", "golden_formats")), 3)

    def test_fresh_manifests_of_every_operator(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "fixtures")
            subprocess.run([PROGRAM, "fixtures", "--suite", "smoke", "--seed", "11", "--out", out],
                           check=True, capture_output=True, timeout=120)
            listed = subprocess.run([PROGRAM, "list", "--json"], check=True, capture_output=True,
                                    timeout=60)
            self.assertEqual(self.check(out), len(json.loads(listed.stdout)))


def assign(*path, value):
    """A mistake that puts `value` at the path, the last step included."""
    def mistake(manifest):
        for step in path[:-1]:
            manifest = manifest[step]
        manifest[path[-1]] = value
    return path, mistake


def drop(*path):
    def mistake(manifest):
        for step in path[:-1]:
            manifest = manifest[step]
        del manifest[path[-1]]
    return path[:-1], mistake


TEST = ("tests", 0)
OUT = (*TEST, "expected", "out.y")
X = (*TEST, "inputs", "x")

MISTAKES = {
    "another version": assign("schema", value="assay_operator_v3"),
    "no version": drop("schema"),
    "no operator": drop("operator"),
    "an operator without a family": assign("operator", value="relu"),
    "an unknown format": assign("format", value="float8"),
    "a seed that is a number": assign("seed", value=1),
    "a count that is text": assign("numberOfTests", value="2"),
    "no tests at all": assign("tests", value=[]),
    "tests that are no list": assign("tests", value={}),
    "a field that nobody knows": (("surprise",), lambda m: m.update(surprise=1)),
    "a case without a number": drop(*TEST, "tcId"),
    "case 0": assign(*TEST, "tcId", value=0),
    "a case without inputs": assign(*TEST, "inputs", value={}),
    "a case that expects nothing": assign(*TEST, "expected", value={}),
    "an unknown result": assign(*TEST, "result", value="perhaps"),
    "a real attribute as a JSON number": assign(*TEST, "attributes", value={"slope": 0.5}),
    "a decimal attribute": assign(*TEST, "attributes", value={"slope": "0.5"}),
    "an unknown fake": assign(*TEST, "vacuous", value=["twos_pass out.y"]),
    "an expected tensor of neither kind": (
        (*TEST, "expected"), lambda m: m["tests"][0]["expected"].update(y=copy.deepcopy(
            m["tests"][0]["expected"]["out.y"]))),
    "no bits": drop(*X, "bits"),
    "bits as JSON numbers": assign(*X, "bits", value=[1.0]),
    "bits with an upper-case digit": assign(*X, "bits", value=["3F800000"]),
    "bits of another width": assign(*X, "bits", value=["3f80"]),
    "integers as bits of a float": assign(*X, "bits", value=["1"]),
    "a prefix": assign(*X, "bits", value=["0x3f800000"]),
    "an unknown dtype": assign(*X, "dtype", value="float32"),
    "a negative extent": assign(*X, "shape", value=[-1]),
    "a fractional extent": assign(*X, "shape", value=[1.5]),
    "a tensor's unknown field": assign(*X, "order", value="C"),
    "expected without decimals": drop(*OUT, "dec"),
    "decimals as JSON numbers": assign(*OUT, "dec", value=[0.5]),
    "decimals that are no numbers": assign(*OUT, "dec", value=["a half"]),
    "another rounding": assign("rounding", value="towards zero"),
    "an unknown flag": assign(*TEST, "flags", value=["surprise"]),
    "a flag without a meaning": assign("notes", value={"edge": ""}),
    "no kills": drop(*TEST, "kills"),
    "a mistake without a name": assign("mistakes", value=[{"killedBy": [1]}]),
    "a case's seed that is a number": assign(*TEST, "provenance", "seed", value=1),
    "a convention without answers": (TEST, lambda m: m["tests"][0].update(result="convention")),
    "answers without a convention": (TEST, lambda m: m["tests"][0].update(expectedBy={
        "a=b": {}, "a=c": {}})),
    "condition sums as JSON numbers": assign(*OUT, "condition", value=[1.0]),
    "no depth": drop(*OUT, "depth"),
    "an unknown further format": assign(*OUT, "rounded", value={"f4": {"bits": [], "undecided": []}}),
    "a negative position": assign(*OUT, "undecided", value=[-1]),
    "an expected tensor's unknown field": assign(*OUT, "proven", value=True),
}


class WrongManifests(unittest.TestCase):
    def test_each_is_refused_where_the_mistake_is(self):
        for name, (path, mistake) in MISTAKES.items():
            with self.subTest(name):
                manifest = golden("activation_relu")
                mistake(manifest)
                errors = list(VALIDATOR.iter_errors(manifest))
                self.assertTrue(errors, "the schema takes it")
                for error in errors:
                    found = tuple(error.absolute_path)
                    shared = min(len(found), len(path))
                    self.assertEqual(found[:shared], path[:shared], error.message)

    def test_integers_are_decimal(self):
        manifest = golden("linear_embedding")
        manifest["tests"][0]["inputs"]["index"]["bits"] = ["0000000a"]
        self.assertFalse(VALIDATOR.is_valid(manifest))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
