"""`tagstudio labels from-files`: take the genres that stand in the files over as answers."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation, open_filled
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
    run_with_bar,
)

if TYPE_CHECKING:
    from tagstudio.engine.correcting.from_files import FromFilesReport, GenreInFiles

SHOWN = 40  # genres that are listed
LONGEST = 60  # characters of a genre in the table
NO_TAG = "-"

Mapped = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="GENRE=TAG",
        help="Let a genre mean a tag that you have, or with GENRE= none; it is remembered. May be"
        " given repeatedly.",
    ),
]
NewTag = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="Make a genre a tag of your own, or a name that --map uses; may be given repeatedly.",
    ),
]


def from_files(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]...", help="Which tracks; all without.")
    ] = None,
    map_genre: Mapped = None,
    new_tag: NewTag = None,
    pretend: Annotated[
        bool, typer.Option("--pretend", "-p", help="Show what would change; change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take the genres that stand in your files over as answers, in one step for undo.

    The genres are those of the last scan. Each that names a tag becomes a yes, which counts less
    than one by hand, never replaces one, and is no proof of a version. Run again, it takes over
    what is new, and withdraws what the files do not say any more.
    """
    from tagstudio.engine.jobs.library_specs import LabelsFromFilesJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.library.search.query import joined

    call = invocation(context)
    spec = LabelsFromFilesJob(
        query=joined(query or []),
        model=call.settings.model,
        mapped_genres=tuple(_pair(one) for one in map_genre or ()),
        new_tags=tuple(new_tag or ()),
        pretend=pretend,
    )
    with open_filled(call.library, writing=not pretend) as library:
        report = run_with_bar(run(library, spec), spec.kind)
    if as_json:
        print_json(_as_dict(report))
    else:
        _print_report(report, pretend)


def _pair(text: str) -> tuple[str, str]:
    """Return genre and tag of "Hip-Hop/Rap=Hip-Hop"; the genre may hold the sign."""
    genre, sign, tag = text.rpartition("=")
    if not (sign and genre.strip()):
        raise typer.BadParameter(f"{text!r} is not GENRE=TAG, as in: --map 'Hip-Hop/Rap=Hip-Hop'")
    return genre.strip(), tag.strip()


def _print_report(report: "FromFilesReport", pretend: bool) -> None:
    would = "would be" if pretend else "were"
    print(
        f"{numbered(report.tracks, 'track')}, {report.with_genre:,} with a genre in the file:"
        f" {numbered(report.taken, 'answer')} {would} taken over, {report.withdrawn:,} withdrawn."
    )
    counts = {
        "taken over before": report.known,
        "answered by you, which stays": report.answered,
        "taken back by you, which stays": report.taken_back,
        "written into the files by TagStudio, left out": report.own,
    }
    for what, count in counts.items():
        if count:
            print(f"  {count:,} {what}")
    if report.unclear:
        print(
            f"  {numbered(report.unclear, 'track')} left as they are: the record of what TagStudio"
            " wrote into them is damaged"
        )
    _print_genres(report)
    if report.in_vain:
        named = ", ".join(_shortened(genre) for genre in report.in_vain)
        answer(f"No track has the genre: {named}")
    _advise(report, pretend)


def _print_genres(report: "FromFilesReport") -> None:
    if not report.genres:
        return
    table = plain_table("Genre in the files", "Tracks", "Tag")
    ordered = sorted(report.genres, key=lambda one: bool(one.tag or one.is_chosen))
    for one in ordered[:SHOWN]:
        table.add_row(_shortened(one.genre), f"{one.count:,}", _meaning(one))
    print_table(table)
    if len(ordered) > SHOWN:
        print(f"... and {numbered(len(ordered) - SHOWN, 'genre')} more; --json lists all")


def _meaning(one: "GenreInFiles") -> str:
    if one.tag:
        return f"{printable(one.tag)} (your choice)" if one.is_chosen else printable(one.tag)
    if one.is_chosen:
        return f"{NO_TAG} (your choice)"
    if one.could_mean:
        return f"{NO_TAG} can mean {' or '.join(map(printable, one.could_mean))}"
    like = f" like {', '.join(map(printable, one.nearest))}?" if one.nearest else ""
    return f"{NO_TAG}{like}"


def _advise(report: "FromFilesReport", pretend: bool) -> None:
    if any(not (one.tag or one.is_chosen) for one in report.genres):
        answer(
            "Genres without a tag are left out. Say --map 'GENRE=TAG' for one that you have by"
            " another name, --new-tag GENRE for one that shall be a tag of your own."
        )
    if report.undo_group is not None:
        answer("Undo it with: tagstudio undo")
    elif pretend and report.changes:
        answer("Nothing was changed. Without --pretend it is done.")


def _shortened(genre: str) -> str:
    text = printable(genre)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _as_dict(report: "FromFilesReport") -> dict[str, Any]:
    return {
        "tracks": report.tracks,
        "with_genre": report.with_genre,
        "taken": report.taken,
        "withdrawn": report.withdrawn,
        "known": report.known,
        "answered": report.answered,
        "taken_back": report.taken_back,
        "own": report.own,
        "unclear": report.unclear,
        "undo_group": report.undo_group,
        "genres": report.genres,
        "in_vain": list(report.in_vain),
    }
