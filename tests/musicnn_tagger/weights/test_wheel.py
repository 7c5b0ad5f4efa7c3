import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from musicnn_tagger.weights import wheel as wheels
from musicnn_tagger.weights.wheel import (
    REQUIREMENT,
    WHEEL_BYTES,
    WHEEL_NAME,
    WHEEL_SHA256,
    fetch_wheel,
    read_checkpoint,
)

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import sha256_of
from tagstudio.core.progress import run


@pytest.fixture
def pip_is(monkeypatch: pytest.MonkeyPatch):
    """Let a short program stand in for pip; its arguments are those that pip gets."""

    start = subprocess.Popen

    def put(program: str) -> list[list[str]]:
        calls: list[list[str]] = []

        def popen(command: list[str], **options: object) -> subprocess.Popen[str]:
            calls.append(command)
            return start([sys.executable, "-c", program, *command[3:]], **options)

        monkeypatch.setattr(subprocess, "Popen", popen)
        return calls

    return put


WRITES = """
import pathlib, sys
folder = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
(folder / "musicnn-0.1.0-py3-none-any.whl").write_bytes(b"wheel")
"""


def test_pip_fetches_the_one_wheel_and_nothing_that_it_depends_on(pip_is, tmp_path: Path) -> None:
    calls = pip_is(WRITES)
    assert run(fetch_wheel(tmp_path / "cache")) == tmp_path / "cache" / WHEEL_NAME
    (command,) = calls
    assert command[1:4] == ["-m", "pip", "download"]
    assert {"--no-deps", "--no-input", REQUIREMENT} <= set(command)


def test_a_damaged_wheel_is_not_kept(pip_is, tmp_path: Path) -> None:
    (tmp_path / WHEEL_NAME).write_bytes(b"half a")
    pip_is(WRITES.replace(".write_bytes(", ".open('xb').write("))
    assert run(fetch_wheel(tmp_path)).read_bytes() == b"wheel"


def test_what_pip_says_is_passed_on_with_a_way_out(pip_is, tmp_path: Path) -> None:
    pip_is("import sys; print('ERROR: No route to host'); sys.exit(1)")
    with pytest.raises(TagStudioError, match=r"No route to host.*--from FILE") as raised:
        run(fetch_wheel(tmp_path))
    assert WHEEL_NAME in str(raised.value)


def test_without_pip_a_sentence_says_where_the_wheel_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(TagStudioError, match=r"no pip here.*pypi\.org.*--from FILE"):
        run(fetch_wheel(tmp_path))


def test_cancelling_ends_pip(pip_is, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wheels, "SIGN_SECONDS", 0.05)
    pip_is(
        f"import pathlib, time; pathlib.Path({str(tmp_path / 'alive')!r}).touch(); time.sleep(60)"
    )
    started: list[subprocess.Popen[str]] = []
    start = subprocess.Popen

    def popen(*arguments, **options):
        started.append(start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    fetching = fetch_wheel(tmp_path)
    assert "fetching" in str(next(fetching).message)
    fetching.close()
    assert started[0].returncode is not None


def test_a_wheel_that_is_there_is_not_fetched_again(
    monkeypatch: pytest.MonkeyPatch, wheel: Path
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert run(fetch_wheel(wheel.parent)) == wheel


def test_another_file_is_not_read(tmp_path: Path) -> None:
    other = tmp_path / WHEEL_NAME
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("musicnn/MSD_musicnn/.index", b"")
    with pytest.raises(TagStudioError, match="wrong SHA-256"):
        read_checkpoint(other, "MSD_musicnn")
    with other.open("r+b") as opened:
        opened.truncate(WHEEL_BYTES)
    with pytest.raises(TagStudioError, match="wrong SHA-256"):
        read_checkpoint(other, "MSD_musicnn")
    for absent in (tmp_path, tmp_path / "no.whl"):
        with pytest.raises(TagStudioError, match="cannot be read"):
            read_checkpoint(absent, "MSD_musicnn")


def test_the_wheel_is_the_published_one(wheel: Path) -> None:
    assert (wheel.stat().st_size, sha256_of(wheel)) == (WHEEL_BYTES, WHEEL_SHA256)
