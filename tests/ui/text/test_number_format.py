import pytest
from PySide6.QtCore import QLocale

from tagstudio.ui.text.number_format import clock, counted, decimal


def test_numbers_are_written_as_the_language_has_them(german):
    assert (counted(1234), decimal(0.5, 2)) == ("1.234", "0,50")
    QLocale.setDefault(QLocale("en"))
    assert (counted(1234), decimal(0.5, 2)) == ("1,234", "0.50")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (6.6, "0:07"), (59.6, "1:00"), (200, "3:20"), (3723, "1:02:03")],
)
def test_durations_are_written_as_a_clock_does(seconds, text):
    assert clock(seconds) == text
