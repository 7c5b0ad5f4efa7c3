import pytest
from PySide6.QtTest import QAbstractItemModelTester

from tagstudio.engine.evaluation.gate import Verdict
from tagstudio.engine.evaluation.version_scores import EvaluationSummary
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.library.models.models import Model
from tagstudio.plugin_api import ModelInfo, TagInfo
from tagstudio.ui.model_screen.overview import Version
from tagstudio.ui.model_screen.version_timeline import VersionEntry, VersionListView, facts_text

MODEL = Model(1, "crnn", "v2", "0" * 64, "", (), "v1", 1_600_000_000, 312)
HERE = InstalledModel(
    Plugin("crnn", None, "user", None), ModelInfo("v2", "0" * 64, (TagInfo("jazz", "genre", 0.1),))
)


def version(**changed) -> Version:
    return Version(**{"name": "v2", "title": "", "parent": "v1", "known": MODEL,
                      "installed": HERE, **changed})  # fmt: skip


def summary_of(passed: bool) -> EvaluationSummary:
    return EvaluationSummary(MODEL, (), None, Verdict(passed, "because"))


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (VersionEntry(version(active=True), summary_of(True)), "active"),
        (VersionEntry(version(), summary_of(True)), "proven"),
        (VersionEntry(version(), summary_of(False)), "candidate"),
        (VersionEntry(version(was_active=True), summary_of(False)), "before"),
        (VersionEntry(version()), "not measured"),
        (VersionEntry(version(parent=None)), "installed"),
        (VersionEntry(version(installed=None), summary_of(True)), "gone"),
    ],
)
def test_the_state_of_a_version(entry, state):
    assert entry.state == state


def test_the_facts_name_answers_and_parent(qapp):
    assert "312 answers, from v1" in facts_text(version())
    assert facts_text(version(known=None)) == "Not used yet"


def test_the_list_is_a_sound_model_and_keeps_what_is_chosen(workspace, shown):
    view = shown(VersionListView(workspace))
    QAbstractItemModelTester(view.entries_model)
    view.entries_model.show_versions(
        [version(), version(name="v1", active=True)], {1: summary_of(True)}
    )
    view.choose("nothing of that name")
    assert view.chosen().version.name == "v1"
    view.choose("v2")
    assert view.chosen().state == "proven"
