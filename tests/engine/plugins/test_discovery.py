import importlib.metadata
import sys

import pytest

from tagstudio.core import paths
from tagstudio.engine.plugins import discovery
from tagstudio.engine.plugins.discovery import bundled_folder, find_plugins, usable_plugins
from tagstudio.engine.plugins.installed_models import try_plugin

MANIFEST = 'name = "{name}"\ntitle = "T"\nversion = "1"\napi = 1\n'


def make(parent, name: str, code: str = "", manifest: str = MANIFEST):
    folder = parent / name
    folder.mkdir(parents=True)
    (folder / "MANIFEST.toml").write_text(manifest.format(name=name))
    (folder / "plugin.py").write_text(code)
    return folder


def found(name: str):
    return next(plugin for plugin in find_plugins() if plugin.name == name)


def test_the_bundled_plugin_is_found():
    assert found("crnn_tagger").source == "bundled"


def test_a_plugin_in_the_users_folder_is_found_without_being_imported():
    folder = make(paths.user_plugins_folder(), "mine", "raise SystemExit('never imported here')")
    assert (found("mine").folder, found("mine").source) == (folder, "user")


def test_an_entry_point_leads_to_its_package_without_importing_it(tmp_path, monkeypatch):
    make(tmp_path / "site" / "their_package", "theirs", "raise SystemExit('not imported')")
    (tmp_path / "site" / "their_package" / "__init__.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    entry = importlib.metadata.EntryPoint(
        "theirs", "their_package.theirs", discovery.ENTRY_POINT_GROUP
    )
    monkeypatch.setattr(discovery, "entry_points", lambda group: [entry])
    assert found("theirs").source == "entry point"
    assert "their_package" not in sys.modules


def test_the_users_version_of_a_bundled_plugin_shadows_it():
    make(paths.user_plugins_folder(), "crnn_tagger")
    mine, bundled = (plugin for plugin in find_plugins() if plugin.name == "crnn_tagger")
    assert (mine.source, mine.problem) == ("user", None)
    assert bundled.is_off
    assert str(mine.folder) in str(bundled.problem)
    assert [p.source for p in usable_plugins() if p.name == "crnn_tagger"] == ["user"]


def test_files_and_hidden_folders_are_no_plugins():
    make(paths.user_plugins_folder(), ".hidden")
    make(paths.user_plugins_folder(), "__pycache__")
    (paths.user_plugins_folder() / "readme.txt").write_text("x")
    assert {plugin.source for plugin in find_plugins()} == {"bundled"}
    assert bundled_folder().is_dir()


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import no_such_library", "No module named 'no_such_library'"),
        ("def create(context): return 42", "made no Tagger but 42"),
        ("x = (", "SyntaxError"),
        ("", "no attribute 'create'"),
        ("import os; os._exit(3)", "does not start"),
        (
            "from tagstudio.plugin_api import Tagger\nclass T(Tagger): pass\n"
            "def create(context): return T()",
            "NotImplementedError",
        ),
    ],
)
def test_a_plugin_that_does_not_work_has_its_reason(code, reason):
    make(paths.user_plugins_folder(), "broken", code)
    assert reason in str(try_plugin(found("broken")).problem)


def test_a_plugin_with_a_broken_manifest_has_its_reason():
    make(paths.user_plugins_folder(), "broken", manifest="name = ")
    assert "cannot be read" in str(try_plugin(found("broken")).problem)
