"""What is kept of each node of a cluster: its tracks and rate, and whether it is still believed."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tagstudio.core.messages import Message, message

REFUTED = 3  # tracks in a row that failed on a node and were heard on another one: it is the node
IN_A_ROW = 3  # failures without a track that was heard: they may be the node's
DEATHS_IN_A_ROW = 5  # of workers, without anything heard between
CRASHES_IN_A_ROW = 5  # of the tagger, as where it runs without a cluster


@dataclass(frozen=True)
class NodeReport:
    """A node's part of a run: its hearers, tracks heard and failed there, tracks a second.

    `left_out` is the reason for which the node hears nothing any more, None for none.
    """

    name: str
    address: str
    hearers: int
    heard: int
    failed: int
    tracks_per_second: float
    left_out: Message | None = None


@dataclass
class NodeTally:
    """The running account of one node; `key` is Ray's id of it.

    `undecided` is the number of tracks that failed here and wait for another node's word.
    """

    key: str
    name: str
    address: str
    hearers: int = 0
    heard: int = 0
    failed: int = 0
    undecided: int = 0
    left_out: Message | None = None
    is_gone: bool = False
    _failures_in_a_row: int = 0
    _refuted_in_a_row: int = 0
    _deaths_in_a_row: int = 0
    _crashes_in_a_row: int = 0
    _busy: float = 0.0
    _begun: float | None = None

    @property
    def is_usable(self) -> bool:
        """Tell whether tracks may be heard there."""
        return self.left_out is None and not self.is_gone

    @property
    def is_suspect(self) -> bool:
        """Tell whether its failures may be the node's own: it heard nothing yet, or lately."""
        return not self.heard or self._failures_in_a_row >= IN_A_ROW

    @property
    def may_take(self) -> bool:
        """Tell whether it gets tracks now; a suspect waits for what others say of its failures."""
        waits = self._failures_in_a_row >= IN_A_ROW and self.undecided >= IN_A_ROW
        return self.is_usable and not waits

    def begin(self, now: float) -> None:
        """Note that tracks went there at the time `now`, in seconds."""
        if self._begun is None:
            self._begun = now

    def rest(self, now: float) -> None:
        """Note that it has nothing to do for now: pauses between requests do not count."""
        if self._begun is not None:
            self._busy += now - self._begun
            self._begun = None

    def count_heard(self) -> None:
        """Note a track that was heard there: it works."""
        self.heard += 1
        self._failures_in_a_row = self._refuted_in_a_row = 0
        self._deaths_in_a_row = self._crashes_in_a_row = 0

    def count_failure(self) -> None:
        """Note a track that failed there, whoever's fault it is."""
        self._failures_in_a_row += 1

    def count_refuted(self, why: Message) -> None:
        """Note that a track that failed there was heard on another node; leave out who errs so."""
        self._refuted_in_a_row += 1
        if self._refuted_in_a_row >= REFUTED:
            self.leave_out(
                message(
                    "cluster.only-errors",
                    "Its files failed there and could be heard on other nodes: {why}",
                    why=why,
                )
            )

    def count_death(self) -> None:
        """Note that a worker died there; leave out a node where they all do."""
        self._deaths_in_a_row += 1
        if self._deaths_in_a_row >= DEATHS_IN_A_ROW:
            self.leave_out(
                message(
                    "cluster.workers-die",
                    "Its workers end again and again. Look into Ray's log there; often it is the"
                    " memory.",
                )
            )

    def count_crash(self, why: Message) -> None:
        """Note that the tagger crashed there; leave out a node where it always does."""
        self._crashes_in_a_row += 1
        if self._crashes_in_a_row >= CRASHES_IN_A_ROW:
            self.leave_out(why)

    def leave_out(self, why: Message) -> None:
        """Use it no more, for a reason."""
        self.left_out = self.left_out or why

    def report(self, now: float) -> NodeReport:
        """Return its part of the run up to the time `now`."""
        seconds = self._busy + (now - self._begun if self._begun is not None else 0.0)
        rate = self.heard / seconds if seconds > 0 else 0.0
        why = self.left_out
        if why is None and self.is_gone:
            why = message("cluster.node-gone", "The node is gone.")
        return NodeReport(
            self.name, self.address, self.hearers, self.heard, self.failed, round(rate, 2), why
        )


@dataclass
class Nodes:
    """The nodes of a cluster by their keys, those that are gone or left out, too."""

    by_key: dict[str, NodeTally] = field(default_factory=dict)

    def __getitem__(self, key: str) -> NodeTally:
        return self.by_key[key]

    def __contains__(self, key: str) -> bool:
        return key in self.by_key

    def add(self, tally: NodeTally) -> None:
        """Take in a node that has come."""
        self.by_key[tally.key] = tally

    @property
    def usable(self) -> Iterator[NodeTally]:
        """The nodes on which tracks may be heard."""
        return (one for one in self.by_key.values() if one.is_usable)

    def reports(self, now: float) -> list[NodeReport]:
        """Return the part of each node up to the time `now`, in seconds."""
        return [one.report(now) for one in self.by_key.values()]
