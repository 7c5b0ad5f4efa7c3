"""`tagstudio models`: which there are, install one, check them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.output import plain_table, print_json, print_table, run_with_bar, say
from tagstudio.core.errors import TagStudioError

if TYPE_CHECKING:
    from tagstudio.engine.models import InstalledModel

app = typer.Typer(no_args_is_help=True, help="List, install and verify models.")


@app.command("list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List the installed models; the first one is used when none is named."""
    from tagstudio.engine.models import NO_MODEL, installed_models

    installed = installed_models()
    if as_json:
        print_json({"models": [_as_dict(model) for model in installed]})
        return
    if not installed:
        say(NO_MODEL)
        return
    table = plain_table("Model", "Tags", "What it is", "SHA-256")
    for model in installed:
        info = model.info
        table.add_row(info.name, str(len(info.tags)), info.title, info.sha256[:12])
    print_table(table)


def _as_dict(model: "InstalledModel") -> dict[str, Any]:
    info = model.info
    return {
        "name": info.name,
        "plugin": model.plugin.name,
        "title": info.title,
        "sha256": info.sha256,
        "source": info.source,
        "licence": info.licence,
        "parent": info.parent,
        "tags": [tag.name for tag in info.tags],
    }


@app.command("install")
def install_model(
    name: Annotated[str, typer.Argument(help="Such as msd-crnn.")],
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Take this file instead of the network's."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Install a published model: downloaded and checked by its SHA-256, or from a file."""
    from tagstudio.engine.models import install

    model = run_with_bar(install(name, source and source.expanduser().absolute()), "install")
    if as_json:
        print_json(_as_dict(model))
    else:
        print(f"{model.info.name} is installed: {model.info.title}.")


@app.command("verify")
def verify_models(
    reference: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Folder with the published weights and example clips: compare the numbers too.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Check the installed models, and with --reference the numbers they give."""
    from tagstudio.engine.models import verify

    checks = run_with_bar(verify(reference and reference.expanduser().absolute()), "verify")
    if as_json:
        rows = [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in checks]
        print_json({"checks": rows})
    else:
        table = plain_table("", "Check", "Figures")
        for check in checks:
            table.add_row("ok" if check.passed else "FAILED", check.name, check.detail)
        print_table(table)
    failed = sum(not check.passed for check in checks)
    if failed:
        raise TagStudioError(f"{failed} of {len(checks)} checks failed. Install the model anew.")
    if not checks:
        raise TagStudioError("There is nothing to check: no model is installed.")
