"""The favourites: as many buttons as fit, the others in a menu."""

import pytest
from PySide6.QtGui import QAction

from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.review_screen.favourites import SLOTS, FavouriteBar, Favourites

LONG = "late at night in the rain, with candles and the windows open"
TAGS = ("jazz", "rock", "R&B", LONG, "sad", "folk", "loud", "strings", "slow", "voice")
NONE, ONE, SOME, ALL = 60, 168, 500, 2000  # px


@pytest.fixture
def bar(qtbot, shown) -> FavouriteBar:
    remembered = WindowState()
    favourites = Favourites(remembered)
    for slot, tag in zip(SLOTS, TAGS, strict=True):
        favourites.put(slot, tag)
    return shown(FavouriteBar(favourites, Actions(remembered)))


def in_menu(bar: FavouriteBar) -> list[QAction]:
    menu = bar._more.menu()
    menu.aboutToShow.emit()
    return menu.actions()


@pytest.mark.parametrize("width", [NONE, ONE, SOME, ALL])
def test_each_favourite_is_a_whole_button_or_in_the_menu(bar, width):
    bar.resize(width, bar.sizeHint().height())
    seen = [button for button in bar._buttons if button.isVisible()]
    everything = [*seen, bar._more] if bar._more.isVisible() else seen
    for before, button in zip([None, *everything], everything, strict=False):
        assert button.width() >= button.sizeHint().width()
        assert before is None or before.geometry().right() < button.x()
        assert width == NONE or button.geometry().right() < width
    left = [action.text().split("\t")[0] for action in in_menu(bar)]
    assert [button.property("tag") for button in seen] + [
        text.replace("&&", "&") for text in left
    ] == list(TAGS)
    assert bar._more.isVisible() == bool(left) == (width != ALL)
    assert bar._more.text() == ("More…" if seen else "Favourites…")


def test_a_favourite_in_the_menu_says_its_tag_its_key_and_whether_the_track_has_it(qtbot, bar):
    bar.resize(ONE, bar.sizeHint().height())
    bar.show_answers({LONG})
    told = {action.text(): action for action in in_menu(bar)}
    assert told[f"{LONG}\tAlt+4"].isChecked()
    assert not told["R&&B\tAlt+3"].isChecked()
    with qtbot.waitSignal(bar.chosen) as chosen:
        told["R&&B\tAlt+3"].trigger()
    assert chosen.args == ["R&B"]


def test_a_tag_with_an_ampersand_is_whole(bar):
    texts = [action.text() for action in bar.menu_of("R&B").actions()]
    assert all("“R&&B”" in text for text in texts if text)
    assert "R&&B" in bar._buttons[2].text()


def test_the_key_of_a_long_favourite_is_seen(bar):
    button = bar._buttons[3]
    assert "…" in button.text()
    assert button.text().endswith("Alt+4")
    assert LONG in button.toolTip()
