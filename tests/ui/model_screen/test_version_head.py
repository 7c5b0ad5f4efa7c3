from dataclasses import replace

import pytest

from tagstudio.core.messages import message
from tagstudio.engine.evaluation.expected_tags import ExpectedTag
from tagstudio.engine.evaluation.version_scores import EvaluationSummary, MacroAuc
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.training.own_tags import OwnTag
from tagstudio.engine.training.readiness import TagReadiness
from tagstudio.library.models.evaluations import Figures
from tagstudio.library.models.judgements import Judgement
from tagstudio.library.models.models import Model
from tagstudio.plugin_api import LearnedFrom, ModelInfo, TagInfo
from tagstudio.ui.model_screen.overview import Version
from tagstudio.ui.model_screen.version_head import VersionHead
from tagstudio.ui.model_screen.version_timeline import VersionEntry
from tagstudio.ui.text.dates import time_text

MODEL = Model(1, "crnn", "v2", "0" * 64, "", (), "v1", 1_600_000_000, 312)
HERE = InstalledModel(
    Plugin("crnn", None, "user", None),
    ModelInfo("v2", "0" * 64, (TagInfo("jazz", "genre", 0.1),), library=LearnedFrom("1", "", 9)),
)
MACRO = MacroAuc(0.81, 0.75, 0.86)


def entry(summary=None, **changed) -> VersionEntry:
    version = {"name": "v2", "title": "", "parent": "v1", "known": MODEL, "installed": HERE}
    return VersionEntry(Version(**{**version, **changed}), summary)


def judgement(outcome="not better", **details) -> Judgement:
    return Judgement(1, 2, 2, 9, 30, None, outcome, message("judge.x", "So it is."), details)


def summary(macro=None, judged=None) -> EvaluationSummary:
    return EvaluationSummary(MODEL, (), macro, judged)


@pytest.mark.parametrize(
    ("shown_entry", "sentence"),
    [
        (entry(), "It was not judged yet. Use this version does so first."),
        (entry(parent=None), "It was not measured yet."),
        (entry(installed=None), "Its file is missing, so it cannot be used."),
        (
            entry(summary(MACRO), active=True),
            "By your answers: of two tracks, one with a tag and one without, it picks the right one"
            " 81 times of 100.",
        ),
        (
            entry(
                EvaluationSummary(MODEL, (Figures(1, 3, 2, None, None, None, None),), None, None)
            ),
            "It was measured, but your answers are too few to tell: no tag has 10 yes and 10 no"
            " yet.",
        ),
        (entry(summary(MACRO, judgement())), "So it is."),
        (
            entry(summary(MACRO, judgement()), active=True, reason=message("x.y", "On trial.")),
            "On trial.",
        ),
    ],
)
def test_the_result_of_a_version_in_one_sentence(shown, shown_entry, sentence):
    head = shown(VersionHead())
    head.show_entry(shown_entry)
    assert head._summary.text() == sentence


def test_a_verdict_of_then_says_when_for_a_version_may_be_used_again(shown):
    head, at = shown(VersionHead()), 1_600_000_000
    said = []
    for promoted_at in (at, at + 86_400):
        once = entry(
            active=True,
            forced=True,
            reason=message("x.y", "It is not better."),
            promoted_at=promoted_at,
        )
        head.show_entry(once)
        said.append(head._summary.text())
        time = time_text(promoted_at)
        assert said[-1] == (
            f"You put it to use yourself, {time}. The verdict then: It is not better."
        )
    assert said[0] != said[1]


def own_tag(tag, state, auc=0.0, missing=None) -> OwnTag:
    answers = TagReadiness(tag, 6, 4, 5, 4, None, tag, is_own=True, to_test=missing)
    return OwnTag(answers, state, auc)


def test_own_tags_are_told_apart_from_the_verdict(shown):
    head = shown(VersionHead())
    missing = message("readiness.own-tag", "about 5 more yes and 14 more no")
    tags = [
        own_tag("reggae", "learned", 0.931),
        own_tag("tango", "untested", missing=missing),
        own_tag("polka", "unlearned", missing=missing),
    ]
    head.show_entry(entry(summary(MACRO, judgement())), tags)
    assert head._own_tags.text() == (
        "Your own tags: reggae (learned: of two tracks, one with it and one without, it picks the"
        " right one 93 times of 100), tango (learned; how well can be told with about 5 more yes"
        " and 14 more no), polka (not learned yet: the next training tries it)."
    )
    head.show_entry(entry(summary(MACRO, judgement())))
    assert not head._own_tags.isVisible()


@pytest.mark.parametrize("outcome", ["proven", "on trial", "not better"])
def test_only_a_proven_version_is_offered_first(shown, outcome):
    head = shown(VersionHead())
    head.show_entry(entry(summary(MACRO, judgement(outcome))))
    assert head.use.property("main") == (outcome == "proven")


@pytest.mark.parametrize(
    ("outcome", "reason", "is_main"),
    [
        ("on trial", "judge.trial", True),
        ("not better", "judge.all-too-small", True),
        ("not better", "judge.too-few-tracks", False),
        ("not better", "judge.no-better", False),
    ],
)
def test_where_none_is_used_yet_only_one_that_its_verdict_speaks_for_is_offered(
    shown, outcome, reason, is_main
):
    head = shown(VersionHead())
    judged = replace(judgement(outcome), reason=message(reason, "So it is."))
    head.show_entry(entry(summary(MACRO, judged)), is_next=True)
    assert bool(head.use.property("main")) == is_main
    assert not head.use.isDefault()


def test_only_an_installed_version_that_is_not_active_can_be_used(shown):
    head = shown(VersionHead())
    found = []
    for one in (entry(), entry(active=True), entry(installed=None)):
        head.show_entry(one)
        found.append((head.use.isVisible(), head.suggest.isVisible()))
    assert found == [(True, False), (False, True), (False, False)]


def test_the_figures_are_under_details(shown):
    head = shown(VersionHead())
    said = {"difference": 0.0213, "p": 0.0125, "artists": 30, "tags": 5}
    evidence = {"used": {"asked by both": said}, "proven": {}, "known": {}}
    first = {"tracks": 175, "before": 134.5, "after": 155, "by_chance": 70.2}
    judged = judgement(evidence=evidence, first_tags=first)
    head.show_entry(entry(summary(MACRO, judged)))
    assert not head._figures.isVisible()
    head.details.click()
    assert head._figures.isVisible()
    assert head._figures.text().splitlines() == [
        "Macro ROC-AUC 0.810 on your answers, with 95 % certainty 0.750 to 0.860.",
        "A right tag stands first on 155 of 175 tracks by known artists; with the version in use"
        " then on 134, with a tag picked at random on 70. Of each track's answered tags those"
        " count that both versions ask for, where they are yes and no.",
        "Beside the version in use then, answers both asked for: difference of ROC-AUC 0.0213, p"
        " 0.0125; artists 30, tags 5.",
        "ROC-AUC is how often the right one of two tracks is picked, 0.5 by guessing; the"
        " difference is how much more often than before. p is how often luck alone would give as"
        " much: 0.01 is once in a hundred, 1 always.",
    ]
    head.show_entry(entry())
    assert not head.details.isVisible()
    assert not head._figures.isVisible()


def test_without_answers_it_does_not_ask_to_measure(shown):
    head = shown(VersionHead())
    head.show_entry(entry(parent=None), can_measure=False)
    assert "once you have answered" in head._summary.text()


@pytest.mark.parametrize(("count", "warned"), [(40, False), (90, True)])
def test_an_own_tag_that_is_suggested_everywhere_is_warned_of(shown, count, warned):
    head = shown(VersionHead())
    tango = ExpectedTag("tango", 120, None, count, 15, 9)
    learning = own_tag("tango", "untested")
    head.show_entry(entry(active=True), [learning], [tango])
    assert f"{count} of 120 tracks have tango, answered or suggested" in head._own_tags.text()
    assert ("probably too many" in head._own_tags.text()) == warned
    head.show_entry(entry(), [learning], [tango])  # the counts are those of another version
    assert "tracks have" not in head._own_tags.text()
    head.show_entry(entry(active=True), [own_tag("tango", "unlearned")], [tango])
    assert "tracks have" not in head._own_tags.text()  # it is suggested nowhere
