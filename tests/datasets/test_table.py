from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.table import columns_of, read_rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_recognised(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    file = tmp_path / "a.csv"
    lines = [separator.join(("File", "Tags")), separator.join(("ä.mp3", "jazz")), "", "b.mp3"]
    file.write_text("\n".join(lines), encoding=encoding)
    assert columns_of(file) == ["file", "tags"]
    assert list(read_rows(file)) == [
        (2, {"file": "ä.mp3", "tags": "jazz"}),
        (4, {"file": "b.mp3"}),
    ]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match=r"none\.csv cannot be read") as raised:
        columns_of(tmp_path / "none.csv")
    assert raised.value.message.key == "datasets.unreadable"
