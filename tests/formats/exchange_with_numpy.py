"""Our files read by numpy and by an independent safetensors reader; numpy's files read by us.

    exchange_with_numpy.py PROGRAM      PROGRAM is `exchange`, built from exchange.cc

Values are compared as bit patterns. Only NaN may change its bits: we write one quiet NaN.
"""

import json
import math
import pathlib
import struct
import subprocess
import sys
import tempfile

import numpy
from read_safetensors import read_safetensors

# dtype: (numpy's name of it, of its bits, bits of one quiet NaN, safetensors' name)
DTYPES = {
    "f64": ("<f8", "<u8", 0x7FF8000000000000, "F64"),
    "f32": ("<f4", "<u4", 0x7FC00000, "F32"),
    "f16": ("<f2", "<u2", 0x7E00, "F16"),
    "bf16": ("<u2", "<u2", 0x7FC0, "BF16"),
    "f8e5m2": ("|u1", "<u1", 0x7E, "F8_E5M2"),
    "f8e4m3fn": ("|u1", "<u1", 0x7F, "F8_E4M3"),
    "i64": ("<i8", "<u8", None, "I64"),
    "i32": ("<i4", "<u4", None, "I32"),
    "u8": ("|u1", "<u1", None, "U8"),
    "bool": ("|b1", "<u1", None, "BOOL"),
}

# Zeros, the subnormals' ends, the smallest normal, 1, the largest, infinities, NaN; integers' ends.
BITS = {
    "f64": [0, 1 << 63, 1, (1 << 63) + 1, (1 << 52) - 1, 1 << 52, 0x3FF0000000000000,
            0x3FB999999999999A, 0x7FEFFFFFFFFFFFFF, 0x7FF0000000000000, 0xFFF0000000000000,
            0x7FF8000000000000],
    "f32": [0, 1 << 31, 1, (1 << 31) + 1, 0x7FFFFF, 0x800000, 0x3F800000, 0x3DCCCCCD, 0x7F7FFFFF,
            0x7F800000, 0xFF800000, 0x7FC00000],
    "f16": list(range(0x7C01)) + list(range(0x8000, 0xFC01)) + [0x7E00],
    "bf16": list(range(0x7F81)) + list(range(0x8000, 0xFF81)) + [0x7FC0],
    "f8e5m2": list(range(0x7D)) + list(range(0x80, 0xFD)) + [0x7E],
    "f8e4m3fn": list(range(0x80)) + list(range(0x80, 0xFF)),
    "i64": [0, 1, (1 << 64) - 1, 1 << 63, (1 << 53) - 1, 1 << 53, (1 << 63) - (1 << 10)],
    "i32": [0, 1, (1 << 32) - 1, 1 << 31, (1 << 31) - 1],
    "u8": list(range(256)),
    "bool": [0, 1],
}


def made_patterns():
    patterns = {}
    for dtype, bits in BITS.items():
        shapes = {"all": [len(bits)], "scalar": [], "empty": [0], "hollow": [2, 0, 3],
                  "matrix": [2, 3], "cube": [2, 1, 3], "deep": [1] * 32}
        for name, shape in shapes.items():
            count = math.prod(shape)
            patterns[f"{dtype}.{name}"] = {
                "dtype": dtype, "shape": shape,
                "bits": [bits[i % len(bits)] for i in range(count)]}
    return patterns


def as_numpy(pattern):
    value_type, bits_type, _, _ = DTYPES[pattern["dtype"]]
    bits = numpy.array(pattern["bits"], dtype=bits_type)
    return bits.view(value_type).reshape(pattern["shape"])


def check_equal(array, pattern, where):
    value_type, bits_type, _, _ = DTYPES[pattern["dtype"]]
    assert array.dtype.str == value_type, (where, array.dtype)
    assert list(array.shape) == pattern["shape"], (where, array.shape)
    bits = numpy.ascontiguousarray(array).view(bits_type).ravel().tolist()
    assert bits == pattern["bits"], where


def suffix(dtype):
    """What marks the bits of a type that numpy does not know."""
    return "__" + dtype if dtype in ("bf16", "f8e5m2", "f8e4m3fn") else ""


def widened(dtype, bits):
    """The number of this pattern, by the definitions of its type."""
    if dtype == "bf16":
        return struct.unpack("<f", struct.pack("<I", bits << 16))[0]
    if dtype == "f8e5m2":  # the upper half of a float16
        return struct.unpack("<e", struct.pack("<H", bits << 8))[0]
    sign, exponent, mantissa = bits >> 7, bits >> 3 & 15, bits & 7
    if bits & 0x7F == 0x7F:
        return math.nan
    value = (mantissa / 8 if exponent == 0 else 1 + mantissa / 8) * 2.0 ** (max(exponent, 1) - 7)
    return -value if sign else value


def numpy_reads_ours(patterns, directory):
    compared = 0
    archive = numpy.load(directory / "all.npz", allow_pickle=False)
    assert archive.files == sorted(archive.files)
    expected = set()
    for name, pattern in patterns.items():
        stored = name + suffix(pattern["dtype"])
        expected |= {name, stored}
        check_equal(archive[stored], pattern, stored)
        check_equal(numpy.load(directory / (stored + ".npy"), allow_pickle=False), pattern, stored)
        compared += 2
        if stored != name:
            copy = archive[name]
            values = numpy.array([widened(pattern["dtype"], b) for b in pattern["bits"]], dtype="<f4")
            assert copy.dtype.str == "<f4" and list(copy.shape) == pattern["shape"]
            assert copy.tobytes() == values.tobytes(), name
    assert set(archive.files) == expected
    return compared


def independent_reader_reads_ours(patterns, directory):
    metadata, tensors = read_safetensors(directory / "all.safetensors")
    assert metadata == {"made by": "exchange"}
    assert set(tensors) == set(patterns)
    for name, (dtype, shape, bits) in tensors.items():
        pattern = patterns[name]
        assert dtype == DTYPES[pattern["dtype"]][3], name
        assert shape == pattern["shape"] and bits == pattern["bits"], name
    return len(tensors)


def theirs(program, path):
    done = subprocess.run([program, "read", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def we_read_numpys(program, patterns, directory):
    arrays = {name + suffix(pattern["dtype"]): as_numpy(pattern)
              for name, pattern in patterns.items()}
    numpy.savez(directory / "plain.npz", **arrays)
    numpy.savez_compressed(directory / "deflated.npz", **arrays)
    for archive in ("plain.npz", "deflated.npz"):
        assert theirs(program, directory / archive) == patterns, archive
    compared = 2 * len(patterns)
    for name, array in arrays.items():
        plain = name.split("__")[0]
        stem, pattern = "theirs_" + plain, patterns[plain]
        for order, version in (("C", (1, 0)), ("F", (1, 0)), ("C", (2, 0)), ("F", (3, 0))):
            path = directory / f"theirs_{name}.npy"
            with open(path, "wb") as file:
                numpy.lib.format.write_array(file, numpy.asarray(array, order=order), version)
            assert theirs(program, path) == {stem: pattern}, (name, order, version)
            compared += 1
    return compared


def every_nan_is_one(program, directory):
    """NaN of any payload and sign is read as NaN."""
    payloads = {"f64": [0x7FF0000000000001, 0xFFF8000000000000, 0xFFFFFFFFFFFFFFFF],
                "f32": [0x7F800001, 0xFFC00000, 0xFFFFFFFF],
                "f16": [0x7C01, 0xFE00, 0xFFFF], "bf16": [0x7F81, 0xFFC0, 0xFFFF],
                "f8e5m2": [0x7D, 0xFD, 0xFF], "f8e4m3fn": [0x7F, 0xFF, 0xFF]}
    for dtype, bits in payloads.items():
        path = directory / f"nan_{dtype}{suffix(dtype)}.npy"
        numpy.save(path, as_numpy({"dtype": dtype, "shape": [3], "bits": bits}))
        read = theirs(program, path)[f"nan_{dtype}"]
        assert read["dtype"] == dtype and read["bits"] == [DTYPES[dtype][2]] * 3, dtype


def only_large_swollen_archives_are_refused(program, directory):
    """Less than 1 KB that inflates to 64 KiB is read; 65 KB to more than 64 MiB is not."""
    numpy.savez_compressed(directory / "small.npz", x=numpy.zeros(1 << 16, dtype="|u1"))
    assert (directory / "small.npz").stat().st_size < 600
    assert theirs(program, directory / "small.npz")["x"]["bits"] == [0] * (1 << 16)
    numpy.savez_compressed(directory / "bomb.npz", x=numpy.zeros(1 << 26, dtype="|u1"))
    done = subprocess.run([program, "read", directory / "bomb.npz"], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 2 and done.stdout == "", done
    assert done.stderr.endswith("'x.npy': the archive holds more than we read\n"), done.stderr


def main(program):
    patterns = made_patterns()
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        (directory / "patterns.json").write_text(json.dumps(patterns))
        subprocess.run([program, "write", directory / "patterns.json", directory], check=True)
        compared = numpy_reads_ours(patterns, directory)
        compared += independent_reader_reads_ours(patterns, directory)
        compared += we_read_numpys(program, patterns, directory)
        every_nan_is_one(program, directory)
        only_large_swollen_archives_are_refused(program, directory)
    assert compared == 9 * len(patterns), compared
    print(f"{compared} arrays equal bit for bit")


if __name__ == "__main__":
    main(sys.argv[1])
