"""The program's own checks of this plugin; run them with: python -m pytest my_tagger."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("check", ["validate", "test"])
def test_the_plugin_is_what_the_program_asks_for(check: str) -> None:
    """Let the program look at the folder that this file is in."""
    folder = str(Path(__file__).parent)
    command = [sys.executable, "-m", "tagstudio", "plugins", check, folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
