"""How far a version has learned each tag of the librarian's own: one answer for all places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tagstudio.core.messages import Message, message
from tagstudio.engine.evaluation.verdict_words import right_of
from tagstudio.engine.training.readiness import TagReadiness
from tagstudio.library.models.models import Model


@dataclass(frozen=True)
class OwnTag:
    """An own tag by a version, with the answers to it.

    "learned": the judge found that the version tells its tracks from others; `auc` says how well,
    0 for the other states. "learning": it is suggested, and nobody can tell yet how well.
    "unlearned": it is suggested nowhere.
    """

    answers: TagReadiness
    state: Literal["learned", "learning", "unlearned"]
    auc: float = 0.0

    @property
    def tag(self) -> str:
        """What it is called now."""
        return self.answers.tag

    @property
    def words(self) -> Message:
        """The state, and what is missing."""
        missing = self.answers.missing
        if self.state == "learned":
            return message(
                "own-tags.learned",
                "learned: of two tracks, one with it and one without, it picks the right one"
                " {right} times of 100",
                right=right_of(self.auc),
            )
        if self.state == "unlearned" and missing:
            return message(
                "own-tags.unlearned-missing",
                "not learned, suggested nowhere; missing: {missing}",
                missing=missing,
            )
        if self.state == "unlearned":
            return message(
                "own-tags.unlearned", "not learned, suggested nowhere; the next training tries it"
            )
        if missing:
            return message(
                "own-tags.learning-missing", "being learned; missing: {missing}", missing=missing
            )
        return message(
            "own-tags.learning", "being learned; its answers do not show yet that it is told apart"
        )


def own_tags_of(
    answered: Sequence[TagReadiness], version: Model, judged: Mapping[str, Any]
) -> list[OwnTag]:
    """Return the answered own tags by a version; `judged` are the details of its last judgement."""
    thresholds = {tag.key: tag.threshold for tag in version.offered_tags}
    found = judged.get("own_tags", {})
    return [
        _own_tag(one, thresholds.get(one.key), found.get(one.key, {}))
        for one in answered
        if one.is_own
    ]


def _own_tag(answers: TagReadiness, threshold: float | None, judged: Mapping[str, Any]) -> OwnTag:
    if threshold is None or threshold >= 1:  # 1: no score reaches it
        return OwnTag(answers, "unlearned")
    if judged.get("proven"):
        return OwnTag(answers, "learned", judged["auc"])
    return OwnTag(answers, "learning")
