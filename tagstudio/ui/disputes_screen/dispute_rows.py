"""The disputes with the names of their tracks, and how far people agree, as the page has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from tagstudio.engine.disputes.agreement import Agreement, agreements
from tagstudio.engine.disputes.find_disputes import Dispute, GivenAnswer, find_disputes
from tagstudio.library.tags.disputes import Pair
from tagstudio.library.tags.people import people_by_id
from tagstudio.library.tracks.track_artists import artists_of
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.player.bar import playable
from tagstudio.ui.player.player import Playable

SettledAs = Literal["", "yes", "no"]


@dataclass
class DisputeRow:
    """A dispute, its track, and as what it was settled here."""

    dispute: Dispute
    track: Playable
    settled: SettledAs = ""

    @property
    def place(self) -> Pair:
        """Track and tag."""
        return self.dispute.pair

    @property
    def name(self) -> str:
        """The track's title and artist."""
        return " – ".join(filter(None, (self.track.title, self.track.artist)))

    def who(self, state: str) -> list[GivenAnswer]:
        """Return the answers of those who said yes or no."""
        return [one for one in self.dispute.answers if one.state == state]


@dataclass(frozen=True)
class FoundDisputes:
    """The rows, the agreement of each two people in all and by tag, and the number of people."""

    rows: tuple[DisputeRow, ...]
    agreement: tuple[Agreement, ...]
    people: int


def read_disputes(connection: Connection) -> FoundDisputes:
    """Find the disputes of the library, and the agreement of its people."""
    disputes, agreed = find_disputes(connection), agreements(connection)
    ids = list(dict.fromkeys(one.track_id for one in disputes))
    artists = artists_of(connection, ids)
    tracks = {row.id: playable(row, artists.get(row.id)) for row in rows_of(connection, None, ids)}
    rows = (DisputeRow(one, tracks[one.track_id]) for one in disputes if one.track_id in tracks)
    return FoundDisputes(
        tuple(rows), (*agreed.overall, *agreed.by_tag), len(people_by_id(connection))
    )
