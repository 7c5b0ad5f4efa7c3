"""`tagstudio plugins install`, `remove`, `enable` and `disable`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from tagstudio.cli.invocation import AsJson
from tagstudio.cli.printing.output import answer, print_json
from tagstudio.core.errors import TagStudioError

Name = Annotated[str, typer.Argument(help="The plugin's name, see: tagstudio plugins list")]


def install_plugin(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A folder, a .zip or a .whl.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    pretend: Annotated[
        bool, typer.Option("--pretend", "-p", help="Only look, and say what it does.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Install a plugin into your plugin folder, after saying what it does."""
    from tagstudio.engine.plugin_workshop.installing.install import checked_package, install
    from tagstudio.engine.plugins.permissions import COMES_FIRST, NO_SANDBOX, in_words

    with checked_package(path) as package:
        manifest = package.manifest
        answer(f"{manifest.title} {manifest.version} ({manifest.name}). {manifest.description}")
        for sentence in (*in_words(manifest), NO_SANDBOX, COMES_FIRST):
            answer(sentence)
        if not pretend and not yes and not as_json:
            _ask(manifest.name)
        installed = None if pretend else install(package)
    if as_json:
        print_json(
            {
                "name": manifest.name,
                "version": manifest.version,
                "installed": installed is not None,
                "folder": str(installed.folder) if installed else "",
                "permissions_in_words": in_words(manifest),
            }
        )
    elif installed is not None:
        print(installed.folder)
        answer(
            f"{manifest.name} is installed. Its models: tagstudio models list. To suggest with"
            " another one: tagstudio suggest --model NAME"
        )


def _ask(name: str) -> None:
    try:
        agreed = sys.stdin.isatty() and typer.confirm(f"Install {name}?", err=True)
    except typer.Abort:
        agreed = False
    if not agreed:
        raise TagStudioError(
            "install.not-agreed", "{name} was not installed. To agree, add --yes.", name=name
        )


def remove_plugin(name: Name, as_json: AsJson = False) -> None:
    """Remove a plugin from your plugin folder; the models that it made stay."""
    from tagstudio.engine.plugin_workshop.installing import install

    models = install.remove_plugin(name)
    if as_json:
        print_json({"name": name, "removed": True, "models": str(models)})
        return
    answer(f"{name} is removed.")
    if models.is_dir():
        answer(f"The models that it made stay in {models}.")


def enable_plugin(name: Name, as_json: AsJson = False) -> None:
    """Switch a plugin on again."""
    _switch(name, as_json, on=True)


def disable_plugin(name: Name, as_json: AsJson = False) -> None:
    """Switch a plugin off: it stays, and is not used."""
    _switch(name, as_json, on=False)


def _switch(name: str, as_json: bool, *, on: bool) -> None:
    from tagstudio.engine.plugin_workshop.installing.install import switch

    switch(name, on=on)
    if as_json:
        print_json({"name": name, "on": on})
    else:
        answer(f"{name} is switched {'on' if on else 'off'}.")
