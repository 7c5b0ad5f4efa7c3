"""The cover of a track: read beside the window, shown beside its title."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.metadata.cover import read_cover
from tagstudio.ui.base.theme import GRID

SIDE = 6 * GRID  # px on the screen
KEPT_SIDE = 4 * SIDE  # px in memory: enough for the tool tip, and for dense screens


def make_cover(path: str) -> Generator[None, None, QImage]:
    """Return the cover in the file at `path`, not larger than KEPT_SIDE; a null image for none."""
    yield
    try:
        content = read_cover(path)
    except UnreadableAudio:  # the waveform says why
        content = None
    return _decoded(content) if content else QImage()


def _decoded(content: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size, most = reader.size(), QSize(KEPT_SIDE, KEPT_SIDE)
    if size.isValid() and (size.width() > KEPT_SIDE or size.height() > KEPT_SIDE):
        reader.setScaledSize(size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


class CoverLabel(QLabel):
    """The cover; hidden for a track without one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(SIDE, SIDE)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(self.tr("Cover"))
        self.hide()

    def show_cover(self, image: QImage | None) -> None:
        """Show a cover, or with None or a null image nothing."""
        self.setVisible(image is not None and not image.isNull())
        if image is None or image.isNull():
            self.clear()
            return
        ratio = self.devicePixelRatioF()
        side = round(SIDE * ratio)
        pixmap = QPixmap.fromImage(image).scaled(
            side,
            side,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)
