"""The log of the program, and its last errors told without the names of any music.

A record says what went wrong with all names, for whoever sits at this computer, and closes with a
line in short: the words of the program, the kinds of errors and the places in its code, and no
value. Only these lines are handed on.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError

LOG_BYTES = 1 << 20
LOGS_KEPT = 2  # earlier files beside the log
FRAMES = 6  # of a traceback in short, the innermost ones
_IN_SHORT = "in short: "
_CONTINUED = "\n  | "
_PLACE = re.compile(r"%[-#0-9.]*[a-z]")
_PACKAGE = Path(__file__).parent.parent


def log_file() -> Path:
    """Return the log of window and command line."""
    return paths.log_folder() / "tagstudio.log"


class ProgramLog(RotatingFileHandler):
    """Keeps warnings and defects in `log_file`; a full disk is no reason for more of them."""

    def __init__(self) -> None:
        super().__init__(
            log_file(), maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8", delay=True
        )
        self.setLevel(logging.WARNING)
        self.setFormatter(_Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - of logging
        """Leave it: there is no better place to say that the log cannot be written."""


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        whole = super().format(record).replace("\n", _CONTINUED)
        at = self.formatTime(record).partition(",")[0]
        return f"{whole}\n{_IN_SHORT}{at} {record.levelname} {record.name}: {in_short(record)}"


@contextmanager
def logged() -> Iterator[ProgramLog]:
    """Keep warnings and defects in the log meanwhile; where there can be none, go on without."""
    with suppress(OSError):
        paths.log_folder().mkdir(parents=True, exist_ok=True)
    log = ProgramLog()
    logging.getLogger().addHandler(log)
    try:
        yield log
    finally:
        logging.getLogger().removeHandler(log)
        log.close()


def in_short(record: logging.LogRecord) -> str:
    """Return what a record says without any of its values: "… is not kept: OSError 28"."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    kinds = iter([_kind(one) if isinstance(one, Exception) else "…" for one in arguments])
    ours = record.name.partition(".")[0] == "tagstudio"  # others put values into their words
    words = record.msg if ours and isinstance(record.msg, str) else "…"
    told = _PLACE.sub(lambda _: next(kinds, "…"), words)
    error = record.exc_info[1] if record.exc_info else None
    return f"{told}: {_kind(error)}{_places(error)}" if error is not None else told


def last_errors(count: int) -> list[str]:
    """Return the last records in short, the newest last; none where nothing can be read."""
    found: list[str] = []
    for file in (log_file().with_name(f"{log_file().name}.1"), log_file()):
        with suppress(OSError):
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
            found += [one.removeprefix(_IN_SHORT) for one in lines if one.startswith(_IN_SHORT)]
    return found[-count:]


def _kind(error: BaseException) -> str:
    """Return the kind of an error: the key of its message, the number of the system's."""
    if isinstance(error, TagStudioError):
        return error.message.key
    number = f" {error.errno}" if isinstance(error, OSError) and error.errno else ""
    return type(error).__name__ + number


def _places(error: BaseException) -> str:
    """Return where in the program an error came up, the innermost places: " at core/x.py:12"."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = [f"{_within(Path(frame.filename))}:{frame.lineno}" for frame in frames]
    return " at " + " > ".join(places) if places else ""


def _within(file: Path) -> str:
    """Return a file of code by its path in the program, one of another package by its name."""
    if file.is_relative_to(_PACKAGE):
        return file.relative_to(_PACKAGE).as_posix()
    return file.name
