"""The tags of a joint model: those of all members, each once, and who has a say in which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.log_odds import logit, sigmoid
from tagstudio.plugin_api import TagInfo

Floats = NDArray[np.float64]
Reference = tuple[tuple[float, float], ...]  # share of the tracks, score that it reaches


@dataclass(frozen=True)
class JointVocabulary:
    """The tags of a joint model, k in all.

    `weights` has a matrix per member, (its tags, k): the joint logits are the sum of the members'
    logits times these.
    """

    tags: tuple[TagInfo, ...]
    weights: tuple[NDArray[np.float32], ...]


def joint_vocabulary(
    of_members: Sequence[Sequence[TagInfo]],
    weights: Mapping[str, Sequence[float]],
) -> JointVocabulary:
    """Return the union of the members' tags, in the order of the first one that has each.

    A tag of several members is the mean of their logits, by `weights` in the order of the members
    that have it, where they are given; a tag of one is that one's.
    """
    names = list(dict.fromkeys(tag.name for tags in of_members for tag in tags))
    matrices = [np.zeros((len(tags), len(names)), np.float32) for tags in of_members]
    joint = []
    for column, name in enumerate(names):
        said = [
            (member, place, tag)
            for member, tags in enumerate(of_members)
            for place, tag in enumerate(tags)
            if tag.name == name
        ]
        shares = _shares(weights.get(name, ()), len(said))
        weights_of_members = np.zeros(len(of_members))
        for share, (member, place, _) in zip(shares, said, strict=True):
            matrices[member][place, column] = weights_of_members[member] = share
        tag = _joint_tag([tag for _, _, tag in said], shares)
        joint.append(replace(tag, weights=tuple(weights_of_members.tolist())))
    return JointVocabulary(tuple(joint), tuple(matrices))


def _shares(given: Sequence[float], count: int) -> Floats:
    """Return weights that sum to 1; equal ones where none are given for so many members."""
    shares = np.array(given if len(given) == count else [1.0] * count, np.float64)
    found: Floats = shares / shares.sum()
    return found


def _joint_tag(tags: Sequence[TagInfo], shares: Floats) -> TagInfo:
    """Describe a tag that several members have as the first of them does.

    Its base rate is their mean in log-odds, for that is how its scores are. What its scores are in
    other music follows from theirs: see `joint_reference`. It is heard where any member hears it.
    """
    first = tags[0]
    if len(tags) == 1:
        return first
    rate = float(sigmoid(shares @ logit([tag.base_rate for tag in tags])))
    return replace(
        first,
        base_rate=rate,
        threshold=None,
        reference=joint_reference([tag.reference for tag in tags], shares),
        heard=any(tag.heard for tag in tags),
    )


def joint_reference(references: Sequence[Reference], shares: Floats) -> Reference:
    """Return the scores that shares of other music reach, from those of the members.

    They are the means of the members' logits at the same share, as if the members agreed on which
    tracks come first. They nearly do where it counts, and where they do not, the joint score lies
    lower: then fewer tracks reach it than the share says, which errs on the side of silence.
    """
    if not all(references) or len({tuple(s for s, _ in one) for one in references}) != 1:
        return ()
    logits = np.stack([logit([score for _, score in one]) for one in references])
    scores = sigmoid(shares @ logits)
    return tuple(zip((share for share, _ in references[0]), scores.tolist(), strict=True))
