"""`tagstudio plugins new`, `validate` and `test`: make a plugin, and look whether it is right."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson
from tagstudio.cli.plugins.trying import try_file
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table
from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import AUTO

if TYPE_CHECKING:
    from tagstudio.plugin_api import Check

PluginFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The plugin's folder.")]


def new_plugin(
    name: Annotated[str, typer.Argument(help="The plugin's name: letters, digits and _.")],
    folder: Annotated[
        Path, typer.Option("--in", metavar="FOLDER", help="Where its folder is made.")
    ] = Path(),
    as_json: AsJson = False,
) -> None:
    """Write a tagger to begin with: manifest, code, test and model card; it works as it is."""
    from tagstudio.engine.plugin_workshop.template import write_plugin

    made = write_plugin(folder.expanduser().absolute(), name)
    if as_json:
        print_json({"folder": str(made), "files": sorted(path.name for path in made.iterdir())})
        return
    print(made)
    answer(
        f"Check it: tagstudio plugins validate {name}; tagstudio plugins test {name}."
        f" Install it: tagstudio plugins install {name}"
    )


def validate_plugin(folder: PluginFolder, as_json: AsJson = False) -> None:
    """Check a plugin's manifest, model card, licence, permissions, code and import."""
    from tagstudio.engine.plugin_workshop.checking.folder_checks import validate

    _report(validate(_found(folder)), as_json)


def test_plugin(  # noqa: PLR0913, PLR0917 - as try_file, whose earlier name this is
    path: Annotated[Path, typer.Argument(metavar="FOLDER", help="The plugin's folder.")],
    model: Annotated[str, typer.Option(help="A model of it; else its first one.")] = "",
    device: Annotated[str, typer.Option(hidden=True)] = AUTO,
    windows: Annotated[int, typer.Option(min=0, max=100, hidden=True)] = 0,
    top: Annotated[int, typer.Option(min=1, hidden=True)] = 10,
    as_json: AsJson = False,
) -> None:
    """Run a plugin in its process over synthesised sounds, and check what it gives.

    With an audio file in place of a folder: predict its tags, as `plugins try`.
    """
    if path.expanduser().is_file():
        try_file(path, model, device, windows, top)
        return
    from tagstudio.engine.plugin_workshop.checking.tagger_checks import check_tagger

    _report(check_tagger(_found(path), model), as_json)


def _found(folder: Path) -> Path:
    found = folder.expanduser().resolve()
    if not found.is_dir():
        raise TagStudioError("plugins.no-folder", "There is no folder {path}.", path=found)
    return found


def _report(checks: "Iterable[Check]", as_json: bool) -> None:
    """Print checks; raise TagStudioError where one is not passed."""
    found = list(checks)
    if as_json:
        rows = [{"name": c.name, "passed": c.passed, "detail": str(c.detail)} for c in found]
        print_json({"checks": rows})
    else:
        table = plain_table("", "Check", "What was seen")
        for check in found:
            table.add_row("ok" if check.passed else "FAILED", check.name, str(check.detail))
        print_table(table)
    failed = sum(not check.passed for check in found)
    if failed:
        raise TagStudioError(
            "plugins.checks-failed",
            "{failed} of {count} checks failed; docs/plugin-api.md says what is asked for.",
            failed=failed,
            count=len(found),
        )
