"""assay fixtures --format onnx: what is written is what ONNX and its readers ask for."""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM, CHECK_MODELS = sys.argv[1], sys.argv[2]


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, timeout=120)


def write(out, *ops, seed=1):
    return run(PROGRAM, "fixtures", *ops, "--format", "onnx", "--out", out, "--cases", "1",
               "--seed", str(seed))


def contents(directory):
    found = {}
    for folder, _, files in os.walk(directory):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                found[os.path.relpath(os.path.join(folder, name), directory)] = file.read()
    return found


class Written(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.root.cleanup)
        cls.out = os.path.join(cls.root.name, "all")
        cls.said = write(cls.out)
        assert cls.said.returncode == 0, cls.said.stderr
        cls.files = contents(cls.out)
        cls.tests = sorted({name.split("/")[1] for name in cls.files if "/" in name})

    def test_onnx_checks_every_model(self):
        checked = run(CHECK_MODELS, self.out)
        self.assertEqual(checked.returncode, 0, checked.stdout)
        self.assertEqual(checked.stdout, f"{len(self.tests)} models\n")
        self.assertGreater(len(self.tests), 110)

    def test_the_layout_is_the_readers(self):
        for test in self.tests:
            self.assertRegex(test, r"^test_[a-z0-9_]+_(out|grad)_\d{4}$")
            folder = os.path.join(self.out, "assay", test)
            self.assertEqual(sorted(os.listdir(folder)),
                             ["config.txt", "data.json", "model.onnx", "test_data_set_0"])
            names = os.listdir(os.path.join(folder, "test_data_set_0"))
            for kind in ("input", "output"):
                count = sum(name.startswith(kind) for name in names)
                for k in range(count):
                    self.assertIn(f"{kind}_{k}.pb", names)
            tolerance = json.loads(self.files[f"assay/{test}/data.json"])
            lines = self.files[f"assay/{test}/config.txt"].decode().splitlines()
            self.assertEqual({line.split(": ")[0]: float(line.split(": ")[1]) for line in lines},
                             {"per_sample_tolerance": tolerance["atol"],
                              "relative_per_sample_tolerance": tolerance["rtol"]})

    def test_tensors_are_laid_out_as_onnx_writes_them(self):
        """dims unpacked, data_type, name, raw_data, as in ONNX's own files."""
        data = self.files["assay/test_activation_relu_out_0001/test_data_set_0/input_0.pb"]
        self.assertRegex(data, re.compile(rb"^\x08.\x10\x01\x42\x04in\.x\x4a", re.DOTALL))

    def test_digests(self):
        listed = {}
        for line in self.files.pop("SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ")
            listed[name] = digest
        self.assertEqual(listed, {name: hashlib.sha256(data).hexdigest()
                                  for name, data in self.files.items()})

    def test_the_same_seed_gives_the_same_bytes(self):
        first, again, other = (os.path.join(self.root.name, name) for name in ("a", "b", "c"))
        for out, seed in ((first, 1), (again, 1), (other, 2)):
            self.assertEqual(write(out, "softmax", "adam", "glu", seed=seed).returncode, 0)
        self.assertEqual(contents(first), contents(again))
        self.assertNotEqual(contents(first), contents(other))
        for name, data in contents(first).items():
            if name != "SHA256SUMS":
                self.assertEqual(self.files[name], data)

    def test_our_own_audit_confirms_them(self):
        audited = run(PROGRAM, "audit", self.out, "--json")
        self.assertEqual(audited.returncode, 0)
        verdicts = {}
        for row in json.loads(audited.stdout):
            verdicts.setdefault(row["verdict"], []).append(row)
        self.assertEqual(set(verdicts) - {"confirmed", "too loose", "not in the catalogue"}, set())
        self.assertGreater(len(verdicts["confirmed"]), 20)
        for row in verdicts["confirmed"]:
            self.assertEqual(sum(row["values"].values()), row["values"]["exact"], row["folder"])

    def test_refusals(self):
        self.assertEqual(write(self.out).returncode, 2)
        no_graph = write(os.path.join(self.root.name, "none"), "receptive_field")
        self.assertEqual(no_graph.returncode, 2)
        self.assertEqual(no_graph.stderr.count("\n"), 1)
        self.assertFalse(os.path.exists(os.path.join(self.root.name, "none")))
        self.assertIn("without a graph:", self.said.stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
