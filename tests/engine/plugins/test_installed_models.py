from dataclasses import replace
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import plain
from tagstudio.core.progress import run
from tagstudio.engine.plugins import installed_models as module
from tagstudio.engine.plugins.discovery import Plugin, find_plugins
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    PluginState,
    _joining_first,
    active_model,
    cannot_hear,
    choose_model,
    describe_root,
    install,
    installed_models,
    register_installed,
    root_model,
    shown_model,
    states_with,
    suggesting_model,
    try_plugin,
    verify,
)
from tagstudio.library.db.database import open_library
from tagstudio.library.models import models as library_models
from tagstudio.library.models import promotions, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.plugin_api import Member, ModelInfo
from tagstudio.plugin_api.manifest import Manifest

MANIFEST = 'name = "ending"\ntitle = "T"\nversion = "1"\napi = 1\n'


@pytest.fixture
def model(trouble_model: InstalledModel) -> InstalledModel:
    return trouble_model


def test_without_a_model_the_sentence_says_how_to_get_one():
    with pytest.raises(TagStudioError, match="tagstudio models install msd-crnn"):
        choose_model(InstalledModels(), "")


def test_a_model_that_is_not_there_is_named_with_those_that_are(model):
    assert choose_model(InstalledModels([model]), "").info.name == "trouble"
    with pytest.raises(TagStudioError, match=r"No model 'nope' is installed; there are: trouble\."):
        choose_model(InstalledModels([model]), "nope")


def test_a_plugin_that_does_not_start_is_the_reason_why_its_model_is_missing(trouble, tmp_path):
    settings = paths.config_folder() / "settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("[plugins.crnn_tagger]\nthreads = -3\n")
    installed = installed_models()
    reason = r"The plugin crnn_tagger does not start: .*threads must be 0"
    with pytest.raises(TagStudioError, match=reason):
        choose_model(installed, "starter")
    with open_library(tmp_path / "my.db", writing=True) as library:
        with library.write() as connection:
            gone = RegisteredModel("starter-v2", "ab" * 32, (RegisteredTag("jazz", "genre", 0.1),))
            id = library_models.register(connection, "crnn_tagger", gone)
            promotions.record_promotion(connection, "promoted", id, plain(""))
        with library.read() as connection, pytest.raises(TagStudioError, match=reason) as raised:
            active_model(connection, installed)
    assert str(raised.value).endswith("tagstudio models rollback")


@pytest.mark.parametrize("source", ["import os; os._exit(3)", "raise RuntimeError('no card')"])
def test_that_a_plugin_does_not_start_is_said_once(source):
    folder = paths.user_plugins_folder() / "ending"
    folder.mkdir(parents=True)
    (folder / "MANIFEST.toml").write_text(MANIFEST)
    (folder / "plugin.py").write_text(source)
    states = [try_plugin(one) for one in find_plugins() if one.name == "ending"]
    [problem] = InstalledModels.of(states).problems
    assert str(problem).count("The plugin ending") == 1, str(problem)


@pytest.mark.parametrize(
    ("plugin", "name", "reason"),
    [
        ("trouble_tagger", "trouble", "Its file was changed or replaced"),
        ("trouble_tagger", "trouble-v2", "Its file is gone"),
        ("nowhere_tagger", "trouble", "Its plugin nowhere_tagger is not there"),
    ],
)
def test_an_active_version_that_cannot_be_used_is_missed_with_the_true_reason(
    trouble, tmp_path, plugin, name, reason
):
    installed = InstalledModels.of([try_plugin(trouble)])
    with open_library(tmp_path / "my.db", writing=True) as library:
        with library.write() as connection:
            tag = RegisteredTag("jazz", "genre", 0.1)
            wanted = RegisteredModel(name, "ab" * 32, (tag,))
            id = library_models.register(connection, plugin, wanted)
            promotions.record_promotion(connection, "promoted", id, plain(""))
        with library.read() as connection, pytest.raises(TagStudioError, match=reason):
            active_model(connection, installed)


def test_a_damaged_model_is_named_with_its_damage(tmp_path):
    damaged = paths.models_folder("crnn_tagger") / "mine.safetensors"
    damaged.parent.mkdir(parents=True, exist_ok=True)
    damaged.write_bytes(b"cut off")
    installed = installed_models()
    assert [one.name for one in installed.damaged] == ["mine"]
    with pytest.raises(TagStudioError, match="not a safetensors file"):
        choose_model(installed, "mine")
    assert {"mine", "starter", "msd-crnn"} <= installed.taken


def test_a_circle_of_parents_ends_with_a_sentence(model):
    def version(name: str, parent: str | None) -> InstalledModel:
        return replace(model, info=replace(model.info, name=name, parent=parent))

    first, second = version("first", "second"), version("second", "first")
    with pytest.raises(TagStudioError, match="The versions second, first name each other"):
        root_model(InstalledModels([first, second]), second)
    itself = version("itself", "itself")
    with pytest.raises(TagStudioError, match="The versions itself name each other"):
        root_model(InstalledModels([itself]), itself)


def test_the_library_learns_what_a_known_root_says_of_its_tags(tmp_path, model):
    first, *others = model.info.tags
    described = replace(first, reference=((0.1, 0.4),), heard=False)
    root = replace(model, info=replace(model.info, tags=(described, *others)))
    version = replace(model, info=replace(model.info, name="v2", parent=model.info.name))
    installed = InstalledModels([root, version])
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        describe_root(connection, installed, version)  # not known yet: nothing to describe
        known = register_installed(connection, model)
        before = library_models.facts(connection, known.id)
        describe_root(connection, installed, version)
        after = library_models.facts(connection, known.id)
    assert before["reference"] == {}
    assert after == before | {"reference": {first.name: [[0.1, 0.4]]}, "unheard": [first.name]}


def test_tags_that_are_not_heard_are_named():
    assert cannot_hear("msd-crnn", []) is None
    assert str(cannot_hear("msd-crnn", ["happy"])).startswith("msd-crnn cannot hear happy: its")


def test_the_shown_model_is_the_named_or_the_preferred_one(tmp_path, model):
    with open_library(tmp_path / "my.db", writing=True) as library:
        with library.read() as connection:
            assert shown_model(connection, "") is None
            with pytest.raises(TagStudioError, match="suggest --model trouble"):
                shown_model(connection, "trouble")
            with pytest.raises(TagStudioError, match="No model has suggested anything yet"):
                suggesting_model(connection, "")
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            [id] = tracks.add_tracks(connection, folder, [NewTrack("/music/1.mp3", 1, 1)])
            registered = register_installed(connection, model)
            scores = (0.1,) * len(registered.tags)
            suggestions.store(connection, registered.id, [Scored(id, scores)])
        with library.read() as connection:
            assert shown_model(connection, "").name == "trouble"
            assert shown_model(connection, "trouble").name == "trouble"
            assert suggesting_model(connection, "").name == "trouble"


def test_install_and_verify_go_through_the_plugin(trouble, tmp_path):
    assert run(install("trouble", None)).info.name == "trouble"
    with pytest.raises(TagStudioError, match="no model 'nope' to install; there are:"):
        run(install("nope", None))
    assert ("weights", True) in [(c.name, c.passed) for c in run(verify(tmp_path))]


def test_a_folder_without_reference_files_of_any_plugin_does_not_pass(tmp_path):
    assert all(check.passed for check in run(verify(None)))
    *models, missing = run(verify(tmp_path))
    assert all(check.passed for check in models)
    assert (missing.name, missing.passed) == (str(tmp_path), False)


def joint_state(*names: str) -> PluginState:
    manifest = Manifest("joint", "J", "1", 3, preferred=("both",), uses=("crnn", "other"))
    members = (Member("crnn", "b", "1" * 64), Member("other", "c", "2" * 64))
    infos = tuple(ModelInfo(name, "3" * 64, (), members=members) for name in names)
    return PluginState(Plugin("joint", Path(), "bundled", manifest), infos, ())


def plain_state(name: str, *models: str) -> PluginState:
    plugin = Plugin(name, Path(), "bundled", Manifest(name, "P", "1", 3))
    return PluginState(plugin, tuple(ModelInfo(one, "0" * 64, ()) for one in models), ())


def test_a_preferred_joint_model_comes_before_the_models_that_it_joins():
    states = [plain_state("crnn", "b"), joint_state("both", "mine"), plain_state("other", "c")]
    names = [model.info.name for model in InstalledModels.of([plain_state("first", "a"), *states])]
    assert names == ["a", "both", "b", "mine", "c"]
    alone = [model.info.name for model in InstalledModels.of([joint_state("both")])]
    assert alone == ["both"]


def test_after_an_installation_only_those_start_again_that_it_changes(monkeypatch):
    def state(name: str, *uses: str, model: str = "") -> PluginState:
        manifest = Manifest(name, name.upper(), "1", 3, uses=uses)
        infos = (ModelInfo(model, "0" * 64, ()),) if model else ()
        return PluginState(Plugin(name, None, "user", manifest), infos, ())

    before = [state("crnn"), state("other"), state("joint", "other", "crnn")]
    now = {"crnn": state("crnn", model="new"), "joint": state("joint", "crnn", model="both")}
    started = []

    def start(plugin: Plugin) -> PluginState:
        started.append(plugin.name)
        return now[plugin.name]

    monkeypatch.setattr(module, "try_plugin", start)
    model = InstalledModel(before[0].plugin, now["crnn"].models[0])
    found = states_with(before, model)
    assert sorted(started) == ["crnn", "joint"]
    assert found == [now["crnn"], before[1], now["joint"]]


def test_installing_asks_no_plugin_whose_state_is_known(monkeypatch):
    monkeypatch.setattr(module, "try_plugins", lambda plugins: pytest.fail("asked again"))
    with pytest.raises(TagStudioError, match="There is no model 'x' to install"):
        run(install("x", None, []))


def test_what_the_library_shows_is_what_suggests_where_a_plugin_comes_before_a_joint_one():
    manifests = [
        Manifest("mine", "M", "1", 3, preferred=("m",)),
        Manifest("crnn", "C", "1", 3, preferred=("a",)),
        Manifest("joint", "J", "1", 3, preferred=("both",), uses=("crnn", "other")),
        Manifest("other", "O", "1", 3, preferred=("c",)),
    ]
    shown = [name for one in _joining_first(manifests) for name in one.preferred]
    states = [plain_state("mine", "m"), plain_state("crnn", "a"), joint_state("both")]
    suggesting = InstalledModels.of([*states, plain_state("other", "c")])
    assert shown == [model.info.name for model in suggesting] == ["m", "both", "a", "c"]


def test_the_plugins_that_are_off_are_named_where_a_model_is_missing():
    reason = replace(plain("off"), key="plugins.switched-off")
    off = PluginState(replace(plain_state("mine").plugin, problem=reason), (), (), reason)
    installed = InstalledModels.of([plain_state("crnn", "a"), off])
    with pytest.raises(TagStudioError, match=r"'m' is installed; there are: a\. .*used now: mine"):
        choose_model(installed, "m")
