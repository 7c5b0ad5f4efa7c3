"""What was left undecided on a reviewed track is exported as no suggestion, in any format."""

import io
import time

import pytest

from tagstudio.core.progress import run
from tagstudio.engine.exchange.export import ExportPlan, export_tracks
from tagstudio.engine.exchange.formats import FORMATS
from tagstudio.engine.exchange.writer import ExportOptions
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models
from tagstudio.library.search.query import parse
from tagstudio.library.tags import review_marks


@pytest.fixture
def library(tmp_path, add_six):
    """Six tracks, of which hard rock is suggested for the third one; it is not finished."""
    with open_library(tmp_path / "my.db", writing=True, copying=False) as opened:
        add_six(opened)
        yield opened


def exported(library: Library, name: str, *, every: bool = False) -> str:
    into = io.BytesIO()
    with library.read() as connection:
        model = models.find_model(connection)
        options = ExportOptions(every=every)
        plan = ExportPlan(FORMATS[name], parse("path:b/3"), model, "path", options)
        run(export_tracks(connection, plan, into, None))
    return into.getvalue().decode()


@pytest.mark.parametrize("name", ["csv", "jsonl", "jams", "audacity", "label-studio"])
def test_a_suggestion_is_exported_until_its_track_is_finished_without_it(library, name):
    assert "hard rock" in exported(library, name)
    with library.write() as connection:
        review_marks.mark(connection, [3], time.time())
    assert "hard rock" not in exported(library, name)
    assert "jazz" in exported(library, name), "an answer stays"
    if name != "label-studio":  # its predictions are what is suggested
        assert "hard rock" in exported(library, name, every=True)


def test_with_every_tag_it_has_its_score_and_is_not_called_suggested(library):
    with library.write() as connection:
        review_marks.mark(connection, [3], time.time())
    [row] = [one for one in exported(library, "csv", every=True).splitlines() if "hard rock" in one]
    assert row.split(",")[1:4] == ["hard rock", "unseen", "0.8"]
