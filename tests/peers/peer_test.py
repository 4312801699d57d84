"""One runtime on a few of our fixtures: peer_test.py PROGRAM PEERS RUNTIME [ONEDNN_PEER]

It must answer all of them, and where its arithmetic is known to be sound, be stable or better. What
is known to fail must fail: a runner that hands our own answers back would be seen."""

import json
import os
import subprocess
import sys
import tempfile
import unittest

import conformance

PROGRAM, PEERS, RUNTIME = sys.argv[1:4]
ONEDNN = sys.argv[4] if len(sys.argv) > 4 else ""

SOUND = ["relu", "leaky_relu", "softmax"]
CASES = "5"
MORE = {  # what this one does well besides, and what it is known to get wrong
    "onnxruntime": (["kl_normal_normal", "adamw"], ["selu"]),
    "torch": (["embedding", "huber"], ["tanh"]),
    "tensorflow": (["embedding", "linear"], ["tanh"]),
    "onednn": (["silu"], ["tanh"]),
    "numpy": (["embedding", "elu"], ["gelu_tanh"]),
}


class Peer(unittest.TestCase):
    def test_answers(self):
        _, directory, command = next(row for row in conformance.runners(PEERS, ONEDNN)
                                     if row[0] == RUNTIME)
        sound, unsound = SOUND + MORE[RUNTIME][0], MORE[RUNTIME][1]
        with tempfile.TemporaryDirectory() as root:
            for name, options in (("vectors", []), ("onnx", ["--format", "onnx"])):
                if name in ("vectors", directory):
                    out = os.path.join(root, name)
                    subprocess.run([PROGRAM, "fixtures", *sound, *unsound, *options, "--cases",
                                    CASES, "--out", out], check=True, stdout=subprocess.DEVNULL)
            answers = os.path.join(root, "answers")
            said = subprocess.run([*command, os.path.join(root, directory), answers],
                                  capture_output=True, text=True, timeout=100)
            self.assertEqual(said.returncode, 0, said.stderr)
            self.assertNotIn("failed ", said.stdout)
            for manifest in sorted(os.listdir(os.path.join(root, "vectors"))):
                if manifest.endswith(".json"):
                    self.compare(os.path.join(root, "vectors", manifest), answers, unsound)

    def compare(self, manifest, answers, unsound):
        compared = subprocess.run([PROGRAM, "compare", manifest, answers, "--json"],
                                  capture_output=True, text=True)
        self.assertIn(compared.returncode, (0, 1), compared.stderr)
        rows = json.loads(compared.stdout)
        bad = [row["worst"] for row in rows if row["grade"] in ("unstable", "wrong")]
        if any(manifest.endswith(f"_{name}.json") for name in unsound):
            self.assertTrue(bad, manifest + " is known to be wrong")
        else:
            self.assertEqual(bad, [], manifest)


if __name__ == "__main__":
    command = next(row[2] for row in conformance.runners(PEERS, ONEDNN) if row[0] == RUNTIME)
    version = conformance.version_of(command)
    if version is None:
        print(f"skipped: {RUNTIME} is not installed; './assay peers' installs it")
        sys.exit(0)
    print(version)
    unittest.main(argv=sys.argv[:1])
