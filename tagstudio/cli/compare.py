"""`tagstudio compare`: networks of equal size, trained and tested on the same clips."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tagstudio.cli.invocation import AsJson, invocation
from tagstudio.cli.printing.output import (
    answer,
    json_value,
    numbered,
    plain_table,
    print_json,
    print_table,
    printable,
    run_with_bar,
)
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError

if TYPE_CHECKING:
    from tagstudio.engine.plugins.discovery import Plugin
    from tagstudio.lab.comparison.findings import Findings, NetworkFigures
    from tagstudio.lab.comparison.folder import ComparisonFolder
    from tagstudio.lab.comparison.runs import Plan
    from tagstudio.plugin_api.clips import Clips


def compare_networks(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    data: Annotated[Path, typer.Option(metavar="PATH", help="A labelled set of clips.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the results are kept.")
    ],
    networks: Annotated[
        str, typer.Option(help="By commas; without it all that the plugin has.")
    ] = "",
    sizes: Annotated[str, typer.Option(help="In parameters, by commas: 0.1M,1M.")] = "0.1M",
    seeds: Annotated[int, typer.Option(min=1, help="Random starts of each.")] = 1,
    epochs: Annotated[int, typer.Option(min=1, help="At most; it stops early.")] = 30,
    windows: Annotated[int, typer.Option(min=0, help="Windows an epoch; 0: one of each clip.")] = 0,
    batch: Annotated[int, typer.Option(min=2, help="Windows per step.")] = 16,
    rate: Annotated[float, typer.Option(min=0, help="The highest learning rate.")] = 1e-3,
    augment: Annotated[
        str, typer.Option(help="Of crop,mixup,gain,eq,specaugment; empty for none.")
    ] = "crop,mixup,gain,eq,specaugment",
    teacher: Annotated[str, typer.Option(help="An installed model to distill from.")] = "",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "",
    store: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where decoded clips are kept.")
    ] = None,
    layout: Annotated[str, typer.Option("--format", help="Of the data; else recognised.")] = "",
    plugin: Annotated[str, typer.Option(help="The one that has the networks.")] = "crnn_tagger",
    as_json: AsJson = False,
) -> None:
    """Train networks of equal size on the same clips and measure them on the test set.

    Stopped or killed at any time, the same command goes on where it was; networks, sizes and seeds
    can be added to a folder later.
    """
    from tagstudio.datasets import read_dataset
    from tagstudio.engine.plugins.discovery import usable_plugin
    from tagstudio.lab.comparison.compare import all_networks
    from tagstudio.lab.comparison.folder import ComparisonFolder
    from tagstudio.lab.comparison.runs import Plan
    from tagstudio.plugin_api import NewModelOptions

    names = _words(networks) if networks else all_networks(usable_plugin(plugin))
    if not names or not _words(sizes):
        raise typer.BadParameter("name at least one network and one size")
    training = NewModelOptions(
        name="",
        network="",
        size="",
        store=(store or paths.clips_store(data)).expanduser().absolute(),
        device=device or invocation(context).settings.device,
        epochs=epochs,
        batch=batch,
        learning_rate=rate,
        augment=_words(augment),
        teacher=teacher,
        windows=windows,
    )
    plan = Plan(names, _words(sizes), seeds, training)
    clips = read_dataset(data.expanduser().absolute(), layout)
    kept = ComparisonFolder(output.expanduser().absolute())
    _report(_findings(usable_plugin(plugin), clips, plan, kept), kept.folder, as_json)


def _findings(
    plugin: "Plugin", clips: "Clips", plan: "Plan", kept: "ComparisonFolder"
) -> "Findings":
    """Do the runs of the plan and measure them."""
    from tagstudio.lab.comparison.compare import compare_networks
    from tagstudio.lab.comparison.findings import find

    outcome = run_with_bar(compare_networks(plugin, clips, plan, kept), "compare")
    for notice in outcome.notices:
        answer(notice)
    return find(clips, outcome.runs, [kept.scores(run) for run in outcome.runs])


def _report(findings: "Findings", folder: Path, as_json: bool) -> None:
    """Write tables and figure into the folder, and print the findings."""
    from tagstudio.lab.comparison.figure import draw_figure
    from tagstudio.lab.comparison.tables import write_tables

    written = write_tables(findings, folder)
    try:
        written += draw_figure(findings, folder)
    except TagStudioError as missing:  # the tables are there
        answer(missing.message)
    if as_json:
        print_json({**_as_dict(findings), "files": [str(path) for path in written]})
    else:
        _print_findings(findings)
        print(f"\nThe results are in {printable(str(folder))}.")


def _words(listed: str) -> tuple[str, ...]:
    """Return the words between commas, each once."""
    return tuple(dict.fromkeys(word.strip() for word in listed.split(",") if word.strip()))


def _as_dict(findings: "Findings") -> dict[str, Any]:
    test_set = findings.test_set
    return {
        "test_clips": len(test_set.labels),
        "test_groups": len(set(test_set.groups)),
        "chance_average_precision": test_set.chance,
        "networks": findings.networks,
        "differences": [{**json_value(one), "shown": one.shown} for one in findings.differences],
    }


def _print_findings(findings: "Findings") -> None:
    table = plain_table(
        "Network",
        "Size",
        "Parameters",
        "Macro ROC-AUC",
        "95 % interval",
        "Average precision",
        "Training",
        "Inference",
        "Epochs",
    )
    for one in findings.networks:
        table.add_row(*_row(one))
    print_table(table)
    print(f"\n{_measured_on(findings)}")
    if findings.differences:
        print()
        _print_differences(findings)


def _row(one: "NetworkFigures") -> tuple[str, ...]:
    return (
        one.network,
        one.size,
        f"{one.parameters:,}" if one.parameters else "",
        f"{one.macro_auc:.3f}",
        f"{one.low:.3f} to {one.high:.3f}",
        f"{one.macro_average_precision:.3f}",
        _seconds(one.training_seconds),
        _seconds(one.inference_seconds),
        ", ".join(map(str, one.epochs)),
    )


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.3g} s"


def _measured_on(findings: "Findings") -> str:
    from tagstudio.lab.comparison.runs import PER_CLIPS

    test_set = findings.test_set
    measured = sum(tag.roc_auc is not None for tag in findings.networks[0].tags)
    return (
        f"Over {numbered(measured, 'tag')} on {numbered(len(test_set.labels), 'test clip')} of"
        f" {numbered(len(set(test_set.groups)), 'group')}; average precision by chance"
        f" {test_set.chance:.3f}. Seconds are per {PER_CLIPS:,} clips."
    )


def _print_differences(findings: "Findings") -> None:
    table = plain_table("Size", "Is better?", "By", "95 % interval", "")
    for one in findings.differences:
        table.add_row(
            one.size,
            f"{one.network} than {one.other}",
            f"{one.difference:+.3f}",
            f"{one.low:+.3f} to {one.high:+.3f}",
            "shown" if one.shown else "not shown",
        )
    print_table(table)
