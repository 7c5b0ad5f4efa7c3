"""The line that says who made the selected tracks, what tells it, and lets it be corrected."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QWidget

from tagstudio.library.tracks.track_artists import ArtistOrigin
from tagstudio.library.views.common_artists import CommonArtists, common_artists
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.library_screen.columns import printable
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP

NAMED = 4  # artists
MOST_TRACKS = 5000  # of a larger selection the artists are not gathered

_ORIGINS: dict[ArtistOrigin, str] = {
    "user": QT_TRANSLATE_NOOP("artists", "you said so"),
    "file": QT_TRANSLATE_NOOP("artists", "from the file’s tags"),
    "import": QT_TRANSLATE_NOOP("artists", "from an import"),
    "file name": QT_TRANSLATE_NOOP("artists", "from the file name"),
    "folder": QT_TRANSLATE_NOOP("artists", "from the folder’s name"),
}


class ArtistLine(QLabel):
    """Hidden until the artists are read. `artists` is what is shown, None for nothing."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.artists: CommonArtists | None = None
        self._makes_way = False
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setProperty("role", "quiet")
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        workspace.theme.changed.connect(self._write)
        self.hide()

    def show_tracks(self, ids: Sequence[int]) -> None:
        """Show the artists of these tracks, once they are read."""
        self.artists = None
        if len(ids) > MOST_TRACKS:
            self._show(None)
            return
        self._workspace.ask(
            lambda connection: common_artists(connection, ids), self._show, owner=self, later=True
        )

    def make_way(self, makes_way: bool) -> None:
        """Say nothing while something else is to be said of the track, unless who made it."""
        if makes_way == self._makes_way:
            return
        self._makes_way = makes_way
        if self.artists is not None or makes_way:  # else the line stays until the next is read
            self._show(self.artists)

    def _show(self, artists: CommonArtists | None) -> None:
        self.artists = artists
        is_known = artists is not None and bool(artists.names)
        self.setVisible(is_known or (artists is not None and not self._makes_way))
        self._write()

    def _write(self) -> None:
        if self.artists is None:
            return
        self.setToolTip("" if self.artists.names else self._grouped(self.artists))
        colour = self._workspace.theme.colours.text
        correct = self.tr("Correct…")
        self.setText(
            f"{self._said(self.artists)} &nbsp; "
            f'<a href="artist" style="color:{colour}">{correct}</a>'
        )

    def _said(self, artists: CommonArtists) -> str:
        if not artists.names:
            if not artists.folder:
                return self.tr("Artist: unknown")
            text = self.tr("Artist: unknown (folder: {folder})")  # as the table says
            return text.format(folder=escape(printable(artists.folder)))
        names = ", ".join(map(escape, artists.names[:NAMED]))
        names += self._more(artists)
        if artists.origin is None or artists.unknown:
            return self.tr("Artists: {names}").format(names=names)
        told = QCoreApplication.translate("artists", _ORIGINS[artists.origin])
        one, many = self.tr("Artist: {names} ({told})"), self.tr("Artists: {names} ({told})")
        return (one if len(artists.names) == 1 else many).format(names=names, told=told)

    def _more(self, artists: CommonArtists) -> str:
        parts = []
        if (rest := len(artists.names) - NAMED) > 0:
            parts.append(self.tr("{count} more").format(count=counted(rest)))
        if artists.unknown:
            parts.append(self.tr("{count} unknown").format(count=counted(artists.unknown)))
        return "".join(f", {part}" for part in parts)

    def _grouped(self, artists: CommonArtists) -> str:
        """Return how training tells the artists of such tracks apart."""
        if artists.album:
            text = self.tr("Training takes the tracks of the album {album} for one artist’s.")
            return text.format(album=printable(artists.album))
        if artists.kind == "sound":
            return self.tr("Training takes tracks of unknown artists that sound alike for one’s.")
        return self.tr(
            "Training takes tracks of unknown artists for one’s that are of one album, or sound"
            " alike."
        )
