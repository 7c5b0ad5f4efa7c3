from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton

from tagstudio.ui.base.style_sheet import style_sheet
from tagstudio.ui.base.theme import DARK, LIGHT, Colours, Theme, _style_values
from tagstudio.ui.base.window_state import WindowState


def luminance(colour: str) -> float:
    """Return the relative luminance by WCAG 2."""
    parts = [part / 255 for part in QColor(colour).getRgb()[:3]]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_texts_can_be_read_on_their_backgrounds(colours):
    pairs = [
        (colours.text, colours.base),
        (colours.text, colours.accent_quiet),
        (colours.quiet, colours.window),
        (colours.on_accent, colours.accent),
        (colours.yes, colours.yes_quiet),
        (colours.no, colours.no_quiet),
        (colours.warning, colours.base),
    ]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_style_sheet_fills_in_every_name_and_names_icons_that_are_there(colours: Colours):
    values = _style_values(colours)
    sheet = style_sheet(values)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    for name in values.keys() - asdict(colours).keys():
        with open(str(values[name]), encoding="utf-8") as file:  # noqa: PTH123 - a path as text
            assert "<svg" in file.read()


def test_a_choice_is_applied_told_and_remembered(qtbot):
    theme = Theme(WindowState())
    with qtbot.waitSignal(theme.changed):
        theme.choose("dark")
    assert theme.colours is DARK
    assert QApplication.palette().text().color() == QColor(DARK.text)
    assert Theme(WindowState()).choice == "dark"
    theme.choose("light")
    assert theme.colours is LIGHT


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton])
def test_a_box_that_is_disabled_is_seen_and_so_is_its_mark(qtbot, shown, choice, kind):
    theme = Theme(WindowState())
    theme.choose(choice)
    box = shown(kind())
    box.setEnabled(False)

    def strongest() -> float:
        drawn = box.grab().toImage()
        found = {
            drawn.pixelColor(x, y).name()
            for x in range(drawn.width())
            for y in range(drawn.height())
        }
        return max(contrast(colour, theme.colours.window) for colour in found)

    assert strongest() >= 3
    empty = box.grab().toImage()
    box.setChecked(True)
    assert box.grab().toImage() != empty
    theme.choose("light")


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_the_mark_of_a_disabled_box_stands_out_from_it(colours):
    assert contrast(colours.on_accent, colours.outline) >= 3
