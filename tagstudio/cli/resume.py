"""`tagstudio resume`: go on with the job that was interrupted, as it was started in either face."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import typer

from tagstudio.cli import scan, suggest, train, write
from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.measuring import measure
from tagstudio.cli.printing.output import answer, print_json, run_with_bar
from tagstudio.cli.printing.typed_command import typed_command

_PRINTERS: Mapping[str, Callable[[Any, bool], None]] = {
    "scan": scan.print_report,
    "suggest": suggest.print_report,
    "train": train.print_report,
    "evaluate": train.print_evaluations,
    "measure": measure.print_report,
    "write_undo": write.print_put_back,
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
        answer(f"Going on: {typed_command(spec, call.settings)}")
        report = run_with_bar(run(library, spec), spec.kind)
    print_report(report, as_json)
