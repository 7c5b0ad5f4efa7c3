"""`tagstudio import`: labels from files of other programs and datasets."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, TagGroup, invocation, open_filled
from tagstudio.cli.printing.output import answer, numbered, print_json, printable, run_with_bar

if TYPE_CHECKING:
    from tagstudio.engine.correcting.label_import import ImportReport

TAGS_NAMED = 10


def import_tags(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV with path,tag,state or title,artist,tag,state; MTG-Jamendo's TSV; last.fm's"
            " JSON (a file or a folder), text or database."
        ),
    ],
    new_tags: Annotated[
        bool, typer.Option("--new-tags", help="Make unknown tags your own, instead of skipping.")
    ] = False,
    group: Annotated[
        TagGroup | None,
        typer.Option(help="What new tags are, where the file has no column group for it."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace what you decided by hand, too.")
    ] = False,
    tracks: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="CSV of id,path (or id,title,artist), for tracks known by id."
        ),
    ] = None,
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
    )
    with open_filled(invocation(context).library, writing=not pretend) as library:
        report = run_with_bar(run(library, spec), spec.kind)
    if as_json:
        print_json(_as_dict(report))
    else:
        _print_report(report, pretend)
    if not report.used:
        raise typer.Exit(1)  # for scripts: nothing in the file could be used


def _print_report(report: "ImportReport", pretend: bool) -> None:
    would = "would change" if pretend else "changed"
    print(
        f"{numbered(report.entries, 'label')} read ({report.format}), {report.used:,} used:"
        f" {numbered(len(report.changes), 'answer')} {would}."
    )
    for how, count in report.found.items():
        print(f"  {numbered(count, 'track')} found by {how}")
    counts = _by_tag(report)
    for tag, count in counts[:TAGS_NAMED]:
        print(f"  {printable(tag)}: {numbered(count, 'answer')}")
    if len(counts) > TAGS_NAMED:
        print(f"  and {numbered(len(counts) - TAGS_NAMED, 'tag')} more")
    for reason, unused in report.unused.items():
        answer(f"{unused.count:,} not used: {reason}")
        for row, text in unused.examples:
            answer(f"  line {row}: {text}")
    _print_unknown_tags(report)
    if report.undo_group is not None:
        answer("Undo it with: tagstudio undo")


def _print_unknown_tags(report: "ImportReport") -> None:
    unknown = sorted(report.unknown_tags.items(), key=lambda one: -one[1].count)
    if unknown:
        answer(f"{numbered(len(unknown), 'tag')} unknown:")
    for name, one in unknown[:TAGS_NAMED]:
        like = f"; did you mean {' or '.join(one.nearest)}?" if one.nearest else ""
        answer(f"  {name}: {numbered(one.count, 'label')}{like}")
    if len(unknown) > TAGS_NAMED:
        answer(f"  and {numbered(len(unknown) - TAGS_NAMED, 'tag')} more")
    if unknown:
        answer(
            "Correct their names in the file, or import it with --new-tags, which makes them tags"
            " of your own (--group says whether they are genre, mood, instrument or era)."
        )


def _by_tag(report: "ImportReport") -> list[tuple[str, int]]:
    from collections import Counter

    return Counter(report.tag_names[change.tag_id] for change in report.changes).most_common()


def _as_dict(report: "ImportReport") -> dict[str, Any]:
    return {
        "format": report.format,
        "labels": report.entries,
        "used": report.used,
        "changed": len(report.changes),
        "tags": dict(_by_tag(report)),
        "found_by": report.found,
        "undo_group": report.undo_group,
        "unknown_tags": {
            name: {"labels": one.count, "nearest": list(one.nearest)}
            for name, one in report.unknown_tags.items()
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
