"""The disputes with the names of their tracks, and the agreement of people, as the page has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from tagstudio.engine.disputes.agreement import Agreement, agreements
from tagstudio.engine.disputes.find_disputes import Dispute, GivenAnswer, find_disputes
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
    def name(self) -> str:
        """The track's title and artist."""
        return " – ".join(filter(None, (self.track.title, self.track.artist)))

    def who(self, state: str) -> list[GivenAnswer]:
        """Return the answers of those who said yes or no."""
        return [one for one in self.dispute.answers if one.state == state]


@dataclass(frozen=True)
class FoundDisputes:
