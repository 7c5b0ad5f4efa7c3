"""Doubts of a library: the slips are found, and what cannot be told is said."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.undo import undo
from tagstudio.engine.doubts import settle
from tagstudio.engine.doubts.find_doubts import find_doubts, find_doubts_beside
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import suggestion_features, suggestions
from tagstudio.library.models import models
from tagstudio.library.models.models import Model, RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored, store
from tagstudio.library.search.query import parse
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

TRACKS = 80
SLIPS = {(5, "jazz"), (40, "jazz"), (61, "mine")}  # track ids


def is_so(track_id: int, tag: str) -> bool:
    return track_id % 2 == 0 if tag == "jazz" else track_id % 3 == 0


@pytest.fixture
def library(tmp_path) -> Iterator[Library]:
    with open_library(tmp_path / "my.db", writing=True) as opened:
        yield opened


@pytest.fixture
def unanswered(library: Library) -> Library:
    """80 tracks by 40 artists, scored by a published model that knows jazz, roughly."""
    random = np.random.default_rng(0)
    tag = RegisteredTag("jazz", "genre", 0.3, 0.5)
    info = {"feature_digest": "d", "feature_shape": [2, 4]}
    model = RegisteredModel("root", "a" * 64, (tag,), info=info)
    new = [
        NewTrack(f"/music/{n}.mp3", 1, 1, bytes([n]) * 16, Facts(artist=f"Artist {n // 2}"))
        for n in range(1, TRACKS + 1)
    ]
    with library.write() as connection:
        ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
        model_id = models.register(connection, "plugin", model)
        scored = []
        for track_id in ids:
            sound = np.array([is_so(track_id, "jazz"), is_so(track_id, "mine"), 0.5, 0.5])
            features = (sound + random.normal(size=(2, 4)) / 8).astype("<f2")
            score = 0.8 if is_so(track_id, "jazz") else 0.2
            scored.append(Scored(track_id, (score,), features.tobytes()))
        store(connection, model_id, scored)
    return library


@pytest.fixture
def answer(unanswered: Library) -> Callable[..., None]:
    """Answer tags of tracks as it is, but for the slips."""

    def give(names=("jazz", "mine"), ids=range(1, TRACKS + 1), source="user") -> None:
        with unanswered.write(durable=True) as connection:
            tag_ids = {name: tags.tag_id(connection, name, "", "user") for name in names}
            wanted = [
                Decision(id, tag_ids[name], "yes" if is_so(id, name) is not slips else "no")
                for id in ids
                for name in names
                for slips in [(id, name) in SLIPS]
            ]
            decisions.record_decisions(connection, wanted, source, at=100)

    return give


@pytest.fixture
def answered(unanswered: Library, answer) -> Library:
    answer()
    return unanswered


@pytest.fixture
def root(unanswered: Library) -> Model:
    with unanswered.read() as connection:
        return models.find_model(connection, "root")


def found(library, model, *arguments, **options):
    with library.read() as connection:
        return find_doubts(connection, model, *arguments, **options)


def places(doubts) -> set[tuple[int, str]]:
    return {(one.track_id, one.tag) for one in doubts.listed}


def test_the_slips_are_found_also_of_a_tag_that_no_model_knows(answered, root):
    doubts = found(answered, root)
    assert {(one.track_id, one.tag) for one in doubts.listed[:3]} == SLIPS
    assert (doubts.compared, doubts.found) == (2 * TRACKS, len(doubts.listed))
    assert (doubts.kept, doubts.unheard, doubts.older) == (0, 0, 0)
    assert (doubts.kept, doubts.unheard, doubts.thin, doubts.obstacle) == (0, 0, (), None)
    one = next(one for one in doubts.listed if one.track_id == 5)
    assert (one.state, one.source, one.at) == ("yes", "user", 100)
    assert one.score < 0.5 and one.is_backed and one.alike_yes <= 2


def test_of_very_many_answered_tracks_the_last_are_compared(answered, root, monkeypatch):
    with answered.write(durable=True) as connection:
        jazz = tags.tag_id(connection, "jazz", "", "user")
        for id in (3, 5, 8):
            again = Decision(id, jazz, "no" if is_so(id, "jazz") else "yes")
            decisions.record_decisions(connection, [again], "user", at=200)
    monkeypatch.setattr("tagstudio.engine.doubts.find_doubts.MOST_TRACKS", 40)
    doubts = found(answered, root)
    assert doubts.older == TRACKS - 40
    assert {one.track_id for one in doubts.listed} <= {3, 5, 8, *range(44, TRACKS + 1)}
    monkeypatch.setattr("tagstudio.engine.doubts.find_doubts.MOST_TRACKS", TRACKS)
    assert found(answered, root).older == 0


def test_another_process_finds_the_same(answered, root):
    assert find_doubts_beside(answered, root) == found(answered, root)


def test_where_there_is_too_little_no_process_is_started(unanswered, answer, root, monkeypatch):
    monkeypatch.setattr("tagstudio.engine.doubts.find_doubts.call_in_child", None)
    answer(ids=range(1, 4))
    assert find_doubts_beside(unanswered, root) == found(unanswered, root)
    answer()
    assert find_doubts_beside(unanswered, None) == found(unanswered, None)


def test_a_query_a_tag_and_a_limit_choose_what_is_listed(answered, root):
    assert places(found(answered, root, tag="MINE")) == {(61, "mine")}
    assert places(found(answered, root, parse("path:/music/40.mp3"))) == {(40, "jazz")}
    limited = found(answered, root, limit=1)
    assert len(limited.listed) == 1 and limited.found >= len(SLIPS)
    with pytest.raises(TagStudioError, match="Did you mean jazz"):
        found(answered, root, tag="jaz")


@pytest.mark.parametrize("source", ["file tag", "import", "album rule"])
def test_every_source_of_answers_is_doubted_and_named(unanswered, answer, root, source):
    answer(source=source)
    assert {one.source for one in found(unanswered, root).listed} == {source}


def test_genres_of_files_alone_are_doubted_by_the_genres_of_the_others(unanswered, root):
    """Two genres, one a track, as files have them; three are wrong."""
    wrong = {7, 22, 51}
    with unanswered.write(durable=True) as connection:
        jazz, folk = (tags.tag_id(connection, name, "genre", "user") for name in ("jazz", "folk"))
        wanted = [
            Decision(id, jazz if is_so(id, "jazz") is not (id in wrong) else folk, "yes")
            for id in range(1, TRACKS + 1)
        ]
        decisions.record_decisions(connection, wanted, decisions.FILE_TAG)
    doubts = found(unanswered, root)
    assert {one.track_id for one in doubts.listed[:3]} == wrong
    assert {one.source for one in doubts.listed} == {decisions.FILE_TAG}
    assert doubts.compared == TRACKS


def test_few_answers_doubt_nothing_and_it_is_said(unanswered, answer, root):
    answer(["jazz"], range(1, 20))
    few = found(unanswered, root)
    assert not few.listed and "about 20 answers" in str(few.obstacle) and "19" in str(few.obstacle)
    answer(["mine"], [3])
    doubts = found(unanswered, root)
    assert doubts.obstacle is None
    assert (doubts.compared, doubts.thin) == (19, ("mine",))
    assert found(unanswered, root, tag="mine").obstacle.key == "doubts.thin-tag"


def test_only_yes_tells_nothing(unanswered, answer, root):
    with unanswered.write(durable=True) as connection:
        wanted = [Decision(id, root.tags[0].tag_id, "yes") for id in range(1, 31)]
        decisions.record_decisions(connection, wanted, "user")
    doubts = found(unanswered, root)
    assert (doubts.listed, doubts.compared, doubts.thin) == ((), 0, ("jazz",))
    assert str(doubts.obstacle) == (
        "The answers cannot be compared yet: that takes a yes to a tag, and a no or a few tracks"
        " reviewed without it, by other artists than the answer’s. Nearest to it is jazz, with 30"
        " yes and 0 no."
    )


def test_the_only_yes_to_a_tag_is_not_doubted_though_the_model_disagrees(unanswered, answer, root):
    """As in the first library of a newcomer: the answers stand where the model is wrong."""
    with unanswered.write(durable=True) as connection:
        jazz = root.tags[0].tag_id
        wrong = [Decision(1, jazz, "yes"), *(Decision(id, jazz, "no") for id in (2, 4, 5, 7))]
        decisions.record_decisions(connection, wrong, "user")
    answer(["mine"], range(5, 60))
    doubts = found(unanswered, root)
    assert doubts.compared == 55 + 4
    assert (1, "jazz") not in {(one.track_id, one.tag) for one in doubts.listed}


def test_without_a_model_or_scores_it_is_said_what_to_do(answered, root):
    assert found(answered, None).obstacle.key == "doubts.no-suggestions"
    with answered.write() as connection:
        connection.execute(sa.delete(suggestion_features))
        connection.execute(sa.delete(suggestions))
    nothing = found(answered, root)
    assert (nothing.obstacle.key, nothing.unheard) == ("doubts.not-heard", TRACKS)


def test_tracks_without_features_are_judged_by_the_scores(answered, root):
    """As in a library that was restored from a safety copy."""
    with answered.write() as connection:
        connection.execute(sa.delete(suggestion_features))
    doubts = found(answered, root)
    assert {(5, "jazz"), (40, "jazz")} <= places(doubts)
    with answered.write() as connection:
        connection.execute(sa.delete(suggestions).where(suggestions.c.track_id == 5))
    left = found(answered, root)
    assert left.unheard == 1 and (5, "jazz") not in places(left)


def test_a_version_is_judged_by_its_root_and_one_of_unknown_root_by_sound(answered, root):
    tag = RegisteredTag("jazz", "genre", 0.3, 0.5)
    with answered.write() as connection:
        for name, parent in (("child", "root"), ("orphan", "gone")):
            info = {"feature_digest": "d", "feature_shape": [2, 4]}
            version = RegisteredModel(name, name, (tag,), parent=parent, info=info)
            id = models.register(connection, "plugin", version)
            # A version has learned the slips by heart.
            learned = [Scored(n, (0.9 if n in {5} else 0.1,)) for n in range(1, TRACKS + 1)]
            store(connection, id, learned)
        child, orphan = (models.find_model(connection, name) for name in ("child", "orphan"))
    assert found(answered, child) == found(answered, root)
    assert places(found(answered, orphan)) >= SLIPS


def test_what_is_kept_is_left_alone_until_it_changes_or_much_more_is_known(answered, root):
    place = (5, root.tags[0].tag_id)
    assert settle.keep(answered, [place])[0].after == TRACKS
    doubts = found(answered, root)
    assert (5, "jazz") not in places(doubts) and doubts.kept == 1
    assert settle.is_kept(TRACKS, 2 * TRACKS - 1) and not settle.is_kept(TRACKS, 2 * TRACKS)
    assert settle.is_kept(3, 22) and not settle.is_kept(3, 23) and not settle.is_kept(None, 0)
    with answered.write(durable=True) as connection:
        undo(connection)
    assert (5, "jazz") in places(found(answered, root))


def test_a_turned_answer_is_an_ordinary_one_under_undo(answered, root):
    place = (5, root.tags[0].tag_id)
    done = settle.turn(answered, [(place, "yes"), ((40, place[1]), "yes")])
    assert [change.track_id for change in done.changes] == [5]  # 40 is a no: answered meanwhile
    assert (5, "jazz") not in places(found(answered, root))
    with answered.write(durable=True) as connection:
        assert len(undo(connection).changes) == 1
    assert (5, "jazz") in places(found(answered, root))


def test_an_answer_that_is_gone_is_not_kept(answered, root):
    assert settle.keep(answered, [(5, 999)]) == ()
    with answered.write(durable=True) as connection:
        assert len(undo(connection).changes) == 2 * TRACKS  # nothing was recorded for it
