"""The cluster: connected or started, a hearer per share of each node, calls handed out and taken.

Ray places the hearers, restarts them where their process dies, moves what they return, and tells of
nodes that come and go. Each hearer is bound to its node, so that a failure has a place. It holds
IN_FLIGHT calls at most, one at work and one behind it: more tracks are not taken from the request.
How many tracks a call has follows the hearer's pace, CALL_SECONDS each.

Everything of Ray is imported in `connect`, in a process of its own (`driver`).
"""

import logging
import os
import secrets
import socket
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.settings import AUTO
from tagstudio.engine.cluster.cluster_settings import ClusterSettings, Share, share_of
from tagstudio.engine.cluster.dispatch import Dispatch, Result
from tagstudio.engine.cluster.hearer import HeardCall, Hearer, versions
from tagstudio.engine.cluster.nodes import Nodes, NodeTally
from tagstudio.engine.cluster.path_maps import path_there
from tagstudio.engine.cluster.shipment import Shipment
from tagstudio.engine.plugins.answers import no_answer
from tagstudio.library.tracks.known_files import KnownFile
from tagstudio.plugin_api import PredictOptions, TrackRef

IN_FLIGHT = 2  # calls of a hearer
CALL_SECONDS = 3.0
FIRST_CALL = 4  # tracks, before the pace is known
MOST_TRACKS = 512  # of a call
WAIT_SECONDS = 1.0  # between two signs of life
LOOK_SECONDS = 5.0  # between two looks for nodes that came or went
CONNECT_SECONDS = 5.0
PATIENCE_SECONDS = 120.0  # without any node that could hear
TELLING_SECONDS = 90.0  # without any hearer that has begun

Batch = tuple[Sequence[Result], Sequence[Message]]


@dataclass
class _Seat:
    """A hearer on a node: its calls, with the tracks of each, and how many tracks the next has."""

    hearer: Any
    node: str
    device: str
    begins: Any = None  # the call that starts its tagger, None once it has
    calls: dict[Any, list[int]] = field(default_factory=dict)
    size: int = FIRST_CALL


@dataclass(frozen=True)
class _Request:
    """What one request asks: tracks and known files by id, and how."""

    tracks: Mapping[int, TrackRef]
    files: Mapping[int, KnownFile]
    options: PredictOptions


class RayCluster:
    """The hearers on all nodes of a Ray cluster."""

    def __init__(self, settings: ClusterSettings, temporary: str) -> None:
        """Use the folder `temporary` for a cluster that is started here."""
        self._settings = settings
        self._temporary = temporary
        self._shipment: Shipment | None = None
        self._shipped: Any = None
        self._ray: Any = None
        self._device = AUTO
        self._seats: list[_Seat] = []
        self._looked = float("-inf")
        self._idle_since = self._waits_since = time.monotonic()
        self._has_told = False
        self.nodes = Nodes()

    def connect(self, shipment: Shipment, device: str) -> Message:
        """Join the cluster, or start one; return what to tell the user of it.

        Raises TagStudioError where Ray is not installed or no cluster answers.
        """
        is_own = self._settings.address == AUTO
        os.environ |= _OWN_CLUSTER if is_own else _QUIET
        if is_own:
            os.environ["RAY_AUTH_TOKEN"] = secrets.token_hex(32)
        ray = _ray()
        if is_own:
            _start(ray, self._temporary)
        else:
            _join(ray, self._settings.address)
        self._ray, self._shipment, self._device = ray, shipment, device
        self._shipped = ray.put(shipment)
        self._look()
        usable = list(self.nodes.usable)
        return message(
            "cluster.joined",
            "Heard on a Ray cluster; nodes: {nodes}, hearers: {hearers}.",
            hearers=sum(one.hearers for one in usable),
            nodes=len(usable),
        )

    def hear(
        self, tracks: Sequence[TrackRef], options: PredictOptions, files: Sequence[KnownFile]
    ) -> Generator[Batch, None, None]:
        """Yield results as they come, with what the taggers say; nothing, as a sign of life.

        `files` says what the library knows of the files. Raises TagStudioError when no node is left
        that could hear. Closing the generator forgets the calls under way.
        """
        request = _Request({one.id: one for one in tracks}, {one.id: one for one in files}, options)
        dispatch = Dispatch(request.tracks, self.nodes)
        self._idle_since = self._waits_since = time.monotonic()
        try:
            while not dispatch.is_done:
                lost = self._look(dispatch)
                self._hand_out(dispatch, request)
                results, notices = self._harvest(dispatch)
                yield lost + results, notices + self._if_kept_waiting()
                self._must_go_on()
        finally:
            for seat in self._seats:
                seat.calls.clear()
            for node in self.nodes.by_key.values():
                node.rest(time.monotonic())

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        if self._ray is not None:
            self._ray.shutdown()
            self._ray = None

    def _look(self, dispatch: Dispatch | None = None, *, now: bool = False) -> list[Result]:
        """Look for nodes that came or went, and for room for hearers on them."""
        if not now and time.monotonic() - self._looked < LOOK_SECONDS:
            return []
        self._looked = time.monotonic()
        counting: list[Result] = []
        alive = {one["NodeID"]: one for one in self._ray.nodes() if one["Alive"]}
        for key, node in self.nodes.by_key.items():
            if key not in alive and not node.is_gone:
                node.is_gone = True
                counting += self._leave(key, dispatch)
        for key, found in alive.items():
            if key not in self.nodes:
                self._add(key, found)
        return counting

    def _add(self, key: str, found: Mapping[str, Any]) -> None:
        """Take in a node, with as many hearers as it has room for."""
        share = share_of(self._settings, found["Resources"], self._device)
        if not share.hearers:
            return  # such as the machine of this command, where it only writes
        address = found["NodeManagerAddress"]
        name = found["NodeName"] if found["NodeName"] != address else found["NodeManagerHostname"]
        self.nodes.add(NodeTally(key, name, address, share.hearers))
        has_spare_gpu = found["Resources"].get("GPU") and not share.gpus
        device = "cpu" if has_spare_gpu else self._device
        self._seats += [self._seat(key, share, device) for _ in range(share.hearers)]

    def _seat(self, key: str, share: Share, device: str) -> _Seat:
        """Let Ray make a hearer on the node `key`, and make it anew whenever its process dies."""
        batch = self._settings.batch_by_device.get("cuda" if share.gpus else "cpu")
        strategies = self._ray.util.scheduling_strategies
        made = self._ray.remote(Hearer).options(
            num_cpus=share.cpus,
            num_gpus=share.gpus,
            max_restarts=-1,
            max_task_retries=0,  # a call that is lost goes to whoever is free
            scheduling_strategy=strategies.NodeAffinitySchedulingStrategy(key, soft=False),
        )
        seat = _Seat(made.remote(self._shipped, share.cpus, batch), key, device)
        self._begin(seat)
        return seat

    def _begin(self, seat: _Seat) -> None:
        """Have a hearer start its tagger; Ray keeps the call until its process is there."""
        seat.begins = seat.hearer.begin.options(max_task_retries=-1).remote()

    def _hand_out(self, dispatch: Dispatch, request: _Request) -> None:
        """Give each hearer that has begun as many calls as it may have, the idle ones first."""
        for depth in range(1, IN_FLIGHT + 1):
            for seat in self._seats:
                if seat.begins is None and len(seat.calls) < depth:
                    self._call(seat, dispatch, request)

    def _call(self, seat: _Seat, dispatch: Dispatch, request: _Request) -> None:
        ids = dispatch.take(seat.node, seat.size)
        if not ids:
            return
        node = self.nodes[seat.node]
        node.begin(time.monotonic())
        names = node.name, node.address
        maps = self._settings.maps
        tracks = [request.tracks[id] for id in ids]
        there = [replace(one, path=path_there(one.path, maps, names)) for one in tracks]
        files = [request.files[id] for id in ids if id in request.files]
        options = replace(request.options, device=seat.device)
        seat.calls[seat.hearer.hear.remote(there, options, files)] = ids

    def _harvest(self, dispatch: Dispatch) -> tuple[list[Result], list[Message]]:
        """Wait for calls to end, and take what all those brought that have ended."""
        waited = {seat.begins: seat for seat in self._seats if seat.begins is not None}
        waited |= {call: seat for seat in self._seats for call in seat.calls}
        if not waited:
            time.sleep(WAIT_SECONDS)
            return [], []
        refs = list(waited)
        ready, _ = self._ray.wait(refs, timeout=WAIT_SECONDS)
        if ready:
            ready, _ = self._ray.wait(refs, num_returns=len(refs), timeout=0)
        results: list[Result] = []
        notices: list[Message] = []
        for ref in ready:
            seat = waited[ref]
            if ref is seat.begins:
                results += self._begun(seat, dispatch)
            elif ref in seat.calls:  # else it was lost with its hearer
                brought, said = self._taken(seat, ref, dispatch)
                results += brought
                notices += said
        return results, notices

    def _begun(self, seat: _Seat, dispatch: Dispatch) -> list[Result]:
        """Note that a hearer can hear, or leave its node out with the reason why not."""
        ref, seat.begins = seat.begins, None
        try:
            found, trouble = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            counting = self._look(dispatch, now=True)
            if not self.nodes[seat.node].is_usable:
                return counting
            return counting + self._leave_out(seat, _no_start(error), dispatch)
        if found != versions():
            trouble = message(
                "cluster.other-version",
                "It has {theirs}, and this machine {ours}. All machines need the same.",
                theirs=found,
                ours=versions(),
            )
        return self._leave_out(seat, trouble, dispatch) if trouble else []

    def _taken(
        self, seat: _Seat, ref: Any, dispatch: Dispatch
    ) -> tuple[list[Result], Sequence[Message]]:
        """Take what a call brought, or give its tracks back where it was lost."""
        ids = seat.calls.pop(ref)
        try:
            heard: HeardCall = self._ray.get(ref)
        except self._ray.exceptions.RayTaskError as error:
            return self._troubled(seat, ids, _no_start(error), dispatch), ()
        except self._ray.exceptions.RayError:
            return self._lost(seat, ids, dispatch), ()
        if heard.trouble is not None:
            return self._troubled(seat, ids, heard.trouble, dispatch), heard.notices
        pace = len(ids) / max(heard.seconds, 1e-3)
        seat.size = max(FIRST_CALL, min(MOST_TRACKS, 2 * len(ids), round(pace * CALL_SECONDS)))
        assert self._shipment is not None
        silent = no_answer(self._shipment.plugin)
        counting = dispatch.receive(seat.node, ids, heard.results, silent, heard.crash)
        if not self.nodes[seat.node].is_usable:
            counting += self._leave(seat.node, dispatch)
        return counting + self._leave_those_left_out(dispatch), heard.notices

    def _troubled(
        self, seat: _Seat, ids: list[int], why: Message, dispatch: Dispatch
    ) -> list[Result]:
        dispatch.lose(seat.node, ids, worker_died=False)
        return self._leave_out(seat, why, dispatch)

    def _lost(self, seat: _Seat, ids: list[int], dispatch: Dispatch) -> list[Result]:
        """Give back the tracks of all calls of a hearer whose process, or node, is gone."""
        counting = self._look(dispatch, now=True)
        lost = [ids, *seat.calls.values()]
        seat.calls.clear()
        is_gone = self.nodes[seat.node].is_gone
        for one in lost:
            counting += dispatch.lose(seat.node, one, worker_died=not is_gone and one is ids)
        if self.nodes[seat.node].is_usable:
            seat.size = FIRST_CALL
            self._begin(seat)
            return counting
        return counting + self._leave(seat.node, dispatch)

    def _leave_out(self, seat: _Seat, why: Message, dispatch: Dispatch) -> list[Result]:
        counting = dispatch.leave_out(seat.node, why)
        return counting + self._leave(seat.node, dispatch)

    def _leave_those_left_out(self, dispatch: Dispatch) -> list[Result]:
        """End the hearers of nodes that what another one heard has refuted."""
        keys = {seat.node for seat in self._seats if not self.nodes[seat.node].is_usable}
        return [one for key in keys for one in self._leave(key, dispatch)]

    def _leave(self, key: str, dispatch: Dispatch | None) -> list[Result]:
        """End the hearers of a node, and give their tracks back."""
        leaving = [seat for seat in self._seats if seat.node == key]
        self._seats = [seat for seat in self._seats if seat.node != key]
        counting: list[Result] = []
        for seat in leaving:
            self._ray.kill(seat.hearer)
            for ids in seat.calls.values() if dispatch else ():
                assert dispatch is not None
                counting += dispatch.lose(key, ids, worker_died=False)
            seat.calls.clear()
        self.nodes[key].rest(time.monotonic())
        return counting

    def _if_kept_waiting(self) -> list[Message]:
        """Return what to say where Ray has not made any hearer for long, once."""
        if self._has_told or any(seat.begins is None for seat in self._seats):
            self._waits_since = time.monotonic()
            return []
        if time.monotonic() - self._waits_since < TELLING_SECONDS:
            return []
        self._has_told = True
        return [
            message(
                "cluster.kept-waiting",
                "No hearer could begin for {seconds:.0f} s: other work may have the cluster's"
                " cores, as 'ray status' shows. The command waits for them.",
                seconds=TELLING_SECONDS,
            )
        ]

    def _must_go_on(self) -> None:
        """Raise TagStudioError where no node is left that could hear, and none comes."""
        if any(True for _ in self.nodes.usable):
            self._idle_since = time.monotonic()
            return
        reasons = [(one.name, one.left_out) for one in self.nodes.by_key.values() if one.left_out]
        patience = 0.0 if reasons or not self.nodes.by_key else PATIENCE_SECONDS
        if time.monotonic() - self._idle_since < patience:
            return
        if reasons:
            name, why = reasons[-1]
            raise TagStudioError(
                "cluster.none-left",
                "No node of the cluster can hear any more. {node}: {why} What was heard is kept;"
                " the same command goes on.",
                node=name,
                why=why,
            )
        raise TagStudioError(
            "cluster.no-nodes",
            "The cluster has no node that could hear: each needs a core, or with --device cuda a"
            " graphics card. What was heard is kept; the same command goes on.",
        )


OWN_STORE_BYTES = 256 << 20  # of shared memory; results are kilobytes
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0"}
# Ray binds to all addresses of the machine and lets in whoever reaches them; and it asks the
# metadata servers of three clouds where it runs, even with its statistics off. A cluster that
# begins with the command stays on the loopback, behind a token, and its questions end at a closed
# port there.
_OWN_CLUSTER = {
    **_QUIET,
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",
    "RAY_AUTH_MODE": "token",
    "RAY_worker_niceness": "0",  # a hearer has the priority of the command, as without Ray
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1,localhost,::1",
}


def _ray() -> Any:
    try:
        import ray
        import ray.exceptions
        import ray.util.scheduling_strategies
    except ImportError as error:
        raise TagStudioError(
            "cluster.no-ray",
            "Ray is not installed here, which hearing on a cluster needs. Install it: pip install"
            " 'tagstudio[archive]'",
        ) from error
    return ray


def _start(ray: Any, temporary: str) -> None:
    try:
        ray.init(
            num_cpus=os.cpu_count(),
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
            object_store_memory=OWN_STORE_BYTES,
            _temp_dir=temporary,
        )
    except Exception as error:  # Ray says in any of them that a process of its own did not start
        raise TagStudioError(
            "cluster.not-started",
            "No Ray cluster could be started on this machine ({why}). Try again when it has less"
            " to do.",
            why=" ".join(str(error).split()),
        ) from error


def _join(ray: Any, address: str) -> None:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS).close()
    except OSError as error:
        raise TagStudioError(
            "cluster.no-cluster",
            "No Ray cluster answers at {address} ({reason}). Start one there with 'ray start"
            " --head', and look whether a firewall is in between.",
            address=address,
            reason=error.strerror or error,
        ) from error
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
    except (RuntimeError, ConnectionError, ValueError, OSError) as error:
        said = " ".join(str(error).split())
        raise TagStudioError(
            "cluster.not-joined",
            "The Ray cluster at {address} cannot be joined: {why} This machine must belong to it,"
            " with the same Ray and Python: ray start --address={address} --num-cpus=0",
            address=address,
            why=said if said.endswith(".") else f"{said}.",
        ) from error


def _no_start(error: Exception) -> Message:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    said = next((line for line in reversed(lines) if "Error" in line), lines[-1] if lines else "")
    return message(
        "cluster.hearer-broken",
        "TagStudio does not work there ({error}). Install the same version with the same plugins'"
        " libraries as on this machine.",
        error=said[:300],
    )
