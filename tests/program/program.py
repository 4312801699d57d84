"""The program under test, whose path and source folder are the script's arguments."""
import subprocess
import sys

PROGRAM, SOURCE = sys.argv.pop(1), sys.argv.pop(1)


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120,
                          **options)
