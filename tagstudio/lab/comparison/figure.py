"""Draw the figure of a comparison, after figures 2 and 3 of Choi et al., ICASSP 2017.

matplotlib is an optional requirement, the extra `lab`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.lab.comparison.findings import Findings, NetworkFigures
from tagstudio.lab.comparison.runs import PER_CLIPS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colours, told apart with any colour vision; in print the markers do that.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKERS = ("s", "^", "D", "o", "v", "P", "X")
APART = 1.05  # between networks of one size, so that their intervals do not cover each other

Place = Callable[[NetworkFigures], float | None]


def draw_figure(findings: Findings, folder: Path) -> list[Path]:
    """Draw the ROC-AUC over parameters and over training time: compare.png and compare.svg.

    The error bars are the intervals of `findings`. Networks of one size stand a little apart.
    Raises TagStudioError where matplotlib is missing.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ImportError as error:
        raise TagStudioError(
            "lab.no-matplotlib",
            "The figure needs matplotlib, which is not there: install TagStudio with pip as"
            " 'tagstudio[lab]'. The tables were written.",
        ) from error
    written = [folder / "compare.png", folder / "compare.svg"]
    # a fixed salt and no date: the same findings give the same file
    with mpl.rc_context({"font.size": 11, "svg.hashsalt": "tagstudio"}):
        figure = Figure(figsize=(9, 4), layout="constrained", facecolor="white")
        left, right = figure.subplots(1, 2, sharey=True)
        _draw_curves(left, findings, lambda one: one.parameters or None, APART)
        _draw_curves(right, findings, lambda one: one.training_seconds, 1)
        left.set(xlabel="trained parameters", ylabel="macro ROC-AUC, 95 % interval")
        right.set(xlabel=f"seconds to train on {PER_CLIPS:,} clips")
        left.legend(frameon=False)
        for path in written:
            undated = {"Date": None} if path.suffix == ".svg" else {}
            with replaced_atomically(path) as temporary:
                figure.savefig(temporary, format=path.suffix[1:], dpi=150, metadata=undated)
    return written


def _draw_curves(axes: "Axes", findings: Findings, place: Place, apart: float) -> None:
    """Draw a curve per network, its points at `place`, each network `apart` times further on."""
    names = list(dict.fromkeys(one.network for one in findings.networks))
    for number, name in enumerate(names):
        aside = apart ** (number - (len(names) - 1) / 2)
        points = [
            (place_of * aside, one)
            for one in findings.networks
            if one.network == name and (place_of := place(one)) is not None
        ]
        points.sort(key=lambda point: point[0])
        axes.errorbar(
            [x for x, _ in points],
            [one.macro_auc for _, one in points],
            yerr=[
                [max(0.0, one.macro_auc - one.low) for _, one in points],
                [max(0.0, one.high - one.macro_auc) for _, one in points],
            ],
            label=name,
            color=COLOURS[number % len(COLOURS)],
            marker=MARKERS[number % len(MARKERS)],
            markersize=7,
            linewidth=1.5,
            elinewidth=1,
            capsize=3,
        )
    _style(axes)


def _style(axes: "Axes") -> None:
    from matplotlib.ticker import EngFormatter, LogLocator, NullFormatter

    axes.set_xscale("log")
    low, high = axes.get_xlim()
    if high < 4 * low:  # a single size would otherwise fill the width with its last digits
        axes.set_xlim(low / 2, high * 2)
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(EngFormatter(sep=""))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
