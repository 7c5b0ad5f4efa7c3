import io

from tagstudio.audio.containers.id3v2 import after_leading_tags

EMPTY = b"ID3\4\0\0" + bytes(4)


class Counted(io.BytesIO):
    """A file that counts the bytes that are read from it."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.bytes_read = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.bytes_read += len(found)
        return found


def test_leading_tags_end_with_the_zeros_behind_them():
    content = EMPTY + bytes(7) + EMPTY * 2 + b"\xff\xfb\x90\x64"
    assert after_leading_tags(io.BytesIO(content), len(content)) == len(content) - 4


def test_an_endless_row_of_tags_is_left_after_a_few_of_them():
    file = Counted(EMPTY * 400_000)
    after_leading_tags(file, 4_000_000)
    assert file.bytes_read < 2_000_000
