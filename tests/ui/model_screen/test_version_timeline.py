from dataclasses import replace

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from tagstudio.core.messages import message, plain
from tagstudio.engine.evaluation.out_of_fold import made_by_an_older_way
from tagstudio.engine.evaluation.version_scores import EvaluationSummary
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.library.models.judgements import Judgement
from tagstudio.library.models.models import Model
from tagstudio.plugin_api import LearnedFrom, ModelInfo, TagInfo
from tagstudio.ui.model_screen.overview import Version
from tagstudio.ui.model_screen.version_timeline import (
    VersionEntry,
    VersionListView,
    facts_text,
    state_text,
    state_tip,
)

MODEL = Model(1, "crnn", "v2", "0" * 64, "", (), "v1", 1_600_000_000, 312)
HERE = InstalledModel(
    Plugin("crnn", None, "user", None),
    ModelInfo("v2", "0" * 64, (TagInfo("jazz", "genre", 0.1),), library=LearnedFrom("1", "", 9)),
)
OF_BEFORE = replace(HERE, info=replace(HERE.info, library=None))


def version(**changed) -> Version:
    return Version(**{"name": "v2", "title": "", "parent": "v1", "known": MODEL,
                      "installed": HERE, **changed})  # fmt: skip


def summary_of(outcome: str, reason=None) -> EvaluationSummary:
    judged = Judgement(1, 2, 2, 9, 30, None, outcome, reason or plain("because"))
    return EvaluationSummary(MODEL, (), None, judged)


EARLY, FEW = (
    summary_of("not better", message(key, "There is too little to tell yet."))
    for key in ("judge.too-early", "judge.too-few")
)
OLDER = summary_of("not better", made_by_an_older_way("v2"))


@pytest.mark.parametrize(
    ("entry", "state", "text"),
    [
        (VersionEntry(version(active=True), summary_of("proven")), "active", "Active"),
        (VersionEntry(version(active=True, on_trial=True)), "trial", "On trial"),
        (VersionEntry(version(), summary_of("proven")), "proven", "Proven"),
        (VersionEntry(version(), summary_of("on trial")), "probable", "Probably better"),
        (VersionEntry(version(), summary_of("not better")), "candidate", "Not better so far"),
        (VersionEntry(version(), EARLY), "open", "Too little to tell"),
        (VersionEntry(version(), FEW), "open", "Too little to tell"),
        (VersionEntry(version(), OLDER), "older", "Made by an older way"),
        (
            VersionEntry(version(was_active=True), summary_of("not better")),
            "before",
            "Active before",
        ),
        (VersionEntry(version()), "new", "Not judged yet"),
        (VersionEntry(version(installed=OF_BEFORE)), "older", "Made by an older way"),
        (VersionEntry(version(parent=None)), "installed", "Installed"),
        (VersionEntry(version(installed=None), summary_of("proven")), "gone", "File is gone"),
    ],
)
def test_the_state_of_a_version_in_plain_words(qapp, entry, state, text):
    assert entry.state == state
    assert state_text(entry.state) == text
    assert state_tip(entry.state).endswith(".")


def test_the_facts_name_answers_and_parent(qapp):
    assert "312 answers, from v1" in facts_text(version())
    assert facts_text(version(known=None)) == "Not used yet"


def test_the_list_is_a_sound_model_and_keeps_what_is_chosen(workspace, shown):
    view = shown(VersionListView(workspace))
    QAbstractItemModelTester(view.entries_model)
    view.entries_model.show_versions(
        [version(), version(name="v1", active=True)], {1: summary_of("proven")}
    )
    view.choose("nothing of that name")
    assert view.chosen().version.name == "v1"
    view.choose("v2")
    assert view.chosen().state == "proven"


def test_in_a_narrow_list_state_and_facts_have_lines_of_their_own(workspace, shown, qtbot):
    view = shown(VersionListView(workspace))
    elsewhere = version(name="starter-v2", elsewhere="/music/of a colleague/library.db")
    view.entries_model.show_versions([version(), elsewhere], {})
    heights = []
    for width in (600, 184):
        view.resize(width, 600)
        qtbot.wait(1)
        heights.append([view.visualRect(view.entries_model.index(row)).height() for row in (0, 1)])
    wide, narrow = heights
    line = view.fontMetrics().lineSpacing()
    assert wide[0] == wide[1]
    assert narrow[0] > wide[0]
    assert narrow[1] >= wide[1] + 2 * line
