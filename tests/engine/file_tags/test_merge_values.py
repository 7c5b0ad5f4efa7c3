import pytest

from tagstudio.audio.metadata.file_tags.fields import FIELDS, FileTags
from tagstudio.core.messages import plain
from tagstudio.engine.file_tags.merge_values import (
    FieldChange,
    TagVotes,
    apart,
    field_changes,
)
from tagstudio.engine.file_tags.presets.preset import Place, Preset, kind_of
from tagstudio.engine.file_tags.presets.shipped import STANDARD
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.file_writes import FileWrite, Ours, written_names
from tagstudio.library.tags.tags import Tag

JAZZ, ROCK, HIP_HOP, RNB = 1, 2, 3, 4
NAMES = TagNames(
    Tag(id, name, "genre", "model")
    for id, name in ((JAZZ, "jazz"), (ROCK, "rock"), (HIP_HOP, "Hip-Hop"), (RNB, "rnb"))
)
WANTED = {JAZZ: "jazz", ROCK: "rock", HIP_HOP: "Hip-Hop", RNB: "rnb"}


def genres(
    *texts: str,
    wanted: tuple[int, ...] = (),
    refused: tuple[int, ...] = (),
    supported: tuple[int, ...] = (),
    ours: tuple[str, ...] = (),
    layout: str = "Vorbis",
    separators: str = "",
) -> tuple[str, ...]:
    """Return a file's genres after the merge."""
    tags = FileTags(layout, {**dict.fromkeys(FIELDS, ()), "genre": texts})
    votes = TagVotes(
        [("genre", id, WANTED[id]) for id in wanted],
        frozenset(refused),
        frozenset({*wanted, *supported}),
        names=WANTED,
    )
    changes = field_changes(tags, votes, NAMES, {"genre": Ours(ours)}, STANDARD, separators)
    return changes[0].stored_after if changes else texts


@pytest.mark.parametrize(
    ("texts", "after"),
    [
        ((), ("jazz",)),
        (("Dark Folk",), ("Dark Folk", "jazz")),
        (("Jazz",), ("Jazz",)),
        (("Rock; Jazz",), ("Rock; Jazz",)),
        (("Rock/Jazz",), ("Rock/Jazz", "jazz")),
        (("Rock/Pop; Acid",), ("Rock/Pop; Acid", "jazz")),
    ],
)
def test_what_is_wanted_comes_behind_what_is_there(texts, after):
    assert genres(*texts, wanted=(JAZZ,)) == after


def test_the_strongest_come_first_and_another_spelling_is_the_same():
    assert genres("hiphop", wanted=(RNB, HIP_HOP, JAZZ)) == ("hiphop", "rnb", "jazz")
    assert genres("R&B", wanted=(RNB,)) == ("R&B",)


@pytest.mark.parametrize(
    ("texts", "after"),
    [
        (("Rock", "Dark Folk"), ("Dark Folk",)),
        (("Rock; Pop", "x; y"), ("Pop", "x; y")),
        (("Rock, World, & Country",), ("Rock, World, & Country",)),
        (("Rock/Pop",), ("Rock/Pop",)),
        (("Rock",), ()),
        (("Rockabilly",), ("Rockabilly",)),
    ],
)
def test_what_is_refused_goes_and_nothing_else(texts, after):
    assert genres(*texts, refused=(ROCK,)) == after


def test_the_user_may_want_values_taken_apart_elsewhere():
    assert genres("Rock/Pop", "x/y", refused=(ROCK,), separators="/,") == ("Pop", "x/y")
    assert genres("Rock, Jazz", wanted=(JAZZ,), separators=",") == ("Rock, Jazz",)


def test_what_tagstudio_wrote_goes_when_nothing_speaks_for_it():
    assert genres("jazz", "rock", ours=("jazz",)) == ("rock",)
    assert genres("jazz", ours=("jazz",), supported=(JAZZ,)) == ("jazz",)
    assert genres("Dark Folk", "x", ours=("dark folk",)) == ("x",)  # no tag any more


def test_what_tagstudio_wrote_follows_the_name_of_its_tag():
    assert genres("Rok", "x", "HipHop", ours=("Rok", "hiphop"), wanted=(ROCK, HIP_HOP)) == (
        "x",
        "Hip-Hop",
        "rock",
    )
    assert genres("hiphop", "x", ours=("hiphop",), supported=(HIP_HOP,)) == ("Hip-Hop", "x")
    assert genres("hiphop", "x", wanted=(HIP_HOP,)) == ("hiphop", "x")  # somebody else's word
    assert genres("Hip-Hop", "hiphop", ours=("hiphop",), wanted=(HIP_HOP,)) == ("Hip-Hop",)
    assert genres("hip hop", "hiphop", ours=("hip hop", "hiphop"), wanted=(HIP_HOP,)) == (
        "Hip-Hop",
    )
    assert genres("x; hiphop", ours=("hiphop",), wanted=(HIP_HOP,), layout="ID3v2.3") == (
        "x; Hip-Hop",
    )


def test_other_capitals_stay_where_somebody_else_gave_them():
    assert genres("HIP-HOP", ours=("Hip-Hop",), wanted=(HIP_HOP,)) == ("HIP-HOP",)
    assert genres("HIP-HOP", ours=("HIP-HOP",), wanted=(HIP_HOP,)) == ("Hip-Hop",)
    ours = Ours(("Hip-Hop",), ", ")
    [change] = changes_of(JOINED, "HIP-HOP", ours=ours, wanted=(HIP_HOP, JAZZ))
    assert (change.stored_after, change.ours) == (
        ("HIP-HOP, jazz",),
        Ours(("Hip-Hop", "jazz"), ", "),
    )


def test_id3v2_3_holds_all_in_one_text():
    assert genres("Rock; Dark Folk", wanted=(JAZZ,), layout="ID3v2.3") == ("Rock; Dark Folk; jazz",)
    assert genres("(17)", wanted=(ROCK,), layout="ID3v2.3") == ("(17)",)
    assert genres("(17)", wanted=(JAZZ,), layout="ID3v2.3") == ("Rock; jazz",)


def test_a_refused_name_goes_from_every_field_and_a_wanted_one_into_its_own():
    tags = FileTags("Vorbis", {**dict.fromkeys(FIELDS, ()), "genre": ("rock",), "mood": ("rock",)})
    votes = TagVotes([("era", JAZZ, "jazz")], frozenset({ROCK}), frozenset({JAZZ}))
    changes = field_changes(tags, votes, NAMES, {}, STANDARD)
    assert {one.field: one.after for one in changes} == {"genre": (), "mood": (), "era": ("jazz",)}


def test_written_names_are_those_that_writing_brought():
    def write(before: tuple[str, ...], after: tuple[str, ...]) -> FileWrite:
        return FileWrite(1, 1, 0, 1, {"genre": before}, {"genre": after}, "written")

    writes = [write(("Rock",), ("Rock; Jazz",)), write(("Rock; Jazz",), ("Rock", "x"))]
    assert written_names(writes[:1]) == {"genre": Ours(("jazz",))}
    assert written_names(writes) == {"genre": Ours(("x",))}


@pytest.mark.parametrize(
    ("group", "kind"),
    [("", "own"), ("Mood", "mood"), ("voice and instrument", "instrument"), ("tempo", "other")],
)
def test_the_groups_are_of_these_kinds(group, kind):
    assert kind_of(group) == kind


NOTHING = Ours()


def placed(
    place: Place, *texts: str, ours: Ours = NOTHING, wanted: tuple[int, ...] = (), **votes: tuple
) -> tuple[str, ...]:
    """Return the genres of a FLAC after the merge by a preset with this place alone."""
    changes = changes_of(place, *texts, ours=ours, wanted=wanted, **votes)
    return changes[0].stored_after if changes else texts


def changes_of(
    place: Place, *texts: str, ours: Ours = NOTHING, wanted: tuple[int, ...] = (), **votes: tuple
) -> tuple[FieldChange, ...]:
    tags = FileTags("Vorbis", {**dict.fromkeys(FIELDS, ()), "genre": texts})
    preset = Preset("p", "p", plain("p"), (place,))
    said = TagVotes(
        [("genre", id, WANTED[id]) for id in wanted],
        frozenset(votes.get("refused", ())),
        frozenset(wanted),
        dict.fromkeys(WANTED, "genre"),
        WANTED,
    )
    return field_changes(tags, said, NAMES, {"genre": ours}, preset)


JOINED = Place(("genre",), "genre", separator=", ")


def test_a_joined_text_grows_and_shrinks_and_the_words_of_others_in_it_stay_whole():
    others = "Folk, World, & Country"
    assert placed(JOINED, others, wanted=(JAZZ,)) == (f"{others}, jazz",)
    ours = Ours(("jazz",), ", ")
    assert placed(JOINED, f"{others}, jazz", ours=ours, wanted=(JAZZ,)) == (f"{others}, jazz",)
    grown = placed(JOINED, f"{others}, jazz", ours=ours, wanted=(JAZZ, ROCK))
    assert grown == (f"{others}, jazz, rock",)
    assert placed(JOINED, f"{others}, jazz, rock", ours=ours, wanted=(ROCK,)) == (
        f"{others}, rock",
    )
    assert placed(JOINED, f"{others}, jazz", ours=ours) == (others,)


def test_a_text_joined_before_is_taken_apart_by_a_preset_of_separate_values():
    alone = Place(("genre",), "genre")
    ours = Ours(("jazz", "rock"), " / ")
    assert placed(alone, "AC/DC-like / jazz / rock", ours=ours, wanted=(JAZZ, ROCK)) == (
        "AC/DC-like",
        "jazz",
        "rock",
    )


@pytest.mark.parametrize(
    ("value", "names", "parts"),
    [
        ("a, b, c", ("b",), ["a", "b", "c"]),
        ("a, b, c", ("a, b",), ["a, b", "c"]),
        ("a, b, c", ("x",), ["a, b, c"]),
        ("b", ("b",), ["b"]),
    ],
)
def test_our_names_are_told_from_what_is_between_them(value, names, parts):
    assert apart(value, Ours(names, ", ")) == parts


def test_a_field_that_is_kept_is_filled_only_where_nothing_is():
    kept = Place(("genre",), "genre", existing="keep", most=1)
    assert placed(kept, wanted=(ROCK, JAZZ)) == ("rock",)
    assert placed(kept, "Polka", wanted=(ROCK,)) == ("Polka",)
    assert placed(kept, "Polka", "rock", ours=Ours(("rock",)), wanted=(ROCK,)) == ("Polka",)
    assert placed(kept, "rock", ours=Ours(("rock",)), wanted=(JAZZ, ROCK)) == ("jazz",)


def test_what_is_there_is_replaced_only_by_tags():
    replaced = Place(("genre",), "genre", existing="replace")
    assert placed(replaced, "Polka", wanted=(ROCK,)) == ("rock",)
    assert placed(replaced, "Polka") == ("Polka",)


def test_the_words_of_others_count_among_the_most_and_none_of_them_goes():
    two = Place(("genre",), "genre", most=2)
    assert placed(two, "Polka", wanted=(ROCK, JAZZ)) == ("Polka", "rock")
    assert placed(two, "a", "b", "c", wanted=(ROCK,)) == ("a", "b", "c")


def test_a_field_without_a_place_loses_what_is_ours():
    elsewhere = Place(("genre",), "grouping")
    tags = FileTags("Vorbis", {**dict.fromkeys(FIELDS, ()), "genre": ("x", "jazz"), "grouping": ()})
    votes = TagVotes([("genre", JAZZ, "jazz")], frozenset(), frozenset({JAZZ}), {JAZZ: "genre"})
    preset = Preset("p", "p", plain("p"), (elsewhere,))
    changes = field_changes(tags, votes, NAMES, {"genre": Ours(("jazz",))}, preset)
    assert {one.field: one.stored_after for one in changes} == {
        "genre": ("x",),
        "grouping": ("jazz",),
    }
