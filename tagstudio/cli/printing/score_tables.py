"""Scores of versions on the answers, as tables and as JSON objects."""

from typing import TYPE_CHECKING, Any

from tagstudio.cli.printing.output import (
    json_value,
    numbered,
    plain_table,
    print_table,
    with_old_names,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagstudio.engine.evaluation.evaluate import Comparison, Evaluation
    from tagstudio.engine.evaluation.expected_tags import ExpectedTag
    from tagstudio.engine.evaluation.metrics import TagFigures
    from tagstudio.engine.evaluation.version_diff import Differences
    from tagstudio.engine.training.learning_curve import LearningCurve

TOO_LITTLE = "not enough data yet"


def print_evaluation(evaluation: "Evaluation") -> None:
    """Print the scores of one version, tag by tag."""
    table = plain_table("Tag", "ROC-AUC", "95 % interval", "Average precision", "Yes", "No")
    for figure in evaluation.figures:
        interval = "" if figure.low is None else f"{figure.low:.3f} to {figure.high:.3f}"
        precision = _number(figure.average_precision, "")
        counts = (str(figure.positives), str(figure.negatives))
        table.add_row(figure.tag, _number(figure.roc_auc), interval, precision, *counts)
    print_table(table)
    print(f"\n{_summary(evaluation)}")


def _summary(evaluation: "Evaluation") -> str:
    from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE

    measured = sum(figure.roc_auc is not None for figure in evaluation.figures)
    if not measured:
        needed = f"{MIN_PER_CLASS_TO_MEASURE} yes and {MIN_PER_CLASS_TO_MEASURE} no of a tag"
        return f"{evaluation.model}: {TOO_LITTLE} (it needs {needed})."
    return (
        f"{evaluation.model}: macro ROC-AUC {_number(evaluation.macro_auc)}, average precision"
        f" {_number(evaluation.macro_average_precision)} over {numbered(measured, 'tag')} on"
        f" {numbered(evaluation.tracks, 'track')}."
    )


def print_comparison(comparison: "Comparison", differences: "Differences") -> None:
    """Print two versions side by side, and the suggestions that the second one changes."""
    before, after = comparison.before, comparison.after
    moves = {one.tag: one for one in differences.tags}
    measured = {
        one.tag: (one, other) for one, other in zip(before.figures, after.figures, strict=True)
    }
    table = plain_table("Tag", before.model, after.model, "Yes", "No", "Gains", "Loses")
    for tag in sorted(measured.keys() | {t for t, m in moves.items() if m.gained or m.lost}):
        pair, move = measured.get(tag), moves.get(tag)
        figures = _pair(pair) if pair else ("", "", "", "")
        gained, lost = (str(move.gained), str(move.lost)) if move else ("", "")
        table.add_row(tag, *figures, gained, lost)
    print_table(table)
    print(f"\n{_summary(before)}\n{_summary(after)}")
    print(_auc_difference(comparison))
    if differences.drift is not None:
        print(
            f"Drift on the tags without corrections: {differences.drift:.4f}"
            f" over {numbered(differences.tracks, 'track')} (0: ranked alike)."
        )


def _pair(pair: "tuple[TagFigures, TagFigures]") -> tuple[str, str, str, str]:
    one, other = pair
    return _number(one.roc_auc), _number(other.roc_auc), str(one.positives), str(one.negatives)


def _auc_difference(comparison: "Comparison") -> str:
    from tagstudio.engine.evaluation.bootstrap import CERTAINTY

    found = comparison.auc_difference
    if found is None:
        return str(comparison.obstacle)
    return (
        f"Difference {found.candidate - found.parent:+.3f}, with {CERTAINTY} % certainty at least"
        f" {found.low:+.3f}: {'proven' if found.proven else 'not proven'}."
    )


def _number(value: float | None, otherwise: str = TOO_LITTLE) -> str:
    return otherwise if value is None else f"{value:.3f}"


def print_curve(curve: "LearningCurve") -> None:
    """Print the scores of versions trained on a part of the answers, and the worth of more."""
    from tagstudio.engine.training.learning_curve import MORE

    table = plain_table("Training answers", "Macro ROC-AUC")
    for point in curve.points:
        table.add_row(f"{point.answers:,}", f"{point.macro_auc:.4f}")
    print()
    print_table(table)
    if curve.expected_improvement > 0:
        print(f"\n{MORE} more answers are worth about {curve.expected_improvement:+.4f}.")
    else:
        print(f"\nBy the last doubling {MORE} more answers of this kind are worth nothing.")
    if curve.left_out:
        tags = ", ".join(curve.left_out)
        print(f"Left out are your own tags, which the published model lacks: {tags}.")


def print_expected_tags(tags: "Sequence[ExpectedTag]") -> None:
    """Print on how many tracks each tag stands now, and with another version."""
    if not tags:
        print("How many tracks would get which tag is not known: it has to listen to them first.")
        return
    table = plain_table("Tag", "Now", "With it", "Yes", "No", "")
    for one in tags:
        counts = ["-" if count is None else f"{count:,}" for count in (one.now, one.then)]
        note = f"{one.share:.0%} of all tracks" if one.is_strikingly_much else ""
        table.add_row(one.tag, *counts, f"{one.yes:,}", f"{one.no:,}", note)
    print_table(table)


def comparison_as_dict(comparison: "Comparison") -> dict[str, Any]:
    """Return two versions side by side as a JSON object; without an obstacle it is ""."""
    found = comparison.auc_difference
    named = {
        "before": comparison.before,
        "after": comparison.after,
        "auc_difference": found and {**json_value(found), "proven": found.proven},
        "obstacle": comparison.obstacle or "",
    }
    return with_old_names(named)
