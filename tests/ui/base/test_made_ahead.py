from PySide6.QtWidgets import QLabel, QWidget

from tagstudio.ui.base import made_ahead
from tagstudio.ui.base.made_ahead import MakingAhead, PartsAhead


def test_a_part_that_was_made_ahead_is_taken_once():
    parts, made = PartsAhead(), []

    def make() -> str:
        made.append(None)
        return "made"

    kept = QLabel("ahead")
    parts.keep(kept)
    assert parts.take(QLabel, make) is kept
    assert parts.take(QLabel, make) == "made"
    parts.keep(QLabel())
    parts.clear()
    assert parts.take(QLabel, make) == "made"
    assert len(made) == 2


def test_each_step_waits_for_a_pause_of_its_own(qtbot, monkeypatch):
    monkeypatch.setattr(made_ahead, "STEP_MS", 1)
    done, asked, owner = [], [], QWidget()
    qtbot.addWidget(owner)
    making = MakingAhead((done.append(number) for number in range(2)), asked.append, owner)
    qtbot.wait(5)
    assert not asked  # it has not begun
    making.begin()
    for steps in ([0], [0, 1], [0, 1]):  # the last finds that there is nothing left
        qtbot.waitUntil(lambda: bool(asked))
        asked.pop()()
        assert done == steps
    qtbot.wait(5)
    assert not asked
