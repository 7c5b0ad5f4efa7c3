from PySide6.QtCore import QLocale

from tagstudio.ui.text.number_format import counted, decimal


def test_numbers_are_written_as_the_language_has_them(german):
    assert (counted(1234), decimal(0.5, 2)) == ("1.234", "0,50")
    QLocale.setDefault(QLocale("en"))
    assert (counted(1234), decimal(0.5, 2)) == ("1,234", "0.50")
