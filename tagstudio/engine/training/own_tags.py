"""How far a version has learned each tag of the librarian's own: one answer for all places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tagstudio.core.messages import Message, message
from tagstudio.engine.evaluation.verdict_words import right_of
from tagstudio.engine.training.readiness import TagReadiness
from tagstudio.library.models.models import Model, ModelTag


@dataclass(frozen=True)
class OwnTag:
    """An own tag by a version, with the answers to it.

    "learned": the judge found that the version tells its tracks from others; `auc` says how well,
    0 for the other states. "untested": it is suggested, and nobody can tell yet how well.
    "withheld": the version scores it, and it is suggested nowhere, as nothing tells where it ends.
    "unlearned": the version does not have it.
    """

    answers: TagReadiness
    state: Literal["learned", "untested", "withheld", "unlearned"]
    auc: float = 0.0

    @property
    def tag(self) -> str:
        """What it is called now."""
        return self.answers.tag

    @property
    def is_suggested(self) -> bool:
        """Whether tracks may get it as a suggestion."""
        return self.state in {"learned", "untested"}

    @property
    def words(self) -> Message:
        """The state, and for what answers are missing."""
        if self.state == "learned":
            return message(
                "own-tags.learned",
                "learned: of two tracks, one with it and one without, it picks the right one"
                " {right} times of 100",
                right=right_of(self.auc),
            )
        if self.state == "unlearned":
            return message("own-tags.not-yet", "not learned yet: the next training tries it")
        if self.state == "withheld":
            return message(
                "own-tags.withheld",
                "learned, but suggested nowhere yet: say no to it on a track that it does not fit",
            )
        if missing := self.answers.to_test:
            return message(
                "own-tags.untested",
                "learned; how well can be told with {missing}",
                missing=missing,
            )
        return message("own-tags.unclear", "learned; your answers do not show yet how well")


def own_tags_of(
    answered: Sequence[TagReadiness], version: Model, judged: Mapping[str, Any]
) -> list[OwnTag]:
    """Return the answered own tags by a version; `judged` are the details of its last judgement."""
    known = {tag.key: tag for tag in version.offered_tags}
    found = judged.get("own_tags", {})
    return [
        _own_tag(one, known.get(one.key), found.get(one.key, {})) for one in answered if one.is_own
    ]


def _own_tag(answers: TagReadiness, known: ModelTag | None, judged: Mapping[str, Any]) -> OwnTag:
    if known is None:
        return OwnTag(answers, "unlearned")
    if known.threshold >= 1 or not (answers.no or known.user_rule):
        # No score reaches 1, which a tag without a no gets once the version is in use: the same is
        # said before. Only a threshold that the librarian set holds in its stead.
        return OwnTag(answers, "withheld")
    if judged.get("proven"):
        return OwnTag(answers, "learned", judged["auc"])
    return OwnTag(answers, "untested")
