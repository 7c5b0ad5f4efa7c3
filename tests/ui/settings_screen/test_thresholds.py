"""The page of the thresholds: set by hand, by the answers, and given back to the model."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from tagstudio.library.models import models, suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.models.user_thresholds import UserThreshold, set_threshold
from tagstudio.library.search.query import parse
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views import browse
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.settings_screen.thresholds import ThresholdsPage
from tagstudio.ui.widgets.row_table import ROW_HEIGHT

HORIZONTAL, TOOL_TIP = Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def page(workspace, shown, qtbot):
    made = shown(ThresholdsPage(workspace))
    QAbstractItemModelTester(made.table)
    qtbot.waitUntil(lambda: bool(made.table.rows))
    return made


def test_nothing_can_be_taken_back_until_the_thresholds_are_read(workspace, shown, qtbot):
    page = ThresholdsPage(workspace)
    assert not (page.reset.isEnabled() or page.reset_all.isEnabled())
    shown(page)
    assert page.field.isVisible() == bool(page.table.rows)
    qtbot.waitUntil(lambda: bool(page.table.rows))
    assert page.field.isVisible()


def test_no_column_is_cut_off_in_a_small_window(workspace, shown, qtbot):
    page = columns_fit(workspace, shown, qtbot)
    assert page._reason.text().endswith("as many tracks get the tag as before the training.")
    assert page.table.headerData(3, HORIZONTAL, TOOL_TIP).count("\n") == 1  # title and help
    page.resize(900, 480)
    qtbot.waitUntil(lambda: not page.view.isColumnHidden(1))


@pytest.mark.parametrize(("width", "height"), [(540, 490), (700, 390)])  # 800x600, and at 200 %
@pytest.mark.parametrize("language", ["en", "de"])
def test_table_and_card_are_in_sight_in_a_low_window(qtbot, width, height, language, request):
    if language == "de":
        request.getfixturevalue("german")
    page = request.getfixturevalue("page")
    page.resize(width, height)
    qtbot.waitUntil(lambda: not page._explanation.isVisible())
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() == 0)
    top = page.view.mapTo(page, QPoint(0, 0)).y()
    card = QRect(page._panel.mapTo(page, QPoint(0, 0)), page._panel.size())
    assert 0 < top < top + page.view.height() <= card.top()
    assert card.bottom() < height
    assert page.view.viewport().height() >= 3 * ROW_HEIGHT
    assert "comes before both" in page.view.viewport().toolTip() or language == "de"
    page.resize(900, 900)
    qtbot.waitUntil(page._explanation.isVisible)
    assert page.view.viewport().toolTip() == ""


def test_no_column_is_cut_off_in_a_small_german_window(german, workspace, shown, qtbot):
    columns_fit(workspace, shown, qtbot)


def columns_fit(workspace, shown, qtbot) -> ThresholdsPage:
    page = ThresholdsPage(workspace)
    page.resize(540, 480)  # what a window of 800x600 leaves
    shown(page)
    with workspace.library.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO library_thresholds (model_id, tag_id, threshold, rule,"
            " without_answers) SELECT model_id, tag_id, 0.077, 'root', 0.077 FROM model_tags"
        )
    workspace.tell("thresholds")
    qtbot.waitUntil(lambda: "root" in {one.tag.library_rule for one in page.table.rows})
    header = page.view.horizontalHeader()
    shown_columns = [column for column in range(6) if not page.view.isColumnHidden(column)]
    assert {0, 2, 3, 4, 5} <= set(shown_columns)
    for column in shown_columns:
        title = page.table.headerData(column, HORIZONTAL)
        head = header.fontMetrics().horizontalAdvance(title) + 2 * GRID
        needed = max(head, page.view.sizeHintForColumn(column))
        assert header.sectionSize(column) >= needed, title
    return page


def click(widget, qtbot) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def select(page, tag: str) -> None:
    page.view.selectRow([one.tag.name for one in page.table.rows].index(tag))


def row(page, tag: str):
    return next(one for one in page.table.rows if one.tag.name == tag)


def type_threshold(page, qtbot, threshold: str) -> None:
    page.field.setFocus()
    page.field.selectAll()
    qtbot.keyClicks(page.field, threshold)
    qtbot.keyClick(page.field, Qt.Key.Key_Return)


def found(workspace, query: str) -> list[int]:
    with workspace.library.read() as connection:
        return browse.track_ids(connection, parse(query), workspace.shown_model())


def test_a_threshold_that_is_typed_holds_at_once(page, workspace, qtbot):
    select(page, "Rock")
    assert page.field.value() == 0.4
    qtbot.waitUntil(lambda: page.status.text().startswith("Undecided tracks that reach 0.400: 2."))
    assert found(workspace, "tag:rock") == [2, 4]
    with qtbot.waitSignal(workspace.status_changed) as shown:
        type_threshold(page, qtbot, "0.05")
    assert shown.args[0] == (
        "Rock is suggested from 0.050 on. Undecided tracks that reach it: 4, before: 2."
    )
    assert found(workspace, "tag:rock") == [1, 2, 3, 4]
    qtbot.waitUntil(lambda: row(page, "Rock").tag.threshold == 0.05)
    assert row(page, "Rock").suggested == 4
    assert page._chosen().name == "Rock"
    with qtbot.waitSignal(workspace.status_changed):
        click(page.reset, qtbot)
    qtbot.waitUntil(lambda: row(page, "Rock").tag.threshold == 0.4)
    assert not page.reset.isEnabled()


def test_the_sentence_after_undoing_counts_what_is_undone(page, workspace, qtbot, monkeypatch):
    backs, act = [], workspace.act

    def acted(*arguments, back, **others) -> None:
        backs.append(back)
        act(*arguments, back=back, **others)

    monkeypatch.setattr(workspace, "act", acted)
    select(page, "Rock")
    with qtbot.waitSignal(workspace.status_changed):
        type_threshold(page, qtbot, "0.05")
    assert backs[0](workspace.library) == (
        "Undone: Rock is suggested from 0.400 on. Undecided tracks that reach it: 2, before: 4."
    )


@pytest.mark.parametrize("former", [None, UserThreshold(0.3), UserThreshold(0.2, "precision", 0.9)])
def test_undo_brings_the_former_threshold_back(page, workspace, qtbot, former):
    model = workspace.shown_model()
    [rock] = [tag for tag in model.tags if tag.name == "Rock"]
    if former is not None:
        with workspace.library.write() as connection:
            set_threshold(connection, model, rock.tag_id, former)
        workspace.tell("suggestions")
    before = 0.4 if former is None else former.threshold
    qtbot.waitUntil(lambda: row(page, "Rock").tag.threshold == before)
    select(page, "Rock")
    type_threshold(page, qtbot, "0.05")
    qtbot.waitUntil(lambda: row(page, "Rock").tag.threshold == 0.05)
    workspace.decisions.undo()
    qtbot.waitUntil(lambda: row(page, "Rock").tag.threshold == before)
    tag = row(page, "Rock").tag
    rule = None if former is None else former.rule
    assert (tag.user_rule, tag.user_target) == (rule, former and former.target)


def test_the_slider_counts_while_it_moves_and_keeps_when_let_go(page, workspace, qtbot):
    select(page, "Rock")
    page.slider.chosen.emit(0)  # even odds
    assert page.field.value() == 0.5
    qtbot.waitUntil(lambda: page.status.text().startswith("Undecided tracks that reach 0.500: 2."))
    assert row(page, "Rock").tag.threshold == 0.4
    page.slider.sliderReleased.emit()
    qtbot.waitUntil(lambda: row(page, "Rock").tag.threshold == 0.5)


def test_the_slider_is_moved_by_keys(page, workspace, qtbot):
    select(page, "Rock")
    page.slider.setFocus()
    qtbot.keyClick(page.slider, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: row(page, "Rock").tag.threshold == 0.423)


def test_the_wheel_sets_nothing(page, workspace, qtbot):
    select(page, "Rock")
    for part in (page.slider, page.field):
        at, turned = QPointF(part.rect().center()), QPoint(0, 120)
        event = QWheelEvent(
            at,
            part.mapToGlobal(at),
            QPoint(),
            turned,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(part, event)
    assert (page.field.value(), page.slider.value()) == (0.4, -41)


def test_a_threshold_that_is_being_changed_is_left_alone(page, workspace, qtbot):
    select(page, "Rock")
    page.field.setValue(0.6)
    with workspace.library.write() as connection:
        suggestions.store(connection, 1, [Scored(6, (0.1, 0.7, 0.1))])
    workspace.tell("suggestions")
    qtbot.waitUntil(lambda: row(page, "Rock").suggested == 3)
    assert page.field.value() == 0.6
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: row(page, "Rock").tag.threshold == 0.6)


def test_a_field_that_is_only_left_sets_nothing(page, workspace, qtbot):
    with workspace.library.write() as connection:
        connection.exec_driver_sql("UPDATE model_tags SET threshold = 0.2449489 WHERE position = 0")
    workspace.tell("suggestions")
    qtbot.waitUntil(lambda: row(page, "jazz").tag.threshold < 0.3)
    select(page, "jazz")
    assert page.field.value() == 0.245
    qtbot.keyClick(page.field, Qt.Key.Key_Return)
    with workspace.library.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM user_thresholds").scalar() == 0


def test_all_thresholds_go_back_to_the_model(page, workspace, qtbot):
    for tag in ("Rock", "jazz"):
        select(page, tag)
        type_threshold(page, qtbot, "0.9")
        qtbot.waitUntil(lambda tag=tag: row(page, tag).tag.threshold == 0.9)
    assert page.reset_all.isEnabled()
    with qtbot.waitSignal(workspace.status_changed) as shown:
        click(page.reset_all, qtbot)
    assert shown.args[0] == "Your thresholds that were taken back: 2."
    qtbot.waitUntil(lambda: not page.reset_all.isEnabled())
    assert {one.tag.name: one.tag.threshold for one in page.table.rows} == {
        "jazz": 0.5,
        "Rock": 0.4,
        "hard rock": 0.3,
    }


def find_threshold(page, target: float) -> None:
    page.target_precision.setCurrentIndex(page.target_precision.findData(target))
    page.target_precision.activated.emit(page.target_precision.currentIndex())


def test_a_threshold_is_found_by_the_answers_or_a_reason_why_not(page, workspace, qtbot):
    select(page, "jazz")
    find_threshold(page, 0.9)
    qtbot.waitUntil(lambda: page.status.text().startswith("There are 1 yes and 1 no to jazz"))
    with workspace.library.write() as connection:
        new = [NewTrack(f"/music/d/{n}.mp3", 1, 1) for n in range(20)]
        ids = tracks.add_tracks(connection, 1, new)
        suggestions.store(connection, 1, [Scored(id, (0.7 + id / 1000, 0, 0)) for id in ids])
        jazz = models.model(connection, 1).tags[0].tag_id
        shown = [Decision(id, jazz, "yes" if id > ids[9] else "no") for id in ids]
        record_decisions(connection, shown, "user")
    find_threshold(page, 0.8)
    qtbot.waitUntil(lambda: row(page, "jazz").tag.threshold > 0.5)
    assert page.target_precision.currentIndex() == 0


def test_without_suggestions_there_is_nothing_to_set(empty_workspace, shown, qtbot):
    page = shown(ThresholdsPage(empty_workspace))
    assert not page.field.isVisible()
    assert "once a model has suggested something" in page._explanation.text()


@pytest.mark.parametrize(
    "case",
    [
        (None, "model’s", "The model’s threshold, as it came with it.", ""),
        ("model", "model’s", "The model’s threshold, as it came with it.", ""),
        ("top", "library’s: its highest tracks", "its highest tracks get the tag.", "0.077"),
        (
            "root",
            "library’s: as before training",
            "as many tracks get the tag as before the training.",
            "0.077",
        ),
        ("answers", "library’s: your answers", "follows from your answers.", "0.077"),
        ("unheard", "none: it is not heard", "", "–"),
    ],
)
def test_each_row_says_whose_threshold_holds_and_why(page, workspace, qtbot, case):
    rule, holds, reason, library = case
    if rule is not None:
        with workspace.library.write() as connection:
            connection.exec_driver_sql(
                "INSERT INTO library_thresholds (model_id, tag_id, threshold, rule,"
                f" without_answers) SELECT model_id, tag_id, 0.077, '{rule}', 0.077 FROM model_tags"
            )
        workspace.tell("thresholds")
        qtbot.waitUntil(lambda: {one.tag.library_rule for one in page.table.rows} == {rule})
    select(page, "Rock")
    at = [one.tag.name for one in page.table.rows].index("Rock")
    assert page.table.index(at, 6).data() == holds
    assert page.table.index(at, 3).data() == library
    assert page._reason.text().endswith(reason)


def test_a_threshold_of_ones_own_is_said_to_hold_and_what_would_without_it(page, workspace, qtbot):
    select(page, "Rock")
    type_threshold(page, qtbot, "0.3")
    qtbot.waitUntil(lambda: row(page, "Rock").tag.is_set_by_user)
    assert page._reason.text() == (
        "Your threshold holds. Without it 0.400 would. The model’s threshold, as it came with it."
    )
    at = [one.tag.name for one in page.table.rows].index("Rock")
    assert page.table.index(at, 6).data() == "yours"


@pytest.mark.parametrize("language", ["en", "de"])
def test_in_a_wide_window_it_is_whole_which_threshold_holds(
    language, request, workspace, shown, qtbot
):
    if language == "de":
        request.getfixturevalue("german")
    page = shown(ThresholdsPage(workspace))
    page.resize(1000, 700)  # px: what a window of 1280 leaves
    qtbot.waitUntil(lambda: bool(page.table.rows))
    view, metrics = page.view, page.view.fontMetrics()
    row = page.table.rows[0]
    for rule in ("top", "root", "answers"):
        page._show([replace(row, tag=replace(row.tag, library_rule=rule))])
        for column in range(page.table.columnCount()):
            text = view.model().index(0, column).data()
            assert not view.isColumnHidden(column), column
            assert view.columnWidth(column) > metrics.horizontalAdvance(text), text


def test_until_the_thresholds_are_read_it_says_so(workspace, shown, qtbot):
    page = ThresholdsPage(workspace)
    assert page._reading.isVisibleTo(page)
    assert not page.view.isVisibleTo(page)
    shown(page)
    qtbot.waitUntil(lambda: bool(page.table.rows))
    assert page.view.isVisible()
    assert not page._reading.isVisible()
