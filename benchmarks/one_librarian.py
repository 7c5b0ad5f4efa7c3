"""One of the librarians of `two_librarians.py`: a window without a picture, in its own process.

    python benchmarks/one_librarian.py ADDRESS --person anna --tag own --other theirs --log FILE

Gives the answer "yes" to a tag on each track, by what the window writes answers with, and looks
at each change that it is told of for what the other one said. All goes into the log, a line each,
which a second start reads: what is in it as written is not given again.

    given TRACK TIME      written TRACK TIME      seen TRACK TIME [0: at the start, 1: told of it]
    lost TIME             back TIME
"""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any, TextIO

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).absolute().parent.parent))

import sqlalchemy as sa
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from tagstudio.core.library_address import library_address
from tagstudio.core.settings import Settings
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import decisions, tags, tracks
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed

AHEAD = 20  # answers that may wait at once: a person does not give more to a window that stands


def main() -> None:
    """Answer until all answers are written and those of the other one are seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("address")
    parser.add_argument("--person", required=True)
    parser.add_argument("--tag", required=True)
    parser.add_argument("--other", required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--every", type=float, default=0.05, help="seconds between two answers")
    options = parser.parse_args()
    application = QApplication(sys.argv[:1])
    with (
        open_library(library_address(options.address), writing=True) as library,
        options.log.open("a", buffering=1) as log,
    ):
        library.person = options.person
        workspace = Workspace(library, Settings(listen_closer=False))
        librarian = Librarian(workspace, options, log)
        librarian.begin()
        application.exec()
        workspace.close()


class Librarian(QObject):
    """Gives answers at a steady pace, and notes what happens."""

    def __init__(self, workspace: Workspace, options: Any, log: TextIO) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._options = options
        self._log = log
        lines = [line.split() for line in options.log.read_text().splitlines()]
        self._written = {int(line[1]) for line in lines if line[0] == "written"}
        self._seen = {int(line[1]) for line in lines if line[0] == "seen"}
        with workspace.library.read() as connection:
            all_tracks = connection.scalars(sa.select(tracks.c.id).order_by(tracks.c.id)).all()
        self._count = len(all_tracks)
        self._left = [id for id in all_tracks if id not in self._written]
        self._waiting = 0
        self._timer = QTimer(self, interval=int(1000 * options.every))
        self._timer.timeout.connect(self._give)

    def begin(self) -> None:
        """Look at what is there, and go on."""
        self._workspace.changed.connect(self._on_changed)
        self._workspace.watch.lost.connect(lambda _: self._note("lost"))
        self._workspace.watch.back.connect(lambda: self._note("back"))
        self._look(told=False)
        self._timer.start()

    def _give(self) -> None:
        if self._left and self._waiting < AHEAD:
            track_id = self._left.pop(0)
            self._waiting += 1
            self._note("given", track_id)

            def then(_: WrittenDecisions) -> None:
                self._waiting -= 1
                self._written.add(track_id)
                self._note("written", track_id)

            self._workspace.decisions.answer([track_id], self._options.tag, "yes", then=then)
        if len(self._written) == self._count == len(self._seen):
            self._timer.stop()
            QApplication.quit()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic == "decisions":
            self._look(told=True)

    def _look(self, *, told: bool) -> None:
        query = sa.select(decisions.c.track_id).join(tags, tags.c.id == decisions.c.tag_id)
        query = query.where(tags.c.name == self._options.other)

        def note(found: list[int]) -> None:
            for track_id in sorted(set(found) - self._seen):
                self._seen.add(track_id)
                self._note("seen", track_id, int(told))

        self._workspace.ask(
            lambda connection: list(connection.scalars(query)), note, owner=self, topic="theirs"
        )

    def _note(self, what: str, *values: int) -> None:
        first, more = values[:1], values[1:]
        print(what, *first, f"{time.time():.4f}", *more, file=self._log)


if __name__ == "__main__":
    main()
