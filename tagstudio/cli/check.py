"""`tagstudio check`: look for damage in the library, and mend it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import numbered, print_json, printable, run_with_bar
from tagstudio.core.library_address import DatabaseAddress

_OF_SERVER = (
    "The pages of its files are the server's to check: let it compute data checksums"
    " (docs/archive.md)."
)

if TYPE_CHECKING:
    from tagstudio.library.checking.check import CheckReport
    from tagstudio.library.checking.examine import Finding


def check_library(
    context: typer.Context,
    mend: Annotated[
        bool, typer.Option("--mend", help="Mend what can be mended; a safety copy is made before.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look for damage that SQLite does not see: in rows, answers, scores, texts and triggers.

    Exit status 1: something is damaged and was not mended.
    """
    from tagstudio.engine.jobs.library_specs import CheckJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    spec = CheckJob(mend=mend)
    with open_library(call.library, writing=mend, copying=False) as library:
        report = run_with_bar(run(library, spec), spec.kind)
    if as_json:
        print_json(_as_dict(report))
    else:
        _print(report, mend)
        if isinstance(call.library, DatabaseAddress):
            print(_OF_SERVER)
    if report.left:
        raise typer.Exit(1)


def _print(report: "CheckReport", mend: bool) -> None:
    if not report.found:
        print("The library is sound.")
        counts = {"missing": report.missing, "unreadable": report.unreadable}
        if parts := [f"{count:,} {what}" for what, count in counts.items() if count]:
            files = numbered(report.tracks, "music file")
            print(f"Of its {files}, at the last scan: {', '.join(parts)}.")
        return
    print("Found:")
    for one in report.found:
        print(f"  {printable(str(one.message))}")
    if report.copy is not None:
        print(f"A copy of the library before it was mended: {printable(str(report.copy))}")
    if not report.left:
        print("All of it is mended.")
    elif mend:
        print("Not mended:")
        for one in report.left:
            print(f"  {printable(str(one.message))}")
        print("See what the safety copies hold: tagstudio restore --list")
    else:
        print("To mend what can be mended: tagstudio check --mend")


def _as_dict(report: "CheckReport") -> dict[str, Any]:
    return {
        "found": [_finding(one) for one in report.found],
        "left": [_finding(one) for one in report.left],
        "copy": str(report.copy) if report.copy else None,
        "tracks": report.tracks,
        "missing": report.missing,
        "unreadable": report.unreadable,
    }


def _finding(one: "Finding") -> dict[str, Any]:
    return {"kind": one.kind, "table": one.table, "count": one.count, "message": str(one.message)}
