"""assay audit on ONNX's own tests, and on what becomes of them when somebody spoils them."""

import hashlib
import json
import math
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM, NODE_TESTS = sys.argv[1], sys.argv[2]


def audit(path, *options):
    return subprocess.run([PROGRAM, "audit", path, *options], capture_output=True, text=True,
                          timeout=60)


class Folder(unittest.TestCase):
    """A writable copy of one of ONNX's tests."""

    def setUp(self):
        self.root = tempfile.TemporaryDirectory()
        self.addCleanup(self.root.cleanup)

    def copy(self, name):
        folder = os.path.join(self.root.name, name)
        shutil.copytree(os.path.join(NODE_TESTS, name), folder)
        return folder

    def file(self, folder, name):
        return os.path.join(folder, "test_data_set_0", name)

    def verdict(self, folder):
        done = audit(folder, "--json")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        (row,) = json.loads(done.stdout)
        self.assertEqual(done.returncode, row["verdict"] == "wrong")
        return row

    def rewrite(self, path, change):
        with open(path, "rb") as file:
            data = file.read()
        with open(path, "wb") as file:
            file.write(change(data))

    def assert_refused(self, folder, what):
        done = audit(self.root.name)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn(os.path.join(folder, what) if what else folder, done.stderr)


class Verdicts(Folder):
    def test_a_good_folder_is_confirmed(self):
        row = self.verdict(self.copy("test_softmax_axis_0"))
        self.assertEqual(row["verdict"], "confirmed")
        self.assertEqual(row["operator"], "softmax/softmax")
        self.assertEqual(row["tolerance"], {"rtol": 1e-3, "atol": 1e-7, "source": "ONNX's default"})
        self.assertEqual(sum(row["values"].values()), 60)
        self.assertEqual(row["impostors"]["pass"], [])
        self.assertGreater(row["impostors"]["fail"], 4)

    def test_a_changed_value_is_proven_wrong(self):
        folder = self.copy("test_tanh")

        def raise_last(data):
            (value,) = struct.unpack("<f", data[-4:])
            return data[:-4] + struct.pack("<f", value * (1 + 1e-5))

        self.rewrite(self.file(folder, "output_0.pb"), raise_last)
        row = self.verdict(folder)
        self.assertEqual([wrong["position"] for wrong in row["wrong"]], [59])
        self.assertIn("proven to round to", row["wrong"][0]["proof"])
        self.assertIn("WRONG  test_tanh y[flat 59]", audit(folder).stdout)

    def test_onnx_s_own_wrong_values(self):
        row = self.verdict(self.copy("test_elu"))
        self.assertEqual(row["verdict"], "wrong")
        self.assertEqual(len(row["wrong"]), 4)

    def test_a_tolerance_that_lets_anything_pass(self):
        folder = self.copy("test_tanh")
        with open(os.path.join(folder, "data.json"), "w", encoding="utf-8") as file:
            json.dump({"rtol": 0, "atol": 2}, file)
        row = self.verdict(folder)
        self.assertEqual(row["verdict"], "too loose")
        self.assertEqual(row["tolerance"], {"rtol": 0, "atol": 2, "source": "data.json"})
        for impostor in ("zeros", "flipped signs", "a constant", "the input"):
            self.assertIn(impostor, row["impostors"]["pass"])
        self.assertIn("LOOSE  Tanh: passes 1 test: zeros", audit(folder, "--explain").stdout)

    def test_a_tolerance_that_fails_the_right_answer(self):
        folder = self.copy("test_tanh")
        with open(os.path.join(folder, "config.txt"), "w", encoding="utf-8") as file:
            file.write("per_sample_tolerance: 0\nrelative_per_sample_tolerance: 1e-12\n")
        row = self.verdict(folder)
        self.assertEqual(row["verdict"], "too tight")
        self.assertEqual(row["tolerance"]["source"], "config.txt")
        inexact = sum(row["values"].values()) - row["values"]["exact"]
        self.assertEqual(len(row["too_tight"]), inexact)
        self.assertIn("TIGHT  test_tanh", audit(folder).stdout)

    def test_inputs_that_cannot_show_a_mistake(self):
        """Positive numbers pass a rectifier unchanged: that is no fault of the tolerance."""
        folder = self.copy("test_relu")
        with open(self.file(folder, "input_0.pb"), "rb") as file:
            head = file.read()[:-240]
        for name, letter in (("input_0.pb", b"x"), ("output_0.pb", b"y")):
            with open(self.file(folder, name), "wb") as file:
                file.write(head.replace(b"B\x01x", b"B\x01" + letter))
                file.write(struct.pack("<60f", *range(60)))
        row = self.verdict(folder)
        self.assertEqual(row["verdict"], "confirmed")
        self.assertIn("the input", row["impostors"]["alike"])

    def test_what_no_operator_answers_is_named(self):
        self.assertEqual(self.verdict(self.copy("test_cumsum_1d"))["verdict"],
                         "not in the catalogue")
        row = self.verdict(self.copy("test_maxpool_2d_dilations"))
        self.assertEqual((row["verdict"], row["reason"]), ("not covered", "windows with gaps"))
        self.assertIn("1 x CumSum", audit(self.root.name).stdout)

    def test_every_data_set_counts(self):
        folder = self.copy("test_tanh")
        first = os.path.join(folder, "test_data_set_0")
        shutil.copytree(first, os.path.join(folder, "test_data_set_1"))
        self.assertEqual(sum(self.verdict(folder)["values"].values()), 120)


class Manifests(Folder):
    """Our own fixtures, which must be correctly rounded."""

    def write(self, name="vectors"):
        out = os.path.join(self.root.name, name)
        subprocess.run([PROGRAM, "fixtures", "softmax", "elu", "--cases", "4", "--out", out,
                        "--format", "json,safetensors"],
                       check=True, capture_output=True)
        return out

    def test_confirmed_and_not(self):
        out = self.write()
        self.assertEqual(audit(out).returncode, 0)
        rows = json.loads(audit(out, "--json").stdout)
        self.assertEqual([row["verdict"] for row in rows], ["confirmed", "confirmed"])
        path = os.path.join(out, "softmax_softmax.safetensors")
        with open(path, "rb") as file:
            data = file.read()
        length = int.from_bytes(data[:8], "little")
        begin = json.loads(data[8:8 + length])["0004.grad.x"]["data_offsets"][0]
        at = 8 + length + begin
        self.rewrite(path, lambda d: d[:at] + bytes([d[at] ^ 1]) + d[at + 1:])
        for refused in ("was changed since it was written", "is another than the manifest's"):
            self.refused(out, refused)
            self.list_anew(out)

    def refused(self, path, says):
        done = audit(path)
        self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stdout)
        self.assertIn(says, done.stderr)

    def list_anew(self, out):
        """SHA256SUMS as the writer of what is there would write it."""
        names = sorted(name for name in os.listdir(out) if name != "SHA256SUMS")
        with open(os.path.join(out, "SHA256SUMS"), "w", encoding="ascii") as sums:
            for name in names:
                with open(os.path.join(out, name), "rb") as file:
                    sums.write(f"{hashlib.sha256(file.read()).hexdigest()}  {name}\n")

    def test_a_set_that_lost_files(self):
        """Whatever is lost, even all manifests, or the list itself."""
        out = self.write()
        for name in ("activation_elu.json", "softmax_softmax.json"):
            os.remove(os.path.join(out, name))
            self.refused(out, "SHA256SUMS: lists 'activation_elu.json', which is not there")
        out = self.write("unlisted")
        os.remove(os.path.join(out, "SHA256SUMS"))
        self.refused(out, "expected a SHA256SUMS in it")
        self.assertEqual(audit(os.path.join(out, "activation_elu.json")).returncode, 0)

    def test_a_set_that_was_written_wrong(self):
        """Whose files agree with each other, as if its writer were mistaken."""
        out = self.write()
        arrays = os.path.join(out, "activation_elu.safetensors")
        manifest = os.path.join(out, "activation_elu.json")
        with open(arrays, "rb") as file:
            data = file.read()
        length = int.from_bytes(data[:8], "little")
        header, body = json.loads(data[8:8 + length]), bytearray(data[8 + length:])
        with open(manifest, encoding="utf-8") as file:
            tests = json.load(file)
        entry = tests["tests"][0]["expected"]["out.y"]
        (x,) = struct.unpack(">f", bytes.fromhex(tests["tests"][0]["inputs"]["x"]["bits"][0]))
        wrong = in_float32(x + 100)
        entry["bits"][0] = struct.pack(">f", wrong).hex()
        entry["dec"][0] = repr(wrong)
        for part, form, value in (("out.y", "<f", wrong), ("hi.out.y", "<d", wrong),
                                  ("lo.out.y", "<d", 0.0)):
            at = header["0001." + part]["data_offsets"][0]
            body[at:at + struct.calcsize(form)] = struct.pack(form, value)
        entry["condition"][0] = "0"
        (u,) = struct.unpack("<d", struct.pack("<d", 2.0 ** -24))
        least = 2.0 ** -149
        for part, value in (("condition.out.y", 0.0),
                            ("bound.out.y", u * abs(wrong) + (entry["depth"] + 1) * least)):
            at = header["0001." + part]["data_offsets"][0]
            body[at:at + 8] = struct.pack("<d", value)
        header.pop("__metadata__")
        text = json.dumps(header).encode()
        text += b" " * (-len(text) % 8)
        with open(arrays, "wb") as file:
            file.write(len(text).to_bytes(8, "little") + text + bytes(body))
        with open(manifest, "w", encoding="utf-8") as file:
            json.dump(tests, file)
        self.list_anew(out)
        done = audit(out)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("WRONG  activation_elu.json 0001.out.y[flat 0]", done.stdout)
        self.assertIn("hi + lo of out.y[flat 0]", done.stdout)

    def test_hostile_manifests(self):
        out = self.write()
        path = os.path.join(out, "activation_elu.json")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for spoilt in (text[:-9], text.replace("activation/elu", "activation/none"),
                       text.replace('"alpha"', '"beta"'), text.replace('"tcId": 2', '"tcId": 7')):
            with open(path, "w", encoding="utf-8") as file:
                file.write(spoilt)
            done = audit(path)
            self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
            self.assertIn(path, done.stderr)


def operand(data, shape=None, dtype="float32"):
    return {"data": data, "descriptor": {"shape": [len(data)] if shape is None else shape,
                                         "dataType": dtype}}


def webnn_test(operation, arguments, inputs, expected, options=None):
    """One test in the form of WebNN's conformance suite."""
    given = [{name: name} for name in arguments] + ([{"options": options}] if options else [])
    return {"name": f"{operation} test",
            "graph": {"inputs": inputs,
                      "operators": [{"name": operation, "arguments": given, "outputs": "out"}],
                      "expectedOutputs": {"out": expected}}}


def in_float32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


class WebNN(Folder):
    """JSON test vectors: inputs are rounded to their types before they are used."""

    def audited(self, document, name="tests.json", status=0):
        path = os.path.join(self.root.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(document if isinstance(document, str) else json.dumps(document))
        done = audit(path, "--json")
        self.assertEqual(done.returncode, status, done.stderr)
        return json.loads(done.stdout)

    def test_verdicts(self):
        x = [0.1, -2.5, 3.7, 0.0]
        tanh = [in_float32(math.tanh(in_float32(value))) for value in x]
        rows = self.audited([
            webnn_test("relu", ["input"], {"input": operand(x)},
                       operand([0.1, 0, 3.7, 0])),
            webnn_test("tanh", ["input"], {"input": operand(x)}, operand(tanh)),
            webnn_test("tanh", ["input"], {"input": operand(x)},
                       operand([value * (1 + 1e-5) for value in tanh])),
            webnn_test("cast", ["input"], {"input": operand(x)}, operand(x)),
            webnn_test("tanh", ["input"], {"input": operand([1, 2], dtype="int4")}, operand([1, 2])),
        ], status=1)
        self.assertEqual([row["verdict"] for row in rows],
                         ["confirmed", rows[1]["verdict"], "wrong", "not in the catalogue",
                          "not covered"])
        self.assertIn(rows[1]["verdict"], ("confirmed", "too loose"))
        self.assertEqual(rows[0]["tolerance"]["ulps"], 0)
        self.assertEqual(rows[1]["tolerance"]["ulps"], 16)
        self.assertEqual([wrong["position"] for wrong in rows[2]["wrong"]], [0, 1, 2])
        self.assertIn("proven to round to", rows[2]["wrong"][0]["proof"])

    def test_what_an_operation_is_told(self):
        a, b = [[1, 2], [3, 4]], [[5, 6], [7, 8]]
        flat = [1, 3, 2, 4]
        self.assertEqual([a[i][j] for j in range(2) for i in range(2)], flat)
        product = [in_float32(2 * sum(a[i][k] * b[k][j] for k in range(2)) + c)
                   for i in range(2) for j, c in enumerate([0.5, 0.25])]
        image = [float(k) for k in range(9)]
        rows = self.audited({"tests": [
            webnn_test("gemm", ["a", "b"],
                       {"a": operand(flat, [2, 2]), "b": operand([5, 6, 7, 8], [2, 2]),
                        "bias": operand([0.5, 0.25])},
                       operand(product, [2, 2]), {"aTranspose": True, "alpha": 2, "c": "bias"}),
            webnn_test("softmax", ["input"], {"input": operand([0, 0, 0, 0], [2, 2])},
                       operand(0.5, [2, 2]), {"axis": 0}),
            webnn_test("conv2d", ["input", "filter"],
                       {"input": operand(image, [1, 1, 3, 3]), "filter": operand(1, [1, 1, 2, 2])},
                       operand([8, 12, 20, 24], [1, 1, 2, 2])),
            webnn_test("maxPool2d", ["input"], {"input": operand(image, [1, 1, 3, 3])},
                       operand([4, 5, 7, 8], [1, 1, 2, 2]), {"windowDimensions": [2, 2]}),
            webnn_test("averagePool2d", ["input"], {"input": operand(image, [1, 1, 3, 3])},
                       operand([4], [1, 1, 1, 1])),
            webnn_test("reduceL1", ["input"], {"input": operand([1, -2, 3, -4], [2, 2])},
                       operand([3, 7]), {"axes": [1]}),
        ]})
        for row in rows:
            self.assertIn(row["verdict"], ("confirmed", "too loose"), row)
            self.assertEqual(sum(row["values"].values()), row["values"]["exact"], row)

    def test_the_older_form(self):
        """The operation is the file's name, and there are comments."""
        rows = self.audited("""{"tests": [ // a comment
            {"name": "leaky", "inputs": {"x": {"shape": [2], "data": [-4, 2], "type": "float32"}},
             "options": {"alpha": 0.5},
             "expected": {"name": "y", "shape": [2], "data": [-2, 2], "type": "float32"}}]}""",
                            "leaky_relu.json")
        self.assertEqual(rows[0]["operator"], "activation/leaky_relu")
        self.assertEqual(rows[0]["values"]["exact"], 2)

    def test_hostile_vectors(self):
        x = {"input": operand([1.0])}
        good = webnn_test("relu", ["input"], x, operand([1.0]))
        for spoilt, said in (
                ("[]", "expected one test or more"),
                ([7], "tests[0]: expected an object"),
                ({"tests": None}, "'tests': expected a list"),
                ([{}], "expected the field 'name'"),
                ([{**good, "graph": None}], "expected an object"),
                ([webnn_test("relu", ["input"], x, operand([1.0, 2.0]))], "tests[0]"),
                ([webnn_test("relu", ["input"], x, operand(["one"]))], "expected numbers"),
                ([webnn_test("relu", ["input"], x, operand([1.0], [2**40, 2**40]))], "too many"),
                ([webnn_test("relu", ["input"], x, operand(1.0, [2**31]))], "at most"),
                ([webnn_test("relu", ["input"], x, operand([1.0], [1e99]))], "'shape'"),
                ([webnn_test("relu", ["input"], x, operand([1.0], dtype="float33"))], "float33"),
                ("[" * 100, "deeper than"),
                ('[{"name": "a", "name": "b"}]', "duplicate key")):
            with self.subTest(said):
                path = os.path.join(self.root.name, "tests.json")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(spoilt if isinstance(spoilt, str) else json.dumps(spoilt))
                done = audit(path)
                self.assertEqual((done.returncode, done.stderr.count("\n")), (2, 1), done.stderr)
                self.assertIn(path, done.stderr)
                self.assertIn(said, done.stderr)


class Hostile(Folder):
    def test_no_folder_and_no_model(self):
        for path in (os.path.join(self.root.name, "nowhere"), self.root.name):
            done = audit(path)
            self.assertEqual(done.returncode, 2)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_a_model_that_is_none(self):
        folder = self.copy("test_relu")
        self.rewrite(os.path.join(folder, "model.onnx"), lambda data: b"\xff" * 40)
        self.assert_refused(folder, "model.onnx")

    def test_a_missing_output(self):
        folder = self.copy("test_relu")
        os.remove(self.file(folder, "output_0.pb"))
        self.assert_refused(folder, "test_data_set_0/output_0.pb")

    def test_tensors_that_lie_about_their_size(self):
        head = b"\x08\x03\x08\x04\x08\x05"  # dims 3, 4, 5
        for dims in (b"\x08\x03\x08\x04\x08\x06", b"\x08" + b"\xff" * 9 + b"\x01",
                     b"\x08" + b"\xff" * 8 + b"\x7f", b"\x08\x00"):
            folder = self.copy("test_relu")
            self.rewrite(self.file(folder, "input_0.pb"), lambda data: data.replace(head, dims, 1))
            self.assert_refused(folder, "test_data_set_0/input_0.pb")
            shutil.rmtree(folder)

    def test_bytes_that_end_within_an_element(self):
        folder = self.copy("test_relu")
        self.rewrite(self.file(folder, "output_0.pb"),
                     lambda data: data.replace(b"J\xf0\x01", b"J\xef\x01")[:-1])
        self.assert_refused(folder, "test_data_set_0/output_0.pb")

    def test_tensors_that_do_not_fit_the_node(self):
        folder = self.copy("test_softmax_axis_0")
        for name in ("input_0.pb", "output_0.pb"):
            shutil.copy(os.path.join(NODE_TESTS, "test_relu/test_data_set_0", name),
                        self.file(folder, name))
        self.assertEqual(self.verdict(folder)["verdict"], "wrong")
        shutil.copy(os.path.join(NODE_TESTS, "test_nllloss_NC/test_data_set_0/output_0.pb"),
                    self.file(folder, "output_0.pb"))
        self.assert_refused(folder, "")

    def test_no_truncation_and_no_flipped_byte_crashes(self):
        for name in ("test_averagepool_2d_ceil", "test_gemm_all_attributes", "test_lstm_defaults"):
            folder = self.copy(name)
            files = [os.path.join(folder, "model.onnx"), self.file(folder, "input_0.pb")]
            for path in files:
                with open(path, "rb") as file:
                    whole = file.read()
                for step in range(12):
                    at = math.floor(len(whole) * step / 12)
                    spoilt = bytearray(whole)
                    spoilt[at] ^= 0xFF
                    for data in (whole[:at], bytes(spoilt)):
                        self.rewrite(path, lambda unused, data=data: data)
                        self.assertIn(audit(folder).returncode, (0, 1, 2))
                self.rewrite(path, lambda unused, whole=whole: whole)

    def test_tolerances_that_are_none(self):
        folder = self.copy("test_relu")
        for text in ("[]", '{"rtol": -1}', '{"rtol": "1"}', "{"):
            with open(os.path.join(folder, "data.json"), "w", encoding="utf-8") as file:
                file.write(text)
            self.assert_refused(folder, "data.json")
        os.remove(os.path.join(folder, "data.json"))
        for text in ("per_sample_tolerance: much", "per_sample_tolerance:"):
            with open(os.path.join(folder, "config.txt"), "w", encoding="utf-8") as file:
                file.write(text)
            self.assert_refused(folder, "config.txt")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
