import io

import pytest

from tagstudio.audio.files.formats import FORMATS
from tagstudio.audio.metadata.file_tags.fields import FIELDS
from tagstudio.audio.metadata.parse import parse


@pytest.mark.parametrize(
    "suffix", [".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".wav", ".wma"]
)
def test_a_file_is_parsed_as_the_format_that_its_content_shows(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(0.3))
    with path.open("rb") as file:
        found = parse(file, "another name.txt")
    (kind,) = (one for one in FORMATS if suffix in one.suffixes)
    assert f"{type(found).__module__}.{type(found).__name__}" == kind.mutagen
    assert found.info.length == pytest.approx(0.3, abs=0.2)


def test_other_files_are_not_parsed():
    assert parse(io.BytesIO(b"nothing but words"), "a.txt") is None


def test_each_suffix_belongs_to_one_format():
    suffixes = [suffix for one in FORMATS for suffix in one.suffixes]
    assert len(suffixes) == len(set(suffixes))


def test_each_kind_of_tag_names_the_same_texts_and_fields():
    kinds = [one.tags for one in FORMATS if one.tags]
    assert len({frozenset(kind.facts) for kind in kinds}) == 1
    assert {frozenset(kind.fields) for kind in kinds if kind.fields} == {
        frozenset((*FIELDS, "grouping", "comment"))
    }
