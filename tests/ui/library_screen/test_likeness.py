"""More like this: from a track whose sound is not known yet, and after it was listened to."""

import json

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.library.db.schema import models as model_table
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.similar.sound_matrix import forget_kept
from tagstudio.ui.library_screen.screen import LibraryScreen

WIDTH = 8


@pytest.fixture
def screen(qtbot, window, workspace) -> LibraryScreen:
    made = window.show_screen("library")
    qtbot.waitUntil(lambda: len(made.table.ids) == 6 and made.table.track(5) is not None)
    yield made
    forget_kept(workspace.library.path)


def hear(workspace) -> None:
    draw = np.random.default_rng(3)
    with workspace.library.write() as connection:
        facts = json.dumps({"feature_shape": [1, WIDTH], "feature_digest": "d"})
        connection.execute(sa.update(model_table).values(info=facts))
        model = models.find_model(connection, "crnn")
        scores = tuple(0.5 for _ in model.tags)
        sounds = [draw.normal(size=WIDTH).astype("<f2").tobytes() for _ in range(6)]
        scored = [Scored(id, scores, sound) for id, sound in enumerate(sounds, start=1)]
        suggestions.store(connection, model.id, scored)
    workspace.tell("suggestions")


def test_the_bar_is_there_once_tracks_could_be_found(qtbot, window, workspace, screen):
    screen.view.selectRow(screen.table.row_of(2))
    workspace.actions["more_like_this"].trigger()
    qtbot.waitUntil(lambda: screen.search.edit.property("wrong"))
    qtbot.waitUntil(lambda: screen.alike.track_id == 2)
    assert not screen.alike.isVisible()
    hear(workspace)
    qtbot.waitUntil(screen.alike.isVisible)
    assert not screen.search.edit.property("wrong")
    assert screen.table.ids[0] == 2
    qtbot.waitUntil(lambda: (screen.table.track(0).likeness or 0) > 0.99)
    screen.alike.back.click()
    qtbot.waitUntil(lambda: not screen.alike.isVisible())
