import errno
from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.sqlite.lock import WriterLock, lock_file, writer_lock


def test_a_lock_that_is_released_can_be_taken_again(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "library.db"
    for _ in range(3):
        with writer_lock(path), pytest.raises(TagStudioError, match="being changed"):
            WriterLock(path)
    assert [file.name for file in path.parent.iterdir()] == [lock_file(path).name]


def test_an_owner_file_that_cannot_be_read_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with writer_lock(path):
        for content in (b"", b"\xff\xfe"):
            path.with_name("library.db.lock.owner").write_bytes(content)
            with pytest.raises(TagStudioError, match="process unknown"):
                WriterLock(path)


def test_a_folder_that_cannot_be_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TagStudioError, match="a file stands where a folder has to be"):
        WriterLock(tmp_path / "file" / "library.db")


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOLCK, "No locks available"), NotImplementedError("flock")]
)
def test_a_drive_without_locks_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(lock: object, **options: object) -> None:
        raise error

    monkeypatch.setattr("filelock.FileLock.acquire", refuse)
    with pytest.raises(TagStudioError, match=r"its drive has no locks.* Choose a local disk\."):
        WriterLock(tmp_path / "library.db")


@pytest.mark.parametrize(
    ("arguments", "owner"),
    [
        (["/x/tagstudio/__main__.py"], "the window"),
        (["/x/bin/tagstudio", "--library", "scan"], "the window"),
        (["__main__.py", "--library", "my.db", "suggest", "jazz"], "tagstudio suggest"),
        (["/x/pytest"], "pytest"),
        ([], "python"),
    ],
)
def test_who_holds_the_lock_is_named_as_its_user_knows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], owner: str
) -> None:
    monkeypatch.setattr("sys.argv", arguments)
    with (
        writer_lock(tmp_path / "library.db"),
        pytest.raises(TagStudioError, match=rf"\({owner}, process \d+ on "),
    ):
        WriterLock(tmp_path / "library.db")
