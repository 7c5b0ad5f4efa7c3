import subprocess
import sys

import pytest

from tagstudio.core.memory import give_freed_memory_back, keep_freed_memory

FAULTS = """
import resource, sys
from tagstudio.core.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
for _ in range(20):
    b"x" * 50_000_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""
RESIDENT = """
from pathlib import Path
from tagstudio.core.memory import give_freed_memory_back
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1])
blocks = [bytearray(10_000) for _ in range(10_000)]
last = bytearray(10_000)  # above them, so that they are not at the heap's end
before = resident()
blocks.clear()
kept = resident()
give_freed_memory_back()
print(before, kept, resident())
"""
only_glibc = pytest.mark.skipif(sys.platform != "linux", reason="what glibc does")


def output_of(program: str, *arguments: str) -> list[int]:
    output = subprocess.check_output([sys.executable, "-c", program, *arguments])
    return [int(number) for number in output.split()]


@only_glibc
def test_memory_is_asked_for_once() -> None:
    [anew], [once] = (output_of(FAULTS, how) for how in ("given back", "kept"))
    assert once < anew / 2


@only_glibc
def test_freed_memory_goes_back() -> None:
    before, kept, after = output_of(RESIDENT)
    assert after < before - 20_000 < kept  # pages: the blocks take 24,000


def test_without_glibc_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: None) -> None:
        raise OSError("no such library")

    monkeypatch.setattr("ctypes.CDLL", nothing)
    keep_freed_memory()
    give_freed_memory_back()
