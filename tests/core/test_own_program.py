"""The program starts itself, with Python and without."""

import subprocess
import sys

from tagstudio.core.own_program import program_command, python_command


def test_a_verb_is_started_by_python():
    done = subprocess.run(program_command("--version"), capture_output=True, text=True, check=True)
    assert done.stdout.startswith("tagstudio ")


def test_the_bundle_is_the_program_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/tagstudio/tagstudio")
    assert program_command("scan", "a b") == ["/opt/tagstudio/tagstudio", "scan", "a b"]
    assert python_command("-m", "tagstudio.audio.worker")[1:] == ["-m", "tagstudio.audio.worker"]
