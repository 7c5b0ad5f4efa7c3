from tagstudio.library.models.models import find_model
from tagstudio.library.views.common_tags import TagSpread, common_tags

from ..conftest import change_at_random


def test_a_tag_is_common_if_all_tracks_have_it(small):
    with small.read() as connection:
        spreads = common_tags(connection, find_model(connection), [1, 3])
    assert spreads == [
        TagSpread("jazz", tracks=2, yes=1, no=0, suggested=1),
        TagSpread("hard rock", tracks=2, yes=0, no=0, suggested=1),
    ]
    assert [one.common for one in spreads] == [True, False]


def test_a_decision_no_ranks_before_a_suggestion(small):
    with small.read() as connection:
        [rock, jazz] = common_tags(connection, find_model(connection), [2])
    assert (rock.tag, rock.suggested) == ("Rock", 1)
    assert (jazz.no, jazz.suggested, jazz.common) == (1, 0, False)


def test_tracks_without_suggestions_have_only_decisions(small):
    with small.read() as connection:
        assert common_tags(connection, find_model(connection), [6]) == []
        assert [one.tag for one in common_tags(connection, None, [3])] == ["jazz"]


def test_many_tracks_are_counted_as_few_are(many, model_id, monkeypatch):
    with many.write() as connection:
        change_at_random(connection, model_id, 3)
        model = find_model(connection)
        for ids in ([], [2600, 7, 8, 9, 1500], list(range(1, 2601, 3))):
            by_rows = common_tags(connection, model, ids)
            with monkeypatch.context() as patched:
                patched.setattr("tagstudio.library.views.common_tags.FEW", -1)
                assert common_tags(connection, model, ids) == by_rows
        assert len(by_rows) > 1
