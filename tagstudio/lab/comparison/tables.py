"""Write the scores of a comparison as CSV files."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from tagstudio.core.files import replaced_atomically
from tagstudio.lab.comparison.findings import Findings
from tagstudio.lab.comparison.runs import PER_CLIPS
from tagstudio.plugin_api.ranking_metrics import measured_tags

SUMMARY = (
    "network",
    "size",
    "parameters",
    "seeds",
    "epochs",
    "macro_roc_auc",
    "low",
    "high",
    "lowest_seed",
    "highest_seed",
    "macro_average_precision",
    "chance_average_precision",
    f"training_seconds_per_{PER_CLIPS}_clips",
    f"inference_seconds_per_{PER_CLIPS}_clips",
    "test_clips",
    "test_groups",
    "measured_tags",
)
PER_TAG = (
    "network",
    "size",
    "tag",
    "yes",
    "no",
    "roc_auc",
    "low",
    "high",
    "average_precision",
)
DIFFERENCES = ("size", "network", "other", "difference", "low", "high", "shown")


def write_tables(findings: Findings, folder: Path) -> list[Path]:
    """Write summary.csv, per_tag.csv and differences.csv into `folder`; return their paths."""
    written = [folder / name for name in ("summary.csv", "per_tag.csv", "differences.csv")]
    _write(written[0], SUMMARY, _summary(findings))
    _write(written[1], PER_TAG, _per_tag(findings))
    _write(written[2], DIFFERENCES, _differences(findings))
    return written


def _summary(findings: Findings) -> Iterable[Sequence[object]]:
    test_set = findings.test_set
    tested = (len(test_set.labels), len(set(test_set.groups)), len(measured_tags(test_set.labels)))
    for one in findings.networks:
        yield (
            one.network,
            one.size,
            one.parameters or "",
            len(one.by_seed),
            " ".join(map(str, one.epochs)),
            _number(one.macro_auc),
            _number(one.low),
            _number(one.high),
            _number(min(one.by_seed)),
            _number(max(one.by_seed)),
            _number(one.macro_average_precision),
            _number(test_set.chance),
            _number(one.training_seconds),
            _number(one.inference_seconds),
            *tested,
        )


def _per_tag(findings: Findings) -> Iterable[Sequence[object]]:
    for one in findings.networks:
        for tag in one.tags:
            figures = (tag.roc_auc, tag.low, tag.high, tag.average_precision)
            counts = (tag.positives, tag.negatives)
            yield (one.network, one.size, tag.tag, *counts, *map(_number, figures))


def _differences(findings: Findings) -> Iterable[Sequence[object]]:
    for one in findings.differences:
        figures = map(_number, (one.difference, one.low, one.high))
        yield (one.size, one.network, one.other, *figures, "yes" if one.shown else "no")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.5g}"


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (
        replaced_atomically(path) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
