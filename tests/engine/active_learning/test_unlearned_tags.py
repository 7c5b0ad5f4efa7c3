"""The tags that a model has still to learn, of those that people answered last."""

import pytest

from tagstudio.engine.active_learning import unlearned_tags as searched
from tagstudio.engine.active_learning.unlearned_tags import MOST, unlearned_tags
from tagstudio.library.db.database import open_library
from tagstudio.library.models import models
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tags.tags import list_tags, tag_id


@pytest.fixture
def library(library_address, add_six):
    with open_library(library_address, writing=True, copying=False) as library:
        library.model_id = add_six(library)
        yield library


def answer(library, tag, state="yes", source="user", track_ids=(1,)):
    with library.write(durable=True) as connection:
        id = tag_id(connection, tag, "", "user")
        wanted = [Decision(track_id, id, state) for track_id in track_ids]
        record_decisions(connection, wanted, source)
        return id


def found(library):
    with library.read() as connection:
        model = models.model(connection, library.model_id)
        known = list_tags(connection)
        return [tag.name for tag in unlearned_tags(connection, model, known)]


def test_own_tags_come_the_last_answered_first_and_those_of_the_model_never(library):
    assert found(library) == []
    for tag, state in (("night", "yes"), ("rain", "no"), ("jazz", "yes"), ("night", "no")):
        answer(library, tag, state)
    assert found(library) == ["night", "rain"]


def test_tags_of_another_models_vocabulary_are_none_of_ones_own(library):
    with library.write() as connection:
        tag = RegisteredTag("guitar", "instrument", 0.1, 0.5, "MagnaTagATune")
        models.register(connection, "other", RegisteredModel("other", "1" * 64, (tag,)))
    answer(library, "guitar")
    answer(library, "night")
    assert found(library) == ["night"]


@pytest.mark.parametrize("source", ["file tag", "import"])
def test_what_nobody_answered_is_not_asked_about(library, source):
    answer(library, "synthpop", source=source)
    assert found(library) == []
    answer(library, "synthpop", track_ids=(2,))
    assert found(library) == ["synthpop"]


def test_a_tag_all_of_whose_answers_were_taken_back_is_gone(library):
    answer(library, "nigt", track_ids=(1, 2))
    answer(library, "nigt", "unseen")
    assert found(library) == ["nigt"]
    answer(library, "nigt", "unseen", track_ids=(2,))
    assert found(library) == []


def test_of_many_own_tags_those_of_the_present_work_come(library):
    for number in range(30):
        answer(library, f"own {number:02}")
    assert found(library) == [f"own {number:02}" for number in range(29, 29 - MOST, -1)]
    answer(library, "own 00", "no", track_ids=(2,))
    assert found(library)[0] == "own 00"


def test_it_looks_back_a_bounded_way(library, monkeypatch):
    monkeypatch.setattr(searched, "LOOKED_BACK", 3)
    answer(library, "night")
    answer(library, "jazz", track_ids=(1, 2))
    assert found(library) == ["night"]
    answer(library, "jazz", "no")
    assert found(library) == []
