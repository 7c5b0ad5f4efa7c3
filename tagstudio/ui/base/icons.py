"""The window's own icons: SVG drawn in one colour, coloured as the theme asks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from tagstudio.core.paths import bundled_folder

_FOLDER = bundled_folder("resources") / "icons"
_SIZES = (16, 20, 24, 32, 40, 48, 64, 96)  # px, so that an icon is sharp at 100 to 200 %


def icon(name: str, colour: str) -> QIcon:
    """Return the icon `name` in a colour (#rrggbb)."""
    made, svg = QIcon(), _renderer(name, colour)
    for size in _SIZES:
        drawn = _drawn(svg, size)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # or a style would tint it
            made.addPixmap(drawn, mode)
    return made


def icon_file(name: str) -> Path:
    """Return the file of the icon `name`, for style sheets; its colour is its own."""
    return _FOLDER / f"{name}.svg"


@cache
def _source(name: str) -> str:
    return icon_file(name).read_text(encoding="utf-8")


def pixmap(name: str, colour: str, size: int) -> QPixmap:
    """Return the icon `name`, `size` device pixels wide and high."""
    return _drawn(_renderer(name, colour), size)


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def _drawn(svg: QSvgRenderer, size: int) -> QPixmap:
    drawn = QPixmap(size, size)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    svg.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn
