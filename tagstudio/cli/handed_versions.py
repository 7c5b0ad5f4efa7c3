"""`tagstudio models export` and `import`: a version as one file, for a colleague."""

import shlex
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tagstudio.cli.invocation import AsJson
from tagstudio.cli.printing.output import answer, print_json
from tagstudio.engine.jobs.library_specs import absolute


def export_version(
    name: Annotated[str, typer.Argument(help="A version that learned from your answers.")],
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a version into one small file, for a colleague who has the same published model."""
    from tagstudio.engine.plugins.handed_versions import SUFFIX, export_version

    target = absolute(file if file.suffix else file.with_suffix(SUFFIX))
    said = export_version(name, target)
    size = target.stat().st_size
    if as_json:
        print_json({"file": str(target), "bytes": size} | asdict(said))
        return
    answer(
        f"{said.name} is in {target} ({size / 1000:,.0f} kB). Whoever has {said.parent} takes it"
        f" over with: tagstudio models import {shlex.quote(target.name)}"
    )


def import_version(
    file: Annotated[Path, typer.Argument(help="A file that `models export` wrote.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="Install it under this name.")] = "",
    pretend: Annotated[
        bool, typer.Option("--pretend", "-p", help="Only say what is in the file.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Install a version from a colleague's file; nothing changes until it is put to use."""
    from tagstudio.engine.plugins.handed_versions import import_version, read_handed

    source = absolute(file)
    said = read_handed(source)
    installed = "" if pretend else import_version(source, name).info.name
    if as_json:
        print_json(asdict(said) | {"installed": installed or None})
        return
    answer(f"{said.name}: {said.title}. It stands on {said.parent} and has {len(said.tags)} tags.")
    if installed:
        use = f"tagstudio models promote --force {shlex.quote(installed)}"
        answer(f"{installed} is installed. To use it: {use}")
