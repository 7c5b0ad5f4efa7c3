"""The question before a version is put to use shows the figures behind its verdict on demand."""

from tagstudio.core.messages import message
from tagstudio.engine.evaluation.gate import Preview
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
    assert asked.figures.text() == (
        "Beside the version in use, all answers: difference of ROC-AUC 0.0123, p 0.0400;"
        " artists 31, tags 5."
    )
    assert not asked.details.isDefault()
    asked.details.click()
    assert not asked.figures.isVisible()


def test_without_figures_there_is_no_such_button(shown):
    assert not dialog(shown).details.isVisible()
