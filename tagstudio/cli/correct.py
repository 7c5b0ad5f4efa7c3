"""`tagstudio correct`: set yes, no or undecided for all tracks of a query."""

import itertools
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from tagstudio.cli.invocation import AsJson, TagGroup, invocation, open_filled
from tagstudio.cli.printing.output import (
    answer,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
)

if TYPE_CHECKING:
    from tagstudio.engine.correcting.correct import Correction
    from tagstudio.library.db.database import Library
    from tagstudio.library.tags.decisions import Change

SHOWN = 50  # tracks that --pretend lists
_WORDS = {"yes", "no", "undecided"}
_SIGNS = {"yes": "+", "no": "-", "unseen": "?"}


class AnswersCommand(TyperCommand):
    """A command whose arguments may begin with "-": only its own options are options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the options in front and everything else behind "--", as it stood."""
        takes_value = {
            name: not getattr(parameter, "is_flag", True)
            for parameter in self.params
            for name in parameter.opts
        }
        takes_value |= dict.fromkeys(self.get_help_option_names(ctx), False)
        options: list[str] = []
        others: list[str] = []
        left = iter(args)
        for argument in left:
            if argument == "--":
                others += [argument, *left]
            elif argument in takes_value or argument.startswith("--"):
                value = [next(left, None)] if takes_value.get(argument) else []
                options += [argument, *(given for given in value if given is not None)]
            else:
                others.append(argument)
        return super().parse_args(ctx, [*options, "--", *others])


def correct_tags(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    arguments: Annotated[
        list[str],
        typer.Argument(metavar="QUERY... ANSWER...", help="Such as: artist:coltrane +jazz -rock"),
    ],
    albums: Annotated[
        bool, typer.Option("--album", help="And all other tracks of their albums.")
    ] = False,
    artists: Annotated[
        bool, typer.Option("--artist", help="And all other tracks of their artists.")
    ] = False,
    new_tag: Annotated[
        bool, typer.Option("--new-tag", help="Make an unknown tag one of your own.")
    ] = False,
    group: Annotated[
        TagGroup | None,
        typer.Option(help="What an own tag is: decides the field of the file it is written to."),
    ] = None,
    pretend: Annotated[
        bool, typer.Option("--pretend", "-p", help="Show what would change; change nothing.")
    ] = False,
    model: Annotated[str, typer.Option(help="The model whose suggestions tag:NAME means.")] = "",
    as_json: AsJson = False,
) -> None:
    """Answer for all tracks that a query finds: +jazz yes, -rock no, '?pop' undecided again.

    A query word that begins with "-" and has no field is taken for an answer; to find what does
    not contain it, end the query with "--": tagstudio correct coltrane -live -- +jazz
    """
    from tagstudio.engine.correcting.correct import CorrectOptions, Extent, correct, parse_answer
    from tagstudio.engine.plugins.installed_models import shown_model
    from tagstudio.engine.plugins.vocabulary import bring_vocabulary
    from tagstudio.engine.tagging.library_thresholds import after_answers
    from tagstudio.library.search.query import joined, parse
    from tagstudio.plugin_api.vocabulary import TAG_GROUPS

    if albums and artists:
        raise typer.BadParameter("--album and --artist cannot be given together")
    asked, stated = _divided(arguments)
    query, answers = parse(joined(asked)), [parse_answer(text) for text in stated]
    if not query.alternatives or not answers:
        raise typer.BadParameter(
            "name the tracks and the answers, as in: tagstudio correct artist:coltrane +jazz -rock"
        )
    extent = Extent.ALBUMS if albums else Extent.ARTISTS if artists else Extent.TRACKS
    call = invocation(context)
    with open_filled(call.library, writing=not pretend) as library:
        with library.read() as connection:
            shown = shown_model(connection, model or call.settings.model)
        if library.is_writable:
            bring_vocabulary(library)
        options = CorrectOptions(extent, new_tag, pretend, group=TAG_GROUPS[group] if group else "")
        done = correct(library, query, shown, answers, options)
        if library.is_writable:
            after_answers(library)
        if as_json:
            print_json(_as_dict(library, done))
        else:
            _print_correction(library, done, pretend)


def _divided(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Return the query's words and the answers."""
    from tagstudio.library.search.query import FIELDS

    if "--" in arguments:
        end = arguments.index("--")
        if end:  # in front of everything it only ends the options
            return arguments[:end], arguments[end + 1 :]
        arguments = arguments[1:]
    fields = {f"-{field}" for field in FIELDS}
    answers = [
        word
        for word in arguments
        if word[:1] in {"+", "-", "?"} and word.partition(":")[0].lower() not in fields
    ]
    _refuse_said_again(arguments, answers)
    return [word for word in arguments if word not in answers], answers


def _refuse_said_again(arguments: list[str], answers: list[str]) -> None:
    """Refuse a "yes" or the like behind an answer, which would be a word to search for."""
    for before, word in itertools.pairwise(arguments):
        if before in answers and word.lower() in _WORDS:
            raise typer.BadParameter(
                f"leave out {word!r}: +jazz is a yes, -jazz a no, ?jazz undecided; to search for"
                " the word, write it before the answers"
            )


def _print_correction(library: "Library", done: "Correction", pretend: bool) -> None:
    if not done.track_ids:
        answer("No track fits.")
        return
    if pretend:
        _print_pretended(library, done)
    would = "would change" if pretend else "changed"
    for tag, state, count in _counts(done.changes, done.tag_names):
        print(f"{printable(tag)}: {state} for {numbered(count, 'track')}")
    tracks = numbered(len(done.track_ids), "track")
    if not done.changes:
        answer(f"Nothing {would}: {tracks} had these answers already.")
    elif not pretend:
        answer(f"{tracks} found. Undo it with: tagstudio undo")


def _counts(changes: "tuple[Change, ...]", names: dict[int, str]) -> list[tuple[str, str, int]]:
    """Return tag, new answer and number of tracks."""
    from collections import Counter

    counts = Counter((change.tag_id, change.after) for change in changes)
    return [(names[tag_id], state, count) for (tag_id, state), count in counts.items()]


def _print_pretended(library: "Library", done: "Correction") -> None:
    table = plain_table("Track", "Would become", "Is")
    by_track = _by_track(done.changes)
    for path, changes in _with_paths(library, dict(list(by_track.items())[:SHOWN])):
        after = " ".join(f"{_SIGNS[c.after]}{done.tag_names[c.tag_id]}" for c in changes)
        before = " ".join(f"{_SIGNS[c.before]}{done.tag_names[c.tag_id]}" for c in changes)
        table.add_row(printable(path), printable(after), printable(before))
    if by_track:
        print_table(table)
    if len(by_track) > SHOWN:
        print(f"... and {numbered(len(by_track) - SHOWN, 'track')} more")


def _by_track(changes: "tuple[Change, ...]") -> "dict[int, list[Change]]":
    by_track: dict[int, list[Change]] = {}
    for change in changes:
        by_track.setdefault(change.track_id, []).append(change)
    return by_track


def _with_paths(
    library: "Library", by_track: "dict[int, list[Change]]"
) -> "list[tuple[str, list[Change]]]":
    from tagstudio.library.views.browse import rows_of

    with library.read() as connection:
        rows = rows_of(connection, None, list(by_track))
    return [(row.path, by_track[row.id]) for row in rows]


def _as_dict(library: "Library", done: "Correction") -> dict[str, Any]:
    return {
        "tracks": len(done.track_ids),
        "undo_group": done.undo_group,
        "changes": [
            {
                "path": path,
                "tag": done.tag_names[change.tag_id],
                "before": change.before,
                "after": change.after,
            }
            for path, changes in _with_paths(library, _by_track(done.changes))
            for change in changes
        ],
    }
