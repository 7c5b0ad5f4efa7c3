"""The first steps, over a library that goes through them; its tagger learns."""

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tagstudio.core.messages import message
from tagstudio.core.progress import Progress
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.evaluation.out_of_reach import out_of_reach
from tagstudio.engine.training.aims import Reached, worth_of
from tagstudio.engine.training.readiness import readiness
from tagstudio.library.db.schema import suggestion_features, suggestions
from tagstudio.library.models import models, promotions
from tagstudio.library.models.judgements import Judgement, store_judgement
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.tags import decisions, file_writes, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.ui.shell.first_steps import FirstStepsBar
from tagstudio.ui.shell.first_steps_state import FirstSteps, read_first_steps
from tagstudio.ui.shell.main_window import MainWindow

WORTH = message("test.worth", "The model can learn from 10 answered tracks.")
STAGES = [
    (FirstSteps(), "add"),
    (FirstSteps(tracks=31), "suggest"),
    (FirstSteps(tracks=31, has_suggestions=True), "review"),
    (FirstSteps(tracks=31, has_suggestions=True, answered=9), "review"),
    (FirstSteps(tracks=31, has_suggestions=True, answered=10, worth=WORTH), "learn"),
    (FirstSteps(31, has_suggestions=True, answered=10, has_learned=True, worth=WORTH), "learn"),
    (FirstSteps(31, True, 10, has_learned=True, worth=WORTH, speaks_for_use=True), "use"),
    (FirstSteps(tracks=31, answered=10, has_learned=True, is_in_use=True), "done"),
]


@pytest.fixture
def bar(qtbot, workspace):
    made = FirstStepsBar(workspace)
    qtbot.addWidget(made)
    made.resize(1200, 60)
    made.show_page("library")
    qtbot.waitUntil(lambda: made.steps is not None)
    return made


@pytest.mark.parametrize(("steps", "current"), STAGES)
def test_the_first_step_that_is_not_done_is_the_current_one(steps, current, bar):
    bar._keep(steps)
    assert steps.current == current
    assert bar.offers(current) and not bar.isHidden()
    assert bar.list.text().count("✓") == STAGES_DONE[current]
    assert bar.sentence.text()


def test_who_learned_before_ten_tracks_were_answered_is_not_told_that_they_are(bar):
    bar._keep(FirstSteps(tracks=31, has_suggestions=True, answered=3, has_learned=True))
    assert bar.offers("review")
    assert "✓ Suggest tags" in bar.list.text()
    assert "✓ Learn" not in bar.list.text(), "nor is a later step ticked before an earlier one"
    assert "✓ Answer ten tracks" not in bar.list.text()


def test_where_all_files_are_missing_a_scan_is_offered_in_place_of_suggestions(bar):
    bar._keep(FirstSteps(tracks=31, are_missing=True))
    assert bar.act.text() == "Scan folders again"
    assert "are missing" in bar.sentence.text()


def test_that_all_files_are_missing_is_read(empty_library, add_six):
    add_six(empty_library)
    with empty_library.write() as connection:
        assert not read_first_steps(connection).are_missing
        tracks.mark_missing(connection, range(1, 7))
        assert read_first_steps(connection).are_missing


def test_at_the_end_it_is_noticed_that_tags_were_written_and_not_claimed_that_all_are(bar):
    bar._keep(FirstSteps(tracks=31, has_learned=True, is_in_use=True))
    bar.open_again()
    assert "puts your answers into the files" in bar.sentence.text()
    bar._keep(FirstSteps(tracks=31, has_learned=True, is_in_use=True, are_written=True))
    assert "shows what is not in them yet" in bar.sentence.text()
    assert bar.act.text() == "Write tags…" and not bar.act.isHidden()


def test_while_files_are_written_it_is_not_said_that_they_were(bar, workspace, qtbot):
    go_on = threading.Event()

    def writing():
        yield Progress(1, 2)
        go_on.wait(60)

    bar.open_again()
    bar._keep(FirstSteps(tracks=31, has_learned=True, is_in_use=True, are_written=True))
    workspace.run("Writing", "write", writing, changes="files")
    qtbot.waitUntil(lambda: "being changed" in bar.sentence.text())
    assert bar.act.isHidden()
    go_on.set()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    bar._keep(FirstSteps(tracks=31, has_learned=True, is_in_use=True, are_written=True))
    assert "being changed" not in bar.sentence.text()
    assert bar.act.text() == "Write tags…" and not bar.act.isHidden()


def test_tracks_that_cannot_be_heard_do_not_count(bar):
    bar._keep(FirstSteps(tracks=32, unheard=1))
    assert bar.sentence.text().startswith("31 tracks can be heard")


def test_which_cannot_be_heard_is_read_until_something_is_suggested(empty_library, add_six):
    add_six(empty_library)
    with empty_library.write() as connection:
        connection.execute(suggestions.delete())
        connection.execute(suggestion_features.delete())
        before = read_first_steps(connection).unheard
        heard = next(id for id in range(1, 7) if id not in out_of_reach(connection))
        tracks.mark_missing(connection, [heard])
        found = read_first_steps(connection)
    assert not found.has_suggestions
    assert (found.tracks, found.unheard) == (6, before + 1)


@pytest.mark.parametrize("page", ["library", "review", "model"])
def test_what_was_learned_is_led_to_the_version_that_waits(bar, page, qtbot):
    bar.show_page(page)
    bar._keep(FirstSteps(31, True, 12, True, speaks_for_use=True))
    assert bar.sentence.text().startswith("A version waits")
    assert "use it if they look right" in bar.sentence.text()
    assert bar.act.text() == "Show its changes"
    assert bar.act.isHidden() == (page == "model")
    with qtbot.waitSignal(bar.changes_wanted):
        bar.act.click()


@pytest.mark.parametrize("page", ["library", "review", "model"])
def test_a_version_that_is_not_shown_to_be_better_is_not_pushed(bar, page, qtbot):
    bar.show_page(page)
    bar._keep(FirstSteps(31, True, 12, True, worth=WORTH))
    assert "do not show yet that it is better" in bar.sentence.text()
    assert "use it" not in bar.sentence.text()
    assert "4&nbsp; Learn</b>" in bar.list.text(), "nor does the list say to use it"
    assert bar.sentence.toolTip() == str(WORTH)
    assert bar.act.isHidden() == (page == "review")
    with qtbot.waitSignal(bar.review_wanted):
        bar.act.click()


def test_who_went_back_is_not_led_over_the_steps_again(bar):
    went_back = {"speaks_for_use": True, "was_in_use": True, "left": "starter-v2"}
    bar._keep(FirstSteps(31, True, 12, True, **went_back))
    assert bar.list.text().count("✓") == 5
    assert bar.sentence.text().startswith("starter-v2 is no longer in use.")


def test_the_button_of_the_last_step_shows_the_changes(qtbot, workspace, shown):
    window = shown(MainWindow(workspace))
    window._first_steps.changes_wanted.emit()
    screen = window.show_screen("model")
    assert screen.view.tabs.currentWidget() is screen.view.changes


STAGES_DONE = {"add": 0, "suggest": 1, "review": 2, "learn": 3, "use": 4, "done": 5}


def test_the_library_says_how_far_it_is(workspace, empty_library):
    with empty_library.write() as connection:
        found = read_first_steps(connection)
        assert (found.tracks, found.has_suggestions, found.current) == (6, True, "review")
        jazz = next(one.id for one in tags.list_tags(connection) if one.name == "jazz")
        answers = [Decision(id, jazz, "yes" if id % 2 else "no") for id in range(1, 7)]
        decisions.record_decisions(connection, answers, "user")
        found = read_first_steps(connection)
        assert (found.answered, found.worth) == (4, None)  # 2 cannot be heard
        assert not (found.has_learned or found.is_in_use)
        promotions.record_promotion(connection, "promoted", 1, "better")
        assert not read_first_steps(connection).is_in_use  # a published model, put to use by hand
        new = RegisteredModel(
            "plain-v2", "1" * 64, (RegisteredTag("jazz", "genre", 0.1),), parent="plain"
        )
        own = models.register(connection, "p", new)
        promotions.record_promotion(connection, "promoted", own, "better")
        assert read_first_steps(connection).current == "done"
        promotions.record_promotion(connection, "rolled back", own, "as before")
        back = read_first_steps(connection)
        assert (back.current, back.is_in_use, back.was_in_use) == ("done", False, True)
        assert back.left == "plain-v2"
        promotions.record_promotion(connection, "promoted", own, "better")
        assert not read_first_steps(connection).are_written
        write = file_writes.begin(connection, 1, 1, {"genre": ()}, {"genre": ("jazz",)})
        file_writes.set_state(connection, write.id, "written")
        assert read_first_steps(connection).are_written
        file_writes.set_state(connection, write.id, "undone")
        assert not read_first_steps(connection).are_written


@pytest.mark.parametrize(
    ("reason", "speaks"), [("judge.all-too-small", True), ("judge.too-few-tracks", False)]
)
def test_whether_the_verdict_speaks_for_use_is_read(empty_library, add_six, reason, speaks):
    add_six(empty_library)
    with empty_library.write() as connection:
        assert not read_first_steps(connection).speaks_for_use
        new = RegisteredModel(
            "plain-v2", "1" * 64, (RegisteredTag("jazz", "genre", 0.1),), parent="plain"
        )
        own = models.register(connection, "p", new)
        assert not read_first_steps(connection).speaks_for_use, "not judged yet"
        said = message(reason, "So it is.")
        judged = Judgement(own, 1, 1, 0, 10, None, "not better", said)
        store_judgement(connection, judged)
        assert read_first_steps(connection).speaks_for_use == speaks


def test_the_list_is_drawn_and_not_spelled(bar):
    bar._keep(FirstSteps(tracks=3, is_in_use=True))
    assert bar.list.textFormat() == Qt.TextFormat.RichText


def test_the_button_of_a_step_does_it(bar, workspace, qtbot):
    pressed = []
    workspace.actions.bind("", {name: lambda n=name: pressed.append(n) for name in ("suggest",)})
    workspace.actions.show_screen("library")
    bar._keep(FirstSteps(tracks=3))
    bar.act.click()
    assert pressed == ["suggest"]
    bar._keep(FirstSteps(tracks=3, has_suggestions=True))
    wanted = []
    bar.page_wanted.connect(wanted.append)
    bar.review_wanted.connect(lambda: wanted.append("all to review"))
    bar.act.click()
    assert wanted == ["library", "all to review"]


def test_at_the_end_the_answers_to_all_tracks_go_into_the_files(
    qtbot, workspace, shown, monkeypatch
):
    window = shown(MainWindow(workspace))
    view = window.show_screen("library").view
    qtbot.waitUntil(lambda: view.model().rowCount() == 6)
    view.selectRow(2)
    written = []
    monkeypatch.setattr(window, "write_tags", written.append)
    bar = window._first_steps
    bar.open_again()
    bar._keep(FirstSteps(tracks=6, is_in_use=True))
    bar.act.click()
    qtbot.waitUntil(lambda: bool(written))
    assert sorted(written[0]) == [1, 2, 3, 4, 5, 6]


def test_nothing_found_is_said_only_once_what_a_scan_found_is_read(bar, workspace):
    bar._keep(FirstSteps())
    asked = []
    bar._workspace.ask = lambda *_, **__: asked.append(True)
    bar._on_ended(SimpleNamespace(kind="scan", state="done", quiet=False))
    assert asked and "No music was found" not in bar.sentence.text()
    bar._keep(FirstSteps())
    assert "No music was found there" in bar.sentence.text()
    bar._keep(FirstSteps(was_removed=True))
    assert "No music was found there" not in bar.sentence.text()


def test_a_sentence_of_two_lines_moves_nothing(bar):
    bar.resize(1000, bar.sizeHint().height())
    heights = []
    worth = worth_of(Reached(30, 60, 9, 9, 0, 2))
    for steps in (
        FirstSteps(),
        FirstSteps(3, True),
        FirstSteps(60, True, 30, worth=worth, to_learn_from=30),
    ):
        bar._keep(steps)
        heights.append(max(bar.minimumHeight(), bar.layout().totalHeightForWidth(1000)))
    assert len(set(heights)) == 1
    assert bar.sentence.heightForWidth(bar.sentence.width()) > 1.5 * bar.list.height()


def test_texts_and_buttons_stand_at_one_height_in_the_middle(window, qtbot):
    bar = window._first_steps
    qtbot.waitUntil(lambda: bar.steps is not None)
    bar._keep(FirstSteps(3, True))
    QApplication.processEvents()

    def middle(first, last) -> float:
        top = first.mapTo(bar, first.rect().topLeft()).y()
        return (top + last.mapTo(bar, last.rect().bottomLeft()).y()) / 2

    assert bar.sentence.height() < 1.5 * bar.list.height(), "it takes one line"
    for button in (bar.act, bar.close_list):
        assert abs(middle(bar.list, bar.sentence) - middle(button, button)) <= 1.5


def test_what_the_answers_are_enough_for_is_in_the_tip_until_a_version_may_be_used(bar):
    worth = worth_of(Reached(12, 100, 9, 9, 0, 2))
    bar._keep(FirstSteps(100, True, 12, worth=worth, to_learn_from=12))
    assert bar.sentence.text().startswith("The model can learn from 12 tracks. While")
    assert bar.sentence.toolTip() == str(worth)
    assert bar.act.text() == "Train on the answers…"
    worth = worth_of(Reached(30, 100, 9, 9, 0, 2))
    bar._keep(FirstSteps(100, True, 30, worth=worth, to_learn_from=30))
    assert bar.sentence.text() == str(worth)


def test_the_worth_is_read_once_something_can_be_learned(empty_library, add_six, monkeypatch):
    monkeypatch.setattr("tagstudio.ui.shell.first_steps_state.ANSWERED_FIRST", 4)
    add_six(empty_library)
    with empty_library.write() as connection:
        jazz = tags.tag_id(connection, "jazz", "", "user")
        assert read_first_steps(connection).worth is None
        answers = [Decision(id, jazz, "yes") for id in range(1, 7)]
        decisions.record_decisions(connection, answers, "user")
        assert read_first_steps(connection).worth == readiness(connection).worth is not None


def test_a_track_finished_without_an_answer_is_not_said_to_be_answered(empty_library, add_six):
    add_six(empty_library)
    with empty_library.read() as connection:
        found = read_first_steps(connection)
    assert (found.answered, found.to_learn_from) == (2, 3), "2 and 3 are answered, 1 is finished"


def test_where_the_list_of_all_that_is_done_has_no_room_it_is_short(bar):
    bar._keep(FirstSteps(tracks=3, is_in_use=True))
    bar.resize(500, bar.height())
    assert bar.list.text() == "First steps: all are done"


def test_the_page_of_the_models_has_the_button_of_the_training_itself(bar):
    bar._training.take(None)
    for page, is_there in (("library", True), ("model", False)):
        bar.show_page(page)
        bar._keep(FirstSteps(31, True, 12, to_learn_from=12))
        assert bar.offers("learn") and bar.act.isHidden() != is_there


def test_where_nothing_can_be_learned_the_reason_of_the_model_page_is_said(bar):
    from tagstudio.core.messages import plain

    bar._training.take(plain("All files are missing."))
    bar._keep(FirstSteps(3, True, 10))
    assert (bar.sentence.text(), bar.act.text()) == ("All files are missing.", "Review")


def test_while_a_job_of_a_step_runs_it_can_be_stopped_there(bar, workspace, qtbot):
    go_on = threading.Event()

    def listening():
        yield Progress(3, 10)
        go_on.wait(60)
        yield Progress(4, 10)

    workspace.run("Suggesting", "suggest", listening, changes="suggestions")
    qtbot.waitUntil(lambda: "3 of 10" in bar.sentence.text())
    assert not bar.stop.isHidden() and not bar.review.isHidden() and bar.act.isHidden()
    for answered, text in ((0, "Review the first tracks"), (3, "Review more")):
        bar._keep(FirstSteps(10, True, answered=answered))
        assert bar.review.text() == text
    bar.stop.click()
    assert not bar.stop.isEnabled()
    go_on.set()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert workspace.jobs.over[-1].state == "cancelled"
    assert bar.stop.isHidden() and not bar.act.isHidden()


def test_a_closed_list_stays_closed_in_this_library_until_it_is_asked_for(bar, workspace, qtbot):
    bar.close_list.click()
    assert bar.isHidden()
    again = FirstStepsBar(workspace)
    qtbot.addWidget(again)
    again.show_page("library")
    assert again.isHidden() and again.steps is None
    again.open_again()
    qtbot.waitUntil(lambda: not again.isHidden())
    third = FirstStepsBar(workspace)
    qtbot.addWidget(third)
    third.show_page("library")
    qtbot.waitUntil(lambda: not third.isHidden())


def test_a_library_that_went_this_way_long_ago_is_not_led(bar):
    bar.steps = None
    bar._keep(FirstSteps(is_in_use=True))
    assert bar.isHidden()


def test_the_list_stands_over_the_pages_of_the_work_alone(bar):
    for page, is_there in (("review", True), ("jobs", False), ("model", True), ("settings", False)):
        bar.show_page(page)
        assert bar.isHidden() != is_there


def test_the_window_offers_to_suggest_after_a_scan_though_the_list_is_closed(
    qtbot, empty_workspace, shown, tmp_path: Path
):
    import numpy as np
    import soundfile

    from tagstudio.ui.background.library_jobs import scan_folders

    soundfile.write(tmp_path / "a.wav", np.sin(np.arange(8000) / 9), 8000)
    window = shown(MainWindow(empty_workspace))
    qtbot.waitUntil(lambda: window._first_steps.steps is not None)
    window._first_steps.close_list.click()
    scan_folders(empty_workspace, [tmp_path])
    qtbot.waitUntil(window._new_tracks_bar.isVisible, timeout=20_000)
    assert "1" in window._new_tracks_bar.text.text()
    assert [one.text() for one in window._new_tracks_bar.buttons] == ["Not now", "Suggest tags now"]
    QApplication.processEvents()


def test_where_there_is_no_room_for_all_steps_the_current_one_is_named(bar, qtbot):
    bar._keep(FirstSteps(tracks=3))
    qtbot.waitUntil(lambda: "Learn" in bar.list.text())
    bar.resize(400, 60)
    qtbot.waitUntil(lambda: "2 of 5" in bar.list.text())
    assert "Suggest tags" in bar.list.text() and "Learn" not in bar.list.text()


def test_a_button_that_comes_takes_the_room_of_the_steps(bar, qtbot):
    bar.show_page("review")
    bar._keep(FirstSteps(tracks=3, has_suggestions=True))
    for _ in range(3):  # until the layout has settled
        QApplication.processEvents()
        bar.resize(bar.width() - bar.list.width() + bar.list.sizeHint().width() + 8, bar.height())
    assert "Learn" in bar.list.text() and bar.act.isHidden()
    bar.show_page("library")
    qtbot.waitUntil(lambda: not bar.act.isHidden() and "3 of 5" in bar.list.text())


def test_after_a_step_the_focus_is_in_the_page(window, qtbot):
    qtbot.waitUntil(lambda: window._first_steps.steps is not None)
    window._first_steps._keep(FirstSteps(tracks=3))
    window.activateWindow()
    window._workspace.actions.bind("", {"suggest": lambda: None})
    window._first_steps.act.setFocus()
    window._first_steps.act.click()
    page = window._screens["library"]
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget()))


def test_review_from_the_list_takes_all_that_is_to_review_whatever_is_selected(
    window, qtbot, workspace
):
    steps = window._first_steps
    qtbot.waitUntil(lambda: steps.steps is not None)
    library = window.show_screen("library")
    qtbot.waitUntil(lambda: len(library.table.ids) == 6)
    library.view.selectRow(0)
    review = window.show_screen("review")
    review.view.order.setCurrentIndex(review.view.order.findData(Order.UNCERTAIN))
    window.review([1])
    assert list(review._session.track_ids) == [1]
    window.show_screen("library")
    steps._keep(FirstSteps(tracks=6, has_suggestions=True))
    assert steps.act.text() == "Review"
    qtbot.mouseClick(steps.act, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: sorted(review._session.track_ids) == [2, 3])
    session = review._session
    window.show_screen("library")
    qtbot.mouseClick(steps.act, Qt.MouseButton.LeftButton)
    qtbot.wait(50)
    assert review._session is session, "what is gone through already goes on"
