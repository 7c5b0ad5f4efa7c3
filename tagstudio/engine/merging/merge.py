"""Merge: take over what was said in another library, in one action that undo takes back."""

from pathlib import Path

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.merging.choices import compare_choices, take_choices
from tagstudio.engine.merging.make import Merge
from tagstudio.engine.merging.plan import plan_merge
from tagstudio.engine.merging.report import MergeOptions, MergeReport
from tagstudio.library.db.backup.copies import passes_check
from tagstudio.library.db.database import Library, open_unchanged
from tagstudio.library.db.sqlite.soundness import damaged_rows

_READING = message("merge.reading", "reading the other library")


def merge_library(library: Library, path: Path, options: MergeOptions) -> Job[MergeReport]:
    """Take over what was said in the library at `path`, which is only read.

    All or nothing: it is one transaction. Raises TagStudioError where the file is this library, no
    library, damaged, or newer than the program.
    """
    _refuse_itself(library.path, path)
    yield Progress(message=_READING)
    with _opened(path) as other, other.read() as theirs:
        if not passes_check(path) or damaged_rows(theirs):
            raise _damaged(path)
        return _merged(library, theirs, path, options)


def _merged(library: Library, theirs: Connection, path: Path, options: MergeOptions) -> MergeReport:
    """Merge without a report of progress: the record of a job would wait for the transaction."""
    if options.pretend:
        with library.read() as connection:
            plan = plan_merge(connection, theirs, path, options)
            compare_choices(plan)
            for _ in plan.to_append():
                pass
            return plan.report
    with library.write(durable=True) as connection:
        plan = plan_merge(connection, theirs, path, options)
        compare_choices(plan)
        merge = Merge(plan)
        if merge.make():
            plan.report.undo_group = merge.group
        take_choices(plan, merge.tag)
        return plan.report


def _opened(path: Path) -> Library:
    try:
        return open_unchanged(path)
    except TagStudioError as error:
        if error.message.key != "library.damaged":
            raise
        raise TagStudioError(
            "merge.no-library",
            "{path} is no TagStudio library, or damaged; nothing was taken over. Choose another"
            " file, such as a safety copy of it.",
            path=path,
        ) from error


def _refuse_itself(own: LibraryAddress, path: Path) -> None:
    if isinstance(own, Path) and path.exists() and path.samefile(own):
        raise TagStudioError(
            "merge.itself",
            "{path} is the library that you have open; name the file of the other one.",
            path=path,
        )


def _damaged(path: Path) -> TagStudioError:
    return TagStudioError(
        "merge.damaged",
        "{path} is damaged, so nothing of it was taken over. Mend it first: tagstudio --library"
        " {path} check --mend",
        path=path,
    )
