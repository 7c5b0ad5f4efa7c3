"""The gate of the bundle's size."""

import subprocess
import sys
from pathlib import Path

import pytest
import size_gate


def test_growth_within_the_limit_passes_and_more_does_not():
    assert not size_gate.complaint("deb", 104.9, accepted=100.0, most=250)
    assert "5%" in size_gate.complaint("deb", 105.1, accepted=100.0, most=250)
    assert "250 MB" in size_gate.complaint("deb", 251.0, accepted=250.0, most=250)


def test_links_have_no_size_and_files_of_all_folders_count(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a").write_bytes(bytes(2_000_000))
    (tmp_path / "b").symlink_to("in/a")
    assert size_gate.megabytes(tmp_path) == pytest.approx(2.0)


def test_the_script_ends_with_an_error(tmp_path):
    grown = tmp_path / "tagstudio.deb"
    with grown.open("wb") as file:
        file.truncate(300_000_000)
    command = [sys.executable, Path(size_gate.__file__), "tagstudio", str(grown)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "300.0 MB" in done.stderr
