"""A playlist of any number of tracks: its first lines come at once, and no tag is read for it."""

import io

import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import run
from tagstudio.engine.exchange.export import ExportPlan, export_tracks
from tagstudio.engine.exchange.formats import FORMATS
from tagstudio.engine.exchange.writer import ExportOptions
from tagstudio.library.db.database import open_library
from tagstudio.library.models import models
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views import export


def test_formats_are_written_as_the_tracks_come(tmp_path, add_six, monkeypatch):
    monkeypatch.setattr(export, "PAGE", 2)
    with open_library(tmp_path / "my.db", writing=True, copying=False) as library:
        add_six(library)
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [NewTrack(f"/music/n{n}.wav", 1, 1, None, Facts(seconds=1.0)) for n in range(20)]
            tracks.add_tracks(connection, folder, new)
        with library.read() as connection:
            model = models.find_model(connection)
            asked: list[str] = []
            sa.event.listen(
                connection, "before_cursor_execute", lambda *given: asked.append(given[2])
            )
            for name in ("csv", "wide", "jsonl", "m3u8"):
                plan = ExportPlan(
                    FORMATS[name], ALL_TRACKS, model, "path", ExportOptions(every=True)
                )
                whole, parts = io.BytesIO(), io.BytesIO()
                run(export_tracks(connection, plan, whole, None))
                asked.clear()
                job = export_tracks(connection, plan, parts, None)
                next(job)
                begun, first = len(asked), parts.getvalue()
                assert first
                assert whole.getvalue().startswith(first)
                for _ in job:
                    pass
                assert len(asked) > begun + 10  # of later tracks nothing had been asked yet
                assert parts.getvalue() == whole.getvalue()
                assert any(".scores" in one for one in asked) == (name != "m3u8")
