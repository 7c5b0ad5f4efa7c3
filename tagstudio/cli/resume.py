"""`tagstudio resume`: go on with the job that was interrupted, as it was started in either face."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import typer

from tagstudio.cli import scan, suggest, train
from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, print_json, run_with_bar

if TYPE_CHECKING:
    from tagstudio.engine.jobs.specs import AnySpec

_PRINTERS: Mapping[str, Callable[[Any, bool], None]] = {
    "scan": scan.print_report,
    "suggest": suggest.print_report,
    "train": train.print_report,
    "evaluate": train.print_evaluations,
}


def resume_job(context: typer.Context, as_json: AsJson = False) -> None:
    """Go on with the newest job that was stopped or interrupted, with all the options it had."""
    from tagstudio.engine.jobs.specs import run, spec_of, unfinished
    from tagstudio.library.db.database import open_library

    call = invocation(context)
    with open_library(call.library, writing=True) as library:
        with library.read() as connection:
            record = unfinished(connection, ("interrupted", "cancelled"))
        spec = spec_of(record, asdict(call.settings)) if record else None
        if spec is None:
            if as_json:
                print_json({"resumed": None})
            else:
                answer("No job was stopped or interrupted.")
            return
        print_report = _PRINTERS[spec.kind]  # a kind without one fails before it runs for hours
        answer(f"Going on: {_options(spec)}")
        report = run_with_bar(run(library, spec), spec.kind)
    print_report(report, as_json)


def _options(spec: "AnySpec") -> str:
    """Return the kind of a job and the options that differ from the defaults."""
    chosen = {
        one.name: getattr(spec, one.name)
        for one in fields(spec)
        if getattr(spec, one.name) != one.default
    }
    return ", ".join([spec.kind, *(f"{name} {_shown(value)}" for name, value in chosen.items())])


def _shown(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)
