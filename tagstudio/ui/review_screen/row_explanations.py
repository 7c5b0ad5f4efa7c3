"""The tool tips of the rows: what each term and number of a tag means, with this tag as example."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from tagstudio.ui.review_screen.track_review import TagRow
from tagstudio.ui.text.number_format import decimal
from tagstudio.ui.text.opinion_text import opinion_text
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

_COLUMNS = {
    "number": QT_TRANSLATE_NOOP(
        "RowExplanations", "The key that says yes to the tag, or takes that back."
    ),
    "name": QT_TRANSLATE_NOOP(
        "RowExplanations",
        "The tags, those to answer first on top: what the model suggests, then what it asks, as"
        " these answers teach it most; then your own tags that it has not learned, and the rest."
        " In each of these the highest score comes first, so a lower one may stand above. Behind"
        " each tag stands its group. Right-click one to give it a key of its own.",
    ),
    "bar": QT_TRANSLATE_NOOP(
        "RowExplanations",
        "How sure the model is. The line | is the threshold: from there on the tag is suggested."
        " The triangle ▴ is the base rate: how often the tag holds at all. Example: the bar of"
        " “folk” ends behind its line, so folk is suggested.",
    ),
    "score": QT_TRANSLATE_NOOP(
        "RowExplanations",
        "How sure the model is of the tag, from 0 to 1. Rare tags get low scores, so each has its"
        " own threshold. Example: 0.30 is much for “happy” and little for “rock”.",
    ),
    "lift": QT_TRANSLATE_NOOP(
        "RowExplanations",
        "How many times likelier the tag is here than in music in general. Example: × 6 is six"
        " times as likely as usual, × 1 as likely as anywhere.",
    ),
    "answers": QT_TRANSLATE_NOOP(
        "RowExplanations",
        "Your word. Undecided is no answer; when you finish the track, what is left undecided is"
        " assumed to be no, which counts less than your no. On a track that is reviewed already it"
        " says so; a tag that came later was not asked about there, and waits.",
    ),
    "source": QT_TRANSLATE_NOOP(
        "RowExplanations",
        "Who said so: you, the file, an import, or the model (by the name of its version). “Worth"
        " an answer”: the model does not suggest the tag, but learns most from what you say of it.",
    ),
}
_UNKNOWN = QT_TRANSLATE_NOOP(
    "RowExplanations",
    "{tag} is a tag of yours that the model has not learned yet, so it has no score. Answer it on"
    " some tracks, with yes and with no: the model learns it from these.",
)
_ASKS = QT_TRANSLATE_NOOP(
    "RowExplanations",
    "The model asks about {tag}: it does not suggest it, but learns most here from your answer,"
    " whether yes or no.",
)
_LIFT = QT_TRANSLATE_NOOP(
    "RowExplanations",
    "Of 1,000 pieces of music about {usual} are {tag}. The model takes this one to be {times} times"
    " as likely to be it as any.",
)
_OPINIONS = QT_TRANSLATE_NOOP(
    "RowExplanations", "Several models listened together. Each alone says: {opinions}."
)
_SUGGESTED = QT_TRANSLATE_NOOP(
    "RowExplanations", "Score {score}: {tag} is suggested, as it is from {threshold} on."
)
_NOT_SUGGESTED = QT_TRANSLATE_NOOP(
    "RowExplanations",
    "Score {score}: {tag} is not suggested. It would be from {threshold} on.",
)


def explained_column(column: str) -> str:
    """Return what the column of that name holds, with an example; "" for nothing to explain."""
    return _translated(_COLUMNS[column]) if column in _COLUMNS else ""


def explained_value(column: str, row: TagRow) -> str:
    """Return what a column says of this tag; "" for nothing to explain."""
    tagging = row.tagging
    if column == "name":
        return tagging.tag
    if column == "source":
        return _explained_source(row)
    if column not in {"bar", "score", "lift"}:
        return explained_column(column)
    if tagging.score is None or tagging.threshold is None:
        return _translated(_UNKNOWN).format(tag=tagging.tag)
    if column == "lift" and tagging.lift is not None and row.base_rate is not None:
        usual = max(1, round(1000 * row.base_rate))
        times = decimal(tagging.lift, 1)
        return _translated(_LIFT).format(usual=usual, tag=tagging.tag, times=times)
    text = _translated(_SUGGESTED if tagging.above_threshold else _NOT_SUGGESTED).format(
        tag=tagging.tag,
        score=decimal(tagging.score, 2),
        threshold=decimal(tagging.threshold, 2),
    )
    return f"{text}\n{explained_opinions(row)}" if row.opinions else text


def _explained_source(row: TagRow) -> str:
    asks = row.asked and row.tagging.state == "unseen" and not row.is_assumed_no
    text = _translated(_ASKS).format(tag=row.tagging.tag) if asks else explained_column("source")
    return f"{text}\n{explained_opinions(row)}" if row.opinions else text


def explained_opinions(row: TagRow) -> str:
    """Return what each member of a joint model says of this tag."""
    return _translated(_OPINIONS).format(opinions=opinion_text(row.opinions))


def opinions_in_a_line(row: TagRow) -> str:
    """Return who says what of this tag, "" where no joint model was asked."""
    if not row.opinions:
        return ""
    text = QCoreApplication.translate("RowExplanations", "{tag}, each model alone: {opinions}")
    return text.format(tag=row.tagging.tag, opinions=opinion_text(row.opinions))


def _translated(text: str) -> str:
    return QCoreApplication.translate("RowExplanations", text)
