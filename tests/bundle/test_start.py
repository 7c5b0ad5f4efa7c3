"""The bundle's program takes -m as Python does, and gives others the system's libraries."""

import os
import subprocess
import sys
from pathlib import Path

import start

PROGRAM = [sys.executable, str(Path(start.__file__))]


def test_a_module_is_run_with_its_arguments(tmp_path):
    table = tmp_path / "a.json"
    table.write_text('{"b":1}')
    done = subprocess.run(
        [*PROGRAM, "-m", "json.tool", "--compact", str(table)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == '{"b":1}\n'


def test_all_else_is_for_the_program():
    done = subprocess.run([*PROGRAM, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("tagstudio ")


def test_the_search_path_of_libraries_is_put_back(monkeypatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/tagstudio/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/usr/local/lib")
    start.restore_search_path()
    assert os.environ["LD_LIBRARY_PATH"] == "/usr/local/lib"
    start.restore_search_path()
    assert "LD_LIBRARY_PATH" not in os.environ
