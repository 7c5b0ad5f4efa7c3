"""CSV, wide CSV, JSON Lines and M3U8, as `library/views/export` writes them."""

from tagstudio.engine.correcting.labels.json_lines import PARTS
from tagstudio.engine.exchange.writer import BOM, Target, TrackWriter, part_dict
from tagstudio.library.views import export
from tagstudio.library.views.export import Row


class _TextWriter(TrackWriter):
    """A writer of text; the first lines are written at once."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self.text = target.text()
        if target.options.bom:
            self.text.write(BOM)
        self.begin()

    def begin(self) -> None:
        """Write what comes first."""

    def finish(self) -> None:
        """Write nothing more."""


class CsvWriter(_TextWriter):
    """A row per track and tag."""

    def begin(self) -> None:
        """Write the names of the columns."""
        self._write([], headed=True)

    def add(self, row: Row) -> None:
        """Write the rows of a track."""
        self._write([row], headed=False)

    def _write(self, rows: list[Row], *, headed: bool) -> None:
        target, options = self.target, self.target.options
        export.write_csv(
            self.text, rows, target.model, options.every, headed=headed, raw=options.raw
        )


class WideCsvWriter(_TextWriter):
    """A row per track, with a column per tag."""

    def begin(self) -> None:
        """Write the names of the columns."""
        self._write([], headed=True)

    def add(self, row: Row) -> None:
        """Write the row of a track."""
        self._write([row], headed=False)

    def _write(self, rows: list[Row], *, headed: bool) -> None:
        export.write_wide_csv(
            self.text, rows, self.target.model, headed=headed, raw=self.target.options.raw
        )


class JsonLinesWriter(_TextWriter):
    """An object per track."""

    def add(self, row: Row) -> None:
        """Write the line of a track."""
        target = self.target
        parts = [part_dict(one) for one in target.parts(row[0])]
        more = {PARTS: parts} if parts else {}
        export.write_json_lines(self.text, [row], target.model, target.options.every, more)


class PlaylistWriter(_TextWriter):
    """The tracks themselves, for players."""

    def begin(self) -> None:
        """Write the line by which a playlist is known."""
        export.write_playlist(self.text, [], None)

    def add(self, row: Row) -> None:
        """Write the lines of a track."""
        export.write_playlist(self.text, [row], self.target.options.folder, headed=False)
