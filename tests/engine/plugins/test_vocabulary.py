from collections import defaultdict

from tagstudio.core import paths
from tagstudio.engine.plugins.discovery import bundled_folder
from tagstudio.engine.plugins.vocabulary import bring_vocabulary
from tagstudio.library.db.database import open_library
from tagstudio.library.tags import tags
from tagstudio.library.tags.tags import Tag
from tagstudio.plugin_api import read_manifest
from tagstudio.plugin_api.vocabulary import LASTFM_TAGS, MOOD


def test_the_manifest_of_the_bundled_plugin_names_the_fifty_tags() -> None:
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for tag in LASTFM_TAGS:
        wanted[tag.group].append(tag.name)
    named = read_manifest(bundled_folder() / "crnn_tagger").tags
    assert {group: list(names) for group, names in named.items()} == wanted


def test_a_library_knows_the_tags_before_a_model_has_run(tmp_path) -> None:
    with open_library(tmp_path / "my.db", writing=True) as library:
        assert bring_vocabulary(library)
        with library.read() as connection:
            found = {tag.name: (tag.group, tag.origin) for tag in tags.list_tags(connection)}
    assert found == {tag.name: (tag.group, "model") for tag in LASTFM_TAGS}


def test_own_tags_are_taken_over_and_a_second_time_nothing_is_written(tmp_path) -> None:
    with open_library(tmp_path / "my.db", writing=True) as library:
        with library.write() as connection:
            id = tags.tag_id(connection, "Happy", "", "user")
            own = tags.tag_id(connection, "zydeco", "", "user")
        bring_vocabulary(library)
        with library.read() as connection:
            assert tags.find_tag(connection, "happy") == Tag(id, "Happy", MOOD, "model")
            assert tags.find_tag(connection, "zydeco") == Tag(own, "zydeco", "", "user")
    with open_library(tmp_path / "my.db", writing=False) as library:
        assert not bring_vocabulary(library)  # would fail if it wrote


def test_a_plugin_of_the_user_s_brings_its_tags_too(tmp_path) -> None:
    folder = paths.user_plugins_folder() / "birds"
    folder.mkdir(parents=True)
    text = 'name = "birds"\ntitle = "Birds"\nversion = "1"\napi = 2\n[tags]\nbird = ["wren"]\n'
    (folder / "MANIFEST.toml").write_text(text)
    with open_library(tmp_path / "my.db", writing=True) as library:
        bring_vocabulary(library)
        with library.read() as connection:
            assert tags.find_tag(connection, "wren").group == "bird"
