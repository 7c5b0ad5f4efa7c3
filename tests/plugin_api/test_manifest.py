import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.discovery import bundled_folder
from tagstudio.plugin_api import read_manifest

GOOD = 'name = "mine"\ntitle = "Mine"\nversion = "1"\napi = 1\n'


def write(tmp_path, text: str):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "MANIFEST.toml").write_text(text)
    return folder


def test_a_manifest_is_read_with_its_defaults(tmp_path):
    manifest = read_manifest(write(tmp_path, GOOD + 'preferred = ["a", "b"]\n'))
    assert (manifest.module, manifest.factory) == ("plugin", "create")
    assert manifest.preferred == ("a", "b")


@pytest.mark.parametrize(("api", "reads"), [(1, False), (2, False), (3, True)])
def test_plugins_learn_from_api_3_on(tmp_path, api, reads):
    manifest = read_manifest(write(tmp_path, GOOD.replace("api = 1", f"api = {api}")))
    assert manifest.reads_examples == reads


def test_the_bundled_plugin_has_one():
    assert read_manifest(bundled_folder() / "crnn_tagger").preferred[0] == "msd-crnn"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "cannot be read"),
        (GOOD.replace('name = "mine"\n', ""), "name is missing"),
        (GOOD.replace("api = 1", 'api = "1"'), "api has the wrong type"),
        (GOOD.replace("api = 1", "api = 99"), "written for plugin API 99"),
        (GOOD.replace('"mine"', '"yours"'), "the folder's name"),
        (GOOD + "colour = 1\n", "unknown fields colour"),
        (GOOD + "preferred = [1]\n", "preferred has the wrong type"),
        (GOOD + "options = 3\n", "options has the wrong type"),
        (GOOD + "options.x = 3\n", "options.x must be a table"),
    ],
)
def test_a_mistake_gets_a_sentence_with_the_path(tmp_path, text, complaint):
    folder = write(tmp_path, text)
    with pytest.raises(TagStudioError, match=complaint) as caught:
        read_manifest(folder)
    assert str(folder) in str(caught.value)


def test_a_folder_without_one_is_no_plugin(tmp_path):
    with pytest.raises(TagStudioError, match=r"has no MANIFEST\.toml"):
        read_manifest(tmp_path)
