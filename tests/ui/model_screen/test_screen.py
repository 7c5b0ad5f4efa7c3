"""The Model screen against the real engine and a small tagger that really learns."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QWidget,
)

from tagstudio.core.messages import Message, message, plain
from tagstudio.core.progress import Progress
from tagstudio.engine.correcting.undo_order import Act
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.plugins import discovery
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.library.models import promotions
from tagstudio.library.models.models import list_models
from tagstudio.library.search.pending import pending_tracks
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.views.counts import tag_counts
from tagstudio.plugin_api import ModelInfo, TagInfo
from tagstudio.plugin_api.manifest import Manifest
from tagstudio.ui.background import model_jobs
from tagstudio.ui.model_screen.promotion import PromotionDialog
from tagstudio.ui.model_screen.screen import ModelScreen
from tagstudio.ui.model_screen.train_dialog import TrainDialog
from tagstudio.ui.model_screen.version_timeline import VersionEntry, facts_text
from tagstudio.ui.shell.main_window import MainWindow

LONG = 30_000  # ms


@pytest.fixture(autouse=True)
def jobs_here():
    """In processes, as in the program."""


@pytest.fixture
def screen(learning, shown, qtbot):
    made = shown(ModelScreen(learning))
    qtbot.waitUntil(lambda: bool(made.view.versions.entries_model.entries), timeout=LONG)
    return made


def states(screen) -> dict[str, str]:
    return {entry.version.name: entry.state for entry in screen.view.versions.entries_model.entries}


def idle(workspace, qtbot) -> None:
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=LONG)


def trained(screen, workspace, qtbot, **settings):
    known = len(screen.view.versions.entries_model.entries)
    model_jobs.train_version(workspace, TrainJob(**settings))
    qtbot.waitUntil(lambda: len(screen.view.versions.entries_model.entries) > known, timeout=LONG)
    qtbot.waitUntil(lambda: "new" not in states(screen).values(), timeout=LONG)
    idle(workspace, qtbot)


def click(widget, qtbot) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_it_is_asked_by_the_answers_as_they_are(screen, learning, qtbot):
    before = screen._overview.readiness.answers
    screen.hide()
    with qtbot.waitSignal(learning.decisions.written):
        learning.decisions.answer([1], "brand new", "yes", new_tag=True)
    screen.show()
    screen.train()
    qtbot.waitUntil(lambda: screen.findChild(TrainDialog) is not None)
    texts = [one.text() for one in screen.findChild(TrainDialog).findChildren(QLabel)]
    assert any(f"from {before + 1} answers" in text for text in texts)


def test_the_dialog_says_before_whether_the_version_may_come_into_use_by_itself(screen, shown):
    overview = screen._overview
    few = replace(overview, readiness=replace(overview.readiness, tracks=24))
    for found, may_be_used in ((few, False), (overview, True)):
        dialog = shown(TrainDialog(found, "auto"))
        said = " ".join(one.text() for one in dialog.findChildren(QLabel))
        assert ("it is used by itself" in said) == may_be_used
        assert ("look at its changes" in said) != may_be_used
        assert dialog.trials.isVisible() == may_be_used
        assert dialog.spec.trials


def test_the_dialog_goes_by_the_rule_of_the_trainer(screen, shown):
    overview, nothing = screen._overview, plain("There is nothing to learn from yet.")
    ready = overview.readiness
    parts = replace(ready, answers=0, tracks=0, parts=3, worth=None)
    for readiness, why, unticked in (
        (parts, "", ""),
        (replace(ready, obstacle=plain("Too old."), obstacle_of_answers=nothing), "Too old.", ""),
        (replace(ready, obstacle_of_answers=nothing), "", str(nothing)),
    ):
        dialog = shown(TrainDialog(replace(overview, readiness=readiness), "auto"))
        assert dialog.train.isEnabled() == (not why)
        assert why in dialog._worth.text()
        assert dialog._summary.isVisible() == (not why)
        assert "from 0 answers" not in dialog._summary.text()
        dialog.reviewed_as_no.setChecked(False)
        assert dialog.train.isEnabled() == (readiness.obstacle_of_answers is None)
        assert unticked in dialog._worth.text()
        dialog.reviewed_as_no.setChecked(True)
        assert dialog.train.isEnabled() == (not why)


def test_training_is_offered_alike_by_the_page_and_the_menu(unanswered, shown, qtbot):
    window, action = shown(MainWindow(unanswered)), unanswered.actions["train"]
    obstacle = "There is nothing to learn from yet. Answer yes or no to a tag of some track."
    qtbot.waitUntil(lambda: action.toolTip() == obstacle, timeout=LONG)  # no page has asked
    assert action.statusTip() == obstacle and not action.isEnabled()
    unanswered.decisions.answer([1], "jazz", "yes", new_tag=True)
    qtbot.waitUntil(action.isEnabled, timeout=LONG)
    assert obstacle not in action.toolTip() and not action.statusTip()
    button = window.show_screen("model").view.train_button
    qtbot.waitUntil(button.isEnabled, timeout=LONG)
    go_on = threading.Event()

    def training():
        while not go_on.wait(0.02):
            yield Progress(1, 2)
        return SimpleNamespace(too_many=())

    job = unanswered.run("Training", "train", training)
    assert not (action.isEnabled() or button.isEnabled())
    assert action.toolTip() == button.toolTip() == "Not while a training is running."
    go_on.set()
    qtbot.waitUntil(lambda: job.state == "done")
    qtbot.waitUntil(lambda: action.isEnabled() and button.isEnabled())
    unanswered.decisions.undo()
    qtbot.waitUntil(lambda: not (action.isEnabled() or button.isEnabled()), timeout=LONG)
    assert action.toolTip() == button.toolTip() == obstacle
    idle(unanswered, qtbot)


def test_learn_go_back_and_use_by_the_buttons(screen, learning, qtbot):
    assert states(screen) == {"plain": "active"}
    assert not screen.view.back.isVisible()
    assert "enough to prove" in screen.view.train_button.toolTip()
    said = sentences(learning)
    click(screen.view.train_button, qtbot)
    qtbot.waitUntil(lambda: screen.findChild(TrainDialog) is not None)
    dialog = screen.findChild(TrainDialog)
    assert dialog.spec == TrainJob()
    assert any("enough to prove" in one.text() for one in dialog.findChildren(QLabel))
    assert "to learn from" in screen.view.summary.text()
    dialog.depths.setCurrentIndex(dialog.depths.findData("head"))
    accept = QDialogButtonBox.ButtonRole.AcceptRole
    buttons = dialog.buttons.buttons()
    click(next(b for b in buttons if dialog.buttons.buttonRole(b) == accept), qtbot)
    assert screen.view.tabs.currentWidget() is screen.view.training
    qtbot.waitUntil(lambda: states(screen).get("plain-v2") == "active", timeout=LONG)
    idle(learning, qtbot)
    assert [e.number for one in screen.view.training.epochs.loss.copies for e in one.epochs] == [
        1,
        2,
        3,
        4,
    ]
    entry = screen.view.versions.chosen()
    assert (entry.version.name, entry.version.parent) == ("plain-v2", "plain")
    assert entry.version.known.answers > 100
    assert entry.summary.judgement.outcome == "proven"
    assert "It is proven better" in screen.view.head._summary.text()
    learned = [one for one in said if one.startswith("plain-v2 learned from 120 tracks. On ")]
    assert "a right tag now stands first" in learned[0]
    assert "It is proven better" in learned[0]
    assert suggests(learning) == "plain-v2"
    assert "none of them newer than the last training" in screen.view.summary.text()
    click(screen.view.back, qtbot)
    qtbot.waitUntil(lambda: states(screen)["plain"] == "active", timeout=LONG)
    idle(learning, qtbot)
    assert states(screen)["plain-v2"] == "proven"
    assert facts_text(screen.view.versions.chosen().version).endswith("; was active")
    assert suggests(learning) == "plain"
    assert "plain-v2 is no longer active; plain is." in said
    way = screen.view.way_back
    assert "plain is in use again, in place of plain-v2" in way.text.text() and way.isVisible()
    dialog = asked(screen, learning, qtbot)
    assert "It is proven better" in dialog.verdict.text()
    assert button(dialog, ACCEPT).isDefault()
    click(button(dialog, ACCEPT), qtbot)
    qtbot.waitUntil(lambda: states(screen)["plain-v2"] == "active", timeout=LONG)
    idle(learning, qtbot)
    assert kinds(learning) == ["promoted", "rolled back", "promoted"]
    assert not way.isVisible()


def test_undo_takes_back_a_change_of_the_version_that_was_done_last(screen, learning, qtbot):
    trained(screen, learning, qtbot)
    order = learning.decisions.order

    def then(version: str, step: Callable[[], object]) -> Act | int | None:
        """Take a step, and return what Undo would take back after it."""
        step()
        qtbot.waitUntil(lambda: states(screen)[version] == "active", timeout=LONG)
        idle(learning, qtbot)
        qtbot.waitUntil(lambda: not learning.decisions.waiting)
        with learning.library.read() as connection:
            return order.next_undo(connection)

    first = then("plain", lambda: click(screen.view.back, qtbot))
    assert first.what == "plain in use"
    before = then("plain-v2", learning.decisions.undo)
    assert not isinstance(before, Act), "what was done before comes next"
    assert then("plain", learning.decisions.redo) is first
    second = then("plain-v2", lambda: model_jobs.promote_version(learning, "plain-v2", force=True))
    assert second.what == "plain-v2 in use"
    assert then("plain", learning.decisions.undo) is first


def test_who_went_back_sees_what_changes_and_goes_forward_again(screen, learning, qtbot):
    trained(screen, learning, qtbot)
    click(screen.view.back, qtbot)
    way = screen.view.way_back
    qtbot.waitUntil(way.isVisible, timeout=LONG)
    idle(learning, qtbot)
    click(way.changes, qtbot)
    assert screen.view.tabs.currentWidget() is screen.view.changes
    assert screen.view.versions.chosen().version.name == "plain-v2"
    qtbot.waitUntil(lambda: bool(screen.view.changes.tags.rows), timeout=LONG)
    idle(learning, qtbot)
    click(way.again, qtbot)
    qtbot.waitUntil(lambda: states(screen)["plain-v2"] == "active", timeout=LONG)
    qtbot.waitUntil(lambda: not way.isVisible())
    idle(learning, qtbot)


def sentences(workspace) -> list[str]:
    said: list[str] = []
    workspace.status_changed.connect(said.append)
    return said


def suggests(workspace) -> str:
    """Return the model whose suggestions are shown, all of which are there."""
    model = workspace.shown_model()
    with workspace.library.read() as connection:
        assert not pending_tracks(connection, model.id)
    return model.name


def test_a_version_that_is_not_better_stays_aside_and_asks_first(screen, learning, qtbot):
    trained(screen, learning, qtbot)
    assert states(screen)["plain-v2"] == "active"
    screen.view.versions.choose("plain")
    trained(screen, learning, qtbot, name="the-same")
    assert states(screen)["the-same"] == "candidate"
    assert screen.view.versions.chosen().version.name == "the-same", "whoever began the training"
    dialog = asked(screen, learning, qtbot)
    assert "It is not better than plain-v2, by" in dialog.verdict.text()
    assert not button(dialog, ACCEPT).isDefault()
    assert button(dialog, REJECT).isDefault()
    click(button(dialog, REJECT), qtbot)
    assert kinds(learning) == ["promoted"]
    dialog = asked(screen, learning, qtbot)
    click(button(dialog, ACCEPT), qtbot)
    qtbot.waitUntil(lambda: states(screen)["the-same"] == "active", timeout=LONG)
    idle(learning, qtbot)
    assert kinds(learning) == ["promoted", "forced"]
    said = screen.view.head._summary.text()
    assert said.startswith("You put it to use yourself, ")
    assert ". The verdict then: It is not better" in said


def test_the_page_has_the_verdict_that_the_question_has(learning, shown, qtbot):
    """The question judges anew, by what was answered since the training."""
    answered_from(learning, 9)
    screen = shown(ModelScreen(learning))
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    trained(screen, learning, qtbot)
    with qtbot.waitSignal(learning.decisions.written):
        learning.decisions.answer([12], "jazz", "yes")
    screen.view.versions.choose("plain-v2")
    verdict = asked(screen, learning, qtbot).verdict.text()
    assert verdict.endswith("When it was judged, 9 were answered.")
    qtbot.waitUntil(lambda: screen.view.head._summary.text() == verdict, timeout=LONG)


def test_which_version_is_in_use_is_shown_though_the_plugins_are_asked_for_long(
    screen, learning, qtbot, monkeypatch
):
    trained(screen, learning, qtbot)
    monkeypatch.setattr(screen._plugins, "ask", lambda: None)
    monkeypatch.setattr(model_jobs, "renew_suggestions", lambda _: None)
    model_jobs.roll_back(learning)
    qtbot.waitUntil(lambda: states(screen)["plain"] == "active", timeout=LONG)
    idle(learning, qtbot)


def test_before_use_it_is_shown_how_many_tracks_would_get_which_tag(screen, learning, qtbot):
    trained(screen, learning, qtbot)
    screen.view.versions.choose("plain")
    dialog = asked(screen, learning, qtbot)
    rows = {one.tag: one for one in dialog.table.rows}
    assert set(rows) == {"jazz", "loud", "sad"}
    assert (rows["jazz"].tracks, rows["jazz"].yes + rows["jazz"].no) == (120, 120)
    assert kinds(learning) == ["promoted"]  # nothing is changed by asking
    click(button(dialog, REJECT), qtbot)
    idle(learning, qtbot)
    model_jobs.roll_back(learning)
    idle(learning, qtbot)
    # Renewed after the training, and after the way back: each is named in Jobs.
    named = [job.title for job in learning.jobs.over if job.kind == "suggest"]
    assert named[-2:] == ["Suggesting tags with plain-v2", "Suggesting tags with plain"]
    model = learning.shown_model()
    with learning.library.read() as connection:
        found = tag_counts(connection, model)  # as the sidebar counts
    assert {tag.name: rows[tag.name].then for tag in model.tags} == {
        tag.name: found[tag.tag_id] for tag in model.tags
    }


def test_a_version_on_trial_says_so_with_its_odds(screen, learning, qtbot):
    trained(screen, learning, qtbot)
    model_jobs.roll_back(learning)
    idle(learning, qtbot)
    with learning.library.write() as connection:
        [known] = [one for one in list_models(connection) if one.name == "plain-v2"]
        reason = message("judge.trial", "It is on trial, {odds} to 1.", odds=9)
        promotions.record_promotion(connection, "trial", known.id, reason)
    learning.tell("models")
    qtbot.waitUntil(lambda: states(screen)["plain-v2"] == "trial", timeout=LONG)
    screen.view.versions.choose("plain-v2")
    assert screen.view.head._summary.text() == "It is on trial, 9 to 1."
    assert screen.view.back.isVisible()
    idle(learning, qtbot)


def test_who_looks_at_the_version_in_use_goes_with_it(screen, learning, qtbot):
    """A version that was trained by itself comes into use while the page is open."""
    trained(screen, learning, qtbot)
    model_jobs.roll_back(learning)
    idle(learning, qtbot)
    screen.view.versions.choose("plain")
    with learning.library.write() as connection:
        [known] = [one for one in list_models(connection) if one.name == "plain-v2"]
        promotions.record_promotion(connection, "trial", known.id, "it is on trial")
    learning.tell("models")
    qtbot.waitUntil(lambda: states(screen)["plain-v2"] == "trial", timeout=LONG)
    assert screen.view.versions.chosen().version.name == "plain-v2"
    idle(learning, qtbot)


ACCEPT, REJECT = QDialogButtonBox.ButtonRole.AcceptRole, QDialogButtonBox.ButtonRole.RejectRole


def asked(screen, workspace, qtbot) -> PromotionDialog:
    """Click on the button that uses the chosen version; return the question."""
    qtbot.waitUntil(lambda: screen.findChild(PromotionDialog) is None)
    click(screen.view.head.use, qtbot)
    qtbot.waitUntil(lambda: screen.findChild(PromotionDialog) is not None, timeout=LONG)
    idle(workspace, qtbot)
    return screen.findChild(PromotionDialog)


def button(dialog, role):
    return next(b for b in dialog.buttons.buttons() if dialog.buttons.buttonRole(b) == role)


def kinds(workspace) -> list[str]:
    with workspace.library.read() as connection:
        return [step.kind for step in promotions.history(connection)]


def test_measuring_fills_the_scores_and_says_where_there_is_too_little(screen, learning, qtbot):
    assert not screen.view.tag_scores.isVisibleTo(screen)
    said = sentences(learning)
    click(screen.view.measure_button, qtbot)
    qtbot.waitUntil(lambda: bool(screen.view.tag_scores.table.rows), timeout=LONG)
    idle(learning, qtbot)
    shown = {
        row.tag: screen.view.tag_scores._auc_text(row) for row in screen.view.tag_scores.table.rows
    }
    assert set(shown) == {"jazz", "loud", "sad"}
    assert shown["sad"] == "not enough data yet"
    assert 0 <= float(shown["loud"].split(",")[0]) <= 1
    counts = {row.tag: row.yes for row in screen.view.tag_scores.table.rows}
    rows = {one.tag: one for one in screen.view.answers.table.rows}
    assert {tag: rows[tag].yes for tag in counts} == counts
    assert screen.view.plot.isVisibleTo(screen.view.plot.parentWidget())
    assert said[-1] == "Measured on your answers: plain."


def test_after_a_failed_installation_the_way_by_a_file_is_in_sight(screen, learning, qtbot):
    screen.view.better.show_states(msd_crnn_is_better(), comes_into_use=False)
    screen.view.better.fold(True)
    assert not screen.view.better.from_file.isVisibleTo(screen)
    failed = SimpleNamespace(kind="install", state="failed", result=None)
    screen._on_job_ended(failed)
    assert screen.view.better.from_file.isVisibleTo(screen)
    idle(learning, qtbot)


def test_measuring_on_too_few_answers_says_so(learning, qtbot):
    answered_from(learning, 9)
    said = sentences(learning)
    model_jobs.measure_versions(learning, ["plain"])
    idle(learning, qtbot)
    assert said[-1].startswith("There are too few answers to measure single tags: none has 10")


def answered_from(workspace, first: int) -> None:
    """Take back the answers to the tracks from that one on."""
    with workspace.library.write(durable=True) as connection:
        taken = [
            Decision(track, tag.id, "unseen")
            for track in range(first, 121)
            for tag in list_tags(connection)
        ]
        decisions.record_decisions(connection, taken, "user")


def test_what_would_change_lists_the_tracks_and_sends_them_to_the_review(screen, learning, qtbot):
    trained(screen, learning, qtbot)
    answered_from(learning, 61)
    screen.view.versions.choose("plain")  # the new one is in use
    click_tab = screen.view.tabs.indexOf(screen.view.changes)
    screen.view.tabs.setCurrentIndex(click_tab)
    click(screen.view.changes.look, qtbot)
    qtbot.waitUntil(lambda: bool(screen.view.changes.tracks.rows), timeout=LONG)
    idle(learning, qtbot)
    moved = screen.view.changes.tag_view.chosen()[0]
    assert len(screen.view.changes.tracks.rows) == moved.gained + moved.lost > 0
    with qtbot.waitSignal(screen.review_wanted) as asked:
        click(screen.view.changes.review, qtbot)
    assert asked.args[0] == [row.id for row in screen.view.changes.tracks.rows]


def test_the_version_in_use_is_compared_with_the_one_before(screen, learning, qtbot):
    changes = screen.view.changes
    screen.view.tabs.setCurrentWidget(changes)
    assert text_of(changes).startswith("This is the first version in use.")
    assert not changes.look.isVisibleTo(screen)
    trained(screen, learning, qtbot)
    answered_from(learning, 61)
    screen.view.versions.choose("plain-v2")
    qtbot.waitUntil(lambda: "that plain, in use before it, did not" in text_of(changes))
    click(changes.look, qtbot)
    qtbot.waitUntil(lambda: bool(changes.tracks.rows), timeout=LONG)
    idle(learning, qtbot)
    gained = sum(one.gained for one in changes.tags.rows)
    lost = sum(one.lost for one in changes.tags.rows)
    told = f"tags that come: {gained}, that go: {lost}."
    assert gained + lost > 0
    assert told in text_of(changes)


def test_a_version_goes_into_a_file_and_comes_from_one(
    screen, learning, qtbot, tmp_path, monkeypatch
):
    trained(screen, learning, qtbot)
    screen.view.versions.choose("plain-v2")
    file = tmp_path / "mine.tagstudio-version"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    screen.export_chosen()
    qtbot.waitUntil(file.exists, timeout=LONG)
    idle(learning, qtbot)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    screen.import_version()
    versions = screen.view.versions
    qtbot.waitUntil(
        lambda: versions.chosen() and versions.chosen().version.name == "plain-v2-other",
        timeout=LONG,
    )
    idle(learning, qtbot)


def text_of(changes) -> str:
    """What the page of changes says above its tables."""
    return next(one.text() for one in changes.findChildren(QLabel) if one.wordWrap())


def test_the_learning_curve_says_what_more_answers_are_worth(screen, learning, qtbot):
    screen.view.tabs.setCurrentWidget(screen.view.training)
    click(screen.view.training.draw, qtbot)
    qtbot.waitUntil(lambda: "20 more answers" in worth(screen), timeout=LONG)
    idle(learning, qtbot)
    assert states(screen) == {"plain": "active"}


def test_a_curve_is_not_offered_where_none_can_be_drawn(learning, shown, qtbot):
    answered_from(learning, 9)
    screen = shown(ModelScreen(learning))
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    panel = screen.view.training
    assert not panel.draw.isEnabled()
    assert "no tag has 10 yes and 10 no" in panel._obstacle.text()
    assert screen.view.train_button.isEnabled()


def worth(screen) -> str:
    return screen.view.training._improvement.text()


def test_a_training_that_is_stopped_leaves_no_version(screen, learning, qtbot):
    job = model_jobs.train_version(learning, TrainJob())
    with qtbot.waitSignal(job.ended, timeout=LONG):
        job.cancel()
    idle(learning, qtbot)
    assert job.state == "cancelled"
    assert states(screen) == {"plain": "active"}
    assert screen.view.train_button.isEnabled()


def test_an_answer_given_elsewhere_is_counted(screen, learning, qtbot):
    before = screen._overview.to_learn_from
    with learning.library.write(durable=True) as connection:
        jazz = {one.tag: one for one in screen.view.answers.table.rows}["jazz"]
        assert jazz
        decisions.record_decisions(
            connection, [Decision(id, 1, "unseen") for id in range(1, 121)], "user"
        )
    learning.tell("decisions")
    qtbot.waitUntil(lambda: screen._overview.to_learn_from < before, timeout=LONG)


def test_without_answers_it_says_what_is_missing(unanswered, shown, qtbot):
    screen = shown(ModelScreen(unanswered))
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    obstacle = "There is nothing to learn from yet. Answer yes or no to a tag of some track."
    assert obstacle in screen.view.summary.text()
    assert not screen.view.train_button.isEnabled()
    assert screen.view.train_button.toolTip() == obstacle
    assert not screen.view.measure_button.isEnabled()


@pytest.fixture
def nothing_bundled(empty_workspace, monkeypatch, tmp_path):
    """A workspace whose tagger comes without a model of its own."""
    without = shutil.ignore_patterns("models", "__pycache__")
    shutil.copytree(discovery.bundled_folder(), tmp_path / "plugins", ignore=without)
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "plugins")
    return empty_workspace


def test_without_a_model_one_can_be_installed_from_a_file(
    nothing_bundled, shown, qtbot, real_data, monkeypatch
):
    screen = shown(ModelScreen(nothing_bundled))
    qtbot.waitUntil(screen.view.no_model.row.install.isVisible, timeout=LONG)
    assert screen.view.no_model.row.names.currentText() == "msd-crnn"
    weights = next(real_data.glob("published/**/music_tagger_crnn_weights_theano.h5"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(weights), ""))
    click(screen.view.no_model.row.from_file, qtbot)
    qtbot.waitUntil(lambda: states(screen) == {"msd-crnn": "active"}, timeout=LONG)
    idle(nothing_bundled, qtbot)


def test_learning_is_asked_for_from_any_screen(learning, shown, qtbot):
    window = shown(MainWindow(learning))
    qtbot.waitUntil(learning.actions["train"].isEnabled, timeout=LONG)
    learning.actions["train"].trigger()
    qtbot.waitUntil(lambda: window.findChild(TrainDialog) is not None, timeout=LONG)
    window.findChild(TrainDialog).reject()
    idle(learning, qtbot)


def scroll_bars(screen) -> list[QWidget]:
    """Return the areas of the selected version that scroll upright now."""
    area = screen.view.area
    page = screen.view.tabs.currentWidget()
    every = [area, *(one for one in page.findChildren(QAbstractScrollArea) if one.isVisible())]
    return [one for one in every if one.verticalScrollBar().isVisible()]


@pytest.mark.parametrize("size", [(700, 330), (940, 480), (1100, 560)])
def test_the_figures_of_a_version_are_never_cut(learning, shown, qtbot, size):
    """Also after another tab, whose table needed more height."""
    screen = shown(ModelScreen(learning))
    screen.resize(*size)
    model_jobs.measure_versions(learning, ["plain"])
    qtbot.waitUntil(lambda: bool(screen.view.tag_scores.table.rows), timeout=LONG)
    idle(learning, qtbot)
    head = screen.view.head
    head._figures.setText("\n".join(["A line of figures that is as long as one is."] * 8))
    head.details.show()
    click(head.details, qtbot)
    for tab in (*range(screen.view.tabs.count()), 2):
        screen.view.tabs.setCurrentIndex(tab)
        qtbot.wait(20)
        for label in (head._summary, head._figures):
            assert label.height() >= label.heightForWidth(label.width()), (tab, label.text())


def test_measuring_is_offered_from_enough_answers_on_and_the_tags_say_what_it_takes(
    learning, shown, qtbot
):
    answered_from(learning, 9)
    screen = shown(ModelScreen(learning))
    button = screen.view.measure_button
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    assert screen.view.train_button.isEnabled()
    assert not button.isVisible()
    assert text_of(screen.view.tabs.widget(0)).startswith("There are too few answers")


def test_where_nothing_is_new_training_is_no_main_step_nor_is_what_nobody_can_judge(
    learning, shown, qtbot
):
    answered_from(learning, 9)  # too few to tell
    screen = shown(ModelScreen(learning))
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    assert screen.view.train_button.property("main")
    trained(screen, learning, qtbot)
    screen.view.versions.choose("plain-v2")
    qtbot.waitUntil(lambda: not screen.view.train_button.property("main"), timeout=LONG)
    assert not screen.view.head.use.property("main")


@pytest.mark.parametrize("size", [(700, 330), (700, 520), (1240, 640)])
def test_there_is_one_scroll_bar_or_none(learning, shown, qtbot, size):
    screen = shown(ModelScreen(learning))
    screen.resize(*size)
    model_jobs.measure_versions(learning, ["plain"])
    qtbot.waitUntil(lambda: bool(screen.view.tag_scores.table.rows), timeout=LONG)
    idle(learning, qtbot)
    for tab in range(screen.view.tabs.count()):
        screen.view.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        assert len(scroll_bars(screen)) <= 1, screen.view.tabs.tabText(tab)


def test_in_a_low_window_the_keys_reach_every_row(learning, shown, qtbot):
    screen = shown(ModelScreen(learning))
    screen.resize(700, 330)
    qtbot.waitUntil(lambda: bool(screen.view.answers.table.rows), timeout=LONG)
    screen.view.tabs.setCurrentWidget(screen.view.answers)
    QApplication.processEvents()
    assert scroll_bars(screen) == [screen.view.area]
    view = screen.view.answers.view
    view.setFocus()
    view.selectRow(0)
    for _ in range(len(screen.view.answers.table.rows)):
        qtbot.keyClick(view, Qt.Key.Key_Down)
    row = view.visualRect(view.currentIndex())
    middle = view.viewport().mapTo(screen.view.area.viewport(), row.center())
    assert screen.view.area.viewport().rect().contains(middle)
    idle(learning, qtbot)


def test_another_version_is_shown_from_its_head_on(screen, learning, qtbot):
    trained(screen, learning, qtbot)
    screen.resize(700, 330)
    screen.view.tabs.setCurrentWidget(screen.view.answers)
    QApplication.processEvents()
    bar = screen.view.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value()
    qtbot.keyClick(screen.view.versions, Qt.Key.Key_Down)
    assert screen.view.versions.chosen().version.name == "plain"
    assert bar.value() == 0
    idle(learning, qtbot)


LEAST_OF_TABS = 120  # px: some rows
SMALLEST = 700, 520  # px: what a window of 800x600 leaves to a screen


def test_it_fits_a_small_window_in_german(german, learning, shown, qtbot):
    screen = shown(ModelScreen(learning))
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    for part in (screen.view.back, screen.view.better, screen.view.training.epochs):
        part.show()  # whatever may be there at one time or another
    screen.view.better.title.setText("Es gibt ein besseres Modell: msd-crnn")
    screen.view.training.curve.show()
    screen.resize(*SMALLEST)
    for tab in range(screen.view.tabs.count()):
        screen.view.tabs.setCurrentIndex(tab)
        assert screen.minimumSizeHint().width() <= SMALLEST[0]
    assert screen.view.tabs.height() >= LEAST_OF_TABS  # the page scrolls, rather than hide them
    for label in screen.view.head.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():  # none of its lines is cut off
            assert label.height() >= label.heightForWidth(label.width())
    idle(learning, qtbot)


def msd_crnn_is_better() -> list[PluginState]:
    starter = ModelInfo("starter", "0" * 64, (TagInfo("jazz", "genre", 0.1),))
    manifest = Manifest("crnn_tagger", "CRNN", "1", 3, preferred=("msd-crnn", "starter"))
    plugin = Plugin("crnn_tagger", None, "user", manifest)
    return [PluginState(plugin, (starter,), ("msd-crnn",))]


def said_of(judged: Message, name: str, qtbot, screen) -> None:
    """Let the head say what a long verdict says, and the offer of a better model stand there."""
    entries = screen.view.versions.entries_model
    version = replace(entries.entries[0].version, name=name, reason=judged)
    screen.view.head.show_entry(VersionEntry(version))
    screen.view.better.show_states(msd_crnn_is_better(), comes_into_use=False)
    qtbot.wait(1)


LONG_VERDICT = plain(
    "Bei 61 Titeln, aus denen sie nicht gelernt hatte, steht 98-mal von 100 ein richtiges"
    " Schlagwort an erster Stelle, wie vorher: Was sie gewinnt, steht weiter unten in der Liste."
    " Sie ist"
    " nachweislich besser, nach Ihren Antworten zu 61 Interpreten, die mit Namen bekannt sind."
)
IN_SIGHT = 80  # px of a tab's content


@pytest.mark.parametrize("size", [(702, 494), (862, 404)], ids=["800x600", "200 % of 1920x1080"])
def test_in_a_low_window_tabs_and_what_they_head_are_in_sight(german, learning, shown, qtbot, size):
    screen = shown(ModelScreen(learning))
    screen.resize(*size)
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    idle(learning, qtbot)
    screen.view.back.show()
    said_of(LONG_VERDICT, "plain", qtbot, screen)
    assert screen.view.better.isVisible()
    assert not screen.view.better.text.isVisible()
    click(screen.view.better.details, qtbot)
    assert screen.view.better.text.isVisible()
    click(screen.view.better.details, qtbot)
    screen.view.area.show_top()
    viewport = screen.view.area.viewport()
    for tab in range(screen.view.tabs.count()):
        screen.view.tabs.setCurrentIndex(tab)
        bar, page = screen.view.tabs.tabBar(), screen.view.tabs.currentWidget()

        def in_sight(bar=bar, page=page) -> bool:
            place = QRect(bar.mapTo(viewport, QPoint()), bar.size())
            height = viewport.height() - page.mapTo(viewport, QPoint()).y()
            return viewport.rect().contains(place) and height >= IN_SIGHT

        qtbot.waitUntil(in_sight)  # once all parts have their places
    assert screen.minimumSizeHint().height() <= size[1]


def test_a_chosen_tab_comes_into_sight_however_much_is_said_above_it(learning, shown, qtbot):
    screen = shown(ModelScreen(learning))
    screen.resize(862, 404)
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    idle(learning, qtbot)
    said_of(plain(LONG_VERDICT.text * 3), "plain", qtbot, screen)
    viewport = screen.view.area.viewport()
    screen.view.tabs.setCurrentWidget(screen.view.answers)
    qtbot.wait(1)
    assert screen.view.answers.mapTo(viewport, QPoint()).y() <= viewport.height() - IN_SIGHT


def test_no_text_of_the_page_is_squeezed(german, learning, shown, qtbot):
    """The page says how high it must be at its width, so that what is around it scrolls."""
    screen = shown(ModelScreen(learning))
    qtbot.waitUntil(lambda: bool(screen.view.versions.entries_model.entries), timeout=LONG)
    screen.resize(700, 300)
    said_of(LONG_VERDICT, "plain", qtbot, screen)
    screen.view.better.details.setChecked(True)
    qtbot.wait(1)
    screen.resize(700, screen.minimumSizeHint().height())
    qtbot.wait(1)
    for label in (screen.view.better.text, screen.view.summary):
        assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_it_looks_again_when_tracks_or_suggestions_changed(screen, learning, qtbot):
    read = []
    learning.ask = lambda *_, topic, **__: read.append(topic)
    for topic in ("tracks", "suggestions", "decisions", "settings"):
        read.clear()
        learning.tell(topic)
        assert "overview" in read
    del learning.ask


def test_every_term_and_number_of_a_measured_version_is_explained(
    screen, learning, qtbot, unexplained
):
    trained(screen, learning, qtbot)
    screen.resize(1280, 800)
    click(screen.view.measure_button, qtbot)
    idle(learning, qtbot)
    click(screen.view.training.draw, qtbot)
    qtbot.waitUntil(lambda: screen.view.training._curve is not None, timeout=LONG)
    idle(learning, qtbot)
    if not screen.view.head.details.isChecked():
        click(screen.view.head.details, qtbot)
    faults, seen = set(), []
    for place in range(screen.view.tabs.count()):
        screen.view.tabs.setCurrentIndex(place)
        qtbot.wait(50)
        faults |= unexplained(screen)
        seen += [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]
    assert not faults
    for told in ("ROC-AUC", "proven better", "Learning curve", "epochs", "times of 1,000"):
        assert any(told in text for text in seen), told
