"""Measure contrasts on the pixels of a widget: of every text on it, and of the edge of a control.

Where the texts stand, and in which font and colour they are drawn, is found by painting the widget
as SVG; what is behind them, and whether they can be seen at all, on a picture of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QTransform
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

SVG = "{http://www.w3.org/2000/svg}"
SCALE = 3  # of the picture, so that strokes of letters are wider than their soft edges
NEAR = 40  # how far a pixel's red, green and blue together may be from a colour that it shows
DOTS_PER_INCH = 96.0


@dataclass(frozen=True)
class DrawnText:
    """A text, its place in px, and its contrast with what is behind it, 1 to 21."""

    text: str
    place: QRect
    contrast: float
    foreground: str
    background: str


def luminance(colour: QColor) -> float:
    """Return the relative luminance by WCAG 2."""
    parts = [part / 255 for part in colour.getRgb()[:3]]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours by WCAG 2, from 1 to 21."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def contrasts(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the contrast of each pixel of one picture with that of another, (..., RGB)."""
    low, high = np.sort([_luminances(one), _luminances(other)], axis=0)
    return (high + 0.05) / (low + 0.05)


def _luminances(colours: np.ndarray) -> np.ndarray:
    parts = colours.astype(float) / 255
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def picture(widget: QWidget) -> QImage:
    """Return a widget as it is seen, SCALE times as large."""
    image = QImage(widget.size() * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    widget.render(image, QPoint())
    return image


def texts(widget: QWidget, image: QImage | None = None) -> list[DrawnText]:
    """Return the texts that can be seen on a widget, on its `picture` if it is at hand."""
    image, found = picture(widget) if image is None else image, []
    for element, moved, style in _text_elements(_as_svg(widget)):
        text = "".join(element.itertext()).strip()
        place = moved.mapRect(_place(element, style)).toAlignedRect()
        place &= widget.rect()
        if text and place.width() > 2 and place.height() > 2:
            behind = background(image, place)
            ink = _over(QColor(element.get("fill", "#000000")), element, behind)
            if shows(image, place, ink):
                found.append(
                    DrawnText(text, place, contrast(ink, behind), ink.name(), behind.name())
                )
    return found


def background(image: QImage, place: QRect) -> QColor:
    """Return the colour that most of a place has."""
    colours, counts = np.unique(_packed(image, place), return_counts=True)
    return QColor.fromRgb(int(colours[counts.argmax()]))


def shows(image: QImage, place: QRect, colour: QColor) -> bool:
    """Tell whether a colour is among those of a place."""
    seen = pixels(image, place).astype(int)
    off = np.abs(seen - np.array(colour.getRgb()[:3])).sum(axis=-1)
    return bool((off <= NEAR).any())


def pixels(image: QImage, place: QRect) -> np.ndarray:
    """Return the colours of a place, given in px of the widget, (rows, columns, RGB)."""
    ratio = round(image.devicePixelRatio())
    box = QRect(place.topLeft() * ratio, place.size() * ratio) & image.rect()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    whole = rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4)
    found = whole[box.top() : box.bottom() + 1, box.left() : box.right() + 1, 2::-1]
    return found.copy()  # the picture may be gone before these are used


def _packed(image: QImage, place: QRect) -> np.ndarray:
    red, green, blue = np.moveaxis(pixels(image, place).astype(np.uint32), -1, 0)
    return red << 16 | green << 8 | blue


def _as_svg(widget: QWidget) -> ElementTree.Element:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(widget.size())
    generator.setViewBox(widget.rect())
    painter = QPainter(generator)
    widget.render(painter, QPoint())
    painter.end()
    text = bytes(buffer.data().data()).decode("utf-8")
    return ElementTree.fromstring(re.sub(r"&#x?0*[0-8a-fA-F]{1,2};", "", text))


def _text_elements(
    root: ElementTree.Element,
) -> list[tuple[ElementTree.Element, QTransform, ElementTree.Element]]:
    found = []
    for group in root.iter(f"{SVG}g"):
        numbers = re.findall(r"[-\d.e]+", group.get("transform", ""))
        moved = QTransform(*map(float, numbers)) if len(numbers) == 6 else QTransform()
        found += [(element, moved, group) for element in group.findall(f"{SVG}text")]
    return found


def _place(element: ElementTree.Element, style: ElementTree.Element) -> QRectF:
    """Return the place of a text before it is moved, from its baseline and its font."""
    points = float(element.get("font-size", style.get("font-size", "9")))
    font = QFont(element.get("font-family", "Sans Serif"))
    font.setPixelSize(max(1, round(points * DOTS_PER_INCH / 72)))
    weight = element.get("font-weight", "400")
    font.setWeight(QFont.Weight(int(weight) if weight.isdigit() else 400))
    metrics = QFontMetricsF(font)
    text = "".join(element.itertext())
    left, base = float(element.get("x", "0")), float(element.get("y", "0"))
    return QRectF(left, base - metrics.ascent(), metrics.horizontalAdvance(text), metrics.height())


def _over(colour: QColor, element: ElementTree.Element, behind: QColor) -> QColor:
    """Return a colour as it looks through its opacity."""
    opacity = float(element.get("fill-opacity", "1"))
    mixed = [
        round(front * opacity + back * (1 - opacity))
        for front, back in zip(colour.getRgb()[:3], behind.getRgb()[:3], strict=True)
    ]
    return QColor(*mixed)
