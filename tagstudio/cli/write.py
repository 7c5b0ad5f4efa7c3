"""`tagstudio write`: write tags into the files, or put back the values before."""

import sys
from datetime import datetime
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
from tagstudio.cli.writing.presets import print_presets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagstudio.engine.file_tags.plan import StagedField, WritePlan
    from tagstudio.engine.file_tags.undo import Writing
    from tagstudio.engine.file_tags.write import WriteReport
    from tagstudio.engine.jobs.file_tag_specs import WriteJob
    from tagstudio.library.db.database import Library

SHOWN = 50  # files that are listed

KeepTime = Annotated[bool, typer.Option("--keep-time", help="Keep the files' time of change.")]
Suggested = Annotated[
    bool, typer.Option("--suggested", help="Write suggested tags too, not only your own yes.")
]
LeftAlone = Annotated[
    bool,
    typer.Option(
        "--undecided",
        help="With --suggested: those too that you left undecided on reviewed tracks.",
    ),
]
Measures = Annotated[
    bool, typer.Option("--measures", help="Tempo and key too, where the file has none.")
]
Unsure = Annotated[
    bool, typer.Option("--unsure", help="With --measures: those that are unsure, too.")
]
Replace = Annotated[
    bool, typer.Option("--replace", help="With --measures: in the place of other programs' ones.")
]
PresetName = Annotated[
    str, typer.Option(help="What is written where, and how, such as itunes; else the library's.")
]


def write_tags(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="Which tracks; all without it.")] = None,
    suggested: Suggested = False,
    left_alone: LeftAlone = False,
    measures: Measures = False,
    unsure: Unsure = False,
    replace: Replace = False,
    pretend: Annotated[
        bool, typer.Option("--pretend", "-p", help="Show what would change; change nothing.")
    ] = False,
    keep_time: KeepTime = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before writing.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Put back what the last writing changed.")
    ] = False,
    model: Annotated[str, typer.Option(help="The model whose suggestions are written.")] = "",
    preset: PresetName = "",
    presets: Annotated[bool, typer.Option("--presets", help="List the presets.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write genre, mood, instrument and era into the files: what you said yes to.

    And the titles, artists and albums that you edited. What is in the files stays, but for what you
    said no to and what TagStudio wrote there itself. Which fields it is, and in what form, says a
    preset: 'tagstudio presets'. What you left undecided on a reviewed track is assumed to be no:
    --suggested does not write it. With --measures also tempo and key; a tempo or key that you said
    goes in the place of what is there. ReplayGain is never touched.
    """
    from tagstudio.engine.jobs.file_tag_specs import WriteJob
    from tagstudio.library.search.query import joined

    if presets:
        print_presets(context, as_json=as_json)
        return
    if (unsure or replace) and not measures:
        raise typer.BadParameter("--unsure and --replace go with --measures")
    if left_alone and not suggested:
        raise typer.BadParameter("--undecided goes with --suggested")
    if undo and (query or suggested or measures or model or preset):
        raise typer.BadParameter("--undo puts the last writing back whole; give no query with it")
    if as_json and not (pretend or yes):
        raise typer.BadParameter("--json does not ask: add --yes, or --pretend to change nothing")
    call = invocation(context)
    spec = WriteJob(
        query=joined(query or []),
        model=model or call.settings.model,
        suggested=suggested,
        left_alone=left_alone,
        keep_time=keep_time,
        preset=preset,
        measures=measures,
        unsure=unsure,
        replace=replace,
    )
    with open_filled(call.library, writing=not pretend) as library:
        if undo:
            _undo(library, pretend, yes, keep_time, as_json)
            return
        _write(library, spec, pretend, yes, as_json)


def _write(library: "Library", spec: "WriteJob", pretend: bool, yes: bool, as_json: bool) -> None:
    from tagstudio.engine.jobs.specs import run

    plan = run_with_bar(spec.plan(library, pretend=pretend), "read")
    if as_json and pretend:
        print_json(_as_dict(plan))
        return
    if not as_json:
        _print_plan(plan)
    if not plan.files and plan.problems and not (pretend or as_json):
        _print_count("Written", 0, len(plan.problems))
        raise typer.Exit(1)
    if pretend or not (as_json or (plan.files and _agreed(yes, plan.files))):
        return
    report = run_with_bar(run(library, spec, plan=plan), spec.kind)
    if as_json:
        print_json({**_as_dict(plan), **_outcome(report)})
    else:
        _print_report(report, "Written", printed=len(plan.problems))
    _exit_for(report)


def _undo(library: "Library", pretend: bool, yes: bool, keep_time: bool, as_json: bool) -> None:
    from tagstudio.engine.file_tags.undo import last_writing
    from tagstudio.engine.file_tags.write import settle
    from tagstudio.engine.jobs.file_tag_specs import UndoWriteJob
    from tagstudio.engine.jobs.specs import run

    if not pretend:
        settle(library)
    with library.read() as connection:
        writing = last_writing(connection)
    if writing is None and not as_json:
        answer("Nothing was written that could be put back.")
        return
    if writing and not as_json:
        _print_writing(writing)
    if pretend or (writing and not _agreed(yes, writing.present)):
        if as_json:
            print_json({"changes": _nested(writing.rows() if writing else [])})
        return
    spec = UndoWriteJob(group=writing.group if writing else None, keep_time=keep_time)
    report = run_with_bar(run(library, spec), "undo")
    if as_json:
        print_json({"changes": _nested(writing.rows() if writing else []), **_outcome(report)})
    else:
        _print_put_back(report)
    _exit_for(report)


def print_put_back(report: "WriteReport", as_json: bool) -> None:
    """Print what an undo has put back that went on where it was cut off."""
    if as_json:
        print_json(_outcome(report))
    else:
        _print_put_back(report)
    _exit_for(report)


def _print_put_back(report: "WriteReport") -> None:
    _print_report(report, "Put back")
    if report.problems:
        answer(
            "What could not be put back comes again when its file has changed, or after all"
            " older writings: tagstudio write --undo"
        )


def _exit_for(report: "WriteReport") -> None:
    """Leave with status 1 where no file could be changed."""
    if report.problems and not report.written:
        raise typer.Exit(1)


def _agreed(yes: bool, files: "Sequence[object]") -> bool:
    """Ask, unless `yes` is given; raises BadParameter where there is no terminal to ask on."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise typer.BadParameter("there is no terminal to ask on: add --yes to change the files")
    return typer.confirm(f"Change {numbered(len(files), 'file')}?")


def _print_plan(plan: "WritePlan") -> None:
    _print_rows(plan.rows(), len(plan.files))
    for problem in plan.problems[:SHOWN]:
        answer(str(problem.message))
    if plan.left_alone:
        answer(
            "Suggestions left out, for you left them undecided on reviewed tracks:"
            f" {plan.left_alone:,}. To write them too, add --undecided."
        )
    if plan.left_out:
        names = ", ".join(sorted(plan.left_out))
        answer(f"Not written, for the preset has no field for their group: {names}.")
    if plan.unsure:
        answer(
            f"Tempo or key left out, being unsure: {numbered(plan.unsure, 'time')}. Say which is"
            " right with tagstudio measure, or add --unsure."
        )
    if plan.unmeasured:
        answer(
            f"Tempo and key are not measured yet: {numbered(plan.unmeasured, 'track')}. Measure"
            " them first, with tagstudio measure."
        )
    counts = {
        "to change": len(plan.files),
        "with nothing to change": plan.unchanged,
        "that cannot be written": len(plan.problems),
        "that cannot be read": plan.unread,
    }
    parts = [f"{numbered(count, 'file')} {what}" for what, count in counts.items() if count]
    answer(f"{', '.join(parts) or 'No track fits'}.")


def _print_writing(writing: "Writing") -> None:
    made = datetime.fromtimestamp(writing.at).astimezone().strftime("%Y-%m-%d %H:%M")
    _print_rows(writing.rows(), len(writing.present))
    for problem in writing.problems()[:SHOWN]:
        answer(str(problem.message))
    answer(f"The writing of {made} is the last one that is not undone.")


def _print_rows(rows: "list[StagedField]", files: int) -> None:
    table = plain_table("File", "Field", "Is", "Becomes")
    paths = dict.fromkeys(row[0] for row in rows)
    shown = set(list(paths)[:SHOWN])
    for path, field, before, after in rows:
        if path in shown:
            texts = (path, field, "; ".join(before) or "-", "; ".join(after) or "-")
            table.add_row(*map(printable, texts))
    if rows:
        print_table(table)
    if files > SHOWN:
        print(f"... and {numbered(files - SHOWN, 'file')} more")


def _print_report(report: "WriteReport", done: str, printed: int = 0) -> None:
    """Print the result, and the problems but for the first `printed`."""
    for problem in report.problems[printed:]:
        answer(str(problem.message))
    for note in report.notes:
        answer(str(note))
    _print_count(done, report.written, len(report.problems))
    if done == "Written" and report.written:
        answer("Put it back with: tagstudio write --undo")


def _print_count(done: str, changed: int, failed: int) -> None:
    left = f", {numbered(failed, 'file')} left as {'it is' if failed == 1 else 'they are'}"
    print(f"{done}: {numbered(changed, 'file')}{left if failed else ''}.")


def _as_dict(plan: "WritePlan") -> dict[str, Any]:
    return {
        "changes": _nested(plan.rows()),
        "unchanged": plan.unchanged,
        "unread": plan.unread,
        "left_out": sorted(plan.left_out),
        "left_alone": plan.left_alone,
        "unsure": plan.unsure,
        "unmeasured": plan.unmeasured,
        "problems": plan.problems,
    }


def _outcome(report: "WriteReport") -> dict[str, Any]:
    return {"written": report.written, "problems": report.problems, "notes": report.notes}


def _nested(rows: "list[StagedField]") -> list[dict[str, Any]]:
    files: dict[str, dict[str, Any]] = {}
    for path, field, before, after in rows:
        files.setdefault(path, {})[field] = {"before": before, "after": after}
    return [{"path": path, "fields": fields} for path, fields in files.items()]
