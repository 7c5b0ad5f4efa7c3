"""A library with scores of a small tagger, and with answers to train on."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.core.settings import Settings
from tagstudio.engine.plugins import discovery
from tagstudio.engine.plugins.installed_models import choose_model, installed_models
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.ui.background.workspace import Workspace

PLUGINS = Path(__file__).parents[2] / "plugins"
TRACKS = 120


@pytest.fixture(autouse=True)
def quick(measured_here):
    """No process is started to measure."""


@pytest.fixture(scope="session")
def scored_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 tracks by 40 artists, scored by a model that is hardly trained; made once."""
    folder = tmp_path_factory.mktemp("scored")
    chance = random.Random(1)
    new = []
    for number in range(TRACKS):
        path = f"/music/jazz {chance.random():.2f} loud {chance.random():.2f} {number}.mp3"
        facts = Facts(title=f"Song {number}", artist=f"A{number // 3}")
        new.append(NewTrack(path, 1, 1, bytes([number]) * 16, facts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAGSTUDIO_HOME", str(folder / "home"))
        install_tagger()
        with open_library(folder / "library.db", writing=True) as library:
            with library.write() as connection:
                tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
            plain = choose_model(installed_models(), "plain")
            run(suggest(library, plain, ALL_TRACKS, SuggestOptions()))
    return folder / "library.db"


def install_tagger() -> None:
    shutil.copytree(PLUGINS / "learning_tagger", paths.user_plugins_folder() / "learning_tagger")


@pytest.fixture
def scored(scored_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """That library and its tagger, the only one there is, for one test."""
    install_tagger()
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    copy = shutil.copyfile(scored_file, tmp_path / "scored.db")
    with open_library(Path(copy), writing=True) as opened:
        yield opened


@pytest.fixture
def answered(scored: Library) -> Library:
    """All of jazz and loud answered as the names say, and some yes of sad."""
    with scored.write(durable=True) as connection:
        ids = {one.name: one.id for one in tags.list_tags(connection)}
        answers = []
        for row in connection.execute(tracks.tracks.select()).all():
            words = row.path.rpartition("/")[2].split()
            for name, value in ((words[0], words[1]), (words[2], words[3])):
                yes = float(value) > 0.5
                answers.append(Decision(row.id, ids[name], "yes" if yes else "no"))
        answers += [Decision(id, ids["sad"], "yes") for id in range(1, 40)]
        decisions.record_decisions(connection, answers, "user")
    return scored


@pytest.fixture
def learning(qtbot, answered: Library) -> Iterator[Workspace]:
    """The answered library, as screens see it."""
    made = Workspace(answered, Settings())
    yield made
    made.close()
    QApplication.processEvents()
    shiboken6.delete(made)


@pytest.fixture
def unanswered(qtbot, scored: Library) -> Iterator[Workspace]:
    """The library without answers, as screens see it."""
    made = Workspace(scored, Settings())
    yield made
    made.close()
    QApplication.processEvents()
    shiboken6.delete(made)
