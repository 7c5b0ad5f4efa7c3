import numpy as np
import pytest
import soundfile
from mutagen.flac import FLAC, Picture
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from tagstudio.core.progress import run
from tagstudio.ui.review_screen.sound.cover import KEPT_SIDE, SIDE, CoverLabel, make_cover


@pytest.fixture
def flac(tmp_path):
    path = tmp_path / "a.flac"
    soundfile.write(path, np.zeros(8000), 8000)
    return path


def give(path, content: bytes) -> None:
    file, picture = FLAC(path), Picture()
    picture.type, picture.mime, picture.data = 3, "image/png", content
    file.add_picture(picture)
    file.save()


def png(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return content.data()


@pytest.mark.parametrize(("width", "height"), [(40, 30), (2000, 500)])
def test_a_cover_is_read_no_larger_than_it_is_shown(qapp, flac, width, height):
    give(flac, png(width, height))
    image = run(make_cover(str(flac)))
    assert image.width() == min(width, KEPT_SIDE)
    assert image.width() / image.height() == pytest.approx(width / height, rel=0.05)


def test_without_one_or_with_a_broken_one_there_is_none(qapp, flac, tmp_path, capfd):
    assert run(make_cover(str(flac))).isNull()
    give(flac, b"\x89PNG\r\n\x1a\nno picture")
    assert run(make_cover(str(flac))).isNull()
    assert run(make_cover(str(tmp_path / "gone.mp3"))).isNull()


def test_it_is_shown_in_its_place_and_hidden_for_a_track_without_one(shown):
    label = CoverLabel()
    assert label.isHidden()
    shown(label)
    image = QImage(100, 50, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    label.show_cover(image)
    assert label.isVisible()
    assert label.pixmap().deviceIndependentSize().toTuple() == (SIDE, SIDE / 2)
    for none in (None, QImage()):
        label.show_cover(image)
        label.show_cover(none)
        assert not label.isVisible()
