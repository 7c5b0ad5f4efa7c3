"""`tagstudio doubts`: what is doubted, kept and turned, as the shell says it."""

import json

import pytest

from tagstudio.engine.doubts.find_doubts import Doubt, Doubts


@pytest.fixture
def tagstudio(suggested, monkeypatch):
    """Three tracks, two with an answer, both in doubt."""
    assert suggested("correct", "loud", "+mine", "--new-tag")[0] == 0
    assert suggested("correct", "quiet", "-mine")[0] == 0

    def found(connection, model, query, tag="", limit=None):
        from tagstudio.library.search.execute import matching_tracks
        from tagstudio.library.tags import decisions, tags

        tag_id = tags.find_tag(connection, "mine").id
        wanted = matching_tracks(connection, query, model)
        ids = range(1, 4) if wanted is None else wanted.tolist()
        now = decisions.current(connection, ids)
        doubts = [
            Doubt(id, tag_id, "mine", one.state, one.source, one.at, 0.25, 10, 3)
            for id, of_track in now.items()
            if (one := of_track.get(tag_id)) is not None
        ]
        return Doubts(tuple(doubts[:limit]), len(doubts), 40, 1, 2, ("rare",))

    monkeypatch.setattr("tagstudio.engine.doubts.find_doubts.find_doubts", found)
    return suggested


def doubts(command, *arguments):
    status, out, _ = command("doubts", *arguments, "--json")
    assert status == 0
    return json.loads(out)


def test_the_table_names_answer_source_and_reason(tagstudio):
    status, out, err = tagstudio("doubts")
    assert status == 0
    assert "loud" in out and "quiet" in out and "user" in out and "0.25" in out
    assert "of 10 tracks like this, yes to 3" in out  # against the yes on "loud"
    assert "the model finds the opposite" in out  # three yes are no reason against a no
    assert "1 answer kept before" in err and "2 answered tracks" in err and "rare" in err
    assert "1 doubt more of 40 answers" in tagstudio("doubts", "--limit", 1)[2]


def test_keep_and_turn_are_actions_under_undo(tagstudio):
    assert doubts(tagstudio, "loud", "--tag", "mine", "--turn", "-p")["done"] is None
    assert doubts(tagstudio, "loud")["doubts"][0]["answer"] == "yes"
    status, _, err = tagstudio("doubts", "loud", "--tag", "mine", "--turn")
    assert status == 0 and "1 answer turned" in err
    assert doubts(tagstudio, "loud")["doubts"][0]["answer"] == "no"
    assert "1 answer of" in tagstudio("undo")[1]
    assert doubts(tagstudio, "loud")["doubts"][0]["answer"] == "yes"
    assert doubts(tagstudio, "loud", "--tag", "mine", "--keep")["done"] == "kept"
    undone = json.loads(tagstudio("undo", "--json")[1])
    assert undone["kept"] == [
        {"track": undone["kept"][0]["track"], "tag": "mine", "answer": "yes"}
        | {"before": True, "after": False}
    ]
    assert "Redone: 1 kept answer" in tagstudio("redo")[1]


@pytest.mark.parametrize(
    "arguments", [["--keep", "--turn"], ["--turn"], ["loud", "--keep"], ["--tag", "mine", "--turn"]]
)
def test_what_would_settle_everything_is_refused(tagstudio, arguments):
    assert tagstudio("doubts", *arguments)[0] == 2


def test_without_enough_answers_it_says_so(suggested):
    status, out, err = suggested("doubts")
    assert (status, out) == (0, "")
    assert "about 20 answers" in err
    assert "about 20 answers" in json.loads(suggested("doubts", "--json")[1])["obstacle"]
