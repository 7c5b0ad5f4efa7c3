"""The files of the corpus on disk: one folder for each case, made once."""

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from corpus.encode import NoEncoderError
from corpus.truth import Case

OLD = 1_500_000_000  # seconds since 1970: the time of change of every file
ORIGIN = "user.xdg.origin.url"


@dataclass(frozen=True)
class Made:
    """A case and its file, at `path`; no `path` where the encoder is not installed.

    `original` is a copy of the file that no program is let at.
    """

    number: int
    case: Case
    path: str
    missing: str = ""
    original: str = ""

    def at(self, folder: Path, before: Path) -> "Made":
        """Return the copy of the file in `folder` that was copied from the folder `before`."""
        path = str(folder) + self.path.removeprefix(str(before))
        return replace(self, path=path, original=self.path)


def folder_of(root: Path, number: int, case: Case) -> Path:
    """Return the folder of a case."""
    return root / case.group / f"{number:04}"


def make_all(root: Path, cases: Sequence[tuple[int, Case]], processes: int) -> list[Made]:
    """Make the files that are not there yet, in so many processes."""
    if processes == 1:
        return [make(root, *one) for one in cases]
    _CASES[:] = cases  # before the fork: what a case is made by cannot be sent to a process
    with ProcessPoolExecutor(processes, multiprocessing.get_context("fork")) as pool:
        made = list(pool.map(partial(_make, root), range(len(cases)), chunksize=24))
    return [Made(*one, path, missing) for one, (path, missing) in zip(cases, made, strict=True)]


_CASES: list[tuple[int, Case]] = []


def _make(root: Path, index: int) -> tuple[str, str]:
    made = make(root, *_CASES[index])
    return made.path, made.missing


def make(root: Path, number: int, case: Case) -> Made:
    """Make one file, unless it is there."""
    folder = folder_of(root, number, case)
    path = f"{folder}{os.sep}{case.name}"
    if folder.exists():
        return Made(number, case, path)
    try:
        content = case.content()
    except NoEncoderError as error:
        return Made(number, case, "", str(error))
    except Exception as error:  # the maker's own fault, which must not end a long run
        return Made(number, case, "", f"the maker ({error!r}): {case.group}, {case.about}")
    folder.mkdir(parents=True)
    file = Path(path)
    file.write_bytes(content)
    with suppress(OSError, AttributeError):  # a file system without them
        os.setxattr(path, ORIGIN, b"https://example.org")
    file.chmod(0o640 if number % 2 else 0o644)
    os.utime(path, (OLD, OLD))
    if case.place:
        case.place(path)
    return Made(number, case, path)
