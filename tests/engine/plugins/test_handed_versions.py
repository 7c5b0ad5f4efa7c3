"""A version as one file: what is in it is what is installed, or nothing is."""

import json
import zipfile
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.handed_versions import (
    HandedVersion,
    export_version,
    import_version,
    read_handed,
)


@pytest.fixture
def handed(trained, tmp_path) -> Path:
    """The file of the version that was trained."""
    export_version(trained.report.model.info.name, tmp_path / "mine.tagstudio-version")
    return tmp_path / "mine.tagstudio-version"


def changed(file: Path, **said: object) -> Path:
    """Return a file beside this one that says something else of its version."""
    with zipfile.ZipFile(file) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    described = json.loads(found["version.json"]) | said
    other = file.with_name("other.tagstudio-version")
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("version.json", json.dumps(described))
        archive.writestr("weights", found["weights"])
    return other


def models() -> set[str]:
    return {path.name for path in paths.models_folder("learning_tagger").iterdir()}


def test_the_file_says_what_it_is_and_equal_versions_give_equal_files(trained, handed):
    said = read_handed(handed)
    info = trained.report.model.info
    assert isinstance(said, HandedVersion)
    assert (said.name, said.parent, said.plugin) == (info.name, "plain", "learning_tagger")
    assert said.tags == tuple(tag.name for tag in info.tags)
    again = handed.with_name("again.tagstudio-version")
    export_version(info.name, again)
    assert again.read_bytes() == handed.read_bytes()


def test_a_version_comes_back_under_its_own_or_another_name(trained, handed):
    name = trained.report.model.info.name
    with pytest.raises(TagStudioError, match=f"There is a model '{name}' already."):
        import_version(handed, name)
    others = [import_version(handed).info.name for _ in range(2)]
    assert others == [f"{name}-other", f"{name}-other2"]
    taken = import_version(handed, "from Anna")
    assert taken.info.parent == "plain"
    assert taken.info.tags == trained.report.model.info.tags
    (paths.models_folder("learning_tagger") / f"{name}.json").unlink()
    assert import_version(handed).info.name == name


def test_any_damage_of_the_file_is_refused_whole(handed):
    content, said, refused = handed.read_bytes(), read_handed(handed), 0
    for place in range(len(content)):
        handed.write_bytes(content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :])
        try:  # a flip in the date of a member changes nothing that counts
            assert read_handed(handed) == said
        except TagStudioError as error:
            assert "Nothing was installed." in str(error)
            refused += 1
    assert refused > len(content) / 2
    for length in range(0, len(content), 11):
        handed.write_bytes(content[:length])
        with pytest.raises(TagStudioError, match="it is no version of a model that TagStudio"):
            import_version(handed, "half")


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"format": 2}, "a newer version of TagStudio wrote it"),
        ({"plugin": "other_tagger"}, "needs the plugin other_tagger"),
        ({"parent": "msd-crnn"}, "stands on the model msd-crnn, which is not installed"),
        ({"parent_sha256": "0" * 64}, "stands on another plain than the one that is installed"),
        ({"sha256": "0" * 64}, "its weights are not as they were written"),
        ({"tags": [1]}, "it is no version of a model"),
        ({"surprise": ""}, "it is no version of a model"),
        ({"name": "../../evil"}, "cannot be a model's name"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(handed, said, reason):
    before = models()
    (paths.models_folder("learning_tagger") / "plain-v2.json").rename(handed.parent / "kept")
    with pytest.raises(TagStudioError, match=reason):
        import_version(changed(handed, **said))
    (handed.parent / "kept").rename(paths.models_folder("learning_tagger") / "plain-v2.json")
    assert models() == before


def test_a_published_model_and_a_file_that_is_there_are_left_alone(trained, handed):
    with pytest.raises(TagStudioError, match="plain is a published model"):
        export_version("plain", handed.with_name("plain"))
    content = handed.read_bytes()
    with pytest.raises(TagStudioError, match=r"There is a file .* already"):
        export_version("plain-v2", handed)
    assert handed.read_bytes() == content
    handed.write_bytes(b"another file")
    export_version("plain-v2", handed, replacing=True)
    assert handed.read_bytes() == content
