"""`tagstudio scan`: add folders, or look for changes in them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    print_json,
    printable,
    problem_line,
    run_with_bar,
)

if TYPE_CHECKING:
    from tagstudio.engine.scanning.scan import ScanReport


def scan_folders(
    context: typer.Context,
    folders: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders to add; without any, the library's folders again."),
    ] = None,
    reread: Annotated[
        bool,
        typer.Option("--reread", "--again", help="Read the tags of unchanged files again, too."),
    ] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Also name each file that is left out, and why.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Find new, changed, moved and missing tracks in folders."""
    from tagstudio.engine.jobs.library_specs import ScanJob
    from tagstudio.engine.processes.reader_pool import FileReaders

    call = invocation(context)
    spec = ScanJob(
        folders=tuple(folders or ()),
        reread=reread,
    )
    with FileReaders() as readers:
        if folders:  # something new, it seems: they get ready while the library is opened
            readers.start()
        from tagstudio.engine.jobs.specs import run
        from tagstudio.library.db.database import open_library

        with open_library(call.library, writing=True) as library:
            report = run_with_bar(run(library, spec, readers=readers), spec.kind)
    print_report(report, as_json, verbose)


def print_report(report: "ScanReport", as_json: bool, verbose: bool = False) -> None:
    """Print the result of a scan; `verbose` with every path that is left out."""
    if as_json:
        print_json(report)
        return
    _print_counts(report)
    if verbose:
        _print_left_out(report)
    for overwritten in report.overwritten:
        answer(overwritten.message)
    for folder in report.absent:
        answer(folder.message)
    for problem in report.problems:
        answer(problem_line(problem))
    if report.problems:
        answer(f"{numbered(len(report.problems), 'file')} could not be read; the rest is in.")
    if summary := report.left_out.summary():
        answer(summary)
    if report.left_out.files and not verbose:
        answer("Name each of them, with the reason: tagstudio scan -v")


def _print_counts(report: "ScanReport") -> None:
    found = counted(report)
    if report.unchanged:
        found.append(f"{report.unchanged:,} unchanged")
    if report.reread:
        found.append(f"{report.reread:,} read again")
    if found or not report.absent:  # nothing was looked through where the only folder is absent
        print(", ".join(found) or "No music found.")


def counted(report: "ScanReport") -> list[str]:
    """Return what a scan found anew, as "3 new" and the like."""
    counts = {
        "new": report.new,
        "changed": report.changed,
        "moved": report.moved,
        "found again": report.returned,
        "missing": report.missing,
    }
    return [f"{count:,} {what}" for what, count in counts.items() if count]


def _print_left_out(report: "ScanReport") -> None:
    for left in report.left_out.files:
        print(f"{printable(left.path)}: {left.message}")
    if rest := report.left_out.unlisted():
        print(f"and {rest:,} more; scan a part of the folder to see them all")
