"""`tagstudio plugins`: list the plugins, and try a model on a file."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson
from tagstudio.cli.printing.output import answer, plain_table, print_json, print_table
from tagstudio.core.settings import AUTO, load_settings

if TYPE_CHECKING:
    from tagstudio.engine.plugins.installed_models import PluginState

app = typer.Typer(no_args_is_help=True, help="List and try the plugins.")


@app.command("list")
def list_plugins(
    as_json: AsJson = False,
) -> None:
    """List the plugins; one that does not work is listed with the reason."""
    from tagstudio.engine.plugins.discovery import find_plugins
    from tagstudio.engine.plugins.installed_models import try_plugins

    states = try_plugins(find_plugins())
    if as_json:
        print_json({"plugins": [_as_dict(state) for state in states]})
        return
    table = plain_table("Plugin", "Source", "State", "Folder")
    for state in states:
        table.add_row(
            state.plugin.name, state.plugin.source, _status(state), str(state.plugin.folder)
        )
    print_table(table)


def _status(state: "PluginState") -> str:
    if state.problem:
        return f"broken: {state.problem}"
    return f"works: {', '.join(info.name for info in state.models) or 'no model installed yet'}"


def _as_dict(state: "PluginState") -> dict[str, object]:
    return {
        "name": state.plugin.name,
        "source": state.plugin.source,
        "folder": str(state.plugin.folder),
        "works": not state.problem,
        "problem": str(state.problem or ""),
        "models": [info.name for info in state.models],
        "installable": list(state.installable),
    }


@app.command("test")
def try_file(
    file: Annotated[Path, typer.Argument(help="An audio file.")],
    model: Annotated[str, typer.Option(help="Name of an installed model.")] = "",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = AUTO,
    windows: Annotated[
        int, typer.Option(min=0, max=100, help="Windows of 29 s to score; 0: as set.")
    ] = 0,
    top: Annotated[int, typer.Option(min=1, help="How many tags to print.")] = 10,
) -> None:
    """Predict the tags of one file with a model, outside any library."""
    from tagstudio.engine.plugins.installed_models import choose_model, installed_models
    from tagstudio.engine.tagging.predict_file import predict_file
    from tagstudio.library.models.default_thresholds import lift
    from tagstudio.plugin_api import PredictOptions

    chosen = choose_model(installed_models(), model)
    started = time.perf_counter()
    options = PredictOptions(chosen.info.name, device, windows or load_settings().windows)
    predicted = predict_file(chosen, file.expanduser().absolute(), options)
    seconds = time.perf_counter() - started
    for notice in predicted.notices:
        answer(str(notice))
    table = plain_table("Tag", "Score", "× base rate")
    best = sorted(zip(predicted.scores, chosen.info.tags, strict=True), key=lambda pair: -pair[0])
    for score, tag in best[:top]:
        table.add_row(tag.name, f"{score:.3f}", f"{lift(score, tag.base_rate):.1f}")
    print_table(table)
    answer(f"{chosen.info.name} ({chosen.plugin.name}) took {seconds:.1f} s to start and predict.")
