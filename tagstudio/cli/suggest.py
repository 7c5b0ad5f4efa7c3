"""`tagstudio suggest`: score tracks with a model."""

from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.cli.invocation import AsJson, invocation, open_filled
from tagstudio.cli.printing.output import answer, numbered, print_json, problem_line, run_with_bar

if TYPE_CHECKING:
    from tagstudio.engine.cluster.nodes import NodeReport
    from tagstudio.engine.tagging.suggest import SuggestReport

NAMED = 10  # files heard in part; 'tagstudio list' marks them all

RayAddress = Annotated[
    str,
    typer.Option(metavar="HOST:PORT", help="Hear on this Ray cluster; auto: one on this machine."),
]
PathMaps = Annotated[
    list[str] | None,
    typer.Option(metavar="[NODE@]/HERE=/THERE", help="Where a node has the files; repeatable."),
]
RayCpus = Annotated[
    int, typer.Option(min=0, max=1024, help="Cores of a hearer; 0: all, 16 at most.")
]
RayGpus = Annotated[
    float, typer.Option(min=0, max=64, help="Share of a GPU for a hearer; 0: none.")
]
RayBatches = Annotated[
    list[str] | None,
    typer.Option(metavar="DEVICE=NUMBER", help="Windows at a time, as cuda=128; repeatable."),
]


def suggest_tags(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    context: typer.Context,
    query: Annotated[list[str] | None, typer.Argument(help="Which tracks; all without it.")] = None,
    model: Annotated[str, typer.Option(help="Name of an installed model.")] = "",
    device: Annotated[str, typer.Option(help="auto, cpu, cuda or mps.")] = "",
    windows: Annotated[
        int, typer.Option(min=0, max=100, help="Windows of 29 s per track; 0: as set.")
    ] = 0,
    quick: Annotated[
        bool, typer.Option("--quick", help="The first pass only; as --windows 1.")
    ] = False,
    again: Annotated[bool, typer.Option("--again", help="Renew what is there.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try failed tracks once more.")] = False,
    ray: RayAddress = "",
    path_map: PathMaps = None,
    ray_cpus: RayCpus = 0,
    ray_gpus: RayGpus = 1.0,
    ray_batch: RayBatches = None,
    as_json: AsJson = False,
) -> None:
    """Suggest tags for the tracks that have none from the model yet.

    First from the middle of each track; then a second pass listens to the other windows, the newest
    tracks first. Stopped or killed at any time, the same command goes on where it was.

    With --ray the machines of a Ray cluster hear, and this one stores.
    """
    from tagstudio.core.settings import DEVICES
    from tagstudio.engine.jobs.library_specs import SuggestJob
    from tagstudio.engine.jobs.specs import run
    from tagstudio.library.search.query import joined, parse

    call = invocation(context)
    settings = call.settings
    if device and device not in DEVICES:
        raise typer.BadParameter(f"must be one of {', '.join(DEVICES)}", param_hint="--device")
    spec = SuggestJob(
        query=joined(query or []),
        model=model or settings.model,
        device=device or settings.device,
        windows=1 if quick else windows or settings.windows,
        again=again,
        retry=retry,
        ray=ray,
        path_maps=tuple(path_map or ()),
        ray_cpus=ray_cpus,
        ray_gpus=ray_gpus,
        ray_batches=tuple(ray_batch or ()),
    )
    if not ray and (spec.path_maps or ray_cpus or ray_gpus != 1 or spec.ray_batches):
        raise typer.BadParameter("goes with a cluster only; name it with --ray", param_hint="--ray")
    spec.cluster()  # a mistake is reported before a library is made
    if quick and windows > 1:
        raise typer.BadParameter("goes with one window only", param_hint="--quick")
    parse(spec.query)  # a mistake is reported before a library is made
    with open_filled(call.library, writing=True) as library:
        report = run_with_bar(run(library, spec), spec.kind)
    print_report(report, as_json)


def print_report(report: "SuggestReport", as_json: bool) -> None:
    """Print the result of suggesting."""
    if as_json:
        print_json(report)
    else:
        _print_report(report)


def _print_report(report: "SuggestReport") -> None:
    for notice in report.notices:
        answer(str(notice))
    for problem in report.problems:
        answer(problem_line(problem))
    for node in report.nodes:
        answer(_node_line(node))
    if not report.suggested and not report.closer and not report.problems:
        print(f"Nothing to do: no track waits for suggestions from {report.model}.")
        return
    if report.partial:
        answer(
            f"{numbered(len(report.partial), 'file')} could only be heard in part, being damaged or"
            " cut off; the suggestions are from what there is:"
        )
        for path in report.partial[:NAMED]:
            answer(f"  {path}")
        if len(report.partial) > NAMED:
            answer(f"  and {numbered(len(report.partial) - NAMED, 'file')} more")
    failed = f", {numbered(len(report.problems), 'track')} failed" if report.problems else ""
    print(f"Suggestions from {report.model}: {numbered(report.suggested, 'track')}{failed}.")
    if report.closer:
        print(f"Listened to more closely: {numbered(report.closer, 'track')}.")
    print("See them with: tagstudio list")


def _node_line(node: "NodeReport") -> str:
    failed = f", {node.failed:,} failed" if node.failed else ""
    heard = f"{numbered(node.heard, 'track')}, {node.tracks_per_second:.1f} a second{failed}"
    left_out = f" Left out: {node.left_out}" if node.left_out else ""
    return f"{node.name} ({numbered(node.hearers, 'hearer')}): {heard}.{left_out}"
