"""Which node hears which track of a request next, and which of its failures is believed.

No queue of jobs: the tracks of one request, in memory, until each has one result. What is pending
beyond it is a query of the library, so a run that dies loses nothing but what is under way.

A failure counts at once where the node that says so has proven itself. What a node says that has
heard nothing yet, or lately, and that a file is not there or holds another recording, is held back
until another node has tried: hears it the track, the failure was the first node's, and nobody
records it; fails it too, it was the track's. A node refuted again and again is left out (`nodes`).

A track during which the tagger crashes is found as without a cluster: the rest of its call goes out
track by track. So does one whose worker died twice with it.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tagstudio.core.messages import Message, message
from tagstudio.engine.cluster.nodes import Nodes, NodeTally
from tagstudio.plugin_api import Failure, Prediction

CHANGED = "changed"  # the code of a file that holds another recording than the library knows
OF_THE_PLACE = frozenset({"missing", CHANGED})  # failures that may be other on another node
DEATHS_TOGETHER = 2  # of workers, after which a track is heard alone
DEATHS_ALONE = 3  # of workers that heard nothing else, after which it was the track

Result = Prediction | Failure


@dataclass
class _Trial:
    """What was tried with a track that has no result yet."""

    failures: dict[str, Failure] = field(default_factory=dict)  # by node
    deaths: int = 0
    deaths_alone: int = 0


class Dispatch:
    """The tracks of one request on their way to a result each."""

    def __init__(self, track_ids: Iterable[int], nodes: Nodes) -> None:
        self._nodes = nodes
        self._waiting = deque(dict.fromkeys(track_ids))
        self._again: dict[int, None] = {}  # failed on a node; ordered
        self._alone: dict[int, None] = {}
        self._open = set(self._waiting)
        self._trials: dict[int, _Trial] = {}

    @property
    def is_done(self) -> bool:
        """Tell whether each track has its result."""
        return not self._open

    def take(self, key: str, most: int) -> list[int]:
        """Take up to `most` tracks for the node `key`; a suspicious one goes alone."""
        if not self._nodes[key].may_take:
            return []
        for id in self._alone:
            if self._may_try(id, key):
                del self._alone[id]
                return [id]
        taken = [id for id in self._again if self._may_try(id, key)][:most]
        for id in taken:
            del self._again[id]
        while self._waiting and len(taken) < most:
            taken.append(self._waiting.popleft())
        return taken

    def receive(
        self,
        key: str,
        asked: Sequence[int],
        results: Sequence[Result],
        silent: Message,
        crash: Message | None = None,
    ) -> list[Result]:
        """Take the results of a call for `asked`; return those that count now.

        `crash` tells that the tagger stopped working in the call. A track without any result failed
        for the reason `silent`, unless the tagger crashed.
        """
        node = self._nodes[key]
        counting: list[Result] = []
        answered = set()
        for result in results:
            if result.track_id in self._open and result.track_id not in answered:
                answered.add(result.track_id)
                counting += self._received(node, result)
        left = [id for id in asked if id in self._open and id not in answered]
        if crash is None:
            for id in left:
                counting += self._received(node, Failure(id, "no_answer", silent))
            return counting
        node.count_crash(crash)
        if len(asked) == 1 and left:
            counting += self._received(node, Failure(left[0], "crashed", crash))
        else:
            self._alone |= dict.fromkeys(left)
        return counting + self._reconsidered()

    def lose(self, key: str, asked: Sequence[int], *, worker_died: bool) -> list[Result]:
        """Take back the tracks of a call that never ended; return failures that count now.

        The death of a worker may be a track's fault, the end of a node is not.
        """
        node = self._nodes[key]
        counting: list[Result] = []
        back: list[int] = []
        if worker_died:
            node.count_death()
        for id in asked:
            if id not in self._open:
                continue
            trial = self._trials.setdefault(id, _Trial())
            trial.deaths += worker_died
            trial.deaths_alone += worker_died and len(asked) == 1
            if trial.deaths_alone >= DEATHS_ALONE:
                counting += self._received(node, Failure(id, "crashed", _WORKER_DIED))
            elif trial.deaths >= DEATHS_TOGETHER:
                self._alone[id] = None
            elif trial.failures:
                self._again[id] = None
            else:
                back.append(id)
        self._waiting.extendleft(reversed(back))
        return counting + self._reconsidered()

    def leave_out(self, key: str, why: Message) -> list[Result]:
        """Use a node no more; return the failures that count now, as nobody else is left to try."""
        self._nodes[key].leave_out(why)
        return self._reconsidered()

    def _may_try(self, id: int, key: str) -> bool:
        trial = self._trials.get(id)
        return trial is None or key not in trial.failures

    def _received(self, node: NodeTally, result: Result) -> list[Result]:
        if isinstance(result, Failure):
            return self._failed(node, result)
        node.count_heard()
        trial = self._end(result.track_id)
        for key, failure in trial.failures.items():
            other = self._nodes[key]
            other.undecided -= 1
            other.count_refuted(failure.message)
        return [result, *(self._reconsidered() if trial.failures else ())]

    def _failed(self, node: NodeTally, failure: Failure) -> list[Result]:
        node.count_failure()
        node.undecided += 1
        trial = self._trials.setdefault(failure.track_id, _Trial())
        trial.failures[node.key] = failure
        doubtful = failure.code in OF_THE_PLACE or node.is_suspect
        if doubtful and self._could_try(trial):
            self._again[failure.track_id] = None
            return []
        return [self._believed(failure.track_id)]

    def _could_try(self, trial: _Trial) -> bool:
        """Tell whether there is a node that has not tried a track yet."""
        return any(node.key not in trial.failures for node in self._nodes.usable)

    def _believed(self, id: int) -> Failure:
        """End a track with the failure that says most: of the sound before those of the place."""
        trial = self._end(id)
        for key in trial.failures:
            self._nodes[key].undecided -= 1
            self._nodes[key].failed += 1
        usable = [one for key, one in trial.failures.items() if self._nodes[key].is_usable]
        said = usable or list(trial.failures.values())
        return min(said, key=lambda one: one.code in OF_THE_PLACE)

    def _reconsidered(self) -> list[Result]:
        """Return the failures that wait for a node's word and that no node is left to give."""
        if not any(True for _ in self._nodes.usable):
            return []  # the run ends, and they stay pending
        held = [
            id for id in (*self._again, *self._alone) if self._trials.get(id, _Trial()).failures
        ]
        return [self._believed(id) for id in held if not self._could_try(self._trials[id])]

    def _end(self, id: int) -> _Trial:
        self._open.discard(id)
        self._again.pop(id, None)
        self._alone.pop(id, None)
        return self._trials.pop(id, _Trial())


_WORKER_DIED = message(
    "cluster.worker-died",
    "The worker that heard it was ended each time, as happens where memory runs out.",
)
