import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton
from tagstudio.ui.widgets.notice_place import NoticePlace

LONG = "A sentence that takes several lines where there is not much room for it. " * 2


def test_a_pressed_button_acts_and_the_bar_goes(workspace, shown, qtbot):
    pressed, bar = [], NoticeBar(workspace.theme, "failure")
    whole = QWidget()
    QVBoxLayout(whole).addWidget(bar)
    shown(whole)
    assert bar.isHidden()
    bar.show_notice("It <failed>.", [NoticeButton("Again", lambda: pressed.append("again"))])
    assert (bar.isVisible(), bar.text.text()) == (True, "It <failed>.")
    assert bar.text.textFormat() == Qt.TextFormat.PlainText
    qtbot.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert (pressed, bar.isHidden()) == (["again"], True)


def test_what_the_action_of_a_button_shows_stays(workspace, shown):
    bar = NoticeBar(workspace.theme)
    shown(bar)
    bar.show_notice("First", [NoticeButton("Go on", lambda: bar.show_notice("Second", []))])
    bar.buttons[0].click()
    assert (bar.isVisible(), bar.text.text(), bar.buttons) == (True, "Second", [])


@pytest.fixture
def bars(workspace, shown) -> list[NoticeBar]:
    """Three bars in one place, 420 px wide, over a page; the most urgent is a failure."""
    made = [NoticeBar(workspace.theme, "failure"), *(NoticeBar(workspace.theme) for _ in range(2))]
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.addStretch(1)
    column.addWidget(NoticePlace(made))
    whole.resize(420, 400)
    shown(whole)
    return made


def standing(bars: list[NoticeBar]) -> list[int]:
    return [place for place, bar in enumerate(bars) if bar.isVisible()]


def test_one_notice_is_shown_the_most_urgent_first_and_the_next_once_it_is_put_away(bars, qtbot):
    failure, offer, news = bars
    place = failure.parentWidget()
    assert place.isHidden() and standing(bars) == []
    for bar, sentence in ((news, "News."), (offer, "An offer.")):
        bar.show_notice(sentence, [NoticeButton("Not now", bar.put_away)])
    assert standing(bars) == [1]
    assert offer.more.isVisible() and offer.more.text() == "1 more ›"
    failure.show_notice("It failed.", [NoticeButton("Dismiss", failure.put_away)])
    assert standing(bars) == [0] and failure.more.text() == "2 more ›"
    news.show_notice("Other news.", [NoticeButton("Not now", news.put_away)])
    assert standing(bars) == [0]  # what is less urgent waits
    for bar, rest in ((failure, [1]), (offer, [2]), (news, [])):
        qtbot.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
        assert standing(bars) == rest
    assert place.isHidden()


def test_one_can_go_on_to_the_others_by_mouse_and_keys_and_nothing_moves(bars, qtbot):
    failure, offer, news = bars
    place = failure.parentWidget()
    failure.show_notice("It failed.", [NoticeButton("Dismiss", failure.put_away)])
    offer.show_notice(LONG, [NoticeButton("Not now", offer.put_away)])
    news.show_notice("News.", [NoticeButton("Not now", news.put_away)])
    qtbot.waitUntil(lambda: place.height() >= offer.heightForWidth(place.width()) > 60)
    before = place.geometry()
    qtbot.mouseClick(failure.more, Qt.MouseButton.LeftButton)
    assert standing(bars) == [1]
    offer.more.setFocus()
    for after in ([2], [0], [1]):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
        QApplication.processEvents()
        assert standing(bars) == after
        assert place.geometry() == before
    offer.buttons[0].click()
    news.put_away()
    assert standing(bars) == [0] and failure.more.isHidden()
