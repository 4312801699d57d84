"""assay sweep as its users meet it: kills it, feeds it libraries and commands, checks its digests."""

import hashlib
import json
import os
import re
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

ASSAY, SUBJECT = sys.argv[1], sys.argv[2]


def run(*arguments):
    return subprocess.run([ASSAY, "sweep", *arguments], capture_output=True, text=True, timeout=280)


def swept(*arguments):
    result = run(*arguments, "--json")
    assert result.returncode in (0, 1), result.stderr
    return json.loads(result.stdout)


def digest_of(values, form):
    """The digest that split and sha256sum give for fewer than 2^24 results."""
    raw = b"".join(struct.pack(form, value) for value in values)
    line = hashlib.sha256(raw).hexdigest() + "  -\n"
    return hashlib.sha256(line.encode()).hexdigest()


class Sweep(unittest.TestCase):
    def refused(self, *arguments, says):
        result = run(*arguments)
        self.assertEqual(result.returncode, 2, result.stdout)
        self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertIn(says, result.stderr)

    def test_digest_is_that_of_the_results(self):
        found = swept("relu", "--format", "bf16", "--kernel", "truth")
        bits = []
        for x in range(1 << 16):
            nan = x & 0x7FFF > 0x7F80
            bits.append(0x7FC0 if nan else 0 if x & 0x8000 else x)
        self.assertEqual(found["subjects"][0]["sha256"], digest_of(bits, "<H"))
        self.assertEqual(found["inputs"], 1 << 16)
        self.assertEqual(found["unproven"], 0)

    def test_kernels_of_every_target_reach_the_digest_of_the_truth(self):
        options = ("gelu_erf", "--range", "0.5:0.53")
        truth = swept(*options, "--kernel", "truth")["subjects"][0]["sha256"]
        kernels = swept(*options)["subjects"]
        self.assertGreaterEqual(len(kernels), 1)
        for kernel in kernels:
            self.assertEqual(kernel["sha256"], truth, kernel)
        one = swept(*options, "--target", kernels[-1]["kernel"])["subjects"]
        self.assertEqual([kernel["kernel"] for kernel in one], [kernels[-1]["kernel"]])

    def test_a_library_is_judged(self):
        options = ("relu", "--range", "2.9:3.1")
        right = run(*options, "--kernel", SUBJECT + ":rectifier")
        self.assertEqual(right.returncode, 0, right.stdout + right.stderr)
        self.assertIn("100 %", right.stdout)
        wrong = swept(*options, "--kernel", SUBJECT + ":blemished")["subjects"][0]
        self.assertEqual(wrong["correctly_rounded"], swept(*options)["inputs"] - 1)
        self.assertEqual(wrong["worst"][0], {"input": "0x1.8p+1", "got": "0x1.800002p+1",
                                             "wanted": "0x1.8p+1", "ulps": "1"})
        self.assertFalse(wrong["keeps_promise"])

    def test_a_command_is_judged(self):
        found = swept("identity", "--range", "-1:1", "--format", "f16", "--exec", "cat")
        self.assertTrue(found["subjects"][0]["keeps_promise"])
        found = swept("tanh", "--range", "0.9:1", "--exec", "cat")["subjects"][0]
        self.assertFalse(found["keeps_promise"])
        self.assertEqual(found["worst"][0]["input"], "0x1p+0")

    def test_libm_is_judged(self):
        found = swept("tanh", "--kernel", "libm", "--range", "0.25:0.3")["subjects"][0]
        self.assertGreater(found["correctly_rounded"], 1000000)

    def test_a_killed_sweep_ends_with_the_same_digest(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "checkpoint")
            begun, dead = os.path.join(folder, "begun"), os.path.join(folder, "dead")
            # Answers the first chunk of 2^24 and kills the sweep at the second, but only once.
            command = (f"test -e {begun} -a ! -e {dead} && touch {dead} && kill -9 $PPID; "
                       f"touch {begun}; cat")
            options = ("identity", "--range", "1:4.001", "--exec", command, "--jobs", "1")
            killed = run(*options, "--checkpoint", path)
            self.assertEqual(killed.returncode, -signal.SIGKILL)
            with open(path, "rb") as file:
                self.assertEqual(file.read().count(b"\n"), 2)  # what it is, and the first chunk
            whole = swept(*options)
            with open(path, "ab") as file:
                file.write(b'{"subject": "torn')
            resumed = swept(*options, "--checkpoint", path)
            again = swept(*options, "--checkpoint", path)
            for found in (resumed, again):
                self.assertEqual(found["subjects"], whole["subjects"])
            self.refused("identity", "--range", "1:9", "--checkpoint", path,
                         says="is no checkpoint of this sweep")
            self.refused("identity", "--checkpoint", os.path.join(folder, "no", "such"),
                         says="No such file")
            own = os.path.join(folder, "notes")
            with open(own, "w", encoding="ascii") as file:
                file.write("precious")
            self.refused("identity", "--checkpoint", own, says="is no checkpoint")
            self.assertEqual(os.path.getsize(own), len("precious"))

    def test_page(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "page.html")
            run("sigmoid", "--format", "bf16", "--kernel", "libm", "--html", path)
            with open(path, encoding="utf-8") as file:
                text = file.read()
        self.assertIn("<svg", text)
        self.assertIn("Special values", text)
        self.assertTrue(re.search(r"<code>[0-9a-f]{64}</code>", text))

    def test_attributes(self):
        one = swept("elu", "--format", "bf16", "--kernel", "truth")
        half = swept("elu", "alpha=0.5", "--format", "bf16", "--kernel", "truth")
        self.assertNotEqual(one["subjects"][0]["sha256"], half["subjects"][0]["sha256"])
        self.assertEqual(half["attributes"], "alpha=0.5")

    def test_unusable_input(self):
        self.refused("softmax", says="not pointwise")
        self.refused("heaviside", "--gradient", says="no gradient")
        self.refused("relu", "alpha=1", says="an attribute of activation/relu")
        for text in ("1", "1:x", "2:1", "nan:1", ":"):
            self.refused("relu", "--range", text, says="--range")
        self.refused("relu", "--range", "1.00000001:1.00000002", says="no float32 lies in")
        self.refused("relu", "--format", "float64", says="--format")
        self.refused("relu", "--target", "NEON7", says="this machine has")
        self.refused("relu", "--kernel", "nonsense", says="lib.so:symbol")
        self.refused("relu", "--kernel", "/no/such.so:f", says="/no/such.so")
        self.refused("relu", "--kernel", SUBJECT + ":f", says="no symbol 'f'")
        self.refused("hard_tanh", "--kernel", "libm", says="--kernel libm knows")
        small = ("relu", "--format", "f16")
        self.refused(*small, "--exec", "head -c 10", says="wrote 10 bytes for the 131072")
        self.refused(*small, "--exec", "cat /dev/zero 2>/dev/null", says="writes more")
        self.refused(*small, "--exec", "exit 3", says="exit code 3")
        self.refused(*small, "--exec", "kill -9 $$", says="signal 9")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
