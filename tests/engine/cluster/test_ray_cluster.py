"""The hearers of a cluster, with a Ray that is played: calls run one by one, and die as told."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import plain
from tagstudio.engine.cluster import ray_cluster
from tagstudio.engine.cluster.cluster_settings import ClusterSettings
from tagstudio.engine.cluster.hearer import HeardCall, versions
from tagstudio.engine.cluster.ray_cluster import IN_FLIGHT, RayCluster
from tagstudio.engine.cluster.shipment import Shipment
from tagstudio.library.tracks.known_files import KnownFile
from tagstudio.plugin_api import Failure, Prediction, PredictOptions, TrackRef

SHIPMENT = Shipment("played", "model", "0" * 64, {}, {}, {})


class PlayedRayError(Exception):
    """What Ray raises for a call that is lost."""


class PlayedTaskError(PlayedRayError):
    """What Ray raises for a call that failed in our own code."""


@dataclass(eq=False)
class Call:
    actor: "Actor"
    name: str
    arguments: tuple
    retries: int
    outcome: Any = None
    is_over: bool = False


@dataclass(eq=False)
class Actor:
    """A hearer: what it answers is the business of the test."""

    ray: "PlayedRay"
    node: str
    arguments: tuple
    calls: list[Call] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return Method(self, name)


@dataclass
class Method:
    actor: Actor
    name: str
    retries: int = 0

    def options(self, max_task_retries: int) -> "Method":
        return Method(self.actor, self.name, max_task_retries)

    def remote(self, *arguments: Any) -> Call:
        call = Call(self.actor, self.name, arguments, self.retries)
        self.actor.calls.append(call)
        self.actor.ray.most = max(self.actor.ray.most, len(self.actor.calls))
        return call


class PlayedRay:
    """Nodes that the test makes and ends; calls that end when somebody waits for them."""

    exceptions = SimpleNamespace(RayError=PlayedRayError, RayTaskError=PlayedTaskError)
    util = SimpleNamespace(
        scheduling_strategies=SimpleNamespace(
            NodeAffinitySchedulingStrategy=lambda node, soft: node
        )
    )

    def __init__(self, answer: Callable[[Actor, str, tuple], Any], seed: int = 0) -> None:
        self.answer = answer
        self.chance = random.Random(seed)
        self.there: dict[str, dict[str, float]] = {}
        self.actors: list[Actor] = []
        self.most = 0

    def nodes(self) -> list[dict[str, Any]]:
        return [
            {
                "NodeID": name,
                "Alive": True,
                "Resources": resources,
                "NodeName": name,
                "NodeManagerAddress": "10.0.0.9",
                "NodeManagerHostname": name,
            }
            for name, resources in self.there.items()
        ]

    def put(self, value: Any) -> Any:
        return value

    def remote(self, kind: type) -> Any:
        def options(scheduling_strategy: str, **given: Any) -> Any:
            assert given["max_restarts"] == -1

            def make(*arguments: Any) -> Actor:
                self.actors.append(Actor(self, scheduling_strategy, arguments))
                return self.actors[-1]

            return SimpleNamespace(remote=make)

        return SimpleNamespace(options=options)

    def wait(self, refs: list[Call], num_returns: int = 1, timeout: float = 0) -> Any:
        """End one call of some hearer, the oldest one of its, if any has one."""
        if timeout:
            busy = [actor for actor in self.actors if actor.calls]
            if busy:
                self.end(self.chance.choice(busy).calls.pop(0))
        ready = [ref for ref in refs if ref.is_over]
        return ready[:num_returns], [ref for ref in refs if ref not in ready]

    def end(self, call: Call) -> None:
        call.is_over = True
        if call.actor.node not in self.there:
            call.outcome = PlayedRayError("the node is gone")
            return
        try:
            call.outcome = self.answer(call.actor, call.name, call.arguments)
        except PlayedRayError as error:
            if call.retries and not isinstance(error, PlayedTaskError):
                call.is_over = False
                call.actor.calls.insert(0, call)
                return
            call.outcome = error
            for other in call.actor.calls:  # its process is gone
                other.is_over, other.outcome = True, error
            call.actor.calls.clear()

    def get(self, ref: Call) -> Any:
        if isinstance(ref.outcome, Exception):
            raise ref.outcome
        return ref.outcome

    def kill(self, actor: Actor) -> None:
        actor.calls.clear()
        self.actors.remove(actor)


def well(actor: Actor, name: str, arguments: tuple) -> Any:
    """Answer as a hearer does that works."""
    if name == "begin":
        return versions(), None
    tracks, _, _ = arguments
    return HeardCall(tuple(Prediction(one.id, (0.5,)) for one in tracks), seconds=0.1 * len(tracks))


def cluster(monkeypatch, ray: PlayedRay, **settings: Any) -> RayCluster:
    monkeypatch.setattr(ray_cluster, "_ray", lambda: ray)
    monkeypatch.setattr(ray_cluster, "_join", lambda ray, address: None)
    monkeypatch.setattr(ray_cluster, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(ray_cluster, "WAIT_SECONDS", 0.01)
    made = RayCluster(ClusterSettings("head:6379", **settings), "")
    made.connect(SHIPMENT, "auto")
    return made


def hear(made: RayCluster, count: int, step: Callable[[int], None] = lambda done: None) -> list:
    """Hear `count` tracks; `step` is told how many have a result."""
    tracks = [TrackRef(id, f"/music/{id}.mp3") for id in range(count)]
    results = []
    files = [KnownFile(id, 1, 1, b"", False) for id in range(count)]
    for found, _ in made.hear(tracks, PredictOptions("model"), files):
        results += found
        step(len(results))
    return results


def ids(results) -> Counter:
    return Counter(one.track_id for one in results)


def test_each_track_is_heard_once_by_hearers_that_have_two_calls_at_most(monkeypatch):
    ray = PlayedRay(well)
    ray.there = {"a": {"CPU": 2.0}, "b": {"CPU": 1.0}}
    made = cluster(monkeypatch, ray, cpus=1)
    assert Counter(actor.node for actor in ray.actors) == {"a": 2, "b": 1}
    assert ids(hear(made, 500)) == dict.fromkeys(range(500), 1)
    assert ray.most == IN_FLIGHT
    assert sum(node.heard for node in made.nodes.by_key.values()) == 500


def test_a_call_has_as_many_tracks_as_are_heard_in_three_seconds(monkeypatch):
    sizes = []

    def answer(actor, name, arguments):
        if name == "hear":
            sizes.append(len(arguments[0]))
        return well(actor, name, arguments)

    ray = PlayedRay(answer)
    ray.there = {"a": {"CPU": 1.0}}
    hear(cluster(monkeypatch, ray), 300)
    assert sizes[:2] == [4, 4]
    assert max(sizes) == 30  # .1 s a track


@pytest.mark.parametrize("seed", range(12))
def test_whatever_dies_each_track_has_one_result(monkeypatch, seed):
    chance = random.Random(seed)
    deaths = []

    def answer(actor, name, arguments):
        is_alone = name == "hear" and len(arguments[0]) == 1  # then it would be the track
        if len(deaths) < 20 and chance.random() < 0.12 and not is_alone:
            deaths.append(name)
            raise PlayedRayError("the worker died")
        return well(actor, name, arguments)

    ray = PlayedRay(answer, seed)
    ray.there = {"a": {"CPU": 2.0}, "b": {"CPU": 2.0}}
    made = cluster(monkeypatch, ray, cpus=1)

    def step(done: int) -> None:
        if done > 1000:
            ray.there.pop("b", None)
            ray.there.setdefault("c", {"CPU": 2.0})

    results = hear(made, 3000, step)
    assert ids(results) == dict.fromkeys(range(3000), 1)
    assert all(isinstance(one, Prediction) for one in results)
    assert made.nodes["b"].is_gone
    assert made.nodes["c"].heard
    assert len(deaths) > 5


def test_a_node_where_the_tagger_does_not_start_is_left_out(monkeypatch):
    def answer(actor, name, arguments):
        if name == "begin" and actor.node == "b":
            return versions(), plain("No torch.")
        return well(actor, name, arguments)

    ray = PlayedRay(answer)
    ray.there = {"a": {"CPU": 1.0}, "b": {"CPU": 4.0}}
    made = cluster(monkeypatch, ray, cpus=1)
    assert ids(hear(made, 50)) == dict.fromkeys(range(50), 1)
    assert str(made.nodes["b"].left_out) == "No torch."
    assert {actor.node for actor in ray.actors} == {"a"}


def test_a_node_with_another_version_or_without_the_program_is_left_out(monkeypatch):
    def answer(actor, name, arguments):
        if actor.node == "old" and name == "begin":
            return "TagStudio 0.0.1, Python 3.11.0", None
        if actor.node == "bare":
            raise PlayedTaskError("Traceback\nModuleNotFoundError: No module named 'tagstudio'\n")
        return well(actor, name, arguments)

    ray = PlayedRay(answer)
    ray.there = {name: {"CPU": 1.0} for name in ("good", "old", "bare")}
    made = cluster(monkeypatch, ray)
    assert ids(hear(made, 200)) == dict.fromkeys(range(200), 1)
    assert "TagStudio 0.0.1" in str(made.nodes["old"].left_out)
    assert versions() in str(made.nodes["old"].left_out)
    assert "No module named 'tagstudio'" in str(made.nodes["bare"].left_out)


def test_where_no_node_can_hear_the_run_ends_with_the_reason(monkeypatch):
    def answer(actor, name, arguments):
        if name == "begin":
            return versions(), plain("No torch.")
        return well(actor, name, arguments)

    ray = PlayedRay(answer)
    ray.there = {"a": {"CPU": 1.0}}
    with pytest.raises(TagStudioError, match=r"a: No torch\. What was heard is kept"):
        hear(cluster(monkeypatch, ray), 5)


def test_a_cluster_without_a_core_cannot_hear(monkeypatch):
    ray = PlayedRay(well)
    ray.there = {"store": {}}
    with pytest.raises(TagStudioError, match="no node that could hear"):
        hear(cluster(monkeypatch, ray), 5)


def test_a_node_without_the_mount_is_left_out_and_no_failure_is_recorded(monkeypatch):
    paths = set()

    def answer(actor, name, arguments):
        if name == "hear":
            paths.update((actor.node, one.path.rsplit("/", 1)[0]) for one in arguments[0])
            if actor.node == "b":
                return HeardCall(tuple(Failure(t.id, "missing", "not there") for t in arguments[0]))
        return well(actor, name, arguments)

    ray = PlayedRay(answer)
    ray.there = {"a": {"CPU": 1.0}, "b": {"CPU": 1.0}}
    made = cluster(monkeypatch, ray, path_maps=("/music=/mnt", "b@/music=/wrong"))
    results = hear(made, 300)
    assert ids(results) == dict.fromkeys(range(300), 1)
    assert all(isinstance(one, Prediction) for one in results)
    assert "not there" in str(made.nodes["b"].left_out)
    assert paths == {("a", "/mnt"), ("b", "/wrong")}


def test_who_waits_for_cores_that_others_have_is_told_once(monkeypatch):
    waits = 5

    def answer(actor, name, arguments):
        nonlocal waits
        if name == "begin" and waits:
            waits -= 1
            raise PlayedRayError("no room yet")  # Ray goes on trying
        return well(actor, name, arguments)

    monkeypatch.setattr(ray_cluster, "TELLING_SECONDS", 0.0)
    ray = PlayedRay(answer)
    ray.there = {"a": {"CPU": 1.0}}
    made = cluster(monkeypatch, ray)
    tracks = [TrackRef(id, f"/music/{id}.mp3") for id in range(9)]
    said = [one for _, found in made.hear(tracks, PredictOptions("model"), []) for one in found]
    assert [one.key for one in said] == ["cluster.kept-waiting"]


def test_a_node_whose_card_is_not_used_hears_on_its_cores(monkeypatch):
    devices = {}

    def answer(actor, name, arguments):
        if name == "hear":
            devices[actor.node] = arguments[1].device
        return well(actor, name, arguments)

    ray = PlayedRay(answer)
    ray.there = {"card": {"CPU": 2.0, "GPU": 1.0}, "plain": {"CPU": 2.0}}
    hear(cluster(monkeypatch, ray, gpus=0.0), 300)
    assert devices == {"card": "cpu", "plain": "auto"}
    ray.actors.clear()
    made = cluster(monkeypatch, ray, gpus=0.5, batches=("cuda=64", "cpu=8"))
    assert [actor.arguments[1:] for actor in ray.actors] == [(1, 64), (1, 64), (2, 8)]
    hear(made, 300)
    assert devices == {"card": "auto", "plain": "auto"}
