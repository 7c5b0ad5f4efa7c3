import subprocess
import sys
from pathlib import Path

import pytest
from crnn_tagger.from_scratch.memory import keep_freed_memory

PLUGINS = Path(__file__).parents[3] / "plugins"
FAULTS = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from crnn_tagger.from_scratch.memory import keep_freed_memory
if sys.argv[2] == "kept":
    keep_freed_memory()
for _ in range(20):
    b"x" * 50_000_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what glibc does")
def test_memory_is_asked_for_once() -> None:
    faults = [
        int(subprocess.check_output([sys.executable, "-c", FAULTS, str(PLUGINS), how]))
        for how in ("given back", "kept")
    ]
    assert faults[1] < faults[0] / 2


def test_without_glibc_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: None) -> None:
        raise OSError("no such library")

    monkeypatch.setattr("ctypes.CDLL", nothing)
    keep_freed_memory()
