"""Each process that measures has a folder of its own for what numba compiles."""

import os
import shutil
import signal
import subprocess
import sys

import pytest
from tempo_key_loudness.compiled_code import VARIABLE, CompiledCode

HOLD = """
import sys
from pathlib import Path
from tempo_key_loudness.compiled_code import CompiledCode
code = CompiledCode(Path(sys.argv[1]))
if sys.argv[2] == "proven":
    code.prove()
print(code.folder, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    monkeypatch.setenv(VARIABLE, os.environ.get(VARIABLE, ""))


@pytest.fixture
def hold(tmp_path):
    """Start a process that holds a folder, and return it and the folder."""
    begun = []

    def start(state: str) -> tuple[subprocess.Popen, str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path), state],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        begun.append(process)
        return process, process.stdout.readline().strip()

    yield start
    for process in begun:
        process.kill()
        process.communicate()


def test_processes_at_the_same_time_have_different_folders(hold, tmp_path):
    _, first = hold("proven")
    _, second = hold("proven")
    mine = CompiledCode(tmp_path)
    assert len({first, second, str(mine.folder)}) == 3
    assert os.environ[VARIABLE] == str(mine.folder)


def test_the_next_process_has_what_the_one_before_compiled(hold, tmp_path):
    process, folder = hold("proven")
    (tmp_path / folder / "code.nbc").write_bytes(b"code")
    process.kill()
    process.wait()
    assert (CompiledCode(tmp_path).folder / "code.nbc").exists()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSEGV])
def test_what_a_process_left_that_ended_before_its_first_track_is_thrown_away(hold, tmp_path, end):
    process, folder = hold("unproven")
    (tmp_path / folder / "code.nbc").write_bytes(b"damaged")
    process.send_signal(end)
    process.wait()
    mine = CompiledCode(tmp_path)
    assert str(mine.folder) == folder
    assert not (mine.folder / "code.nbc").exists()


def test_where_nothing_can_be_kept_it_is_compiled_all_the_same(tmp_path):
    (tmp_path / "cache").write_text("a file in the place of the folder")
    code = CompiledCode(tmp_path / "cache")
    assert code.folder.is_dir()
    assert tmp_path not in code.folder.parents
    shutil.rmtree(code.folder)
