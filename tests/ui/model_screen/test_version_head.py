import pytest

from tagstudio.core.messages import message
from tagstudio.engine.evaluation.gate import Verdict
from tagstudio.engine.evaluation.version_scores import EvaluationSummary, MacroAuc
from tagstudio.library.models.models import Model
from tagstudio.ui.model_screen.overview import Version
from tagstudio.ui.model_screen.version_head import VersionHead
from tagstudio.ui.model_screen.version_timeline import VersionEntry

MODEL = Model(1, "crnn", "v2", "0" * 64, "", (), "v1", 1_600_000_000, 312)
MACRO = MacroAuc(0.81, 0.75, 0.86)


def entry(summary=None, **changed) -> VersionEntry:
    version = {"name": "v2", "title": "", "parent": "v1", "known": MODEL, "installed": object()}
    return VersionEntry(Version(**{**version, **changed}), summary)


def summary(macro=None, verdict=None) -> EvaluationSummary:
    return EvaluationSummary(MODEL, (), macro, verdict)


@pytest.mark.parametrize(
    ("shown_entry", "sentence"),
    [
        (entry(), "It was not measured yet."),
        (entry(installed=None), "Its file is missing, so it cannot be used."),
        (entry(summary()), "It was not measured yet."),
        (
            entry(summary(MACRO), active=True),
            "Macro ROC-AUC 0.810 on the test set, with 95 % certainty 0.750 to 0.860.",
        ),
        (entry(summary(MACRO, Verdict(False, message("gate.x", "It is worse.")))), "It is worse."),
    ],
)
def test_the_result_of_a_version_in_one_sentence(shown, shown_entry, sentence):
    head = shown(VersionHead())
    head.show_entry(shown_entry)
    assert head._summary.text() == sentence


def test_only_an_installed_version_that_is_not_active_can_be_used(shown):
    head = shown(VersionHead())
    found = []
    for one in (entry(), entry(active=True), entry(installed=None)):
        head.show_entry(one)
        found.append((head.use.isVisible(), head.suggest.isVisible()))
    assert found == [(True, False), (False, True), (False, False)]
