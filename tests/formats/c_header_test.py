"""The C headers, compiled by a C compiler and read back bit for bit.

    c_header_test.py COMPILER DIRECTORY     DIRECTORY holds OP.h beside OP.txt

A C program of a few lines prints every array and attribute as the line format has it; its output
must be OP.txt, which is read back bit for bit by the tests of the formats.
"""

import pathlib
import subprocess
import sys
import tempfile

PRINTER = r"""
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include "HEADER"

static void print_element(const struct assay_array *a, int64_t i) {
  if (!strcmp(a->dtype, "i64"))
    printf(" %" PRId64, ((const int64_t *)a->data)[i]);
  else
    printf(" %a", !strcmp(a->dtype, "f64") ? ((const double *)a->data)[i]
                                           : (double)((const float *)a->data)[i]);
}

int main(void) {
  for (int k = 0; k < NAME_COUNT; ++k) {
    const struct assay_array *a = &name[k];
    printf("%s %s ", a->name, a->dtype);
    for (int axis = 0; axis < a->rank; ++axis)
      printf(axis ? ",%" PRId64 : "%" PRId64, a->shape[axis]);
    if (a->rank == 0) printf("-");
    for (int64_t i = 0; i < a->count; ++i) print_element(a, i);
    printf("\n");
  }
  for (int k = 0; k < NAME_ATTRIBUTE_COUNT; ++k) {
    const struct assay_attribute *a = &name_attributes[k];
    if (a->word)
      printf("%s word - %s\n", a->name, a->word);
    else
      printf("%s number - %a\n", a->name, a->number);
  }
  return 0;
}
"""


def printed(compiler, header, folder):
    """What the C program says of a header; every warning of the compiler is an error."""
    stem = "assay_" + header.stem
    source = folder / (header.stem + ".c")
    source.write_text(PRINTER.replace("HEADER", str(header.resolve())).replace("NAME", stem.upper())
                      .replace("name", stem).replace(f"->{stem}", "->name"))
    program = folder / header.stem
    subprocess.run([compiler, "-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", source,
                    "-o", program], check=True)
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout


def in_one_spelling(line):
    """Attributes may be integers in the text; C has them as double."""
    name, kind, shape, *elements = line.split(" ")
    if ".attribute." in name and kind != "word":
        return f"{name} number - {float.hex(value_of(elements[0]))}"
    return line


def value_of(text):
    return float.fromhex(text) if "x" in text or text in ("inf", "-inf", "nan") else float(text)


def main(compiler, directory):
    headers = sorted(pathlib.Path(directory).glob("*.h"))
    lines_seen, kinds = 0, set()
    with tempfile.TemporaryDirectory() as name:
        for header in headers:
            got = printed(compiler, header, pathlib.Path(name)).splitlines()
            text = header.with_suffix(".txt").read_text(encoding="ascii").splitlines()
            wanted = [line for line in text if not line.startswith("#")]
            assert sorted(map(in_one_spelling, got)) == sorted(map(in_one_spelling, wanted)), header
            lines_seen += len(got)
            kinds |= {line.split(" ")[1] for line in got}
    assert len(headers) >= 3 and lines_seen > 60, (headers, lines_seen)
    assert kinds >= {"f64", "f32", "bf16", "f16", "f8e5m2", "f8e4m3fn", "i64", "word"}, kinds
    print(f"{lines_seen} lines of {len(headers)} headers are equal")


if __name__ == "__main__":
    main(*sys.argv[1:])
