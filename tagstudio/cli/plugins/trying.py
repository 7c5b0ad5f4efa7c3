"""`tagstudio plugins try FILE`: the tags that a model predicts of one file, outside any library."""

import time
from pathlib import Path
from typing import Annotated

import typer

from tagstudio.cli.printing.output import answer, plain_table, print_table
from tagstudio.core.settings import AUTO, load_settings


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
