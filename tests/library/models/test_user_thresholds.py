import pytest
import sqlalchemy as sa

from tagstudio.library.db.database import Library
from tagstudio.library.models import models, user_thresholds
from tagstudio.library.models.models import Model, RegisteredModel, RegisteredTag
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.search.query import parse
from tagstudio.library.views import browse, counts
from tagstudio.library.views.tag_states import taggings_of


def shown(library: Library) -> Model:
    with library.read() as connection:
        model = models.find_model(connection)
    assert model is not None
    return model


def set_jazz(library: Library, threshold: float) -> None:
    with library.write() as connection:
        model = models.model(connection, 1)
        user_thresholds.set_threshold(
            connection, model, model.tags[0].tag_id, UserThreshold(threshold)
        )


def with_jazz(library: Library) -> list[int]:
    with library.read() as connection:
        return browse.track_ids(connection, parse("tag:jazz"), shown(library))


def test_a_user_threshold_replaces_the_model_s(small: Library) -> None:
    assert with_jazz(small) == [1, 3]
    set_jazz(small, 0.95)
    jazz = shown(small).tags[0]
    assert (jazz.threshold, jazz.model_threshold) == (0.95, 0.5)
    assert [tag.threshold for tag in shown(small).tags[1:]] == [0.4, 0.3]
    assert with_jazz(small) == [3]
    set_jazz(small, 0.1)
    assert with_jazz(small) == [1, 3, 4]
    with small.read() as connection:
        assert counts.tag_counts(connection, shown(small))[jazz.tag_id] == 3
        [tagging] = [t for t in taggings_of(connection, shown(small), [4])[4] if t.tag == "jazz"]
        assert (tagging.state, tagging.threshold) == ("suggested", 0.1)


def test_a_reset_restores_the_threshold_of_the_model(small: Library) -> None:
    set_jazz(small, 0.95)
    with small.write() as connection:
        user_thresholds.reset_threshold(connection, shown(small), shown(small).tags[0].tag_id)
    assert shown(small).tags[0].threshold == 0.5


def test_another_model_keeps_its_threshold(small: Library) -> None:
    set_jazz(small, 0.95)
    with small.write() as connection:
        other = RegisteredModel("other", "1" * 64, (RegisteredTag("jazz", "genre", 0.1, 0.6),))
        id = models.register(connection, "crnn_tagger", other)
        assert models.model(connection, id).tags[0].threshold == 0.6


@pytest.mark.parametrize("threshold", [0, -0.1, 1.1])
def test_an_impossible_threshold_is_refused(small: Library, threshold: float) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="possible_threshold"):
        set_jazz(small, threshold)
