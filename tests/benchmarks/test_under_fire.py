"""Small versions of the benchmarks that docs/reliability.md names, as whole programs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills and forks are those of POSIX")


def shown(script: str, *arguments: object) -> list[str]:
    """Run a benchmark and return what it prints, once it is sure that it found nothing wrong."""
    command = [sys.executable, str(REPOSITORY / "benchmarks" / script), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


def test_random_steps_over_two_libraries_lose_nothing(tmp_path):
    walk = ("random_steps.py", "--seed", 7, "--folder", tmp_path, "--steps")
    assert shown(*walk, 40)[0].startswith("40 steps, ")
    printed = shown(*walk, 50)  # goes on from the state that was saved
    assert printed[0].startswith("50 steps, ")
    assert printed[-5:] == [
        "lost: 0",
        "resurrected: 0",
        "on the wrong recording: 0",
        "traceback: 0",
        "wrong reasons: 0",
    ]


def test_files_that_another_program_changes_while_they_are_written_are_not_harmed():
    printed = shown("raced_writes.py", "--writes", 20)
    assert "files harmed: 0" in printed
    assert "outside changes lost: 0" in printed


def test_two_libraries_that_train_at_once_each_get_their_own_version():
    assert shown("train_at_once.py", "--rounds", 1)[-1] == "1 of 1 rounds right"


def test_damage_is_named_and_mended():
    tables = "promotions", "dropped table suggestion_features"
    plugin = REPOSITORY / "tests" / "plugins" / "learning_tagger"
    printed = shown("damage.py", "--plugin", plugin, "--tracks", 24, "--tables", *tables)
    assert printed[1].split() == ["promotions", "3", *"00000"]
    assert printed[2].startswith(tables[1])
