"""The question before a version is put to use shows the figures behind its verdict on demand."""

from PySide6.QtWidgets import QLabel

from tagstudio.core.messages import message
from tagstudio.engine.evaluation.expected_tags import ExpectedTag
from tagstudio.engine.evaluation.gate import Preview
from tagstudio.engine.training.own_tags import OwnTag
from tagstudio.engine.training.readiness import TagReadiness
from tagstudio.library.models.judgements import Judgement
from tagstudio.ui.model_screen.promotion import PromotionDialog

EVIDENCE = {"used": {"all": {"difference": 0.0123, "p": 0.04, "artists": 31, "tags": 5}}}


def dialog(shown, **details) -> PromotionDialog:
    judged = Judgement(1, 2, 2, 9, 30, None, "on trial", message("judge.x", "So it is."), details)
    return shown(PromotionDialog("v2", Preview(judged, ())))


def test_the_figures_are_under_details(shown):
    asked = dialog(shown, evidence=EVIDENCE)
    assert asked.details.isVisible() and not asked.figures.isVisible()
    asked.details.click()
    assert asked.figures.isVisible()
    figures, meaning = asked.figures.text().splitlines()
    assert figures == (
        "Beside the version in use then, all answers: difference of ROC-AUC 0.0123, p 0.0400;"
        " artists 31, tags 5."
    )
    assert meaning.startswith("ROC-AUC is how often")
    assert not asked.details.isDefault()
    asked.details.click()
    assert not asked.figures.isVisible()


def test_without_figures_there_is_no_such_button(shown):
    assert not dialog(shown).details.isVisible()


def test_the_changes_of_a_tag_are_shown_though_they_balance(shown):
    judged = Judgement(1, 2, 2, 9, 30, None, "on trial", message("judge.x", "So it is."), {})
    changed = ExpectedTag("jazz", 120, 9, 9, 4, 4, comes=2, goes=2)
    still = ExpectedTag("rock", 120, 9, 9, 4, 4)
    none = "So no tag comes to any track or goes from it."
    for tags, is_said in (((changed, still), False), ((still,), True)):
        asked = shown(PromotionDialog("v2", Preview(judged, tags)))
        texts = [one.text() for one in asked.findChildren(QLabel)]
        assert any(none in text for text in texts) == is_said
        changes = [asked.table.index(row, 3).data() for row in range(len(tags))]
        assert changes == ([""] if is_said else ["+2  −2", ""])


def test_an_own_tag_says_how_far_it_is_learned(shown):
    judged = Judgement(1, 2, 2, 9, 30, None, "on trial", message("judge.x", "So it is."), {})
    tags = (ExpectedTag("tango", 120, None, 40, 15, 9), ExpectedTag("jazz", 120, 9, None, 4, 4))
    own = OwnTag(TagReadiness("tango", 15, 9, 8, 7, None, "tango", is_own=True), "untested")
    asked = shown(PromotionDialog("v2", Preview(judged, tags), own_tags=[own]))
    notes = [asked.table.index(row, 5).data() for row in range(2)]
    assert [asked.table.index(row, 1).data() for row in range(2)] == ["15", "9"]
    assert notes == ["your own", "it does not know this tag"]
    assert asked.own_tags.text() == f"Your own tags: tango ({own.words})."
    assert asked.own_tags.wordWrap() and asked.own_tags.isVisible()
    assert not shown(PromotionDialog("v2", Preview(judged, tags))).own_tags.isVisible()


def test_nothing_is_cut_when_the_figures_are_shown(qtbot, shown):
    first = {"tracks": 9, "before": 3, "after": 5, "by_chance": 1}
    details = {"evidence": {**EVIDENCE, "original": EVIDENCE["used"]}, "first_tags": first}
    reason = message("judge.x", "So it is. " * 300)
    judged = Judgement(1, 2, 2, 9, 30, None, "on trial", reason, details)
    tags = tuple(ExpectedTag(f"tag {n}", 120, 9, 9, 4, 4, comes=2, goes=2) for n in range(20))
    asked = PromotionDialog("v2", Preview(judged, tags))
    asked.setMaximumHeight(520)
    shown(asked)
    for _ in range(2):
        asked.details.click()
        qtbot.wait(20)
        labels = [one for one in asked.findChildren(QLabel) if one.isVisible() and one.text()]
        assert len(labels) > 3
        cut = [one.text()[:40] for one in labels if one.height() < one.heightForWidth(one.width())]
        assert not cut
        assert asked.view.viewport().height() >= 4 * asked.view.rowHeight(0) - 1
