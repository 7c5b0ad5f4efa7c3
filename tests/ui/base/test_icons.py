from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from tagstudio.ui.base.icons import icon, icon_file, pixmap

NAMES = sorted(path.stem for path in icon_file("app").parent.glob("*.svg"))


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_draws_something(qapp, name):
    image = pixmap(name, "#ff0000", 32).toImage()
    drawn = [image.pixelColor(x, y) for x in range(32) for y in range(32)]
    assert any(colour.alpha() for colour in drawn)


def test_an_icon_takes_the_colour_and_is_sharp_at_each_size(qapp):
    found = icon("yes", "#ff0000")
    for size in (16, 24, 48, 96):
        image = found.pixmap(size, size).toImage()
        assert image.width() == size
        colours = {image.pixelColor(x, y).name() for x in range(size) for y in range(size)}
        assert QColor("#ff0000").name() in colours


def test_the_file_of_an_icon_is_there():
    assert Path(icon_file("check_dark")).is_file()
