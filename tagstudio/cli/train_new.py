"""`tagstudio models train-new`: train a network from random weights."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import answer, numbered, print_json, run_with_bar
from tagstudio.core import paths

if TYPE_CHECKING:
    from tagstudio.engine.plugins.discovery import Plugin
    from tagstudio.lab.train_from_scratch import NewModelReport
    from tagstudio.plugin_api.clips import Clips


def train_new_model(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    data: Annotated[Path, typer.Option(metavar="PATH", help="A labelled set of clips.")],
    network: Annotated[str, typer.Option(help="As k2c2; else the plugin's first.")] = "",
    size: Annotated[str, typer.Option(help="As 0.1M, or layer widths: 16,32,64,64.")] = "0.25M",
    name: Annotated[str, typer.Option(help="Of the new model.")] = "",
    epochs: Annotated[int, typer.Option(min=1, help="At most; it stops early.")] = 30,
    windows: Annotated[int, typer.Option(min=0, help="Windows an epoch; 0: one of each clip.")] = 0,
    batch: Annotated[int, typer.Option(min=2, help="Windows per step.")] = 16,
    rate: Annotated[float, typer.Option(min=0, help="The highest learning rate.")] = 1e-3,
    augment: Annotated[
        str, typer.Option(help="Of these and splice, loop, timbre, by commas; empty for none.")
    ] = "crop,speed,mixup,gain,eq,specaugment",
    pool_first: Annotated[
        bool,
        typer.Option("--pool-first", help="Pool before the batch norm: faster on a processor."),
    ] = False,
    teacher: Annotated[str, typer.Option(help="An installed model to distill from.")] = "",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Of the random numbers.")] = 0,
    store: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where decoded clips are kept.")
    ] = None,
    layout: Annotated[str, typer.Option("--format", help="Of the data; else recognised.")] = "",
    prepare: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Only write the clips there, for torchrun."),
    ] = None,
    plugin: Annotated[str, typer.Option(help="The one that has the networks.")] = "crnn_tagger",
    as_json: AsJson = False,
) -> None:
    """Train a network from random weights on a labelled set, and install it.

    Killed or stopped at any time, the same command goes on where it was.
    """
    from tagstudio.datasets import read_dataset
    from tagstudio.lab.train_from_scratch import train_new
    from tagstudio.plugin_api import NewModelOptions

    clips = read_dataset(data.expanduser().absolute(), layout)
    if prepare is not None:
        _prepare(clips, prepare)
        return
    chosen, network = _plugin_and_network(plugin, network)
    options = NewModelOptions(
        name=name or f"{network}-{size}",
        network=network,
        size=size,
        store=(store or paths.clips_store(data)).expanduser().absolute(),
        device=device or invocation(context).settings.device,
        seed=seed,
        epochs=epochs,
        batch=batch,
        learning_rate=rate,
        augment=tuple(filter(None, (word.strip() for word in augment.split(",")))),
        teacher=teacher,
        windows=windows,
        pool_first=pool_first,
    )
    _print(run_with_bar(train_new(chosen, clips, options), "train"), as_json)


def _plugin_and_network(plugin: str, network: str) -> "tuple[Plugin, str]":
    """Return the plugin, and the network: for an empty name the plugin's default, its first."""
    from tagstudio.engine.plugins.discovery import usable_plugin
    from tagstudio.lab.comparison.compare import all_networks

    found = usable_plugin(plugin)
    return found, network or next(iter(all_networks(found)), "")


def _prepare(clips: "Clips", file: Path) -> None:
    """Write the clips to a file that the processes of torchrun read."""
    clips.save(file.expanduser().absolute())
    print(f"{numbered(len(clips.ids), 'clip')} of {len(clips.tags)} tags are in {file}.")


def _print(report: "NewModelReport", as_json: bool) -> None:
    if as_json:
        print_json(_as_dict(report))
    else:
        _print_report(report)


def _as_dict(report: "NewModelReport") -> dict[str, object]:
    return {
        "model": report.model.name,
        "sha256": report.model.sha256,
        "title": report.model.title,
        "clips": report.clips,
        "epochs": report.epochs,
        "notices": report.notices,
    }


def _print_report(report: "NewModelReport") -> None:
    for notice in report.notices:
        answer(notice)
    name = report.model.name
    print(f"{name} was trained on {numbered(report.clips, 'clip')} and is installed.")
    print(f"Let it suggest with: tagstudio suggest --model {name}")
