"""`tagstudio restore`: look at the safety copies of a library, and put one in its place."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation, library_file
from tagstudio.cli.printing.output import answer, numbered, plain_table, print_json, print_table
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message

if TYPE_CHECKING:
    from pathlib import Path

    from tagstudio.engine.restoring.restore import ListedCopy, Restorable, Restored

REASONS = {
    "daily": "a day",
    "answers": "many answers",
    "before-migration": "an update",
    "before-mending": "mending",
}


def restore_library(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    number: Annotated[
        int, typer.Argument(metavar="[COPY]", min=1, help="Number of the copy, as listed.")
    ] = 1,
    only_list: Annotated[bool, typer.Option("--list", help="List the copies only.")] = False,
    without_newer: Annotated[
        bool, typer.Option("--without-newer", help="Leave out the answers given since the copy.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a library that is sound.")
    ] = False,
    take_back: Annotated[bool, typer.Option("--take-back", help="Undo the last restore.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a safety copy of the library in its place; the present file is kept.

    Answers that the present file holds beyond the copy are taken over where they can be read.
    """
    from tagstudio.engine.restoring import restore

    what_for = message(
        "restore.of-server",
        "Its safety copies are the server's backups: ask whoever looks after it to restore one"
        " (docs/archive.md).",
    )
    path = library_file(invocation(context).library, what_for)
    if as_json and not (yes or only_list):
        raise typer.BadParameter("--json does not ask: add --yes, or --list to change nothing")
    if take_back:
        _take_back(path, yes, as_json)
        return
    found = restore.look(path)
    if only_list:
        print_json(_as_dict(found)) if as_json else _print(found)
        return
    chosen = _chosen(found, number)
    if not as_json:
        _print(found)
        _print_consequence(found, chosen, number, without_newer)
    if found.condition not in restore.RESTORED_UNASKED and not force:
        restore.restore(found, chosen, salvage=False, force=False)  # raises the reason
    if not _agreed(yes, "Restore it?"):
        return
    restored = restore.restore(found, chosen, salvage=not without_newer, force=force)
    if as_json:
        print_json(_outcome(restored))
    else:
        _print_outcome(path, restored)


def _take_back(path: "Path", yes: bool, as_json: bool) -> None:
    from tagstudio.engine.restoring.restore import take_back

    if not _agreed(yes, f"Put the file that the last restore of {path} replaced back?"):
        return
    kept = take_back(path)
    if as_json:
        print_json({"kept": str(kept)})
    else:
        print(f"{path} is the file from before the last restore again.")
        print(f"The restored one is kept as {kept}.")


def _chosen(found: "Restorable", number: int) -> "ListedCopy":
    if not found.copies:
        from tagstudio.library.db.backup.copies import folder_of

        raise TagStudioError(
            "backup.none-to-restore",
            "There is no intact copy of {path} in {folder}.",
            path=found.path,
            folder=folder_of(found.path),
        )
    if number > len(found.copies):
        raise TagStudioError(
            "restore.no-such-copy",
            "There is no copy {number}: there are {count}. See them with: tagstudio restore --list",
            number=number,
            count=len(found.copies),
        )
    return found.copies[number - 1]


def _print(found: "Restorable") -> None:
    if found.problem:
        answer(found.problem)
    if found.present:
        newest = f", the newest of {_time(found.present.newest)}" if found.present.newest else ""
        tracks = numbered(found.present.tracks, "track")
        held = numbered(found.present.answers, "answer")
        answer(f"The present file holds {tracks} and {held}{newest}.")
    elif found.condition != "missing":
        answer("The answers in the present file cannot be counted.")
    table = plain_table(
        "Copy", "Made", "Why", "Tracks", "Answers", "Newest answer", "Changes since"
    )
    for number, one in enumerate(found.copies, 1):
        since_then = found.newer_than(one)
        table.add_row(
            str(number),
            f"{one.copy.made.astimezone():%Y-%m-%d %H:%M}",
            REASONS.get(one.copy.reason, one.copy.reason),
            f"{one.contents.tracks:,}",
            f"{one.contents.answers:,}",
            _time(one.contents.newest),
            "?" if since_then is None else f"{since_then:,}",
        )
    print_table(table)


def _print_consequence(
    found: "Restorable", chosen: "ListedCopy", number: int, without_newer: bool
) -> None:
    newer = found.newer_than(chosen)
    if newer == 0:
        then = "No answer was given since it was made."
    else:
        since = "What was answered" if newer is None else f"{numbered(newer, 'change')} of answers"
        fate = "would go" if without_newer else "would be taken over where it can be read"
        then = f"{since} since it was made {fate}."
        if found.present and not chosen.comparable:
            then = (
                "The library was restored from another copy since it was made, so which answers"
                " are newer cannot be told: none would be taken over."
            )
    answer(f"Copy {number} would take the place of {found.path}. {then}")


def _print_outcome(path: "Path", restored: "Restored") -> None:
    print(f"{path} is restored.")
    if restored.salvaged:
        print(f"{numbered(restored.salvaged.answers, 'newer change')} of answers taken over.")
        if restored.salvaged.lost:
            print(f"{numbered(restored.salvaged.lost, 'newer change')} could not be read.")
    for note in restored.notes:
        print(note)
    if restored.versions:
        print(f"Model versions put back: {', '.join(restored.versions)}.")
    if restored.kept:
        print(f"The file before is kept as {restored.kept}.")
        print("To put it back: tagstudio restore --take-back")
    print("Go on with: tagstudio scan, and then: tagstudio suggest")


def _agreed(yes: bool, question: str) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise typer.BadParameter("there is no terminal to ask on: add --yes to restore")
    return typer.confirm(question)


def _time(seconds: int | None) -> str:
    if seconds is None:
        return "-"
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M}"


def _as_dict(found: "Restorable") -> dict[str, Any]:
    return {
        "condition": found.condition,
        "present": found.present,
        "copies": [
            {
                "path": str(one.copy.path),
                "made": one.copy.made.isoformat(),
                "reason": one.copy.reason,
                "contents": one.contents,
                "given_since": found.newer_than(one),
            }
            for one in found.copies
        ],
    }


def _outcome(restored: "Restored") -> dict[str, Any]:
    return {
        "kept": str(restored.kept) if restored.kept else None,
        "salvaged": restored.salvaged,
        "versions": list(restored.versions),
        "notes": [str(note) for note in restored.notes],
    }
