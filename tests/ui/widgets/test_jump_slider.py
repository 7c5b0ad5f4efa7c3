import pytest
from PySide6.QtCore import QPoint, Qt

from tagstudio.ui.widgets.jump_slider import JumpSlider


@pytest.fixture
def slider(qtbot, shown) -> JumpSlider:
    made = JumpSlider()
    made.setAccessibleName("Place")
    made.setRange(0, 100)
    made.resize(400, 20)
    return shown(made)


def test_a_click_goes_there_and_is_told(qtbot, slider):
    with qtbot.waitSignal(slider.chosen) as chosen:
        qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    assert slider.value() == pytest.approx(25, abs=2)
    assert chosen.args[0] == slider.value()


def test_a_key_is_told_and_a_value_set_by_the_program_is_not(qtbot, slider):
    with qtbot.assertNotEmitted(slider.chosen):
        slider.setValue(40)
    with qtbot.waitSignal(slider.chosen) as chosen:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert chosen.args == [41]
