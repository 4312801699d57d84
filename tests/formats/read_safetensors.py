"""A reader of safetensors files, written from the format's definition and nothing else."""

import json
import math
import struct

ELEMENT_BYTES = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "U8": 1, "BOOL": 1,
                 "F8_E5M2": 1, "F8_E4M3": 1}


def unique(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "duplicate key"
    return dict(pairs)


def read_safetensors(path):
    """(metadata, {name: (dtype, shape, [bit patterns])}), in the order of the file."""
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack_from("<Q", data)
    assert length % 8 == 0 and data[8:9] == b"{" and length <= 100_000_000
    header = json.loads(data[8:8 + length].decode("utf-8"), object_pairs_hook=unique)
    buffer = data[8 + length:]
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in metadata.values())
    tensors, position = {}, 0
    for name, entry in header.items():
        assert list(entry) == ["dtype", "shape", "data_offsets"]
        size, (begin, end) = ELEMENT_BYTES[entry["dtype"]], entry["data_offsets"]
        assert begin == position and end - begin == math.prod(entry["shape"]) * size
        assert begin % size == 0, "misaligned"
        position = end
        bits = [int.from_bytes(buffer[at:at + size], "little") for at in range(begin, end, size)]
        tensors[name] = (entry["dtype"], entry["shape"], bits)
    assert position == len(buffer)
    return metadata, tensors
