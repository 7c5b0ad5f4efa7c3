"""A run over pending tracks that a cluster hears: stored here, as they come, by this one process.

Isolating a track, second opinions and retries are the driver's (`engine.cluster`): what arrives
counts. The files are compared with the last scan where they are heard.
"""

from collections.abc import Mapping, Sequence, Set
from contextlib import AbstractContextManager, nullcontext

from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job
from tagstudio.engine.cluster.cluster_process import ClusterProcess, told_of_nodes
from tagstudio.engine.cluster.dispatch import CHANGED
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.engine.tagging.suggestion_run import (
    RunPlan,
    SuggestionRun,
    SuggestOptions,
    SuggestReport,
    TrackResult,
)
from tagstudio.library.db.database import Library
from tagstudio.library.tracks.known_files import files_of
from tagstudio.plugin_api import Failure, PredictOptions, TrackRef

FEWEST, MOST = 1024, 1 << 17  # tracks per request
REQUEST_SECONDS = 120.0  # at the end of a request hearers wait for the last of them


def cluster_of(
    model: InstalledModel, options: SuggestOptions
) -> "AbstractContextManager[ClusterProcess | None]":
    """Return the cluster that `options` name, to be used in a with statement; None for none."""
    if options.cluster is None:
        return nullcontext()
    return ClusterProcess(model, options.cluster, options.device)


def run_of(
    library: Library, tagger: TaggerProcess, plan: RunPlan, report: SuggestReport
) -> SuggestionRun:
    """Return the run of `plan` on a cluster, or by a tagger of this machine."""
    kind = ClusterRun if isinstance(tagger, ClusterProcess) else SuggestionRun
    return kind(library, tagger, plan, report)


class ClusterRun(SuggestionRun):
    """A run whose tracks are heard by a cluster."""

    @property
    def request_size(self) -> int:
        """As many tracks as the cluster hears in two minutes."""
        pace = sum(node.tracks_per_second for node in self._report.nodes)
        return max(FEWEST, min(MOST, round(pace * REQUEST_SECONDS)))

    def predict(self, request: Sequence[TrackRef], windows: int) -> Job[None]:
        """Store a prediction or failure for every track of `request`."""
        self._windows = {track.id: windows for track in request}
        options = PredictOptions(self._model.name, self._plan.options.device, windows)
        with self._library.read() as connection:
            known = files_of(connection, self._windows)
        files = [tuple(one) for one in known.values()]
        stream = self._tagger.stream("predict", tracks=list(request), options=options, files=files)
        unanswered = {track.id: track for track in request}
        yield from self._collect(stream, request, unanswered, heard=True)

    def _answers_of(
        self, step: object, known: Set[int], unanswered: Mapping[int, TrackRef]
    ) -> list[TrackResult]:
        nodes, rest = told_of_nodes(step)
        if nodes:
            self._report.nodes[:] = nodes
        return super()._answers_of(rest, known, unanswered)

    def _without_changed(
        self, results: list[TrackResult], unanswered: dict[int, TrackRef]
    ) -> list[TrackResult]:
        """Leave out tracks whose files hold another recording, as the nodes say that heard them."""
        said = (one for one in results if isinstance(one, Failure) and one.code == CHANGED)
        return self._leave({one.track_id for one in said}, results, unanswered)

    def _saying(self) -> Message | str:
        """Return the pass, and the rate of each node."""
        nodes = ", ".join(
            f"{one.name} {one.tracks_per_second:.1f}/s"
            for one in self._report.nodes
            if one.left_out is None
        )
        if not nodes:
            return self._plan.saying
        if not self._plan.saying:
            return nodes
        return message(
            "suggest.pass-on-nodes", "{step} ({nodes})", step=self._plan.saying, nodes=nodes
        )
