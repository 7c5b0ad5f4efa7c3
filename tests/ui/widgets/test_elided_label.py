import pytest

from tagstudio.ui.widgets.elided_label import ElidedLabel, TwoLineLabel


@pytest.fixture
def label(qtbot, shown) -> ElidedLabel:
    made = shown(ElidedLabel("quiet"))
    made.resize(120, 20)
    return made


def test_a_text_with_room_has_no_tool_tip_and_a_cut_one_is_whole_in_it(label):
    label.setText("Short")
    assert label.toolTip() == ""
    label.setText("An endless title " * 9)
    assert label.toolTip() == ("An endless title " * 9).strip()
    label.resize(4000, 20)
    assert label.toolTip() == ""


def test_a_text_is_one_row_and_asks_for_no_width(label):
    label.setText("one\ntwo\t three")
    assert label.text() == "one two three"
    assert label.minimumSizeHint().width() == 0


def test_a_second_line_is_taken_before_anything_is_cut(shown):
    label = shown(TwoLineLabel("quiet"))
    label.resize(130, 36)
    label.setText("Eleven letters and more words")
    assert label._fitting().count("\n") == 1
    assert label.toolTip() == ""
    label.setText("Eleven letters and more words " * 3)
    assert label.toolTip() == label.text().strip()
    assert label.grab().toImage() != shown(TwoLineLabel("quiet")).grab().toImage()
    assert label.minimumSizeHint().width() == label.minimumSizeHint().height() == 0
