"""Output: tables and progress bars for people, one JSON document for programs.

Odd file names (bytes that are not UTF-8) are shown with backslash escapes, never refused.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from itertools import chain, islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tagstudio.core.messages import Message
from tagstudio.core.progress import Job, Progress, run

if TYPE_CHECKING:  # rich is loaded when something is printed with it, not for --help
    from rich.console import Console
    from rich.progress import Progress as ProgressBar
    from rich.table import Table

T = TypeVar("T")

PIPE_WIDTH = 200  # columns of a table that does not go to a terminal

# The earlier names of fields in JSON documents. Each stands beside the present name for a release,
# so that no script breaks.
OLD_NAMES = {
    "threshold": "line",
    "model_threshold": "model_line",
    "test_set_id": "slice_id",
    "auc_difference": "gain",
    "validation_loss": "calibrate_loss",
    "validation_auc": "calibrate_auc",
    "expected_improvement": "worth",
}


def printable(text: str) -> str:
    """Return `text` with undecodable bytes and control characters escaped."""
    if text.isprintable():
        return text
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def console() -> "Console":
    """Return the console for results on stdout; plain and wide when stdout is no terminal."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else PIPE_WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)


_HAS_DOCUMENT: ContextVar[bool] = ContextVar("has document", default=False)


def begin_output() -> None:
    """Forget what was printed before: a command begins."""
    _HAS_DOCUMENT.set(False)


def print_json(document: Any) -> None:
    """Print one JSON document on stdout, made by `json_value`."""
    _HAS_DOCUMENT.set(True)
    json.dump(json_value(document), sys.stdout, indent=2)
    print()


def json_value(value: Any) -> Any:
    """Return `value` as JSON has it: dataclasses as objects, messages as their English text."""
    if isinstance(value, Message):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return json_value(with_old_names(named))
    if isinstance(value, Mapping):
        return {name: json_value(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(one) for one in value]
    return value


def with_old_names(named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an object, those of OLD_NAMES under both of their names."""
    old = {OLD_NAMES[name]: value for name, value in named.items() if name in OLD_NAMES}
    return {**named, **old}


def print_error(key: str, sentence: str) -> None:
    """Print as JSON why there is no result, where nothing was printed yet."""
    if not _HAS_DOCUMENT.get():
        print_json({"error": {"key": key, "message": sentence}})


def print_json_list(head: dict[str, Any], name: str, items: Iterable[Any]) -> None:
    """Print the document {**head, name: [items]} item by item, whatever their number.

    The first item is made before anything is printed: what cannot be read fails there.
    """
    left = iter(items)
    first = list(islice(left, 1))
    _HAS_DOCUMENT.set(True)
    opening = json.dumps(head, indent=2).removesuffix("}").rstrip()
    print(f"{opening}{',' if head else ''}\n  {json.dumps(name)}: [", end="")
    separator = "\n"
    for item in chain(first, left):
        print(f"{separator}    {json.dumps(item)}", end="")
        separator = ",\n"
    print("\n  ]\n}")


def print_table(table: "Table") -> None:
    """Print a table on stdout."""
    console().print(table)


def plain_table(*columns: str) -> "Table":
    """Return an empty table with these headings, without lines around its cells."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def answer(sentence: str | Message) -> None:
    """Print a remark beside the result: on stderr, so that stdout holds the result alone."""
    print(printable(str(sentence)), file=sys.stderr)


class NamesPath(Protocol):
    """A file and what is to be said of it."""

    @property
    def path(self) -> str:
        """The path of the file."""

    @property
    def message(self) -> Message:
        """The sentence."""


def problem_line(problem: NamesPath) -> str:
    """Return what to say of a file that failed: its sentence, after its path if it names none."""
    sentence = str(problem.message)
    return sentence if PurePath(problem.path).name in sentence else f"{problem.path}: {sentence}"


def run_with_bar(job: Job[T], title: str) -> T:
    """Run `job`, with a progress bar on stderr when that is a terminal."""
    if not sys.stderr.isatty():
        return run(job)
    with _bar() as bar:
        task = bar.add_task(title, total=None)

        def show(progress: Progress) -> None:
            bar.update(
                task,
                completed=progress.done,
                total=progress.total,
                description=f"{title} {printable(str(progress.message))}".rstrip(),
            )

        return run(job, show)


def _bar() -> "ProgressBar":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as ProgressBar

    return ProgressBar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=Console(stderr=True, markup=False),
        transient=True,
    )


def numbered(count: int, noun: str) -> str:
    """Return "1 track", "2,000 tracks"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
