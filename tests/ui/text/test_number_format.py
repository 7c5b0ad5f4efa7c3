from PySide6.QtCore import QLocale

from tagstudio.ui.text.number_format import counted, decimal


def test_numbers_are_written_as_the_language_has_them(german):
    assert (counted(1234), decimal(0.5, 2)) == ("1.234", "0,50")
    QLocale.setDefault(QLocale("en"))
    assert (counted(1234), decimal(0.5, 2)) == ("1,234", "0.50")


def test_what_rounds_to_nothing_has_no_sign():
    QLocale.setDefault(QLocale("en"))
    assert [decimal(value, 2) for value in (-0.001, 0.004, -0.006)] == ["0.00", "0.00", "-0.01"]
