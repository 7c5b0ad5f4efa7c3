"""What a finished bundle is looked through for."""

import shutil
import subprocess
import sys
from pathlib import Path

import finish
import pytest
import yaml


def test_what_the_wheel_brings_beside_python_must_be_there(tmp_path):
    package, inside = tmp_path / "site" / "tagstudio", tmp_path / "_internal"
    for file in ("docs/handbook/en/README.md", "docs/handbook/pictures/en/library.png", "a.py"):
        (package / file).parent.mkdir(parents=True, exist_ok=True)
        (package / file).touch()
    there = inside / "tagstudio" / "docs" / "handbook" / "en" / "README.md"
    there.parent.mkdir(parents=True)
    there.touch()
    assert finish.lacking(package, inside) == ["tagstudio/docs/handbook/pictures/en/library.png"]


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("strip"), reason="strip")
def test_modules_lose_their_symbols_and_must_load_afterwards(tmp_path, monkeypatch):
    [module] = Path(yaml.__file__).parent.glob("_yaml.cpython-*.so")
    place, torchs = tmp_path / "yaml" / module.name, tmp_path / "torch" / module.name
    for copy in (place, torchs):
        copy.parent.mkdir()
        shutil.copy(module, copy)
    finish.strip_symbols(tmp_path)
    assert place.stat().st_size < module.stat().st_size == torchs.stat().st_size
    [made] = [one for one in tmp_path.rglob("*") if one.is_file() and one != torchs]
    command = [sys.executable, "-c", "import _yaml, sys; sys.exit(_yaml.__file__ != sys.argv[1])"]
    shutil.copy(place, tmp_path / "_yaml.so")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    subprocess.run([*command, tmp_path / "_yaml.so"], check=True)
    with made.open("r+b") as file:  # as a module of which strip has cut too much
        file.seek(0)
        file.write(bytes(4))
    monkeypatch.setattr(finish.shutil, "which", lambda _: "true")
    with pytest.raises(SystemExit, match="does not load"):
        finish.strip_symbols(tmp_path)


def test_a_library_is_there_once_and_links_are_no_copies(tmp_path):
    content = b"library" * finish.LARGE
    for name in ("one.so", "inner/one.so.1", "small.so"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"small" if name == "small.so" else content)
    (tmp_path / "link.so").symlink_to("one.so")
    assert finish.copies(tmp_path) == [["inner/one.so.1", "one.so"]]
