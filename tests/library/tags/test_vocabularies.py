"""Vocabularies: which tags belong to which, and what switching one off takes away."""

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.models import Model, RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import parse
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.vocabularies import (
    Vocabulary,
    list_vocabularies,
    offered_tags,
    switch,
    switched_off_tags,
    vocabularies_of,
)
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views.common_tags import common_tags
from tagstudio.library.views.counts import tag_counts
from tagstudio.library.views.tag_states import listed, taggings_of

from ..conftest import found_by


@pytest.fixture
def library(library_address):
    """Two models: jazz is in both vocabularies, rock in last.fm, piano and opera in the other."""
    with open_library(library_address, writing=True) as opened:
        with opened.write() as connection:
            register(connection, "first", ("jazz", "last.fm"), ("rock", "last.fm"))
            second = register(
                connection, "second", ("jazz", "MTAT"), ("piano", "MTAT"), ("opera", "MTAT")
            )
            new = [NewTrack(f"/music/{n}", 1, 1, bytes([n]) * 16) for n in range(2)]
            tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
            scored = [Scored(1, (0.9, 0.8, 0.1)), Scored(2, (0.1, 0.9, 0.9))]
            suggestions.store(connection, second, scored)
        yield opened


def register(connection, name: str, *outputs: tuple[str, str]) -> int:
    of = tuple(RegisteredTag(tag, "genre", 0.1, 0.5, vocabulary) for tag, vocabulary in outputs)
    return models.register(connection, "plugin", RegisteredModel(name, name * 8, of))


def second(connection) -> Model:
    return models.find_model(connection, "second")


def tag_id(connection, name: str) -> int:
    return tags.find_tag(connection, name).id


def suggested(library: Library, track_id: int) -> list[str]:
    with library.read() as connection:
        of_track = taggings_of(connection, second(connection), [track_id])[track_id]
        return [one.tag for one in listed(of_track)]


def test_a_tag_belongs_to_the_vocabularies_of_the_models_that_have_it(library):
    with library.read() as connection:
        assert list_vocabularies(connection) == [
            Vocabulary("last.fm", 2, 1, True),
            Vocabulary("MTAT", 3, 2, True),
        ]
        assert vocabularies_of(connection, tag_id(connection, "jazz")) == ["last.fm", "MTAT"]
        assert switched_off_tags(connection) == set()


def test_only_tags_of_no_other_vocabulary_go_and_all_come_back(library):
    assert suggested(library, 1) == ["jazz", "piano"]
    with library.write() as connection:
        assert switch(connection, "mtat", on=False).on
        assert not switch(connection, "MTAT", on=False).on
        names = {tag.name for tag in offered_tags(connection)}
        assert names == {"jazz", "rock"}
    assert suggested(library, 1) == ["jazz"]
    assert suggested(library, 2) == []
    with library.write() as connection:
        switch(connection, "MTAT", on=True)
    assert suggested(library, 2) == ["piano", "opera"]


def test_what_is_switched_off_is_neither_found_nor_counted_as_suggested(library):
    with library.write() as connection:
        switch(connection, "MTAT", on=False)
        model = second(connection)
        assert found_by(connection, parse("tag:piano"), model) == set()
        assert found_by(connection, parse("tag:jazz"), model) == {1}
        assert found_by(connection, parse("tag:piano>0.85"), model) == {2}  # a score stays
        assert tag_counts(connection, model) == {tag_id(connection, "jazz"): 1}
        assert [one.tag for one in common_tags(connection, model, [1, 2])] == ["jazz"]


def test_answers_stay_and_are_found(library):
    with library.write() as connection:
        piano = tag_id(connection, "piano")
        decisions.record_decisions(connection, [Decision(1, piano, "yes")], "user")
        switch(connection, "MTAT", on=False)
        model = second(connection)
        assert found_by(connection, parse("tag:piano"), model) == {1}
        assert found_by(connection, parse("yes:piano"), model) == {1}
        [piano_of_1, *_] = taggings_of(connection, model, [1])[1]
        assert (piano_of_1.tag, piano_of_1.state, piano_of_1.score) == ("piano", "yes", None)
        assert "piano" not in [tag.name for tag in offered_tags(connection)]
        assert "piano" in [tag.name for tag in offered_tags(connection, answered=True)]
        assert "opera" not in [tag.name for tag in offered_tags(connection, answered=True)]


def test_a_tag_of_the_user_s_own_is_always_offered(library):
    with library.write() as connection:
        own = tags.tag_id(connection, "late night", "", "user")
        taught = RegisteredModel(
            "third",
            "3",
            (RegisteredTag("late night", "my tags", 0.1, 0.5, "MTAT"),),
            parent="second",
        )
        models.register(connection, "plugin", taught)
        switch(connection, "MTAT", on=False)
        assert own not in switched_off_tags(connection)


def test_all_vocabularies_may_be_off(library):
    with library.write() as connection:
        for name in ("MTAT", "last.fm"):
            switch(connection, name, on=False)
        assert offered_tags(connection) == []
    assert suggested(library, 1) == []


def test_bad_names_get_a_sentence(library, tmp_path):
    with (
        library.write() as connection,
        pytest.raises(TagStudioError, match=r"there are: last\.fm, MTAT"),
    ):
        switch(connection, "lastfm", on=False)
    with (
        open_library(tmp_path / "empty.db", writing=True) as empty,
        empty.write() as connection,
        pytest.raises(TagStudioError, match="There is no vocabulary 'x' yet"),
    ):
        switch(connection, "x", on=True)


def test_a_registered_model_s_tags_follow_what_its_plugin_says_now(library):
    with library.write() as connection:
        register(connection, "second", ("jazz", "MTAT"), ("piano", "MTAT"), ("opera", "Arias"))
        assert vocabularies_of(connection, tag_id(connection, "opera")) == ["Arias"]
