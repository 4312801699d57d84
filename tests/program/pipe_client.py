"""A client of `assay serve-cases` in plain Python: it answers some operators, in double precision.

    assay serve-cases softplus | python3 pipe_client.py softplus | assay judge softplus

Lines are "CASE.NAME TYPE SHAPE ELEMENT ...": attributes and inputs first, then what is asked for.
"""

import math
import struct
import sys


def rounded(value):
    """To float32; what overflows becomes infinite."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def softplus(case):
    x = case["in.x"]
    return {"out.y": [max(e, 0) + math.log1p(math.exp(-abs(e))) for e in x],
            "grad.x": [g / (1 + math.exp(-e)) if e > -700 else 0.0
                       for g, e in zip(case["grad_out.y"], x)]}


def gelu_erf(case):
    """x Phi(x) with Phi(x) = erfc(-x / sqrt 2) / 2; its slope is Phi(x) + x phi(x)."""
    x = case["in.x"]
    phi = [math.erfc(-e / math.sqrt(2)) / 2 for e in x]
    slopes = [p + e * math.exp(-e * e / 2) / math.sqrt(2 * math.pi) if abs(e) < 1e9 else p
              for p, e in zip(phi, x)]
    return {"out.y": [e * p for p, e in zip(phi, x)],
            "grad.x": [g * s for g, s in zip(case["grad_out.y"], slopes)]}


def mean_squared_error(case):
    errors = [p - t for p, t in zip(case["in.prediction"], case["in.target"])]
    total = math.fsum(e * e for e in errors)
    divisor = {"mean": len(errors), "sum": 1, "half_sum": 2}[case["attribute.reduction"][0]]
    slope = 2 * case["grad_out.loss"][0] / divisor
    return {"out.loss": [total / divisor], "grad.prediction": [slope * e for e in errors],
            "grad.target": [-slope * e for e in errors]}


OPERATORS = {"gelu_erf": gelu_erf, "softplus": softplus, "mean_squared_error": mean_squared_error}


def values(kind, elements):
    if kind == "word":
        return elements
    return [int(e) if kind == "i64" else float.fromhex(e) for e in elements]


def main(operator):
    cases, shapes = {}, {}
    for line in sys.stdin:
        if line.startswith("#"):
            continue
        name, kind, shape, *elements = line.split()
        number, part = name.split(".", 1)
        case = cases.setdefault(number, {})
        if part != "ask":
            case[part] = values(kind, elements)
            shapes[name] = shape
            continue
        wanted = elements[0]
        answer = OPERATORS[operator](case)[wanted]
        like = {"out.y": "in.x", "grad.x": "in.x", "grad.prediction": "in.prediction",
                "grad.target": "in.target"}.get(wanted)
        shape = shapes[f"{number}.{like}"] if like else "-"
        print(f"{number}.{wanted} f32 {shape}", *(rounded(e).hex() for e in answer))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in OPERATORS:
        sys.exit("pipe_client.py: expected one of " + ", ".join(sorted(OPERATORS)))
    main(sys.argv[1])
