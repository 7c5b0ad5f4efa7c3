"""The program's icon for each system, drawn from tagstudio.svg: `python icons.py FOLDER`.

Windows' .ico and macOS' .icns are both a table and PNG images one after the other:
learn.microsoft.com/previous-versions/ms997538, and Apple's "icns" types ic07 to ic14.
"""

import os
import struct
import sys
from pathlib import Path

DRAWING = Path(__file__).parent / "tagstudio.svg"
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)  # px
ICNS_TYPES = {
    "icp4": 16, "icp5": 32, "ic11": 32, "ic12": 64, "ic07": 128, "ic13": 256, "ic08": 256,
    "ic14": 512, "ic09": 512, "ic10": 1024,
}  # fmt: skip


def png(size: int) -> bytes:
    """Return the icon, `size` pixels wide and high, as PNG."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def ico(images: dict[int, bytes]) -> bytes:
    """Return a Windows icon of PNG images by their size."""
    place = 6 + 16 * len(images)
    table = struct.pack("<HHH", 0, 1, len(images))
    for size, image in images.items():
        side = size % 256  # 0 means 256
        table += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(image), place)
        place += len(image)
    return table + b"".join(images.values())


def icns(images: dict[str, bytes]) -> bytes:
    """Return an icon of macOS of PNG images by their type."""
    parts = b"".join(
        kind.encode() + struct.pack(">I", 8 + len(image)) + image for kind, image in images.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(parts)) + parts


def main() -> None:
    """Write tagstudio.ico and tagstudio.icns into the folder that the command line names."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tagstudio.ico").write_bytes(ico({size: png(size) for size in ICO_SIZES}))
    (folder / "tagstudio.icns").write_bytes(
        icns({kind: png(size) for kind, size in ICNS_TYPES.items()})
    )


if __name__ == "__main__":
    main()
