import pytest

from tagstudio.audio.containers.without_suffix import begins_as_audio

WAVE = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (WAVE, True),
        (b"ID3\x03\0\0\0\0\0\x0a" + bytes(10) + b"fLaC\0\0\0\x22" + bytes(34), True),
        (b"MAC addresses\n00:11:22:33:44:55\n", False),  # as Monkey's Audio begins
        (b"MAC \x96\x0f\0\0\x34\0\0\0", True),
        (b"\x7fELF\2\1\1" + bytes(9), False),
        (bytes(600) + WAVE, False),
        (b"", False),
    ],
)
def test_the_first_bytes_decide(tmp_path, content, expected):
    (tmp_path / "01. Intro").write_bytes(content)
    assert begins_as_audio(str(tmp_path / "01. Intro")) is expected


def test_a_file_that_cannot_be_opened_is_no_audio(tmp_path):
    assert not begins_as_audio(str(tmp_path / "none"))
