"""The length of a row of frames, by what it declares or by its bytes."""

import io

import pytest
import soundfile

from tagstudio.audio.containers.row_length import FrameRow, find_row


def row_of(content: bytes) -> tuple[FrameRow, float]:
    file = io.BytesIO(content)
    row = find_row(file, len(content))
    assert row is not None
    return row, row.seconds(file) or 0.0


def mp3(samples, mode: str) -> bytes:
    file = io.BytesIO()
    with soundfile.SoundFile(
        file, "w", 48_000, 2, "MPEG_LAYER_III", format="MP3", bitrate_mode=mode
    ) as sound:
        sound.write(samples)
    return file.getvalue()


def without_header(content: bytes) -> bytes:
    """Return an MP3 without its first frame, which declares the length and holds no sound."""
    start = content.index(b"\xff\xfb", content.index(b"LAME") + 100)
    return content[start:]


def test_the_first_frame_declares_the_length(music):
    row, seconds = row_of(mp3(music(20), "VARIABLE"))
    assert row.declared_seconds == seconds == pytest.approx(20, abs=0.1)
    assert not row.is_cut_off
    assert not row.is_contradicted


def test_a_cut_off_file_has_fewer_bytes_than_it_declares(music):
    content = mp3(music(20), "VARIABLE")
    row, seconds = row_of(content[: len(content) // 2])
    assert row.is_cut_off
    assert seconds == pytest.approx(20, abs=0.1)


def test_joined_files_have_more(music):
    row, seconds = row_of(mp3(music(20), "VARIABLE") * 3)
    assert row.is_contradicted
    assert seconds == pytest.approx(60, rel=0.05)


@pytest.mark.parametrize("mode", ["CONSTANT", "VARIABLE"])
def test_without_a_declaration_frames_in_a_few_places_tell(music, mode):
    row, seconds = row_of(without_header(mp3(music(20), mode)))
    assert row.declared_seconds is None
    assert seconds == pytest.approx(20, rel=0.05)


@pytest.mark.parametrize("suffix", [".aac", ".ac3", ".mp2"])
def test_other_rows_are_estimated(tmp_path, encode, music, suffix):
    content = encode(tmp_path / f"a{suffix}", music(20)).read_bytes()
    row, seconds = row_of(bytes(500) + content + b"TAG" + bytes(125))
    assert row.end == 500 + len(content)
    assert seconds == pytest.approx(20, rel=0.05)


def test_words_are_no_row():
    assert find_row(io.BytesIO(b"words " * 1_000), 6_000) is None
