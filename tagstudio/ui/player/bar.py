"""The bar under the screens: the track that is played, the position in it, and the volume."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.core.clock import clock
from tagstudio.engine.artists.shown_names import shown_names
from tagstudio.library.tracks.track_artists import TrackArtist, artists_of
from tagstudio.library.views.browse import TrackRow, path_after, rows_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.actions import EVERYWHERE
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.player.player import Playable, player_of
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.jump_slider import JumpSlider, slider_style

STEPS_PER_SECOND = 10


class PlayerBar(QFrame):
    """There from the start, so that nothing moves when a track is played; idle without one."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        mark_area(self, self.tr("Player"))
        self._workspace = workspace
        self._player = player_of(workspace)
        self._begun: int | None = None  # the track that this bar began with, or went on to
        self._next_of: int | None = None  # the track for which the one after it was asked
        self._follows_on: int | None = None
        self._build()
        workspace.actions.bind(EVERYWHERE, {"play": self.toggle})
        workspace.theme.changed.connect(self._show)
        workspace.changed.connect(self._on_changed)
        self._player.changed.connect(self._show)
        self._player.moved.connect(self._show_position)
        self._show()

    def play(self, track_id: int) -> None:
        """Play a track from its beginning, and after it those that lie behind it in its folder."""

        def begin(found: Playable | None) -> None:
            if found is not None:
                self._begun, self._next_of = track_id, None
                self._player.follow_with(None)
                self._player.load(found)
                self._player.play()

        self._workspace.ask(
            lambda connection: _read(connection, track_id),
            begin,
            owner=self,
            topic="track",
        )

    def toggle(self) -> None:
        """Play or pause; where there is no track yet, say how one is chosen."""
        if self._player.track is None:
            self._workspace.say(self.tr("Nothing to play: select a track in the Library."))
        else:
            self._player.toggle()

    def _press(self) -> None:
        """Go on with the track that stands here, else do what the key does on the page."""
        if self._player.track is None:
            self._workspace.actions["play"].trigger()
        else:
            self._player.toggle()

    def _build(self) -> None:
        self._button = QToolButton()
        self._button.setIconSize(QSize(24, 24))
        self._button.setAccessibleName(self.tr("Play or pause"))
        self._button.clicked.connect(self._press)
        self._title = ElidedLabel()
        self._artist = ElidedLabel("quiet")
        self._time = QLabel()
        self._time.setProperty("role", "quiet")
        self._position = JumpSlider()
        self._position.setAccessibleName(self.tr("Position in the track"))
        self._position.chosen.connect(lambda value: self._player.seek(value / STEPS_PER_SECOND))
        self._loud = QLabel()
        self.trouble = ElidedLabel()  # why nothing is heard: it stays where play was pressed
        self._volume = JumpSlider()
        self._volume.setRange(0, 100)
        self._volume.setFixedWidth(12 * GRID)
        self._volume.setAccessibleName(self.tr("Volume"))
        self._volume.setValue(self._player.volume)
        self._volume.valueChanged.connect(self._player.set_volume)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        layout.setSpacing(GRID)
        layout.addWidget(self._button)
        layout.addLayout(self._names(), 2)
        layout.addWidget(self._position, 3)
        layout.addWidget(self._time)
        layout.addSpacing(GRID)
        layout.addWidget(self.trouble, 4)
        layout.addWidget(self._loud)
        layout.addWidget(self._volume)

    def _names(self) -> QVBoxLayout:
        """Put the artist below the title: beside it both would be cut off in a small window."""
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        names.addWidget(self._title)
        names.addWidget(self._artist)
        names.addStretch(1)
        return names

    def _show(self) -> None:
        colours, player = self._workspace.theme.colours, self._player
        self._position.setEnabled(player.track is not None)
        self.setStyleSheet(slider_style(colours))
        self._button.setIcon(icon("pause" if player.playing else "play", colours.text))
        self._button.setToolTip(self.tr("Pause") if player.playing else self.tr("Play"))
        loud = "silent" if player.output_error else "volume"
        colour = colours.warning if player.output_error else colours.quiet
        self._loud.setPixmap(icon(loud, colour).pixmap(QSize(20, 20)))
        self._loud.setToolTip(player.output_error or self.tr("Volume"))
        self.trouble.setText(player.output_error.partition(". ")[0])  # whole in the tip
        self.trouble.setToolTip(player.output_error)
        self.trouble.setAccessibleName(player.output_error)
        self._volume.setVisible(not player.output_error)
        self.trouble.setVisible(bool(player.output_error))
        self._artist.setVisible(player.track is not None and bool(player.track.artist))
        if player.track is None:
            self._title.setText(self.tr("Nothing is playing"))
            return
        self._title.setText(player.track.title)
        self._artist.setText(player.track.artist)
        self._position.setRange(0, round(player.track.seconds * STEPS_PER_SECOND))
        self._show_position(player.seconds)
        self._ask_for_next(player.track.id)

    def _on_changed(self, changed: Changed) -> None:
        """Read the names again where the facts of tracks may have changed."""
        track = self._player.track
        if track is None or changed.topic not in {"tracks", "decisions"}:
            return
        ids = {track.id, self._follows_on or track.id}
        if changed.track_ids is None or not ids.isdisjoint(changed.track_ids):
            self._workspace.ask(
                lambda connection: _playables(connection, ids),
                self._player.rename,
                owner=self,
                topic="names",
                later=True,
            )

    def _show_position(self, seconds: float) -> None:
        track = self._player.track
        if not self._position.isSliderDown():
            self._position.setValue(round(seconds * STEPS_PER_SECOND))
        self._time.setText(f"{clock(seconds)} / {clock(track.seconds)}" if track else "")

    def _ask_for_next(self, track_id: int) -> None:
        """Let the next track of the folder follow one that was begun here."""
        if self._follows_on == track_id:
            self._begun = track_id
        if self._begun != track_id or not self._player.playing or self._next_of == track_id:
            return
        self._next_of = track_id

        def follow(found: Playable | None) -> None:
            if self._player.track is not None and self._player.track.id == track_id:
                self._follows_on = found.id if found else None
                self._player.follow_with(found)

        self._workspace.ask(
            lambda connection: _after(connection, track_id), follow, owner=self, topic="next"
        )


def playable(row: TrackRow, artist: TrackArtist | None) -> Playable:
    """Return a row of the library as a track to play, under the names of the lists."""
    names = shown_names(row, artist)
    return Playable(row.id, row.path, names.title, names.artist, row.seconds or 0.0)


def _playables(connection: Connection, track_ids: Collection[int]) -> dict[int, Playable]:
    artists = artists_of(connection, track_ids)
    rows = rows_of(connection, None, list(track_ids))
    return {row.id: playable(row, artists.get(row.id)) for row in rows}


def _read(connection: Connection, track_id: int) -> Playable | None:
    return _playables(connection, [track_id]).get(track_id)


def _after(connection: Connection, track_id: int) -> Playable | None:
    """Return the track whose file comes next, in the same folder."""
    rows = rows_of(connection, None, [track_id])
    there = path_after(connection, rows[0].path) if rows else None
    if there is None:
        return None
    here = rows[0]
    together = PurePath(here.path).parent == PurePath(there.path).parent
    is_next = together and there.missing_since is None
    return _read(connection, there.id) if is_next else None
