"""Which failure is believed, which node is left out: without Ray."""

import random
from collections import Counter

import pytest

from tagstudio.core.messages import plain
from tagstudio.engine.cluster.dispatch import DEATHS_ALONE, Dispatch
from tagstudio.engine.cluster.nodes import (
    CRASHES_IN_A_ROW,
    DEATHS_IN_A_ROW,
    REFUTED,
    Nodes,
    NodeTally,
)
from tagstudio.plugin_api import Failure, Prediction

SILENT = plain("no answer")
CRASH = plain("it crashed")


def nodes(*names: str) -> Nodes:
    return Nodes({name: NodeTally(name, name, f"10.0.0.{n}", 1) for n, name in enumerate(names)})


def heard(*ids: int) -> list[Prediction]:
    return [Prediction(id, (0.5,)) for id in ids]


def failed(*ids: int, code: str = "missing") -> list[Failure]:
    return [Failure(id, code, f"{code} {id}") for id in ids]


def received(dispatch: Dispatch, node: str, asked, results, crash=None):
    return dispatch.receive(node, asked, results, SILENT, crash)


def proven(*names: str) -> Nodes:
    """Nodes that have heard a track each."""
    made = nodes(*names)
    for one in made.by_key.values():
        one.count_heard()
    return made


def test_tracks_go_out_in_order_and_once():
    dispatch = Dispatch([3, 1, 2, 5], nodes("a", "b"))
    assert dispatch.take("a", 2) == [3, 1]
    assert dispatch.take("b", 9) == [2, 5]
    assert dispatch.take("a", 9) == []
    assert received(dispatch, "a", [3, 1], heard(3, 1)) == heard(3, 1)
    assert not dispatch.is_done
    assert received(dispatch, "b", [2, 5], heard(2, 5)) == heard(2, 5)
    assert dispatch.is_done


def test_a_second_result_and_one_of_another_request_do_not_count():
    dispatch = Dispatch([1, 2], nodes("a"))
    dispatch.take("a", 2)
    assert received(dispatch, "a", [1, 2], heard(1, 1, 7)) == [
        *heard(1),
        Failure(2, "no_answer", SILENT),
    ]
    assert received(dispatch, "a", [1, 2], heard(1, 2)) == []


def test_a_node_whose_mount_is_missing_is_left_out_and_its_tracks_are_heard_elsewhere():
    there = nodes("a", "b")
    dispatch = Dispatch(range(20), there)
    asked = dispatch.take("b", 4)
    assert received(dispatch, "b", asked, failed(*asked)) == []
    assert dispatch.take("b", 4) == []  # it waits for what another node says of these
    again = dispatch.take("a", 6)
    assert again == [0, 1, 2, 3, 4, 5]
    assert received(dispatch, "a", again, heard(*again)) == heard(*again)
    assert str(there["b"].left_out).startswith("Its files failed there")
    assert "missing" in str(there["b"].left_out)
    assert dispatch.take("b", 4) == []
    rest = dispatch.take("a", 99)
    assert received(dispatch, "a", rest, heard(*rest)) == heard(*rest)
    assert dispatch.is_done
    assert (there["a"].heard, there["a"].failed) == (20, 0)
    assert (there["b"].heard, there["b"].failed) == (0, 0)


def test_fewer_refuted_failures_leave_no_node_out():
    there = nodes("a", "b")
    dispatch = Dispatch(range(REFUTED - 1), there)
    received(dispatch, "b", asked := dispatch.take("b", 9), failed(*asked))
    received(dispatch, "a", asked, heard(*dispatch.take("a", 9)))
    assert there["b"].left_out is None
    assert dispatch.is_done


def test_a_file_that_no_node_finds_has_failed():
    there = nodes("a", "b")
    dispatch = Dispatch([1, 2], there)
    assert received(dispatch, "b", dispatch.take("b", 2), failed(1, 2)) == []
    assert dispatch.take("b", 2) == []  # not there again
    assert received(dispatch, "a", dispatch.take("a", 2), failed(1, 2)) == failed(1, 2)
    assert dispatch.is_done
    assert [one.left_out for one in there.by_key.values()] == [None, None]


def test_the_failure_that_says_most_of_the_sound_is_recorded():
    dispatch = Dispatch([1], nodes("a", "b"))
    received(dispatch, "b", dispatch.take("b", 1), failed(1, code="missing"))
    damaged = failed(1, code="damaged")
    assert received(dispatch, "a", dispatch.take("a", 1), damaged) == damaged


def test_a_proven_node_is_believed_about_a_damaged_file_but_not_about_a_missing_one():
    dispatch = Dispatch([1, 2, 3], proven("a", "b"))
    dispatch.take("a", 3)
    damaged, missing = failed(1, code="damaged"), failed(2, code="missing")
    other = failed(3, code="changed")
    assert received(dispatch, "a", [1, 2, 3], damaged + missing + other) == damaged
    assert dispatch.take("b", 9) == [2, 3]


def test_with_one_node_its_word_counts():
    dispatch = Dispatch([1, 2], nodes("a"))
    assert received(dispatch, "a", dispatch.take("a", 2), failed(1, 2)) == failed(1, 2)


def test_a_mount_that_goes_later_is_noticed_too():
    there = proven("a", "b")
    dispatch = Dispatch(range(1, 9), there)
    received(dispatch, "b", dispatch.take("b", 2), heard(1, 2))
    received(dispatch, "b", asked := dispatch.take("b", 4), failed(*asked, code="unreadable")[:1])
    assert there["b"].left_out is None
    received(dispatch, "b", asked := dispatch.take("b", 4), failed(*asked))
    received(dispatch, "a", again := dispatch.take("a", 9), heard(*again))
    assert there["b"].left_out is not None


def test_the_rest_of_a_call_in_which_the_tagger_crashed_goes_out_alone():
    there = proven("a")
    dispatch = Dispatch([1, 2, 3, 4], there)
    assert received(dispatch, "a", dispatch.take("a", 3), heard(1), CRASH) == heard(1)
    assert dispatch.take("a", 9) == [2]
    assert received(dispatch, "a", [2], [], CRASH) == [Failure(2, "crashed", CRASH)]
    assert dispatch.take("a", 9) == [3]
    assert received(dispatch, "a", [3], heard(3)) == heard(3)
    assert dispatch.take("a", 9) == [4]


def test_a_node_on_which_the_tagger_always_crashes_is_left_out():
    there = nodes("a", "b")
    dispatch = Dispatch(range(30), there)
    for _ in range(CRASHES_IN_A_ROW):
        asked = dispatch.take("a", 4) or pytest.fail("it is left out too early")
        assert received(dispatch, "a", asked, [], CRASH) == []
        if there["a"].undecided:  # else it waits for b's word
            received(dispatch, "b", again := dispatch.take("b", 1), heard(*again))
    assert there["a"].left_out is not None
    while not dispatch.is_done:
        received(dispatch, "b", again := dispatch.take("b", 8), heard(*again))
    assert there["b"].heard == 30


def test_what_a_dead_worker_had_goes_out_again_first():
    dispatch = Dispatch([1, 2, 3, 4], proven("a", "b"))
    assert dispatch.take("a", 2) == [1, 2]
    assert dispatch.lose("a", [1, 2], worker_died=True) == []
    assert dispatch.take("b", 9) == [1, 2, 3, 4]


def test_a_track_that_kills_its_workers_is_found():
    there = proven("a", "b")
    dispatch = Dispatch([1, 2], there)
    for _ in range(2):
        asked = dispatch.take("a", 2)
        assert asked == [1, 2]
        assert dispatch.lose("a", asked, worker_died=True) == []
    assert dispatch.take("a", 9) == [1]  # alone
    assert received(dispatch, "a", [1], heard(1)) == heard(1)
    counted = []
    for _ in range(DEATHS_ALONE):
        assert counted == []
        assert dispatch.take("a", 9) == [2]
        counted += dispatch.lose("a", [2], worker_died=True)
    assert [(one.track_id, one.code) for one in counted] == [(2, "crashed")]
    assert dispatch.is_done


def test_a_node_where_all_workers_die_is_left_out():
    there = nodes("a", "b")
    dispatch = Dispatch(range(100), there)
    for _ in range(DEATHS_IN_A_ROW):
        dispatch.lose("a", dispatch.take("a", 3), worker_died=True)
    assert "memory" in str(there["a"].left_out)


def test_the_end_of_a_node_is_no_tracks_fault():
    there = proven("a", "b")
    dispatch = Dispatch([1, 2], there)
    for _ in range(9):
        dispatch.lose("a", dispatch.take("a", 2), worker_died=False)
    assert there["a"].left_out is None
    assert dispatch.take("b", 9) == [1, 2]


def test_failures_that_wait_for_a_node_that_goes_count_then():
    there = nodes("a", "b")
    dispatch = Dispatch([1, 2], there)
    assert received(dispatch, "a", dispatch.take("a", 1), failed(1)) == []
    there["b"].is_gone = True
    assert dispatch.lose("b", [], worker_died=False) == failed(1)


def test_where_no_node_is_left_nothing_is_recorded():
    there = nodes("a")
    dispatch = Dispatch([1, 2], there)
    dispatch.take("a", 2)
    assert dispatch.leave_out("a", plain("broken")) == []
    assert not dispatch.is_done
    assert not list(there.usable)


def test_a_track_lost_after_a_failure_does_not_go_back_to_where_it_failed():
    dispatch = Dispatch([1], nodes("a", "b", "c"))
    received(dispatch, "a", dispatch.take("a", 1), failed(1))
    assert dispatch.take("b", 1) == [1]
    dispatch.lose("b", [1], worker_died=True)
    assert dispatch.take("a", 1) == []
    assert dispatch.take("c", 1) == [1]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_dies_each_track_gets_one_result(seed):
    """Workers die, calls crash, a node is blind: each track of a request has one result."""
    chance = random.Random(seed)
    there = nodes("a", "b", "blind")
    damaged = set(chance.sample(range(200), 5))
    poison = {chance.randrange(200)} - damaged
    dispatch = Dispatch(range(200), there)
    results = []
    for _ in range(5000):
        if dispatch.is_done:
            break
        node = chance.choice(["a", "b", "blind"])
        asked = dispatch.take(node, chance.randrange(1, 12))
        if not asked:
            continue
        if chance.random() < 0.1:
            worker_died = chance.random() < 0.5 and len(asked) > 1  # alone it would be the track's
            results += dispatch.lose(node, asked, worker_died=worker_died)
            continue
        said = []
        crash = None
        for id in asked:
            if node == "blind":
                said += failed(id)
            elif id in poison:
                crash = CRASH
                break
            else:
                said += failed(id, code="damaged") if id in damaged else heard(id)
        results += received(dispatch, node, asked, said, crash)
    assert dispatch.is_done
    assert Counter(one.track_id for one in results) == dict.fromkeys(range(200), 1)
    codes = {one.track_id: one.code for one in results if isinstance(one, Failure)}
    assert codes == dict.fromkeys(damaged, "damaged") | dict.fromkeys(poison, "crashed")
    assert there["blind"].left_out is not None
    assert {there["a"].left_out, there["b"].left_out} == {None}
    assert all(one.undecided == 0 for one in there.by_key.values())
