"""The head of the review: cover and names of the track, its place among those to review."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tagstudio.core.clock import clock
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.artists.shown_names import ShownNames, shown_names
from tagstudio.library.tracks.leases import Lease
from tagstudio.library.tracks.track_artists import ArtistOrigin
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.review_screen.sound.cover import CoverLabel
from tagstudio.ui.review_screen.track_review import TrackReview
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.elided_label import ElidedLabel

_GUESSED: dict[ArtistOrigin, str] = {
    "file name": QT_TRANSLATE_NOOP("artists", "from the file name"),
    "folder": QT_TRANSLATE_NOOP("artists", "from the folder’s name"),
}


class TrackHeader(QWidget):
    """Shows one track; it never asks for more width than there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("title")
        self.names = ElidedLabel("quiet")
        self.names.explain(
            self.tr(
                "Who made the track, its album, year and length, and the folder of its file."
                " Example: 3:20 is three minutes and twenty seconds."
            )
        )
        self.cover = CoverLabel()
        self.place = QLabel()
        self.place.setProperty("role", "heading")
        self.why = QLabel()
        self.why.setProperty("role", "quiet")
        self.reason = QLabel()
        self.reason.setProperty("role", "quiet")
        self.reason.setToolTip(
            self.tr(
                "Several models listened, each with a score of its own; your answer says which is"
                " right. Example: one says 0.9 of “jazz”, another 0.1."
            )
        )
        self.reason.hide()
        self.others = QLabel()
        self.others.setProperty("role", "quiet")
        self.others.hide()
        self.listening = QLabel()  # empty, it keeps its line: what is below stays in its place
        self.listening.setProperty("role", "quiet")
        self.listening.setToolTip(
            self.tr(
                "The model listens more closely now: to the rest of the tracks. What it hears there"
                " can change these scores, and what it suggests. Your answers stay."
            )
        )
        self.order = self._order_box()
        self._lay_out()

    @property
    def chosen_order(self) -> Order:
        """The order that is chosen; Qt gives a bare text back, which is no Order."""
        return Order(self.order.currentData())

    def show_track(self, review: TrackReview) -> None:
        """Show the names of a track, as far as anything tells them, and its folder."""
        track = review.track
        path = PurePath(track.path)
        names = shown_names(track, review.artist)
        self.title.setText(names.title)
        year = str(track.year) if track.year else ""
        length = clock(track.seconds) if track.seconds else ""
        parts = (
            self._artist(names),
            track.album,
            year,
            length,
            self.tr("folder “{name}”").format(name=path.parent.name) if path.parent.name else "",
            self._state(review),
        )
        self.names.setText("  ·  ".join(filter(None, parts)))

    def show_place(self, place: int, total: int, done: int, to_review: int | None) -> None:
        """Show the place of the track among `total`, of which `done` are finished.

        `to_review` is of the whole library, None for chosen tracks.
        """
        text = self.tr("{place} of {total}")
        self.place.setText(text.format(place=counted(place), total=counted(total)))
        here = self.tr("This is track {place} of the {total} that you go through now.")
        here = here.format(place=counted(place), total=counted(total))
        if to_review is None:
            why = self.tr("chosen tracks")
            chosen = self.tr("You chose them. The list beside this leads to those of the library.")
        elif to_review > total - done:
            why = self.tr("from {count} to review").format(count=counted(to_review))
            chosen = self.tr(
                "They are those whose answers teach the model most now. In the whole library"
                " {count} are to review: the others follow."
            ).format(count=counted(to_review))
        else:
            why, chosen = "", self.tr("They are all that is left to review.")
        reviewed = self.tr("Reviewed of them: {done}.").format(done=counted(done)) if done else ""
        self.why.setText(why)
        self.why.setVisible(bool(why))
        for label in (self.place, self.why):
            label.setToolTip(" ".join(filter(None, (here, chosen, reviewed))))

    def show_reason(self, split_about: str) -> None:
        """Say that the track was chosen because the members disagree about a tag; "": it was not.

        For another reason nothing is said: the tags to answer stand on top.
        """
        text = self.tr("the models disagree about {tag}").format(tag=split_about)
        self.reason.setText(text if split_about else "")
        self.reason.setVisible(bool(split_about))

    def show_others(self, lease: Lease | None, person: str) -> None:
        """Say that somebody else has the track before them, None: nobody; `person` is the user."""
        text = self.tr("{person} is at this track too")
        if lease is not None and lease.person in {person, ""}:
            text = self.tr("open in another window too")
        self.others.setText("" if lease is None else text.format(person=lease.person))
        self.others.setVisible(lease is not None)

    def show_listening(self, is_listening: bool) -> None:
        """Say while the model listens more closely that the scores may change under the hand."""
        self.listening.setText(self.tr("scores may still change") if is_listening else "")

    def offer_committee(self, offered: bool) -> None:
        """Offer the order by disagreement of the members, of a joint model only."""
        place = self.order.findData(Order.COMMITTEE)
        if offered and place < 0:
            after = self.order.findData(Order.DISAGREE) + 1
            self.order.insertItem(after, self.tr("Where the models disagree"), Order.COMMITTEE)
        elif not offered and place >= 0:
            self.order.removeItem(place)

    @staticmethod
    def _artist(names: ShownNames) -> str:
        """Return who made a track, and where it is a guess what tells it."""
        if names.origin is None or not names.is_guess:
            return names.artist
        told = QCoreApplication.translate("artists", _GUESSED[names.origin])
        return f"{names.artist} ({told})"

    def _state(self, review: TrackReview) -> str:
        if review.track.missing_since is not None:
            return self.tr("the file is missing")
        if review.is_reviewed:
            return self.tr("reviewed")
        return self.tr("only partly readable") if review.track.partial else ""

    def _order_box(self) -> Combo:
        box = Combo()
        box.setAccessibleName(self.tr("Order of the tracks"))
        box.setToolTip(
            self.tr(
                "Which tracks come first. “Most informative” asks about those whose answers teach"
                " the model most; each fifth is taken at random."
            )
        )
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for order, text in (
            (Order.MIXED, self.tr("Most informative, mixed")),
            (Order.UNCERTAIN, self.tr("Scores near the threshold")),
            (Order.DISAGREE, self.tr("Against the file's genre")),
            (Order.DIVERSE, self.tr("New artists and sounds")),
            (Order.RANDOM, self.tr("At random")),
        ):
            box.addItem(text, order)
        return box

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(GRID // 2)
        names.addWidget(self.title)
        names.addWidget(self.names)
        counts = QVBoxLayout()
        counts.setSpacing(0)
        counts.addStretch(1)
        counts.addWidget(self.place, 0, Qt.AlignmentFlag.AlignRight)
        counts.addWidget(self.why, 0, Qt.AlignmentFlag.AlignRight)
        counts.addWidget(self.reason, 0, Qt.AlignmentFlag.AlignRight)
        counts.addWidget(self.others, 0, Qt.AlignmentFlag.AlignRight)
        counts.addWidget(self.listening, 0, Qt.AlignmentFlag.AlignRight)
        counts.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addLayout(names, 1)
        layout.addWidget(self.cover)
        layout.addLayout(counts)
        layout.addWidget(self.order, 0, Qt.AlignmentFlag.AlignVCenter)
