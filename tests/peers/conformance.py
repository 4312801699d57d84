"""The conformance table: what the world's runtimes answer to our fixtures, graded.

conformance.py PROGRAM PEERS [ONEDNN_PEER]

PROGRAM is assay; PEERS the directory for everything that is made here: the fixtures, the answers,
conformance.html, conformance.md and conformance.json; its node_modules holds the runtimes that come
from npm. A runtime that is not there is left out and named."""

import json
import os
import shutil
import subprocess
import sys

import conformance_page

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = 16
GRADES = ["exact", "faithful", "tight", "stable", "unstable", "wrong"]
FAMILIES = ("activation", "softmax", "linear", "loss", "divergence", "entropy", "optimizer",
            "gradient", "normalization", "regularization", "convolution", "pooling", "recurrent")

# What explains a finding: operator, side, runtimes, reason.
NOTES = [
    ("loss/soft_cross_entropy", "gradient", ["tensorflow"],
     "The fixtures' targets need not sum to 1, which this gradient takes for granted."),
    ("activation/tanh", "gradient", ["torch", "tensorflow", "onednn"],
     "1 - tanh(x)^2 loses all digits where tanh(x) rounds to 1."),
    ("normalization/layer_norm", "gradient", ["onnxruntime", "torch", "tensorflow"],
     "An outlier's gradient cancels in float32."),
    ("normalization/batch_norm", "gradient", ["onnxruntime", "torch", "tensorflow"],
     "An outlier's gradient cancels in float32."),
    ("loss/softmax_cross_entropy", "gradient", ["torch", "tensorflow"],
     "p - 1 at the label cancels where p is close to 1."),
    ("activation/gelu_erf", "value", ["onnxruntime", "torch", "onednn"],
     "1 + erf cancels in the negative tail."),
    ("activation/gelu_tanh", "value", ["torch", "onednn", "numpy"],
     "1 + tanh cancels in the negative tail."),
    ("activation/elu", "value", ["onnxruntime", "torch", "tensorflow", "onednn"],
     "exp(x) - 1 cancels near 0."),
    ("activation/selu", "value", ["onnxruntime", "torch", "tensorflow"],
     "exp(x) - 1 cancels near 0."),
    ("activation/celu", "value", ["onnxruntime", "torch"], "exp(x) - 1 cancels near 0."),
]

# Where a runtime's own documentation or tracker tells of a finding, as looked up in November 2026:
# operator, side, runtime, address.
ADMISSIONS = [
    ("activation/sigmoid", "value", "onnxruntime",
     "https://github.com/microsoft/onnxruntime/issues/22557"),
    ("activation/gelu_erf", "value", "torch",
     "https://github.com/pytorch/pytorch/issues/187806"),
    ("activation/gelu_erf", "gradient", "torch",
     "https://github.com/pytorch/pytorch/pull/189234"),
    ("activation/elu", "value", "torch", "https://github.com/pytorch/pytorch/pull/173968"),
    ("activation/tanh", "gradient", "torch", "https://github.com/pytorch/pytorch/issues/195685"),
    ("activation/tanh", "gradient", "onednn",
     "https://github.com/uxlfoundation/oneDNN/issues/1021"),
    ("loss/softmax_cross_entropy", "gradient", "torch",
     "https://github.com/pytorch/pytorch/issues/195678"),
]
# What else was looked up, in vain: operator, side, runtimes.
NOT_FOUND = [
    ("activation/tanh", "value", ["onnxruntime"]),
    ("activation/tanh", "gradient", ["tensorflow"]),
    ("activation/gelu_erf", "value", ["onnxruntime", "onednn"]),
    ("activation/gelu_erf", "gradient", ["onednn"]),
    ("activation/gelu_tanh", "value", ["onnxruntime", "torch", "onednn"]),
    ("activation/elu", "value", ["onnxruntime", "tensorflow", "onednn"]),
    ("activation/selu", "value", ["onnxruntime", "torch", "tensorflow"]),
    ("loss/softmax_cross_entropy", "gradient", ["tensorflow"]),
]


def runners(peers, onednn):
    """(key, directory of fixtures, command) of every runtime that we know."""
    modules = os.path.join(peers, "node_modules")
    python = ["/usr/bin/python3", "-B"]
    return [
        ("onnxruntime", "onnx", ["node", os.path.join(HERE, "onnxruntime.mjs"), modules]),
        ("torch", "vectors", python + [os.path.join(HERE, "torch_peer.py")]),
        ("tensorflow", "vectors", ["node", os.path.join(HERE, "tensorflow.mjs"), modules]),
        ("onednn", "vectors", [onednn] if onednn else []),
        ("numpy", "vectors", python + [os.path.join(HERE, "numpy_peer.py")]),
    ]


def version_of(command):
    """The first line that a runner prints, or None where its runtime is not there."""
    try:
        probe = subprocess.run(command, capture_output=True, text=True, timeout=120)
    except (OSError, IndexError):
        return None
    lines = probe.stdout.splitlines()
    return lines[0] if probe.returncode == 0 and lines else None


def write_fixtures(program, peers):
    listed = json.loads(subprocess.run([program, "list", "--json"], capture_output=True,
                                       check=True).stdout)
    operators = [row["name"] for row in listed
                 if row["name"].split("/")[0] in FAMILIES and "trajectory" not in row["name"]]
    for name, options in (("vectors", []), ("onnx", ["--format", "onnx"])):
        out = os.path.join(peers, name)
        shutil.rmtree(out, ignore_errors=True)
        subprocess.run([program, "fixtures", *operators, *options, "--out", out, "--cases",
                        str(CASES)], check=True, stdout=subprocess.DEVNULL)
    return operators


def summary(rows):
    """The worst of an operator's tensors on one side: all outputs, or all gradients."""
    answered = [row for row in rows if row["cases"] > 0]
    if not answered:
        return None
    worst = max(answered, key=lambda row: (GRADES.index(row["grade"]), row["ulps"]))
    return {"grade": worst["grade"], "ulps": worst["ulps"], "tensor": worst["tensor"],
            "worst": worst["worst"], "looks_like": [one["mistake"] for one in worst["looksLike"]],
            "cases": min(row["cases"] for row in answered)}


def grade(program, vectors, answers, stem):
    """{"value": summary, "gradient": summary} of one operator's answers."""
    compared = subprocess.run(
        [program, "compare", os.path.join(vectors, stem + ".json"), answers, "--json"],
        capture_output=True, text=True, check=False)
    if compared.returncode == 2:
        raise RuntimeError(compared.stderr.strip())
    rows = json.loads(compared.stdout)
    for row in rows:
        row["ulps"] = conformance_page.ulps_in(row["worst"])
    sides = {"value": summary([row for row in rows if row["tensor"].startswith("out.")]),
             "gradient": summary([row for row in rows if row["tensor"].startswith("grad.")])}
    return {side: cell for side, cell in sides.items() if cell}


def answered_stems(answers):
    return sorted({os.path.splitext(name)[0] for name in os.listdir(answers)})


def run_all(program, peers, onednn):
    operators = write_fixtures(program, peers)
    stems = {name.replace("/", "_"): name for name in operators}
    table, versions, absent = {name: {} for name in operators}, {}, []
    for key, directory, command in runners(peers, onednn):
        version = version_of(command)
        if version is None:
            absent.append(key)
            continue
        versions[key] = version
        answers = os.path.join(peers, "answers", key)
        shutil.rmtree(answers, ignore_errors=True)
        said = subprocess.run([*command, os.path.join(peers, directory), answers],
                              capture_output=True, text=True, check=True)
        for line in said.stdout.splitlines():
            if line.startswith("failed "):
                print(f"{version}: {line}")
        for stem in answered_stems(answers):
            table[stems[stem]][key] = grade(program, os.path.join(peers, "vectors"), answers, stem)
        print(f"{version}: {len(answered_stems(answers))} operators")
    return {"cases": CASES, "versions": versions, "absent": absent, "operators": table}


def graphs(program, peers):
    """The operators' sides that ONNX Runtime computes as graphs, not as one node."""
    audited = json.loads(subprocess.run(
        [program, "audit", os.path.join(peers, "onnx"), "--json"], capture_output=True,
        check=True).stdout)
    several = set()
    for row in audited:
        name = os.path.basename(row["folder"])[len("test_"):].rsplit("_", 1)[0]
        stem, side = name.rsplit("_", 1)
        if row["verdict"] == "not in the catalogue" or side == "grad":
            several.add((stem, "gradient" if side == "grad" else "value"))
    return several


def main():
    program, peers = sys.argv[1], os.path.abspath(sys.argv[2])
    onednn = sys.argv[3] if len(sys.argv) > 3 else ""
    os.makedirs(peers, exist_ok=True)
    result = run_all(program, peers, onednn)
    several = graphs(program, peers)
    for name, cells in result["operators"].items():
        for side, cell in cells.get("onnxruntime", {}).items():
            cell["graph"] = (name.replace("/", "_"), side) in several
    result["notes"] = NOTES
    result["admissions"] = ADMISSIONS
    result["not_found"] = NOT_FOUND
    for file, text in (("conformance.json", json.dumps(result, indent=1, sort_keys=True) + "\n"),
                       ("conformance.md", conformance_page.markdown(result)),
                       ("conformance.html", conformance_page.html(result))):
        path = os.path.join(peers, file)
        with open(path + ".tmp", "w", encoding="utf-8") as out:
            out.write(text)
        os.replace(path + ".tmp", path)
        print(path)
    if result["absent"]:
        print("left out, not installed:", ", ".join(result["absent"]))


if __name__ == "__main__":
    main()
