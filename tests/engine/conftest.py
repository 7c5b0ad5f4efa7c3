import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.engine.plugins import installed_models
from tagstudio.engine.plugins.discovery import Plugin, usable_plugins
from tagstudio.engine.plugins.installed_models import InstalledModel, PluginState, choose_model
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.engine.training.train import TrainReport, TrainSettings, train
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import promotions
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

PLUGINS = Path(__file__).parent.parent / "plugins"
LEARNING_TRACKS = 240


def install_plugin(name: str) -> Plugin:
    """Put a plugin of the tests into the user's folder, as a user would."""
    shutil.copytree(PLUGINS / name, paths.user_plugins_folder() / name)
    return next(plugin for plugin in usable_plugins() if plugin.name == name)


@pytest.fixture
def trouble() -> Plugin:
    return install_plugin("trouble_tagger")


@pytest.fixture
def trouble_model(trouble: Plugin) -> InstalledModel:
    """The model of the trouble tagger; no other plugin is started to find it."""
    [model] = installed_models.InstalledModels.of([installed_models.try_plugin(trouble)])
    return model


@pytest.fixture
def fake() -> Plugin:
    return install_plugin("fake_tagger")


class Trained(NamedTuple):
    """A library whose tracks are all answered, and the training of plain-v2 on the answers.

    It is proven better, and not in use.
    """

    library: Library
    report: TrainReport


def version(name: str) -> InstalledModel:
    return choose_model(installed_models.installed_models(), name)


def plain() -> InstalledModel:
    """The model of the learning tagger that scores next to nothing right."""
    return version("plain")


def without_shadows(name: str) -> None:
    """Make a version of the learning tagger look as those that were trained before shadows."""
    file = paths.models_folder("learning_tagger") / f"{name}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "shadows": []}))


def correct(
    library: Library,
    count: int = LEARNING_TRACKS,
    flip: float = 0.0,
    seed: int = 0,
    *,
    opposite: bool = False,
) -> None:
    """Answer jazz and loud as the names say, a share of them at random, or all the opposite."""
    chance = random.Random(seed)
    with library.write(durable=True) as connection:
        ids = {name: tags.find_tag(connection, name).id for name in ("jazz", "loud")}
        rows = connection.execute(tracks.tracks.select().limit(count)).all()
        answers = []
        for row in rows:
            words = row.path.rpartition("/")[2].split()
            for name, value in ((words[0], words[1]), (words[2], words[3])):
                yes = (float(value) > 0.5) is not opposite
                if chance.random() < flip:
                    yes = chance.random() < 0.5
                answers.append(Decision(row.id, ids[name], "yes" if yes else "no"))
        decisions.record_decisions(connection, answers, "user")


@pytest.fixture
def learning_library(home: Path, _suggested: Path, _bundled_once: None) -> Iterator[Library]:
    """240 tracks by 80 artists, scored by the plain model of the learning tagger."""
    with _copy(_suggested, home) as opened:
        yield opened


@pytest.fixture
def trained(
    home: Path, _trained: tuple[Path, TrainReport], _bundled_once: None
) -> Iterator[Trained]:
    """The library of `learning_library` with all answers and a version trained on them."""
    template, report = _trained
    with _copy(template, home) as opened:
        yield Trained(opened, report)


def _copy(template: Path, home: Path) -> Library:
    shutil.copytree(template, home, dirs_exist_ok=True)
    return open_library(home / "my.db", writing=True)


@pytest.fixture(scope="session")
def _suggested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the learning tagger and a library of its suggestions, made once and copied."""
    home = tmp_path_factory.mktemp("suggested")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TAGSTUDIO_HOME", str(home))
        install_plugin("learning_tagger")
        with open_library(home / "my.db", writing=True) as opened:
            _add_tracks(opened)
            run(suggest(opened, plain(), ALL_TRACKS, SuggestOptions()))
    return home


@pytest.fixture(scope="session")
def _trained(
    tmp_path_factory: pytest.TempPathFactory, _suggested: Path
) -> tuple[Path, TrainReport]:
    home = tmp_path_factory.mktemp("trained")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TAGSTUDIO_HOME", str(home))
        with _copy(_suggested, home) as opened:
            correct(opened)
            report = run(train(opened, plain(), TrainSettings()))
            assert report.in_use
            with opened.write() as connection:  # as if it had not been put to use
                connection.execute(sa.delete(promotions))
    return home, report


@pytest.fixture(scope="session")
def _bundled_states() -> dict[str, PluginState]:
    return {}


@pytest.fixture
def _bundled_once(monkeypatch: pytest.MonkeyPatch, _bundled_states: dict[str, PluginState]) -> None:
    """Start the bundled plugin, which no test of the learning tagger changes, only once."""
    try_plugin = installed_models.try_plugin

    def tried(plugin: Plugin) -> PluginState:
        if plugin.source != "bundled":
            return try_plugin(plugin)
        if plugin.name not in _bundled_states:
            _bundled_states[plugin.name] = try_plugin(plugin)
        return _bundled_states[plugin.name]

    monkeypatch.setattr(installed_models, "try_plugin", tried)


def _add_tracks(library: Library) -> None:
    chance = random.Random(1)
    new = []
    for number in range(LEARNING_TRACKS):
        jazz, loud = chance.random(), chance.random()
        path = f"/music/jazz {jazz:.2f} loud {loud:.2f} {number}.mp3"
        new.append(
            NewTrack(path, 1, 1, bytes([number % 256]) * 16, Facts(artist=f"A{number // 3}"))
        )
    with library.write() as connection:
        tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
