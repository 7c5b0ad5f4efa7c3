"""The tool tips of the rows: what each term and number of a tag means, with this tag as example."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from tagstudio.ui.review_screen.track_review import TagRow
from tagstudio.ui.text.number_format import decimal


def _tr(text: str) -> str:
    return QCoreApplication.translate("RowExplanations", text)


def explained_column(column: str) -> str:
    """Return what the column of that name holds, with an example; "" for nothing to explain."""
    return {
        "number": _tr("The key that says yes to the tag, or takes that back."),
        "name": _tr(
            "The tags, those to answer first on top: yours, then those that the model suggests,"
            " then those whose answers teach it most. Behind each stands its group."
        ),
        "bar": _tr(
            "How sure the model is. The line | is the threshold: from there on the tag is"
            " suggested. The triangle ▴ is the base rate: as often as the tag holds at all."
            " Example: the bar of “folk” ends behind its line, so folk is suggested."
        ),
        "score": _tr(
            "How sure the model is of the tag, from 0 to 1. Rare tags get low scores, so each has"
            " its own threshold. Example: 0.30 is much for “happy” and little for “rock”."
        ),
        "lift": _tr(
            "How many times likelier the tag is here than in music in general. Example: × 6 is six"
            " times as likely as usual, × 1 as likely as anywhere."
        ),
        "answers": _tr(
            "Your word. Undecided is no answer; when you finish the track, what is left undecided"
            " is assumed to be no, which counts less than your no."
        ),
        "source": _tr(
            "Who said so: you, the file, an import, or the model (by the name of its version)."
        ),
    }.get(column, "")


def explained_value(column: str, row: TagRow) -> str:
    """Return what a column says of this tag; "" for nothing to explain."""
    tagging = row.tagging
    if column not in {"bar", "score", "lift"}:
        return tagging.tag if column == "name" else explained_column(column)
    if tagging.score is None or tagging.threshold is None:
        return _tr("{tag} is a tag of yours that the model does not know yet.").format(
            tag=tagging.tag
        )
    if column == "lift" and tagging.lift is not None and row.base_rate is not None:
        text = _tr(
            "Of 1,000 pieces of music about {usual} are {tag}. The model takes this one to be"
            " {times} times as likely to be it as any."
        )
        usual = max(1, round(1000 * row.base_rate))
        return text.format(usual=usual, tag=tagging.tag, times=decimal(tagging.lift, 1))
    text = (
        _tr("Score {score}: {tag} is suggested, as it is from {threshold} on.")
        if tagging.above_threshold
        else _tr("Score {score}: {tag} is not suggested. It would be from {threshold} on.")
    )
    return text.format(
        tag=tagging.tag,
        score=decimal(tagging.score, 2),
        threshold=decimal(tagging.threshold, 2),
    )
