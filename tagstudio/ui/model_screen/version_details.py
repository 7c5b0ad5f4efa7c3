"""The figures behind the sentences on a version, for those who want them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from tagstudio.engine.evaluation.bootstrap import CERTAINTY
from tagstudio.engine.training.own_tags import OwnTag
from tagstudio.library.models.evaluations import MacroAuc
from tagstudio.library.models.judgements import Judgement
from tagstudio.ui.model_screen.version_timeline import VersionEntry
from tagstudio.ui.text.message_translation import card_text, translated
from tagstudio.ui.text.number_format import counted, decimal


def details_of(entry: VersionEntry) -> list[str]:
    """Return the figures of a version, a line each."""
    lines = [_origin(entry)]
    if entry.summary is not None and entry.summary.macro is not None:
        lines.append(_macro(entry.summary.macro))
    judged = entry.summary.judgement if entry.summary else None
    if judged is not None:
        lines += details_of_judgement(judged)
    return [line for line in lines if line]


def details_of_judgement(judged: Judgement) -> list[str]:
    """Return the figures behind a verdict, a line each."""
    lines = []
    if first := judged.details.get("first_tags", {}):
        lines.append(_first_tags(first))
    lines += _evidence(judged.details.get("evidence", {}))
    lines += [_own_tag(tag, one) for tag, one in _own_tags(judged.details)]
    found = [line for line in lines if line]
    return [*found, _meaning()] if found else found


def _meaning() -> str:
    """Return what the figures of a verdict mean."""
    return QCoreApplication.translate(
        "version_details",
        "ROC-AUC is how often the right one of two tracks is picked, 0.5 by guessing; the"
        " difference is how much more often than before. p is how often luck alone would give as"
        " much: 0.01 is once in a hundred, 1 always.",
    )


def _origin(entry: VersionEntry) -> str:
    version, installed = entry.version, entry.version.installed
    parts = [version.title]
    if installed is not None:
        info, plugin = installed.info, installed.plugin.name
        parts = [card_text(plugin, version.title)]
        if info.parameters:
            text = QCoreApplication.translate("version_details", "{count} weights")
            parts.append(text.format(count=counted(info.parameters)))
        if info.licence:
            text = QCoreApplication.translate("version_details", "licence {licence}")
            parts.append(text.format(licence=card_text(plugin, info.licence)))
    return " · ".join(part for part in parts if part)


def _macro(macro: MacroAuc) -> str:
    text = QCoreApplication.translate(
        "version_details",
        "Macro ROC-AUC {auc} on your answers, with {certainty} % certainty {low} to {high}.",
    )
    return text.format(
        auc=decimal(macro.auc, 3),
        certainty=CERTAINTY,
        low=decimal(macro.low, 3),
        high=decimal(macro.high, 3),
    )


def _first_tags(first: Mapping[str, Any]) -> str:
    """Return on how many tracks a right tag stands first."""
    if not first["tracks"]:
        return ""
    text = QCoreApplication.translate(
        "version_details",
        "A right tag stands first on {after} of {tracks} tracks by known artists; with the version"
        " in use then on {before}, with a tag picked at random on {by_chance}. Of each track's"
        " answered tags those count that both versions ask for, where they are yes and no.",
    )
    return text.format(**{name: counted(round(number)) for name, number in first.items()})


def _evidence(heard: Mapping[str, Any]) -> list[str]:
    """Return what was found beside the version in use, and beside the proven one."""
    sides = {
        "used": QCoreApplication.translate("version_details", "Beside the version in use then"),
        "proven": QCoreApplication.translate("version_details", "Beside the version proven then"),
        "known": QCoreApplication.translate(
            "version_details", "Beside the version proven then, by known artists alone"
        ),
    }
    witnesses = {
        "asked by both": QCoreApplication.translate("version_details", "answers both asked for"),
        "all": QCoreApplication.translate("version_details", "all answers"),
    }
    text = QCoreApplication.translate(
        "version_details",
        "{side}, {answers}: difference of ROC-AUC {difference}, p {p}; artists {artists}, tags"
        " {tags}.",
    )
    differs = [
        side
        for side in sides
        if side in heard and (side == "used" or heard[side] != heard.get("used"))
    ]
    return [
        text.format(
            side=sides[side],
            answers=witnesses[witness],
            difference=decimal(said["difference"], 4),
            p=decimal(said["p"], 4),
            artists=counted(int(said["artists"])),
            tags=counted(int(said["tags"])),
        )
        for side in differs
        for witness, said in heard[side].items()
        if witness in witnesses and said["artists"]
    ]


def _own_tags(details: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    return sorted(details.get("own_tags", {}).items())


def _own_tag(tag: str, one: Mapping[str, Any]) -> str:
    text = QCoreApplication.translate(
        "version_details", "{tag}: ROC-AUC {auc}, p {p}; artists {artists}."
    )
    return text.format(
        tag=tag,
        auc=decimal(min(1.0, one["auc"]), 3),
        p=decimal(one["p"], 4),
        artists=counted(int(one["artists"])),
    )


def own_tags_text(own_tags: Sequence[OwnTag]) -> str:
    """Return how well a version has learned the librarian's own tags, "" where there are none."""
    if not own_tags:
        return ""
    one_tag = QCoreApplication.translate("VersionHead", "{tag} ({state})")
    said = [one_tag.format(tag=one.tag, state=translated(one.words)) for one in own_tags]
    told = QCoreApplication.translate("VersionHead", "Your own tags: {tags}.")
    return told.format(tags=", ".join(said))
