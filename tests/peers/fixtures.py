"""Our fixtures as numpy arrays, and answers to them as npz files."""

import json
import os

import numpy


class Case:
    """inputs and upstream gradients by name, and the attributes."""

    def __init__(self, number, arrays, attributes):
        self.number = number
        self.inputs, self.upstream = {}, {}
        for name, array in arrays.items():
            kind, _, rest = name.partition(".")
            if kind == "in":
                self.inputs[rest] = array
            elif kind == "grad_out":
                self.upstream[rest] = array
        self.attributes = {name: float.fromhex(value) if is_hex(value) else value
                           for name, value in attributes.items()}


def is_hex(value):
    return isinstance(value, str) and "0x" in value or value in ("inf", "-inf")


def operators(directory):
    """(stem, operator, cases) of every manifest."""
    for name in sorted(os.listdir(directory)):
        if not name.endswith(".json"):
            continue
        stem = name[:-len(".json")]
        with open(os.path.join(directory, name), encoding="utf-8") as file:
            manifest = json.load(file)
        if "operator" not in manifest:
            continue
        with numpy.load(os.path.join(directory, stem + ".npz")) as arrays:
            by_case = {}
            for key in arrays.files:
                number, _, rest = key.partition(".")
                by_case.setdefault(number, {})[rest] = arrays[key]
        yield stem, manifest["operator"], [
            Case(f"{test['tcId']:04}", by_case[f"{test['tcId']:04}"], test["attributes"])
            for test in manifest["tests"]]


def answer_all(directory, answers, table):
    """Runs `table[operator](case)`, which gives {"out.y": array, "grad.x": array}, on every case.
    A case that it refuses with NotImplementedError is left out."""
    os.makedirs(answers, exist_ok=True)
    for stem, operator, cases in operators(directory):
        if operator not in table:
            continue
        given = {}
        for case in cases:
            try:
                for name, array in table[operator](case).items():
                    given[f"{case.number}.{name}"] = numpy.asarray(array, dtype=numpy.float32)
            except NotImplementedError:
                pass
        if given:
            numpy.savez(os.path.join(answers, stem + ".npz"), **given)
