"""`tagstudio import`: labels from files of other programs and datasets."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, TagGroup, invocation, open_filled
from tagstudio.cli.printing.output import answer, numbered, print_json, printable, run_with_bar

if TYPE_CHECKING:
    from tagstudio.engine.correcting.label_import import ImportReport
    from tagstudio.engine.correcting.unknown_tags import UnknownTag

TAGS_NAMED = 10
LabelFile = Annotated[
    Path,
    typer.Argument(
        help="A file of export in any format; CSV or Excel with path,tag,state or"
        " title,artist,tag,state; JAMS (a file, a folder or an archive); Label Studio's JSON;"
        " Audacity's labels; MTG-Jamendo's TSV; last.fm's JSON (a file or a folder), text or"
        " database. What it is, its content tells."
    ),
]
NewTagNames = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Make this unknown tag your own; may be given repeatedly."),
]
ListOfTracks = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="CSV of id,path (or id,title,artist), for tracks known by id."
    ),
]
MappedTags = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=TAG",
        help="Take the labels of an unknown tag for those of one that you have; may be given"
        " repeatedly.",
    ),
]


def import_tags(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    file: LabelFile,
    new_tags: Annotated[
        bool,
        typer.Option("--new-tags", help="Make all unknown tags your own, instead of skipping."),
    ] = False,
    new_tag: NewTagNames = None,
    map_tag: MappedTags = None,
    group: Annotated[
        TagGroup | None,
        typer.Option(help="What new tags are, where the file has no column group for it."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace what you decided by hand, too.")
    ] = False,
    tracks: ListOfTracks = None,
    min_count: Annotated[
        int, typer.Option(min=0, help="Take last.fm tags from this count on (0 to 100).")
    ] = 1,
    least: Annotated[int | None, typer.Option(min=0, hidden=True)] = None,
    pretend: Annotated[
        bool, typer.Option("--pretend", "-p", help="Show what would change; change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Import labels as your decisions, and report every row that could not be used.

    "yes" and "no" become decisions, all in one step for undo. What you decided by hand stays.
    """
    from tagstudio.engine.jobs.library_specs import ImportLabelsJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.plugin_api.vocabulary import TAG_GROUPS

    spec = ImportLabelsJob(
        file=file,
        tracks=tracks,
        min_count=min_count if least is None else least,
        new_tags=new_tags,
        overwrite=overwrite,
        pretend=pretend,
        group=TAG_GROUPS[group] if group else "",
        chosen_tags=tuple(new_tag or ()),
        mapped_tags=tuple(_pair(one) for one in map_tag or ()),
    )
    with open_filled(invocation(context).library, writing=not pretend) as library:
        report = run_with_bar(run(library, spec), spec.kind)
    if as_json:
        print_json(_as_dict(report))
    else:
        _print_report(report, pretend)
    if not report.used:
        raise typer.Exit(1)  # for scripts: nothing in the file could be used


def _pair(text: str) -> tuple[str, str]:
    """Return the two names of "electronica=electronic"; the first one may hold the sign."""
    name, sign, tag = text.rpartition("=")
    if not (sign and name.strip() and tag.strip()):
        raise typer.BadParameter(f"{text!r} is not NAME=TAG, as in: --map-tag electronica=electro")
    return name.strip(), tag.strip()


def _print_report(report: "ImportReport", pretend: bool) -> None:
    would = "would change" if pretend else "changed"
    print(
        f"{numbered(report.entries, 'label')} read ({report.format}), {report.used:,} used:"
        f" {numbered(report.changed, 'answer')} {would}."
    )
    for how, count in report.found.items():
        print(f"  {numbered(count, 'track')} found by {how}")
    if report.part_changes:
        print(f"  {numbered(len(report.part_changes), 'answer')} to parts of tracks")
    counts = _by_tag(report)
    for tag, count in counts[:TAGS_NAMED]:
        print(f"  {printable(tag)}: {numbered(count, 'answer')}")
    if len(counts) > TAGS_NAMED:
        print(f"  and {numbered(len(counts) - TAGS_NAMED, 'tag')} more")
    for reason, unused in report.unused.items():
        answer(f"{unused.count:,} not used: {reason}")
        for row, text in unused.examples:
            answer(f"  {report.unit} {row}: {text}")
    _print_unknown_tags(report)
    if report.undo_group is not None:
        answer("Undo it with: tagstudio undo")


def _print_unknown_tags(report: "ImportReport") -> None:
    named = _most_named_first(report.unknown_tags)
    for name, one in named:
        if one.becomes and one.becomes != name:
            answer(f"{name}: {numbered(one.count, 'label')} taken for {one.becomes}")
    if report.chosen_in_vain:
        answer(f"No label of a track that you have names: {', '.join(report.chosen_in_vain)}")
    unknown = [(name, one) for name, one in named if not one.becomes]
    if unknown:
        answer(f"{numbered(len(unknown), 'tag')} unknown:")
    for name, one in unknown[:TAGS_NAMED]:
        like = f"; did you mean {' or '.join(one.nearest)}?" if one.nearest else ""
        answer(f"  {name}: {numbered(one.count, 'label')}{like}")
    if len(unknown) > TAGS_NAMED:
        answer(f"  and {numbered(len(unknown) - TAGS_NAMED, 'tag')} more")
    if unknown:
        answer(
            "Import the file again with --new-tag NAME for those that shall be tags of your own,"
            " with --map-tag NAME=TAG for those that you have by another name, or with --new-tags"
            " for all of them (--group says whether they are genre, mood, instrument or era)."
        )


def _most_named_first(unknown: "dict[str, UnknownTag]") -> "list[tuple[str, UnknownTag]]":
    return sorted(unknown.items(), key=lambda one: -one[1].count)


def _by_tag(report: "ImportReport") -> list[tuple[str, int]]:
    from collections import Counter

    counts = Counter(report.tag_names[one.tag_id] for one in report.changes)
    counts.update(report.tag_names[one.tag_id] for one in report.part_changes)
    return counts.most_common()


def _as_dict(report: "ImportReport") -> dict[str, Any]:
    return {
        "format": report.format,
        "labels": report.entries,
        "used": report.used,
        "changed": report.changed,
        "changed_in_parts": len(report.part_changes),
        "tags": dict(_by_tag(report)),
        "found_by": report.found,
        "undo_group": report.undo_group,
        "unknown_tags": {
            name: {"labels": one.count, "nearest": list(one.nearest)}
            for name, one in report.unknown_tags.items()
            if not one.becomes
        },
        "taken_for": {
            name: one.becomes
            for name, one in report.unknown_tags.items()
            if one.becomes not in {"", name}
        },
        "not_used": [
            {
                "reason": str(reason),
                "count": unused.count,
                "examples": [{"line": row, "text": text} for row, text in unused.examples],
            }
            for reason, unused in report.unused.items()
        ],
    }
