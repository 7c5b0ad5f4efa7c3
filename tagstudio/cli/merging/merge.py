"""`tagstudio merge`: what was said in another library, taken over into this one."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.merging.conflicts import asked, can_ask, print_conflicts, said_as_dict
from tagstudio.cli.printing.output import answer, numbered, print_json, printable, run_with_bar

if TYPE_CHECKING:
    from tagstudio.engine.merging.report import MergeReport
    from tagstudio.library.db.database import Library

TRACKS_NAMED = 10
TAKEN = {
    "answer": "answer",
    "part": "answer to a part",
    "review": "review mark",
    "artist": "artist",
    "fact": "title, album, tempo or key",
    "kept": "kept answer",
    "new tag": "new tag",
    "tag": "change of tags",
    "genre": "meaning of a genre",
    "search": "saved search",
}
_PLURALS = {
    "answer to a part": "answers to parts",
    "title, album, tempo or key": "titles, albums, tempi or keys",
    "change of tags": "changes of tags",
    "meaning of a genre": "meanings of genres",
    "saved search": "saved searches",
}


class Conflicts(StrEnum):
    """What becomes of conflicts."""

    LEAVE = "leave"
    OURS = "ours"
    THEIRS = "theirs"
    NEWER = "newer"
    ASK = "ask"


def merge_libraries(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    other: Annotated[Path, typer.Argument(metavar="OTHER.db", help="The other library's file.")],
    root: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OLD=NEW",
            help="A folder there and the one that it is here, where that is not found by itself;"
            " may be given repeatedly.",
        ),
    ] = None,
    conflicts: Annotated[
        Conflicts,
        typer.Option(
            help="Where both said different things: leave this library's and list them, let ours,"
            " theirs or the newer hold, or ask for each."
        ),
    ] = Conflicts.LEAVE,
    pretend: Annotated[
        bool,
        typer.Option(
            "--pretend", "--dry-run", "-p", help="Show what would change; change nothing."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take over all that was said in another library: answers, tags, artists, titles, reviews.

    Tracks are matched by their sound, else by their paths. The other file is only read. All of it
    is one step for undo, and merging the same file again adds nothing.
    """
    from tagstudio.engine.jobs.library_specs import MergeJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.library.db.database import open_library

    asks = conflicts is Conflicts.ASK
    if asks and (as_json or not can_ask()):
        raise typer.BadParameter(
            "--conflicts ask needs a terminal; --dry-run lists the conflicts, and ours, theirs or"
            " newer decides them"
        )
    roots = tuple(_pair(one) for one in root or ())
    rule = Conflicts.LEAVE if asks else conflicts
    spec = MergeJob(file=other, roots=roots, conflicts=rule.value, pretend=pretend)
    with open_library(invocation(context).library, writing=not pretend) as library:
        if asks:
            spec = _with_choices(library, spec)
        report = run_with_bar(run(library, spec), spec.kind)
    if as_json:
        print_json(_as_dict(report))
    else:
        _print_report(report, pretend)


def _with_choices(library: "Library", spec: Any) -> Any:
    """Return the spec with what is said on each conflict."""
    from dataclasses import replace

    from tagstudio.engine.jobs.specs import run

    found = run_with_bar(run(library, replace(spec, pretend=True)), spec.kind)
    return replace(spec, choices=asked(found.conflicts))


def _pair(text: str) -> tuple[str, str]:
    """Return the folders of "/home/anna/Music=/mnt/music"."""
    old, sign, new = text.partition("=")
    if not (sign and old.strip() and new.strip()):
        raise typer.BadParameter(
            f"{text!r} is not OLD=NEW, as in: --root /home/anna/Music=/mnt/music"
        )
    return old.strip(), new.strip()


def _print_report(report: "MergeReport", pretend: bool) -> None:
    would = "would be taken over" if pretend else "taken over"
    print(f"{_counts(report) or 'Nothing'} {would} from {printable(str(report.other))}.")
    for kind, noun in TAKEN.items():
        if example := report.examples.get(kind):
            said = " ".join(filter(None, (example.what, example.value)))
            told = ": ".join(filter(None, (example.subject, said)))
            print(f"  such as the {noun}: {printable(told)}")
    for how, count in sorted(report.matched.items()):
        print(f"  {numbered(count, 'track')} found by {how}")
    for one in report.roots:
        lying = numbered(one.tracks, "track")
        print(f"  {printable(one.there)} there is {printable(one.here)} here ({lying} say so)")
    _print_not_here(report)
    for reason in report.left:
        answer(f"Left as it is here: {reason}")
    print_conflicts(report.conflicts)
    if report.undecided:
        answer(
            f"{numbered(report.undecided, 'conflict')} left as it is here; decide with --conflicts"
            " ours, theirs, newer or ask."
        )
    if report.undo_group is not None:
        answer("Undo it with: tagstudio undo")
    elif pretend and report.changes:
        answer("Nothing was changed. Without --dry-run it is done.")


def _counts(report: "MergeReport") -> str:
    parts = []
    for kind, noun in TAKEN.items():
        count = report.taken[kind]
        if count:
            many = _PLURALS.get(noun)
            parts.append(f"{count:,} {many}" if many and count > 1 else numbered(count, noun))
    decided = len(report.conflicts) - report.undecided
    if decided:
        parts.append(numbered(decided, "decided conflict"))
    return ", ".join(parts)


def _print_not_here(report: "MergeReport") -> None:
    if not report.not_here:
        return
    print(
        f"  {numbered(len(report.not_here), 'track')} not in this library; what was said of them is"
        " kept, and joins when a scan finds them:"
    )
    for one in report.not_here[:TRACKS_NAMED]:
        print(f"    {printable(one.path)}")
    rest = len(report.not_here) - TRACKS_NAMED
    if rest > 0:
        print(f"    and {numbered(rest, 'track')} more; --json lists all")


def _as_dict(report: "MergeReport") -> dict[str, Any]:
    return {
        "other": str(report.other),
        "taken": dict(report.taken),
        "examples": {kind: one._asdict() for kind, one in report.examples.items()},
        "matched": dict(report.matched),
        "roots": [one._asdict() for one in report.roots],
        "not_here": list(report.not_here),
        "conflicts": [said_as_dict(one) for one in report.conflicts],
        "left": list(report.left),
        "undo_group": report.undo_group,
    }
